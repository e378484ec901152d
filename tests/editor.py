"""What an editor with yaml-language-server sees: a schema and a text → the mistakes it marks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import jsonschema
from ruamel.yaml import YAML


def marked_by_editor(schema: Mapping[str, Any], text: str) -> list[str]:
    """A schema and the text of a YAML file go in; what an editor marks comes out, a line each."""
    tree = _undated(YAML(typ="safe", pure=True).load(text))
    return [f"{error.json_path}: {error.message}" for error in jsonschema.Draft7Validator(schema).iter_errors(tree)]


def _undated(tree: Any) -> Any:  # noqa: ANN401 - any part of a tree
    """Editors read YAML 1.2, in which a date is text."""
    if isinstance(tree, dict):
        return {str(key): _undated(inner) for key, inner in tree.items()}
    if isinstance(tree, list):
        return [_undated(inner) for inner in tree]
    return tree.isoformat() if isinstance(tree, date) else tree
