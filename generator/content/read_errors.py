"""A pydantic model and a node of the source → the model's value, and what was wrong as problems in Swedish.

A part that is wrong is told and left out, so that what is wrong elsewhere is told in the same run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from generator.content.fields import MODEL_KEY, PLACE_KEY, DeclaredBlock, ReadingNotices, shape_of
from generator.content.source import Block, Items, Node, Text
from generator.problems import NOWHERE, Problem, Where, nearest, nearest_hint

Model = TypeVar("Model", bound=DeclaredBlock)
Leaf = TypeVar("Leaf")
_Path: TypeAlias = tuple[str | int, ...]

# Leaving out a part may leave its block without something that it must have: that is left out in the next attempt.
_ATTEMPTS = 8


def read_model(
    model: type[Model], node: Node, reading: ReadingNotices | None = None
) -> tuple[Model | None, list[Problem]]:
    """A model and a node go in; the value and all problems come out.

    Where there are problems the value lacks the parts that they are of; None where it cannot do without them.
    """
    reading = reading or ReadingNotices()
    problems: list[Problem] = []
    rest: Node | None = node
    for attempt in range(_ATTEMPTS):
        if rest is None:
            break
        try:
            value = model.model_validate(rest, context=reading if not attempt else ReadingNotices())
        except ValidationError as error:
            found = error.errors(include_url=False)
            if not attempt:
                problems = [to_problem(details, node) for details in found if not _misspelt(details)]
            rest = _without(rest, [details["loc"] for details in found])
        else:
            return value, _once((*reading.problems, *problems))
    return None, _once((*reading.problems, *problems))


def read_leaf(read: Callable[[object], Leaf], node: Node) -> tuple[Leaf | None, Problem | None]:
    """A reader of single values and a node go in; the value, or None and the reason why not, come out."""
    try:
        return read(node), None
    except PydanticCustomError as error:
        context: Mapping[str, object] = error.context or {}
        return None, Problem(error.type, node.where, error.message(), *_texts(context))


def _once(problems: Iterable[Problem]) -> list[Problem]:
    """A union reports once for each of its members: keep the first at a place."""
    seen: dict[tuple[str, Where, str], Problem] = {}
    for problem in problems:
        # Several keys may be missing in one place.
        seen.setdefault((problem.code, problem.where, problem.message if problem.code == "T102" else ""), problem)
    return list(seen.values())


def _without(node: Node, paths: Sequence[_Path]) -> Node | None:
    """The node without the deepest parts that the paths lead to; None where that is the node itself."""
    deepest = dict.fromkeys(_existing(node, path) for path in paths)
    result: Node | None = node
    for path in reversed(list(deepest)):
        inside_another = any(other != path and path[: len(other)] == other for other in deepest)
        if not inside_another and result is not None:
            result = _pruned(result, path)
    return result


def _existing(node: Node, path: _Path) -> _Path:
    kept: list[str | int] = []
    for step in path:
        inner = _step(node, step)
        if inner is None:
            break
        kept.append(step)
        node = inner
    return tuple(kept)


def _step(node: Node, step: str | int) -> Node | None:
    if isinstance(node, Block):
        return node.get(Text(str(step)))
    if isinstance(node, Items) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _pruned(node: Node, path: _Path) -> Node | None:
    if not path:
        return None
    if isinstance(node, Block):
        entries = [(key, _pruned(inner, path[1:]) if key == path[0] else inner) for key, inner in node.items()]
        return Block(((key, inner) for key, inner in entries if inner is not None), node.where, flow=node.flow)
    if isinstance(node, Items):
        nodes = [_pruned(inner, path[1:]) if at == path[0] else inner for at, inner in enumerate(node)]
        return Items((inner for inner in nodes if inner is not None), node.where, flow=node.flow)
    return None


def to_problem(details: ErrorDetails, root: Node) -> Problem:
    """One error of pydantic goes in; a problem in Swedish, at the place of the node that it concerns, comes out."""
    where = _where(details, root)
    kind = details["type"]
    context: Mapping[str, object] = details.get("ctx", {})
    if kind.startswith("T"):
        return Problem(kind, where, details["msg"], *_texts(context))
    name = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        hint = _description(details["input"], name)
        return Problem("T102", where, f"Nyckeln ”{name}” saknas.", f"{name}: med ett värde", hint=hint)
    if kind == "literal_error":
        return _no_choice(details, where, str(context.get("expected", "")))
    return Problem(
        "T103", where, f"Fel slags värde för ”{name}”.", expected=details["msg"], found=_short(details["input"])
    )


def _misspelt(details: ErrorDetails) -> bool:
    """Whether a key that a block lacks is there, but misspelt: that it is unknown is told already."""
    told = details["input"]
    if details["type"] != "missing" or not isinstance(told, dict) or MODEL_KEY not in told:
        return False
    _, unknown = told[MODEL_KEY]
    return bool(nearest(str(details["loc"][-1]), unknown))


def _description(told: object, name: str) -> str:
    """What the model says of a key that a block lacks."""
    model, _ = told.get(MODEL_KEY, (None, ())) if isinstance(told, dict) else (None, ())
    fields = model.model_fields.values() if isinstance(model, type) and issubclass(model, DeclaredBlock) else ()
    description = next((field.description for field in fields if field.alias == name), None)
    return f"Lägg till {name}: {description[0].lower()}{description[1:]}." if description else f"Lägg till {name}: …"


def _no_choice(details: ErrorDetails, where: Where, expected: str) -> Problem:
    word = details["input"]
    choices = re.findall(r"'([^']*)'", expected)
    allowed = " eller ".join(part for part in (", ".join(choices[:-1]), choices[-1]) if part)
    if not isinstance(word, str):
        return Problem("T103", where, "Här väntas ett av orden.", allowed, _short(word))
    if isinstance(word, Text) and word.missing:
        return Problem("T108", where, "Värdet är inte ifyllt.", allowed, "ingenting")
    hint = nearest_hint(word, nearest(word, choices))
    return Problem("T111", where, f"”{_short(word)}” är inget av valen.", allowed, _short(word), hint)


def _texts(context: Mapping[str, object]) -> tuple[str, str, str]:
    return str(context.get("expected", "")), str(context.get("found", "")), str(context.get("hint", ""))


def _where(details: ErrorDetails, root: Node) -> Where:
    told = details.get("ctx", {}).get("where")
    if isinstance(told, Where):
        return told
    own = getattr(details["input"], "where", None)
    if isinstance(own, Where) and own != NOWHERE:
        return own
    if isinstance(details["input"], dict):
        place = details["input"].get(PLACE_KEY)
        if isinstance(place, Where):
            return place
    node = root
    for step in _existing(root, details["loc"]):
        node = _step(node, step) or node
    return node.where


def _short(value: object) -> str:
    return shape_of(value).strip("”")
