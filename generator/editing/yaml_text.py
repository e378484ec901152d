"""Edits of the nodes of a YAML file that leave every other byte as it was, and the scalars of its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import yaml

from generator.project import TextEdit

_BAR = re.compile(r"(?<!\\)\|")
_OPENING = re.compile(r"[\"']|[|>][+-]?[ \t]*\n")
_QUOTES = "\"'"


def entries(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yield the keys and values of a block, and none of anything else."""
    if isinstance(node, yaml.MappingNode):
        yield from node.value


def items(node: yaml.Node | None) -> tuple[yaml.Node, ...]:
    """Return the items of a list, and none of anything else."""
    return tuple(node.value) if isinstance(node, yaml.SequenceNode) else ()


def text_of(node: yaml.Node | None) -> str:
    """Return the text of a scalar, and "" for anything else."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def texts_of(node: yaml.Node | None) -> dict[str, str]:
    """Return the texts of a block by their keys."""
    return {text_of(key): text_of(value) for key, value in entries(node)}


def put(text: str, node: yaml.Node, new: str) -> TextEdit:
    """Return the edit that gives a value a new text; "" leaves the key alone on its line."""
    start, end = node.start_mark.index, _end(text, node)
    return TextEdit(start if new else len(text[:start].rstrip(" ")), end, new)


def cut(text: str, key: yaml.Node, value: yaml.Node) -> TextEdit:
    """Return the edit that removes the lines of a key and its value."""
    lines = _lines(text, key, value)
    if text[lines.start : key.start_mark.index].strip():
        # The first key of a list's item: what follows takes its place behind the dash.
        end = _end(text, value)
        return TextEdit(key.start_mark.index, len(text) - len(text[end:].lstrip()), "")
    return lines


def cut_item(text: str, item: yaml.Node) -> TextEdit:
    """Return the edit that removes the lines of a list's item, dash and all."""
    return _lines(text, item, item)


def _lines(text: str, first: yaml.Node, last: yaml.Node) -> TextEdit:
    newline = text.find("\n", _end(text, last))
    return TextEdit(text.rfind("\n", 0, first.start_mark.index) + 1, len(text) if newline < 0 else newline + 1, "")


def keep(text: str, node: yaml.Node) -> TextEdit:
    """Return the edit that keeps a node as it is, whatever is done to the text around it."""
    start, end = node.start_mark.index, _end(text, node)
    return TextEdit(start, end, text[start:end])


def _end(text: str, node: yaml.Node) -> int:
    """A block scalar's mark stands on the line after its blank lines."""
    start, end = node.start_mark.index, node.end_mark.index
    return start + len(text[start:end].rstrip()) if end > start else end


def cell_starts(text: str, node: yaml.Node) -> tuple[int, ...]:
    """Return where the cells of a table's row begin: what `|` sets apart, or the items of a list."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(each.start_mark.index + (text[each.start_mark.index] in _QUOTES) for each in node.value)
    start, end = node.start_mark.index, _end(text, node)
    opening = _OPENING.match(text, start, end)
    bars = [each.end() for each in _BAR.finditer(text, opening.end() if opening else start, end)]
    parts = (opening.end() if opening else start, *bars)
    return tuple(at + len(text[at:end]) - len(text[at:end].lstrip()) for at in parts)


def line_end(text: str, node: yaml.Node) -> int:
    """Return the end of the line that a node ends on, before its line break; comments after it are not the node's."""
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(node, yaml.MappingNode) else last
    newline = text.find("\n", _end(text, node))
    end = len(text) if newline < 0 else newline
    return end - 1 if text[:end].endswith("\r") else end


Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A key or a value: path to it (a key's ends with itself), slice with quotes, line from 1, column from 0."""

    path: Path
    is_key: bool
    value: str
    start: int
    end: int
    line: int
    column: int


def yaml_scalars(text: str) -> tuple[Scalar, ...]:
    """Return the scalars of readable YAML in the order of its text."""
    # Not the C loader: its marks do not count as Python's text does.
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
