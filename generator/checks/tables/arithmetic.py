"""Figures that their neighbours contradict, where nobody has declared a relation: T710–T714.

A breach that a failing declared relation explains is not reported again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.checks.tables.breaches import Breach, Direction, breaches_of
from generator.checks.tables.intervals import Interval, meets, minus, times
from generator.checks.tables.lines import TableLines, cell_of, sheets_of
from generator.checks.tables.reconciliation import difference_of
from generator.compose import Understood
from generator.figures import Figure, Ledger, Relation
from generator.problems import Problem
from generator.swedish import kronor_per, plain_quantity

_CODES = {"sum": "T710", "difference": "T711", "change": "T712", "quotient": "T712", "part": "T712"}
_RELATIONS = {
    "difference": "{0} minus {1}",
    "change": "förändringen från {1} till {0} i procent",
    "part": "andelen av {0}",
    "quotient": "{0} delat med {1}",
}
_SIGN, _PATTERN = "T713", "T714"
_OTHER_LINES: Mapping[Direction, str] = {"rader": "kolumner", "kolumner": "rader"}
_MOST_LABELS = 4


def arithmetic(understood: Understood) -> Iterator[Problem]:
    """Yield T710 for sums, T711 for differences, T712 for quotients, T713 for signs, T714 for mere patterns."""
    ledger = understood.ledger
    across, down = _declared(ledger)
    failing = tuple(_failing(ledger))
    for sheet in sheets_of(understood.content.period, ledger, understood.content):
        breaches = list(breaches_of(sheet, {"rader": down, "kolumner": across}))
        if breaches:
            yield from _explained(sheet, breaches, failing, ledger)
        elif sheet.table is not None and not any(row.sums for row in sheet.rows):
            yield from _lone_signs(sheet)


def _lone_signs(sheet: TableLines) -> Iterator[Problem]:
    """Yield a cost without minus in a table without sums, where its row's and its column's other costs have one."""
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
                yield _problem(_SIGN, _Suspect(cell.figure, cell.span, -times(cell.span, Decimal(2))), message, ())


# --- what is declared ----------------------------------------------------------------------------------------------


def _declared(ledger: Ledger) -> tuple[frozenset[str], frozenset[str]]:
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
        difference = difference_of(relation, ledger)
        if difference is not None and not difference.low <= 0 <= difference.high:
            yield relation


# --- which figure is the odd one -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Suspect:
    figure: Figure
    actual: Interval
    correction: Interval

    @property
    def is_sign(self) -> bool:
        return bool(self.actual.value) and meets(self.correction, -times(self.actual, Decimal(2)))


def _suspects(breach: Breach) -> Iterator[_Suspect]:
    missing = breach.missing
    yield _Suspect(breach.target, breach.actual, missing)
    if breach.linear and not breach.flipped:
        for sign, figure, span in breach.terms:
            yield _Suspect(figure, span, -missing if sign > 0 else missing)


def _explained(sheet: TableLines, left: list[Breach], failing: Sequence[Relation], ledger: Ledger) -> Iterator[Problem]:
    declared = _corrections(failing, ledger)
    reported = {relation.target for relation in failing}
    while left:
        suspect, explained = _most_suspected(left, declared)
        if suspect is None:
            break
        left = [breach for breach in left if breach not in explained]
        if suspect.figure.id not in reported:
            yield _crossed(sheet, suspect, explained)
    for breach in left:
        yield _single(sheet, breach)


def _corrections(failing: Sequence[Relation], ledger: Ledger) -> dict[str, list[Interval]]:
    corrections: dict[str, list[Interval]] = defaultdict(list)
    for relation in failing:
        figure, expected = ledger.figures[relation.target], relation.expected
        cell = cell_of(figure, written=True)
        if cell is None:
            continue
        wanted = times(Interval(expected.value, expected.low, expected.high), kronor_per(figure.unit) or Decimal(1))
        missing = minus(wanted, cell.span)
        corrections[relation.target].append(missing)
        for sign, name in relation.terms:
            if sign:
                corrections[name].append(-missing if sign > 0 else missing)
    return corrections


def _most_suspected(
    left: Sequence[Breach], declared: Mapping[str, Sequence[Interval]]
) -> tuple[_Suspect | None, list[Breach]]:
    """Return the figure that explains most of what is left, and the breaches that it does; more than one, or none."""
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
    own = [breach for breach in explained if breach.target.id == suspect.figure.id]
    name = _named(sheet, suspect.figure)
    if len(own) == len(explained):
        message = f"{name} är inte {' och '.join(dict.fromkeys(map(_relation, explained)))}."
    else:
        labels = " och ".join(dict.fromkeys(f"”{breach.label}”" for breach in explained))
        message = f"{name} stämmer inte: {labels} går inte ihop med det."
    code = _SIGN if suspect.is_sign else _CODES[(own or explained)[0].kind]
    return _problem(code, suspect, message, explained)


def _single(sheet: TableLines, breach: Breach) -> Problem:
    suspect = _turned(breach) or _Suspect(breach.target, breach.actual, breach.missing)
    name, relation = _named(sheet, suspect.figure), _relation(breach)
    code, message = _CODES[breach.kind], f"{name} är inte {relation}."
    if breach.flipped:
        code = _SIGN
        message = f"{name} har ett annat tecken än {breach.label.lower()} har på de andra raderna: {relation}."
    elif suspect.is_sign:
        code, message = _SIGN, f"{name} skulle stämma med omvänt tecken: {breach.label} ska vara {relation}."
    elif not breach.named:
        code = _PATTERN
        message = f"{name} är inte {relation}, som i tabellens övriga {_OTHER_LINES[breach.direction]}."
    return _problem(code, suspect, message, [breach])


def _turned(breach: Breach) -> _Suspect | None:
    if not breach.linear or breach.flipped:
        return None
    turned = [suspect for suspect in _suspects(breach) if suspect.is_sign]
    return turned[0] if len(turned) == 1 else None


def _problem(code: str, suspect: _Suspect, message: str, breaches: Sequence[Breach]) -> Problem:
    figure, correction = suspect.figure, suspect.correction
    factor = kronor_per(figure.unit) or Decimal(1)
    expected, actual, off = (
        plain_quantity(value / factor, figure.unit, figure.decimals)
        for value in (suspect.actual.value + correction.value, suspect.actual.value, -correction.value)
    )
    beyond = ", mer än avrundning kan förklara" if correction.low != correction.high else ""
    hint = f"Skillnaden är {off}{beyond}. Rätta det tal som är fel, eller kvittera fyndet med skäl."
    places = [breach.target.where for breach in breaches]
    places += [term.where for breach in breaches for _, term, _ in breach.terms]
    related = tuple(dict.fromkeys(place for place in places if place != figure.where))
    return Problem(code, figure.where, message, expected, actual, hint, related=related, place=figure.id)


def _named(sheet: TableLines, figure: Figure) -> str:
    row, column = sheet.lines_of(figure)
    above = f"{column.group}, " if column.group else ""
    return f"”{row.meaning.text}”, {above}{column.meaning.text}"


def _relation(breach: Breach) -> str:
    if breach.kind == "sum":
        return f"summan av {_listed(breach)}"
    return _RELATIONS[breach.kind].format(*breach.labels)


def _listed(breach: Breach) -> str:
    labels = breach.labels
    if len(labels) > _MOST_LABELS:
        return f"{len(labels)} {breach.direction} ({labels[0]} … {labels[-1]})"
    signs = ["−" if sign < 0 else "+" for sign, _, _ in breach.terms]
    if len(set(signs)) > 1 and len(signs) == len(labels):
        return " ".join(f"{sign} {label}" for sign, label in zip(signs, labels, strict=True))
    return f"{', '.join(labels[:-1])} och {labels[-1]}"
