"""A skeleton file among the templates, by name, and what is to stand in it → its text.

The files are data (`skelett/` of the base, or of a house that wants its own): YAML and CSS with `<< >>` where something
is filled in and `<% %>` where something is chosen or repeated, since braces are the content language's own.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import jinja2

FOLDER = "skelett"
LINE = 110
# What YAML reads as written: no colon, no number sign, nothing that opens a quotation, a list or a block.
_PLAIN = re.compile(r"\w[\w ,.()–§/-]*(?<! )")


def comment(text: str, indent: int = 0) -> str:
    """A text and its indentation go in; the text as lines of a YAML comment, the first not indented, comes out."""
    before = " " * indent + "# "
    return textwrap.fill(" ".join(text.split()), LINE, initial_indent=before, subsequent_indent=before).lstrip(" ")


def scalar(text: str) -> str:
    """A text goes in; the same as YAML comes out, in quotation marks where it would be read as something else."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=8)
def _environment(folders: tuple[str, ...]) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([f"{folder}/{FOLDER}" for folder in folders]),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        # YAML and CSS for an editor, not a page for a browser.
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
    )
    environment.filters["comment"] = comment
    environment.filters["scalar"] = scalar
    return environment


def skeleton(folders: Sequence[str], file: str, **values: Any) -> bytes:  # noqa: ANN401 - whatever the file asks for
    """Template folders (own first), a file of theirs below `skelett/` and its values go in; the file comes out."""
    return _environment(tuple(folders)).get_template(file).render(**values).encode()
