"""Read a node with a pydantic model. What is wrong is left out, so that all faults are found in one run."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from generator.content.fields import MODEL_KEY, PLACE_KEY, DeclaredBlock, shape_of, where_of
from generator.content.source import Block, Items, Node, Text
from generator.problems import NOWHERE, Problem, Problems, Where, nearest, nearest_hint
from generator.swedish import join_words

Model = TypeVar("Model", bound=DeclaredBlock)
Leaf = TypeVar("Leaf")
_Path: TypeAlias = tuple[str | int, ...]

# Where no known name is near.
_WAYS_OUT = {"T109": "Skriv en enhet som är känd, eller lägg till den under enheter: i profilen."}
# Leaving out a part may leave its block without something that it must have: that is left out in the next attempt.
_ATTEMPTS = 8


def read_model(model: type[Model], node: Node, problems: list[Problem]) -> Model | None:
    """Return a node as a model without the parts that have problems; None where it cannot do without them."""
    unknown_keys, faults = Problems(), list[Problem]()
    value, rest = None, node
    for attempt in range(_ATTEMPTS):
        try:
            value = model.model_validate(rest, context=None if attempt else unknown_keys)
            break
        except ValidationError as error:
            errors = error.errors(include_url=False)
            if not attempt:
                faults = [_problem(details, node) for details in errors if not _misspelt(details)]
            pruned = _without(rest, [details["loc"] for details in errors])
            if pruned is None:
                break
            rest = pruned
    problems.extend(_once((*unknown_keys, *faults)))
    return value


def read_leaf(read: Callable[[object], Leaf], node: Node, problems: list[Problem]) -> Leaf | None:
    """Return what `read` makes of a node, or None and one problem more."""
    try:
        return read(node)
    except PydanticCustomError as error:
        problems.append(Problem(error.type, node.where, error.message(), *_texts(error.context or {})))
        return None


def add_misshapen(problems: Problems, node: Node, message: str, expected: str, hint: str) -> None:
    """Add the problem of a node that has another shape than its place asks for, or that is not filled in."""
    code, shape = ("T108", "ingenting") if isinstance(node, Text) and node.missing else ("T103", shape_of(node))
    problems.add(code, node.where, message, expected=expected, found=shape, hint=hint)


def check_name(
    problems: Problems, name: str | None, names: Collection[str], code: str, where: Where, message: str
) -> None:
    """Add a problem where a name is none of `names`; `{}` in the message stands for it."""
    if name is not None and name not in names:
        hint = nearest_hint(name, names) or _WAYS_OUT.get(code, "")
        problems.add(code, where_of(name, where), message.format(f"”{name}”"), found=str(name), hint=hint)


def _once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Return the first problem of a code at a place: a union reports once for each of its members."""
    seen: dict[tuple[str, Where, str], Problem] = {}
    for problem in problems:
        # Several keys may be missing in one place.
        seen.setdefault((problem.code, problem.where, problem.message if problem.code == "T102" else ""), problem)
    return seen.values()


def _without(node: Node, paths: Sequence[_Path]) -> Node | None:
    deepest = dict.fromkeys(_existing(node, path) for path in paths)
    result: Node | None = node
    for path in reversed(deepest):
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


def _problem(details: ErrorDetails, root: Node) -> Problem:
    kind, value, where = details["type"], details["input"], _where(details, root)
    context: Mapping[str, object] = details.get("ctx", {})
    if kind.startswith("T"):
        return Problem(kind, where, details["msg"], *_texts(context))
    name = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        return Problem("T102", where, f"Nyckeln ”{name}” saknas.", f"{name}: med ett värde", hint=_way_out(value, name))
    if kind == "literal_error":
        return _no_choice(value, where, re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    return Problem("T103", where, f"Fel slags värde för ”{name}”.", expected=details["msg"], found=_short(value))


def _misspelt(details: ErrorDetails) -> bool:
    """Whether a key that a block lacks is there, but misspelt: that it is unknown is a problem already."""
    block = details["input"]
    if details["type"] != "missing" or not isinstance(block, dict) or MODEL_KEY not in block:
        return False
    _, unknown = block[MODEL_KEY]
    return bool(nearest(str(details["loc"][-1]), unknown))


def _way_out(block: object, name: str) -> str:
    model, _ = block.get(MODEL_KEY, (None, ())) if isinstance(block, dict) else (None, ())
    fields = model.model_fields.values() if isinstance(model, type) and issubclass(model, DeclaredBlock) else ()
    description = next((field.description for field in fields if field.alias == name), None)
    return f"Lägg till {name}: {description[0].lower()}{description[1:]}." if description else f"Lägg till {name}: …"


def _no_choice(word: object, where: Where, choices: Sequence[str]) -> Problem:
    allowed = join_words(choices, "eller")
    if not isinstance(word, str):
        return Problem("T103", where, "Här väntas ett av orden.", allowed, _short(word))
    if isinstance(word, Text) and word.missing:
        return Problem("T108", where, "Värdet är inte ifyllt.", allowed, "ingenting")
    hint = nearest_hint(word, choices, most_listed=0)
    return Problem("T111", where, f"”{_short(word)}” är inget av valen.", allowed, _short(word), hint)


def _texts(context: Mapping[str, object]) -> tuple[str, str, str]:
    return str(context.get("expected", "")), str(context.get("found", "")), str(context.get("hint", ""))


def _where(details: ErrorDetails, root: Node) -> Where:
    value, node = details["input"], root
    for step in _existing(root, details["loc"]):
        node = _step(node, step) or node
    of_block = value.get(PLACE_KEY) if isinstance(value, dict) else None
    places = (details.get("ctx", {}).get("where"), where_of(value), of_block)
    return next((place for place in places if isinstance(place, Where) and place != NOWHERE), node.where)


def _short(value: object) -> str:
    return shape_of(value).strip("”")
