"""Text of a YAML file → its scalars with their places in the text, for changing some and leaving every other byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A key or a value: the keys and indexes that lead to it, its value, and the slice of the text with its quotes.

    The path of a key ends with the key itself; `line` counts from 1, `column` from 0.
    """

    path: Path
    is_key: bool
    value: str
    start: int
    end: int
    line: int
    column: int


def yaml_scalars(text: str) -> tuple[Scalar, ...]:
    """The text of a file goes in, its scalars in the order of the text come out. The file must be readable YAML."""
    # Not the C loader: its marks count from elsewhere than Python's text does.
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    return tuple(_below(root, ())) if root is not None else ()


def _below(node: yaml.Node, path: Path) -> Iterator[Scalar]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield _scalar(key, (*path, key.value), is_key=True)
            yield from _below(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _below(item, (*path, index))
    else:
        yield _scalar(node, path, is_key=False)


def _scalar(node: yaml.Node, path: Path, *, is_key: bool) -> Scalar:
    start, end = node.start_mark, node.end_mark
    return Scalar(path, is_key, node.value, start.index, end.index, start.line + 1, start.column)
