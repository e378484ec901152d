"""Evaluate expressions exactly, and print citations. Only printing rounds; filters of words judge what is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias, assert_never

from generator.content import (
    UNIT_FILTERS,
    WORD_FILTERS,
    Binary,
    Citation,
    Count,
    Expression,
    Filter,
    Joined,
    LiteralNumber,
    Name,
    Negate,
    Phrase,
    Sum,
    split_citations,
)
from generator.figures.counts import CountedRecord, WantedWord, counted_records
from generator.figures.ledger import CitingText, Computed, Figure, Ledger, RecordReference, Scope, Year
from generator.figures.names import Absent, FigureAt, find
from generator.figures.quantity import (
    DivisionByZero,
    Mismatch,
    Quantity,
    TooLarge,
    added,
    converted,
    divided,
    exactly,
    measure,
    multiplied,
    negated,
    settled,
    subtracted,
)
from generator.problems import Problem, Rejected, Where, nearest_hint
from generator.swedish import NumberFormat, format_date, format_quantity, known_unit, rounded, rounded_sign, words_for

_OPERATIONS = {"+": added, "-": subtracted, "*": multiplied, "/": divided}
_WORDS = {
    "överskott_underskott": ("överskott", "underskott", "nollresultat"),
    "ökning_minskning": ("ökning", "minskning", "oförändrat"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """The name of a figure without a value, the sign printed for it (`–`, `..` or blank), and why, if that is known."""

    name: str
    sign: str = ""
    reason: str = ""


Value: TypeAlias = Quantity | Missing | str | date | Year


@dataclass(frozen=True, slots=True)
class PrintedCitation:
    """A citation as printed. `figure` is the figure's id, the expression if it is computed on the spot, or empty.

    `value` is the printed number, with its own sign and in the printed unit; None for what is no number.
    """

    text: str
    figure: str = ""
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    quantity: Quantity
    fmt: NumberFormat
    unsigned: bool = False
    bare: bool = False
    settled: bool = False


def evaluate(expression: Expression, ledger: Ledger, scope: Scope) -> Value:
    """Return the exact value of an expression, or Missing where a figure in it has none.

    "–" counts as zero beside other figures; blank and ".." leave no value. Raises Rejected: T201 and T211 for names,
    T203 for a text that cites itself, T205 for units, T206 for division by zero, T208 for a filter that makes words,
    T209 for a text in arithmetic.
    """
    value = _value(expression, ledger, scope)
    return settled(value) if isinstance(value, Quantity) else value


def _value(expression: Expression, ledger: Ledger, scope: Scope) -> Value:
    match expression:
        case LiteralNumber(value=value, decimals=decimals):
            return exactly(value, None, decimals)
        case Phrase(text=text):
            return text
        case Name():
            return _named(expression, ledger, scope)
        case Sum():
            return _summed(expression, ledger)
        case Count():
            return exactly(Decimal(len(counted(expression, ledger, scope))), "antal")
        case Negate(operand=operand):
            number = _number(operand, ledger, scope)
            return negated(number) if isinstance(number, Quantity) else number
        case Binary():
            return _binary(expression, ledger, scope)
        case Filter():
            return _filtered_quantity(expression, ledger, scope)
        case _:
            assert_never(expression)


def _named(name: Name, ledger: Ledger, scope: Scope) -> Value:
    target = find(name, ledger, scope)
    match target:
        case FigureAt():
            return value_of(target.ledger.figures[target.id], name.where, target.name)
        case Absent():
            return Missing(target.name, target.sign, target.reason)
        case CitingText():
            return _passage(target, name, ledger, scope.trail)
        case RecordReference():
            return target.record
        case str() | date() | Year() | Quantity():
            return target
        case _:
            assert_never(target)


def value_of(figure: Figure, where: Where, name: str) -> Quantity | Missing:
    """Return the quantity of a figure, or Missing; raise Rejected (T207) if it could not be computed."""
    if figure.fault:
        message = f"”{name}” går inte att räkna ut" + ("." if figure.of_group else " i sin period.")
        raise Rejected([Problem("T207", where, message, "", name, figure.fault)])
    quantity, shown = figure.quantity, figure.shown
    if quantity is None:
        return Missing(name, figure.sign)
    if isinstance(figure.origin, Computed) and shown is not None and not shown.at_most and not shown.of_amounts:
        # What is computed of it is printed with the decimals that it is printed with itself.
        return replace(quantity, decimals=max(quantity.decimals, shown.count or 0))
    return quantity


def _passage(passage: CitingText, name: Name, ledger: Ledger, trail: tuple[Where, ...]) -> str:
    if passage.cited.where in trail:
        message = f"Texten ”{name}” citerar sig själv."
        raise Rejected([Problem("T203", name.where, message, "", str(name), "Ta bort citeringen.")])
    scope = replace(passage.scope, trail=(*trail, passage.cited.where))
    parts = split_citations(passage.cited.text)
    return "".join(part if isinstance(part, str) else print_citation(part, ledger, scope).text for part in parts)


def _summed(total: Sum, ledger: Ledger) -> Value:
    path, where = total.name.path, total.where
    if len(path) != len(("typ", "fält")) or path[0] not in ledger.records:
        hint = nearest_hint(path[0], ledger.records)
        message = "summa tar en uppföljningstyp och ett fält."
        raise Rejected([Problem("T201", where, message, "summa(typ.fält)", str(total.name), hint)])
    if path[1] not in ledger.fields.get(path[0], ()):
        hint = nearest_hint(path[1], ledger.fields.get(path[0], ()))
        raise Rejected([Problem("T201", where, f"{path[0]} har inget fält ”{path[1]}”.", "", str(total.name), hint)])
    try:
        return ledger.sum_of(*path).quantity or Missing(f"summa({total.name})")
    except Mismatch as mismatch:
        raise Rejected([misfit(mismatch, where, "samma slags enhet i alla poster")]) from mismatch


def counted(count: Count, ledger: Ledger, scope: Scope) -> tuple[CountedRecord, ...]:
    """Return the records that a count is of; raise Rejected as `counted_records` does."""
    wanted = []
    for field, word in count.conditions:
        value = _value(word, ledger, scope)
        if not isinstance(value, str):
            message = f"Ett ord behövs att räkna {field} efter."
            raise Rejected([Problem("T209", word.where, message, f'{field}: "ord"', str(word))])
        wanted.append(WantedWord(field, value, word.where))
    return counted_records(count.name, wanted, ledger)


def _number(expression: Expression, ledger: Ledger, scope: Scope) -> Quantity | Missing | Year:
    value = _value(expression, ledger, scope)
    if isinstance(value, Quantity | Missing | Year):
        return value
    raise Rejected([Problem("T209", expression.where, "Det här är inget tal att räkna med.", "ett tal", str(value))])


def _binary(expression: Binary, ledger: Ledger, scope: Scope) -> Value:
    left, right = (_number(side, ledger, scope) for side in (expression.left, expression.right))
    if isinstance(left, Year) or isinstance(right, Year):
        return _years(expression, left, right)
    blank = next((side for side in (left, right) if isinstance(side, Missing) and side.sign != "–"), None)
    if blank is not None:
        return blank
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        return _apply(expression.operator, (left, right), expression.right.where)
    return _with_dash(expression, left, right)


def _with_dash(expression: Binary, left: Quantity | Missing, right: Quantity | Missing) -> Value:
    """Count “–” as nothing: it leaves the other side of a sum as it is, and of a product or quotient nothing."""
    if isinstance(left, Missing) and isinstance(right, Quantity):
        if expression.operator in {"+", "-"}:
            return right if expression.operator == "+" else negated(right)
        return left
    return left if expression.operator in {"+", "-"} else right


def _years(expression: Binary, left: Quantity | Missing | Year, right: Quantity | Missing | Year) -> Value:
    if isinstance(left, Year) and isinstance(right, Year) and expression.operator == "-":
        return exactly(Decimal(left.number - right.number), "antal")
    direction = {"+": 1, "-": -1}.get(expression.operator)
    if isinstance(left, Year) and isinstance(right, Quantity) and right.unit is None and direction is not None:
        return Year(left.number + direction * int(right.value))
    message = "Ett år kan bara få några år till eller färre."
    raise Rejected([Problem("T205", expression.where, message, "period.år - 1")])


def _apply(operator: str, sides: tuple[Quantity, Quantity], where: Where) -> Quantity:
    try:
        return _OPERATIONS[operator](*sides)
    except Mismatch as mismatch:
        raise Rejected([misfit(mismatch, where, "samma slags enhet på båda sidor")]) from mismatch
    except DivisionByZero as zero:
        raise Rejected([Problem("T206", where, "Här delas med noll.", "ett tal som inte är noll", "0")]) from zero


def into_unit(quantity: Quantity, unit: str | None, where: Where) -> Quantity:
    """Convert a computed quantity into the unit declared for its figure; raise Rejected (T205) if no factor does."""
    try:
        return settled(converted(quantity, unit))
    except Mismatch as mismatch:
        hint = ""
        if unit == "%" and quantity.unit is None:
            hint = "En kvot av två tal blir procent av sig själv; skriv den utan * 100."
        raise Rejected([misfit(mismatch, where, unit or "antal", quantity.unit or "", hint)]) from mismatch


def misfit(mismatch: Mismatch, where: Where, expected: str, found: str = "", hint: str = "") -> Problem:
    """Return the problem of quantities that cannot be computed with; what is expected is of their units."""
    if isinstance(mismatch, TooLarge):
        return Problem(
            mismatch.code, where, str(mismatch), hint="Se efter att talen och deras enheter är rätt skrivna."
        )
    return Problem(mismatch.code, where, str(mismatch), expected, found, hint)


def _filtered_quantity(expression: Filter, ledger: Ledger, scope: Scope) -> Value:
    if expression.name not in UNIT_FILTERS:
        message = f"Filtret {expression.name} ger text och kan bara stå sist i en citering."
        hint = "Ta bort filtret; hur ett tal skrivs säger enhet, decimaler och talformat."
        raise Rejected([Problem("T208", expression.where, message, "", expression.name, hint)])
    value = _number(expression.operand, ledger, scope)
    if isinstance(value, Quantity):
        return into_unit(value, UNIT_FILTERS[expression.name], expression.where)
    return value


# --- to print --------------------------------------------------------------------------------------------------------


def number_format_of(figure: Figure, ledger: Ledger) -> NumberFormat:
    """Return how a figure is written in its own cell."""
    formats = ledger.number_formats
    fmt = formats.get(figure.number_format or "standard") or formats.get("standard") or NumberFormat()
    fmt = with_decimals(fmt, figure)
    return fmt.replace(plus=True) if figure.plus else fmt


def with_decimals(fmt: NumberFormat, figure: Figure) -> NumberFormat:
    """Return a format with the decimals that a figure is shown with."""
    shown = figure.shown
    if shown is None or (shown.of_amounts and fmt.percent_decimals):
        return fmt.of_unit(figure.unit)
    return fmt.replace(decimals=shown.count, at_most=shown.at_most)


def print_citation(citation: Citation, ledger: Ledger, scope: Scope, *, in_text: bool = True) -> PrintedCitation:
    """Return what is printed for a citation; a sign for zero is for tables only, and so is a plus in most houses.

    Raises Rejected as `evaluate` does, T207 for a figure without a value and without `inom`, T208 for an unfit filter.
    """
    filters: list[Filter] = []
    base = citation.expression
    while isinstance(base, Filter):
        filters.insert(0, base)
        base = base.operand
    value = evaluate(base, ledger, scope)
    name, fmt = _source(base, citation, ledger, scope, value.unit if isinstance(value, Quantity) else None)
    fmt = fmt.in_text() if in_text else fmt.replace(plus=False, zero=None)
    if isinstance(value, Missing):
        return _print_missing(value, filters, citation)
    filters = [replace(each, arguments=tuple(_arguments(each, ledger, scope))) for each in filters]
    if not isinstance(value, Quantity):
        return _print_text(format_date(value, ledger.dates) if isinstance(value, date) else value, filters)
    return _print_quantity(_Shape(value, fmt), filters, name)


def _arguments(each: Filter, ledger: Ledger, scope: Scope) -> Iterator[tuple[str, str | int | Joined]]:
    for name, argument in each.arguments:
        if isinstance(argument, Joined):
            cited = (Citation(part, str(argument), each.where) for part in argument.parts)
            yield name, "".join(print_citation(citation, ledger, scope).text for citation in cited)
        else:
            yield name, argument


def _source(
    base: Expression, citation: Citation, ledger: Ledger, scope: Scope, unit: str | None
) -> tuple[str, NumberFormat]:
    standard = ledger.number_formats.get("standard") or NumberFormat()
    fmt, name = standard.of_unit(unit), citation.text
    if isinstance(base, Name):
        target = find(base, ledger, scope)
        if isinstance(target, FigureAt):
            fmt, name = number_format_of(target.ledger.figures[target.id], ledger), target.name
    return name, fmt


def _print_missing(value: Missing, filters: list[Filter], citation: Citation) -> PrintedCitation:
    if any(each.name == "inom" for each in filters):
        return PrintedCitation("")
    hint = "Fyll i talet, eller skriv filtret inom(före, efter), som inte skriver något när talet saknas."
    where = citation.expression.where if not filters else filters[0].operand.where
    message = f"Talet saknar värde: {value.reason}" if value.reason else "Talet saknar värde."
    raise Rejected([Problem("T207", where, message, "ett tal", value.sign or value.name, hint)])


def _print_text(value: str | Year, filters: list[Filter]) -> PrintedCitation:
    text = str(value.number) if isinstance(value, Year) else value
    for each in filters:
        if each.name != "inom":
            message = f"Filtret {each.name} gäller tal, men här står text."
            raise Rejected([Problem("T208", each.where, message, "ett tal", text)])
        text = _enclosed(each, text)
    return PrintedCitation(text)


def _enclosed(each: Filter, text: str) -> str:
    before, after = (argument for _, argument in each.arguments)
    return f"{before}{text}{after}" if text else ""


def _print_quantity(shape: _Shape, filters: list[Filter], name: str) -> PrintedCitation:
    text: str | None = None
    for each in filters:
        if each.name == "inom":
            text = _enclosed(each, _text_of(shape) if text is None else text)
        elif each.name in WORD_FILTERS:
            text = _words(each, shape)
        else:
            shape = _shaped(each, shape)
    printed = rounded(shape.quantity.value, shape.fmt, shape.quantity.decimals)
    return PrintedCitation(_text_of(shape) if text is None else text, name, printed)


def _text_of(shape: _Shape) -> str:
    quantity = shape.quantity
    value = quantity.value.copy_abs() if shape.unsigned else quantity.value
    return format_quantity(value, None if shape.bare else quantity.unit, shape.fmt, quantity.decimals)


def _shaped(each: Filter, shape: _Shape) -> _Shape:
    match each.name:
        case "plustecken":
            return replace(shape, fmt=shape.fmt.replace(plus=True))
        case "utan_tecken":
            return replace(shape, unsigned=True, fmt=shape.fmt.replace(plus=False))
        case "utan_enhet":
            return replace(shape, bare=True)
        case "decimaler":
            fmt = shape.fmt.replace(decimals=int(str(each.arguments[0][1])), at_most=False)
            return replace(shape, fmt=fmt, settled=True)
        case _:
            return _in_unit(each, shape)


def _in_unit(each: Filter, shape: _Shape) -> _Shape:
    """Convert to another unit; the decimals follow unless the author has set them.

    Within one scale (mnkr, miljoner kronor) they stay; a larger unit gets one, a smaller one all that are known.
    """
    old, unit = shape.quantity, UNIT_FILTERS[each.name]
    new = into_unit(old, unit, each.where)
    fmt = shape.fmt
    if measure(unit) == "kr" and not shape.settled:
        before, after = known_unit(old.unit or ""), known_unit(unit)
        steps = (after.exponent if after else 0) - (before.exponent if before else 0)
        if steps > 0:
            fmt = fmt.replace(decimals=1, at_most=False)
        elif steps < 0:
            fmt = fmt.replace(decimals=new.decimals, at_most=False)
    return replace(shape, quantity=new, fmt=fmt)


def _words(each: Filter, shape: _Shape) -> str:
    if each.name == "med_bokstäver":
        value = rounded(shape.quantity.value, shape.fmt, shape.quantity.decimals)
        return words_for(value.copy_abs() if shape.unsigned else value)
    words = _WORDS.get(each.name) or tuple(str(word) for _, word in each.arguments)
    sign = rounded_sign(shape.quantity.value, shape.fmt, shape.quantity.decimals)
    return words[0] if sign > 0 else words[1] if sign < 0 else words[2]
