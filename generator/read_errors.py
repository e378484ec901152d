"""A pydantic model and a node of the source → the model's value, and what was wrong as problems in Swedish."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from generator.fields import Part, Reading
from generator.problems import NOWHERE, Problem, Where
from generator.source import Block, Items, Node, Text

Model = TypeVar("Model", bound=Part)
Leaf = TypeVar("Leaf")


def read_model(model: type[Model], node: Node, reading: Reading | None = None) -> tuple[Model | None, list[Problem]]:
    """A model and a node go in; the value or None, and all problems, come out."""
    reading = reading or Reading()
    try:
        value: Model | None = model.model_validate(node, context=reading)
        problems = []
    except ValidationError as error:
        value = None
        problems = [to_problem(details, node) for details in error.errors(include_url=False)]
    return value, [*reading.problems, *_without_echo(problems)]


def read_leaf(read: Callable[[object], Leaf], node: Node) -> tuple[Leaf | None, Problem | None]:
    """A reader of single values and a node go in; the value, or None and the reason why not, come out."""
    try:
        return read(node), None
    except PydanticCustomError as error:
        context: Mapping[str, object] = error.context or {}
        return None, Problem(error.type, node.where, error.message(), *_texts(context))


def _without_echo(problems: list[Problem]) -> list[Problem]:
    """A union reports once for each of its members: keep the first at a place."""
    seen: dict[tuple[str, Where], Problem] = {}
    for problem in problems:
        seen.setdefault((problem.code, problem.where), problem)
    return list(seen.values())


def to_problem(details: ErrorDetails, root: Node) -> Problem:
    """One error of pydantic goes in; a problem in Swedish, at the place of the node that it concerns, comes out."""
    where = _where(details, root)
    kind = details["type"]
    context: Mapping[str, object] = details.get("ctx", {})
    if kind.startswith("T"):
        return Problem(kind, where, details["msg"], *_texts(context))
    name = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        return Problem("T102", where, f"Nyckeln ”{name}” saknas.", expected=f"{name}: med ett värde")
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", " eller ")
        return Problem(
            "T111", where, f"”{details['input']}” är inget av valen.", expected=allowed, found=str(details["input"])
        )
    return Problem(
        "T103", where, f"Fel slags värde för ”{name}”.", expected=details["msg"], found=_short(details["input"])
    )


def _texts(context: Mapping[str, object]) -> tuple[str, str, str]:
    return str(context.get("expected", "")), str(context.get("found", "")), str(context.get("hint", ""))


def _where(details: ErrorDetails, root: Node) -> Where:
    own = getattr(details["input"], "where", None)
    if isinstance(own, Where) and own != NOWHERE:
        return own
    if isinstance(details["input"], dict):
        place = details["input"].get("__plats__")
        if isinstance(place, Where):
            return place
    node = root
    for step in details["loc"]:
        if isinstance(node, Block) and step in node:
            node = node[Text(str(step))]
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            break
    return node.where


def _short(value: object) -> str:
    text = str(value)
    limit = 60
    return text if len(text) <= limit else text[:limit] + "…"
