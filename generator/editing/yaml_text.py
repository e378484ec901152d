"""Text of a YAML file and changes of its nodes → the text with those changes, every other byte as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from generator.project import TextEdit


def entries(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """A node goes in; the keys and values of a block come out, of anything else none."""
    if isinstance(node, yaml.MappingNode):
        yield from node.value


def items(node: yaml.Node | None) -> tuple[yaml.Node, ...]:
    """A node goes in; the items of a list come out, of anything else none."""
    return tuple(node.value) if isinstance(node, yaml.SequenceNode) else ()


def text_of(node: yaml.Node | None) -> str:
    """The text of a scalar; empty for anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def put(text: str, node: yaml.Node, new: str) -> TextEdit:
    """A value and its new text go in; the change comes out. An empty text leaves the key alone on its line."""
    start, end = node.start_mark.index, _end(text, node)
    if new:
        return TextEdit(start, end, new)
    while start and text[start - 1] == " ":
        start -= 1
    return TextEdit(start, end, "")


def cut(text: str, key: yaml.Node, value: yaml.Node) -> TextEdit:
    """A key and its value in a block go in; the change that takes their lines away comes out."""
    start = text.rfind("\n", 0, key.start_mark.index) + 1
    before = text[start : key.start_mark.index]
    end = _end(text, value)
    if before.strip():
        # The first key of a list's item: what follows takes its place behind the dash.
        following = end + len(text[end:]) - len(text[end:].lstrip())
        return TextEdit(key.start_mark.index, following, "")
    newline = text.find("\n", end)
    return TextEdit(start, len(text) if newline < 0 else newline + 1, "")


def cut_item(text: str, item: yaml.Node) -> TextEdit:
    """An item of a list goes in; the change that takes its lines away, dash and all, comes out."""
    start = text.rfind("\n", 0, item.start_mark.index) + 1
    end = _end(text, item)
    newline = text.find("\n", end)
    return TextEdit(start, len(text) if newline < 0 else newline + 1, "")


def keep(text: str, node: yaml.Node) -> TextEdit:
    """Return the edit that leaves a node as it is, whatever is done to the text around it."""
    start, end = node.start_mark.index, _end(text, node)
    return TextEdit(start, end, text[start:end])


def _end(text: str, node: yaml.Node) -> int:
    """Where a node's own text ends: a block scalar's mark stands on the line after its blank lines."""
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip()) if end > start else end


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
