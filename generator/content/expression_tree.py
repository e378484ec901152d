"""The tree of an expression, made by `generator.content.expression` and worked out by `generator.figures`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, assert_never

from generator.problems import Where

Operator: TypeAlias = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Another period or board named by a literal: `period("2022-t1")`, `nämnd("kommunstyrelsen")`."""

    kind: Literal["period", "nämnd"]
    key: str


@dataclass(frozen=True, slots=True)
class Name:
    """A dotted name, looked up here or in another period or board."""

    path: tuple[str, ...]
    where: Where
    root: Lookup | None = None

    def __str__(self) -> str:
        root = (f'{self.root.kind}("{self.root.key}")',) if self.root else ()
        return ".".join((*root, *self.path))


@dataclass(frozen=True, slots=True)
class LiteralNumber:
    """A literal number, exact and without unit; `decimals` as written."""

    value: Decimal
    decimals: int
    where: Where


@dataclass(frozen=True, slots=True)
class Phrase:
    """A literal text."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts and names written one after the other with `~`, as an argument of a filter."""

    parts: tuple[Phrase | Name, ...]

    def __str__(self) -> str:
        return " ~ ".join(f'"{part.text}"' if isinstance(part, Phrase) else str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Negate:
    """The opposite of its operand."""

    operand: Expression
    where: Where


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands and a sign between them."""

    operator: Operator
    left: Expression
    right: Expression
    where: Where


@dataclass(frozen=True, slots=True)
class Sum:
    """`summa(typ.fält)`: a field summed over all records of a type."""

    name: Name
    where: Where


@dataclass(frozen=True, slots=True)
class Count:
    """`antal(typ, fält: "ord")`: the records of a type whose fields have the words of all conditions.

    `name` is the type, of another period where that stands before it. A condition's word may be that of a name.
    """

    name: Name
    conditions: tuple[tuple[str, Phrase | Name], ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter on what stands to the left of it; `arguments` have the names of its parameters."""

    operand: Expression
    name: str
    arguments: tuple[tuple[str, str | int | Joined], ...]
    where: Where


Expression: TypeAlias = Name | LiteralNumber | Phrase | Negate | Binary | Sum | Count | Filter


def names_in(expression: Expression) -> Iterator[Name | Sum | Count]:
    """Return every name, and sum and count of records, in an expression, from left to right."""
    match expression:
        case Name() | Sum() | Count():
            yield expression
        case Negate(operand=operand):
            yield from names_in(operand)
        case Filter(operand=operand, arguments=arguments):
            yield from names_in(operand)
            joined = (part for _, value in arguments if isinstance(value, Joined) for part in value.parts)
            yield from (part for part in joined if isinstance(part, Name))
        case Binary(left=left, right=right):
            yield from names_in(left)
            yield from names_in(right)
        case LiteralNumber() | Phrase():
            return
        case _:
            assert_never(expression)


def has_quotient(expression: Expression) -> bool:
    """Whether an expression divides: quotients are not summed."""
    match expression:
        case Binary(operator=operator, left=left, right=right):
            return operator == "/" or has_quotient(left) or has_quotient(right)
        case Negate(operand=operand) | Filter(operand=operand):
            return has_quotient(operand)
        case Name() | LiteralNumber() | Phrase() | Sum() | Count():
            return False
        case _:
            assert_never(expression)
