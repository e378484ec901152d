"""A period's tables and records → the figures that their neighbours contradict, where nobody has declared a relation.

Sums, deviations, changes, shares, unit costs and net figures are tried against what stands beside them. Declared
relations are `reconciliation`'s; where a figure that those already tell of explains a breach, it is not told again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.checks.tables.breaches import Breach, Direction, breaches_of, doubled
from generator.checks.tables.intervals import Interval, meets, minus, times
from generator.checks.tables.lines import TableLines, cell_of, sheets_of
from generator.checks.tables.patterns import RelationPattern
from generator.compose import Evidence
from generator.figures import Figure, Ledger, Relation, subtracted
from generator.problems import Problem, Where
from generator.swedish import HARD_SPACE, NumberFormat, format_quantity, scale

_CODES: dict[RelationPattern, str] = {
    "sum": "T710",
    "difference": "T711",
    "change": "T712",
    "quotient": "T712",
    "part": "T712",
}
_SIGN, _PATTERN = "T713", "T714"
_MOST_LABELS = 4


def arithmetic(evidence: Evidence) -> tuple[Problem, ...]:
    """Evidence → T710 for sums, T711 for differences, T712 for quotients, T713 for signs, T714 for mere patterns."""
    ledger = evidence.ledger
    across, down = _declared(ledger)
    problems: list[Problem] = []
    told = tuple(_failing(ledger))
    for sheet in sheets_of(evidence.content.period, ledger, evidence.content):
        found = list(breaches_of(sheet, {"rader": down, "kolumner": across}))
        if found:
            problems.extend(_told(sheet, found, told, ledger))
        elif sheet.table is not None and not any(row.sums for row in sheet.rows):
            problems.extend(_lone_signs(sheet))
    return tuple(problems)


def _lone_signs(sheet: TableLines) -> Iterator[Problem]:
    """A cost without minus in a table without sums, where its row's and its column's other costs have one."""
    columns = [column.index for column in sheet.columns if column.measure == "kr" and not column.meaning.role]
    costs = [row for row in sheet.rows if row.meaning.flow == "cost" and row.measure == "kr"]
    for row in costs:
        for number in columns:
            cell = row.cells[number]
            if cell is None or cell.figure is None or not cell.written or cell.span.value <= 0:
                continue
            beside = [other for place in columns if place != number and (other := row.cells[place]) is not None]
            along = [other for line in costs if line is not row and (other := line.cells[number]) is not None]
            alike = all(other.span.value < 0 for other in (*beside, *along))
            near = any(abs(other.span.value) < 2 * cell.span.value for other in beside)
            if alike and near and beside and len(along) > 1:
                message = f"{_named(sheet, cell.figure)} har inget minus, fast tabellens andra kostnader har det."
                suspect = _Suspect(cell.figure, cell.span, -doubled(cell.span))
                yield _problem(_SIGN, suspect, -cell.span, message, ())


# --- what is declared ----------------------------------------------------------------------------------------------


def _declared(ledger: Ledger) -> tuple[frozenset[str], frozenset[str]]:
    """The figures with a declared relation across their row, and down their column."""
    places = {name: (table, row) for (table, row, _), names in ledger.cells.items() for name in names}
    across, down = set(), set()
    for relation in ledger.relations:
        own = places.get(relation.target)
        beside = own is None or any(places.get(name) == own for _, name in relation.terms)
        if beside or not relation.terms:
            across.add(relation.target)
        if relation.kind == "summa" or not beside:
            down.add(relation.target)
    return frozenset(across), frozenset(down)


def _failing(ledger: Ledger) -> Iterator[Relation]:
    for relation in ledger.relations:
        quantity = ledger.figures[relation.target].quantity
        if quantity is not None:
            difference = subtracted(quantity, relation.expected)
            if not difference.low <= 0 <= difference.high:
                yield relation


# --- which figure is the odd one -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A figure, and what a breach says would have to be added to it."""

    figure: Figure
    found: Interval
    correction: Interval


def _suspects(breach: Breach) -> Iterator[_Suspect]:
    missing = breach.missing
    yield _Suspect(breach.target, breach.found, missing)
    if breach.linear and not breach.flipped:
        for sign, figure, span in breach.terms:
            yield _Suspect(figure, span, -missing if sign > 0 else missing)


def _told(sheet: TableLines, found: Sequence[Breach], told: Sequence[Relation], ledger: Ledger) -> Iterator[Problem]:
    """Breaches → a problem each; those that one and the same figure explains become one, at that figure."""
    declared = _corrections(told, ledger)
    left = list(found)
    while left:
        suspect, explained = _most_suspected(left, declared)
        if suspect is None:
            break
        left = [breach for breach in left if breach not in explained]
        if suspect.figure.id not in {relation.target for relation in told}:
            yield _crossed(sheet, suspect, explained)
    for breach in left:
        yield _single(sheet, breach)


def _corrections(told: Sequence[Relation], ledger: Ledger) -> dict[str, list[Interval]]:
    """What the declared relations that fail say would have to be added to each of their figures."""
    corrections: dict[str, list[Interval]] = defaultdict(list)
    for relation in told:
        figure = ledger.figures[relation.target]
        cell = cell_of(figure, written=True)
        if cell is None:
            continue
        factor = scale(figure.unit) or Decimal(1)
        expected = relation.expected
        missing = minus(times(Interval(expected.value, expected.low, expected.high), factor), cell.span)
        corrections[relation.target].append(missing)
        for sign, name in relation.terms:
            if sign:
                corrections[name].append(-missing if sign > 0 else missing)
    return corrections


def _most_suspected(
    left: Sequence[Breach], declared: dict[str, list[Interval]]
) -> tuple[_Suspect | None, list[Breach]]:
    by_figure: dict[str, list[tuple[_Suspect, Breach]]] = defaultdict(list)
    for breach in left:
        for suspect in _suspects(breach):
            by_figure[suspect.figure.id].append((suspect, breach))
    best: tuple[_Suspect | None, list[Breach]] = (None, [])
    most = 1
    for name, pairs in by_figure.items():
        for suspect, _ in pairs:
            agreeing = [breach for other, breach in pairs if meets(other.correction, suspect.correction)]
            also = sum(meets(correction, suspect.correction) for correction in declared.get(name, ()))
            if len(agreeing) + also > most:
                most, best = len(agreeing) + also, (suspect, agreeing)
    return best


# --- words ---------------------------------------------------------------------------------------------------------


def _crossed(sheet: TableLines, suspect: _Suspect, explained: Sequence[Breach]) -> Problem:
    first = next((breach for breach in explained if breach.target.id == suspect.figure.id), explained[0])
    expected = _sum(suspect.found, suspect.correction)
    sign = _is_sign(suspect)
    code = _SIGN if sign else _CODES[first.kind]
    reasons = " och ".join(dict.fromkeys(_relation(breach) for breach in explained))
    if all(breach.target.id == suspect.figure.id for breach in explained):
        message = f"{_named(sheet, suspect.figure)} är inte {reasons}."
    else:
        message = f"{_named(sheet, suspect.figure)} stämmer inte: {_by_label(explained)} går inte ihop med det."
    return _problem(code, suspect, expected, message, _others(suspect.figure, explained))


def _single(sheet: TableLines, breach: Breach) -> Problem:
    suspect = _turned(breach) or _Suspect(breach.target, breach.found, breach.missing)
    expected = _sum(suspect.found, suspect.correction)
    name = _named(sheet, suspect.figure)
    if breach.flipped:
        message = f"{name} har ett annat tecken än {breach.label.lower()} har på de andra raderna: {_relation(breach)}."
        return _problem(_SIGN, suspect, breach.expected, message, _others(suspect.figure, [breach]))
    if _is_sign(suspect):
        message = f"{name} skulle stämma med omvänt tecken: {breach.label} ska vara {_relation(breach)}."
        return _problem(_SIGN, suspect, expected, message, _others(suspect.figure, [breach]))
    if not breach.named:
        message = f"{name} är inte {_relation(breach)}, som i tabellens övriga {_other_way(breach.direction)}."
        return _problem(_PATTERN, suspect, expected, message, _others(suspect.figure, [breach]))
    message = f"{name} är inte {_relation(breach)}."
    return _problem(_CODES[breach.kind], suspect, expected, message, _others(suspect.figure, [breach]))


def _other_way(direction: Direction) -> str:
    return "kolumner" if direction == "rader" else "rader"


def _turned(breach: Breach) -> _Suspect | None:
    """The one figure of a breach that would set it right with its sign changed."""
    if not breach.linear or breach.flipped:
        return None
    found = [suspect for suspect in _suspects(breach) if _is_sign(suspect)]
    return found[0] if len(found) == 1 else None


def _is_sign(suspect: _Suspect) -> bool:
    return bool(suspect.found.value) and meets(suspect.correction, -doubled(suspect.found))


def _problem(code: str, suspect: _Suspect, expected: Interval, message: str, related: tuple[Where, ...]) -> Problem:
    figure = suspect.figure
    factor = scale(figure.unit) or Decimal(1)
    wanted = _text(expected.value / factor, figure)
    found = _text(suspect.found.value / factor, figure)
    off = _text((suspect.found.value - expected.value) / factor, figure)
    room = (suspect.correction.high - suspect.correction.low) / 2 / factor
    beyond = ", mer än avrundning kan förklara" if room else ""
    hint = f"Skillnaden är {off}{beyond}. Rätta det tal som är fel, eller kvittera fyndet med skäl."
    return Problem(code, figure.where, message, wanted, found, hint, related=related, place=figure.id)


def _text(value: Decimal, figure: Figure) -> str:
    return format_quantity(value, figure.unit, NumberFormat(), figure.decimals).replace(HARD_SPACE, " ")


def _sum(left: Interval, right: Interval) -> Interval:
    return minus(left, -right)


def _named(sheet: TableLines, figure: Figure) -> str:
    """A figure by the words of its row and column."""
    for row in sheet.rows:
        for number, cell in enumerate(row.cells):
            if cell is not None and cell.figure is not None and cell.figure.id == figure.id:
                column = sheet.columns[number]
                head = f"{column.group}, {column.meaning.text}" if column.group else column.meaning.text
                return f"”{row.meaning.text}”, {head}"
    return figure.id


def _relation(breach: Breach) -> str:
    labels = breach.labels
    if breach.kind == "sum":
        return f"summan av {_listed(breach)}"
    if breach.kind == "difference":
        return f"{labels[0]} minus {labels[1]}"
    if breach.kind == "change":
        return f"förändringen från {labels[1]} till {labels[0]} i procent"
    if breach.kind == "part":
        return f"andelen av {labels[0]}"
    return f"{labels[0]} delat med {labels[1]}"


def _listed(breach: Breach) -> str:
    labels = breach.labels
    signs = {sign for sign, _, _ in breach.terms}
    if len(labels) > _MOST_LABELS:
        return f"{len(labels)} {breach.direction} ({labels[0]} … {labels[-1]})"
    if len(signs) > 1 and len(breach.terms) == len(labels):
        return " ".join(
            f"{'−' if sign < 0 else '+'} {label}" for (sign, _, _), label in zip(breach.terms, labels, strict=True)
        )
    return f"{', '.join(labels[:-1])} och {labels[-1]}"


def _by_label(breaches: Sequence[Breach]) -> str:
    return " och ".join(dict.fromkeys(f"”{breach.label}”" for breach in breaches))


def _others(figure: Figure, breaches: Sequence[Breach]) -> tuple[Where, ...]:
    places = [breach.target.where for breach in breaches]
    places += [term.where for breach in breaches for _, term, _ in breach.terms]
    return tuple(dict.fromkeys(place for place in places if place != figure.where))
