"""Figures that their neighbours contradict, where nobody has declared a relation: T710–T714, T732, T733.

What a failing declared relation explains is not reported again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product

from generator.checks.tables.faults import Court, FaultyFigures, Witness
from generator.checks.tables.lattice import Direction, lattices_of
from generator.checks.tables.lines import TableLines, sheets_of
from generator.checks.tables.mining import Miner
from generator.checks.tables.ratios import ratios
from generator.checks.tables.reconciliation import difference_of
from generator.checks.tables.relations import Division, MinedRelation
from generator.checks.tables.sizes import Sizes
from generator.compose import Understood
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity
from generator.prose import AmountStage, stage_of
from generator.swedish import plain_quantity

_SIGN, _PATTERN = "T713", "T714"
_OF_STAGE: Mapping[AmountStage, str] = {"current": "T732", "closing": "T733"}
_OTHER_LINES: Mapping[Direction, str] = {"rader": "kolumner", "kolumner": "rader"}
_QUOTIENTS: Mapping[Division, str] = {
    "change": "förändringen från {1} till {0} i procent",
    "part": "andelen av {0}",
    "quotient": "{0} delat med {1}",
}
_ORIGINAL_FIRST = frozenset({"difference", "change"})
_MOST_LINES, _MOST_ALIKE, _MOST_WITNESSES = 60, 12, 6
_MANY_COSTS = 5
_MOST_LABELS = 4
_TWO, _MOST_TERMS = 2, 6
_MOST_OTHERS = 4
# From these odds on a relation that a label states makes an error of a finding, and one that is only mined.
_STATED_ERROR, _MINED_ERROR = 53, 110


def arithmetic(understood: Understood) -> Iterator[Problem]:
    """Yield T710 for sums, T711 for differences, T712 for quotients, T713 for signs, T714 for mere patterns.

    T732 is for budgets that are not the original and its changes, T733 for closings that do not follow.
    """
    content, ledger = understood.content, understood.ledger
    across, down = _declared(ledger)
    declared: Mapping[Direction, Collection[str]] = {"kolumner": across, "rader": down}
    failing = frozenset(_failing(ledger))
    before = previous_sheets(understood)
    sheets = list(sheets_of(content.period, ledger, content))
    alike = _Alike(sheets)
    for sheet in sheets:
        last = [before[sheet.id]] if sheet.id in before else []
        court = _court(sheet, (*last, *alike.beside(sheet)), declared)
        found = [each for each in court.faults() if failing.isdisjoint(figure.id for figure in each.figures)]
        yield from (told_of(sheet, each) for each in found)
        told = {figure.id for each in found for figure in each.figures}
        sure = {
            number.figure.id
            for relation in court.relations
            for instance in relation.kept
            for number in instance.numbers
            if number.figure is not None and relation.form != "ratio"
        }
        yield from (each for each in _lone_signs(sheet, sure) if each.place not in told)


def _lone_signs(sheet: TableLines, sure: Collection[str]) -> Iterator[Problem]:
    """Yield costs without minus where the table's other costs have one, and no sum needs them to have none.

    Where the table declares that costs have a minus, all others say so; else its row's do, or many others.
    """
    columns = [column.index for column in sheet.columns if column.measure == "kr" and not column.meaning.role]
    costs = [row for row in sheet.rows if row.meaning.flow == "cost" and row.measure == "kr"]
    bound = sheet.table is not None and sheet.table.entry.costs == "med_minus"
    for row, number in product(costs, columns):
        cell = row.cells[number]
        if cell is None or cell.figure is None or not cell.written or cell.span.value <= 0:
            continue
        beside = [other for place in columns if place != number and (other := row.cells[place]) is not None]
        along = [other for line in costs if line is not row and (other := line.cells[number]) is not None]
        near = any(abs(other.span.value) < 2 * cell.span.value for other in beside)
        alike = all(other.span.value < 0 for other in (*beside, *along))
        enough = bound or (near and len(along) > 1) or len(along) >= _MANY_COSTS
        if alike and enough and along and (bound or cell.figure.id not in sure):
            yield _without_minus(sheet, cell.figure)


def _without_minus(sheet: TableLines, figure: Figure) -> Problem:
    value = figure.value or Decimal(0)
    expected, actual = (plain_quantity(each, figure.unit, figure.decimals) for each in (-value, value))
    message = f"{_named(sheet, figure)} har inget minus, fast tabellens andra kostnader har det."
    hint = "Rätta tecknet, eller kvittera fyndet med skäl."
    return Problem(_SIGN, figure.where, message, expected, actual, hint, Severity.WARNING, place=figure.id)


class _Alike:
    """The tables of a report by their rows and columns: those of the same ones keep the same relations."""

    def __init__(self, sheets: Sequence[TableLines]) -> None:
        self.by_names: dict[object, list[TableLines]] = defaultdict(list)
        for sheet in sheets:
            for names in self._names(sheet):
                self.by_names[names].append(sheet)

    @staticmethod
    def _names(sheet: TableLines) -> Iterator[object]:
        """Yield what tables are found by: each two lines that follow each other."""
        for lines in (sheet.rows, sheet.columns):
            labels = [line.meaning.text.casefold() for line in lines][:_MOST_LINES]
            yield from set(pairwise(labels))

    def beside(self, sheet: TableLines) -> list[TableLines]:
        """Return the tables that share most lines with one."""
        shared = Counter(
            other.id
            for names in self._names(sheet)
            for other in self.by_names[names][:_MOST_ALIKE]
            if other is not sheet
        )
        by_id = {other.id: other for names in self._names(sheet) for other in self.by_names[names][:_MOST_ALIKE]}
        return [by_id[name] for name, _ in shared.most_common(_MOST_WITNESSES)]


def previous_sheets(understood: Understood) -> dict[str, TableLines]:
    """Return the tables of the period before and of last year's, by id; the former go first."""
    content, ledger = understood.content, understood.ledger
    found: dict[str, TableLines] = {}
    for name, period in content.earlier.items():
        key = ledger.references.get(name, name)
        if key in ledger.earlier:
            for sheet in sheets_of(period, ledger.earlier[key], content):
                found.setdefault(sheet.id, sheet)
    return found


def faults_of(
    sheet: TableLines, witnesses: Sequence[TableLines], declared: Mapping[Direction, Collection[str]]
) -> Iterator[FaultyFigures]:
    """Yield the figures of a sheet that break relations which the others keep, or that a label states.

    `witnesses` are tables of the same lines; `declared` are the figures with a declared relation, down and across.
    """
    yield from _court(sheet, witnesses, declared).faults()


def _court(sheet: TableLines, witnesses: Sequence[TableLines], declared: Mapping[Direction, Collection[str]]) -> Court:
    known: list[tuple[Direction, MinedRelation]] = []
    lattices = lattices_of(sheet, witnesses)
    for lattice in lattices:
        known += [(lattice.direction, each) for each in (*Miner(lattice).relations(), *ratios(lattice))]
    summed = {
        each.numbers[0].place: each.room
        for _, relation in known
        for each in relation.kept
        if relation.form == "run" and not each.off
    }
    undeclared = [
        replace(
            relation,
            broken=tuple(
                each
                for each in relation.broken
                if not _is_declared(each.numbers[0].figure, declared[direction])
                and not (
                    relation.form == "trio"
                    and abs(each.off) <= each.room + summed.get(each.numbers[0].place, -each.room)
                )
            ),
        )
        for direction, relation in known
    ]
    return Court(undeclared, Sizes(lattices[0]))


def _is_declared(figure: Figure | None, declared: Collection[str]) -> bool:
    return figure is not None and figure.id in declared


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


def _failing(ledger: Ledger) -> Iterator[str]:
    for relation in ledger.relations:
        difference = difference_of(relation, ledger)
        if difference is not None and not difference.low <= 0 <= difference.high:
            yield relation.target


# --- words ---------------------------------------------------------------------------------------------------------


def told_of(sheet: TableLines, fault: FaultyFigures) -> Problem:
    """Return a fault in words: what is off, what it should come to, and where else the fault may be."""
    first, *others = fault.figures
    witnesses = fault.witnesses
    own = [each for each in witnesses if each.instance.numbers[0].figure is first]
    beside = [each for each in witnesses if each not in own]
    name = _named(sheet, first)
    if others:
        message = f"{name} och {_named(sheet, others[0])} tycks ha bytt plats: då stämmer {_labels(witnesses)}."
    elif not beside:
        message = f"{name} är inte {_sums(own)}{_elsewhere(own)}{_reckoned(own, 'här')}."
    elif own:
        message = f"{name} är inte {_sums(own)}{_reckoned(own, 'här')}, och går inte ihop med {_labels(beside)}."
    else:
        message = f"{name} går inte ihop med {_labels(beside)}{_reckoned(beside, 'där')}."
    return _problem(sheet, _code(fault, (own or witnesses)[0]), fault, message)


def _sums(witnesses: Sequence[Witness]) -> str:
    return _in_words((_relation(each) for each in witnesses), " eller ")


def _reckoned(witnesses: Sequence[Witness], where: str) -> str:
    """Return what a sum comes to and what stands in its place; nothing where there are several, or other units."""
    instance = witnesses[0].instance
    target, *terms = [(each.figure, sign) for each, sign in zip(instance.numbers, instance.signs, strict=True)]
    figure = target[0]
    parts = [(each, -sign * (each.value or Decimal(0))) for each, sign in terms if each is not None]
    alike = figure is not None and all(each.unit == figure.unit for each, _ in parts)
    if len(witnesses) > 1 or not alike or figure is None or witnesses[0].relation.form == "ratio" or len(parts) < _TWO:
        return ""
    decimals = max(each.decimals for each, _ in parts)
    total = plain_quantity(sum((value for _, value in parts), Decimal(0)), None, decimals)
    printed = [plain_quantity(abs(value), None, each.decimals) for each, value in parts]
    signs = ["−" if value < 0 else "+" for _, value in parts]
    terms_of = " ".join(f"{sign} {number}" for sign, number in zip(signs, printed, strict=True)).removeprefix("+ ")
    sum_of = f"{terms_of.replace('− ', '−', 1) if signs[0] == '−' else terms_of} = {total}"
    stands = plain_quantity(figure.value, None, figure.decimals)
    return f": {sum_of if len(parts) <= _MOST_TERMS else f'summan är {total}'}, {where} står {stands}"


def _code(fault: FaultyFigures, witness: Witness) -> str:
    relation = witness.relation
    if fault.slip == "sign":
        return _SIGN
    stage = _OF_STAGE.get(stage_of(relation.target.meaning.text))
    if stage is not None:
        return stage
    if relation.form == "ratio":
        return "T712"
    if not relation.stated:
        return _PATTERN
    return "T711" if relation.target.meaning.role in _ORIGINAL_FIRST else "T710"


def _elsewhere(own: Sequence[Witness]) -> str:
    relation = own[0].relation
    if relation.stated or not relation.kept:
        return ""
    return f", som i tabellens övriga {_OTHER_LINES[relation.direction]}"


def _problem(sheet: TableLines, code: str, fault: FaultyFigures, message: str) -> Problem:
    figure = fault.figures[0]
    expected, actual = (
        " och ".join(
            plain_quantity(value, each.unit, each.decimals) for value, each in zip(values, fault.figures, strict=True)
        )
        for values in (fault.values, [each.value or Decimal(0) for each in fault.figures])
    )
    places = [each.figure.where for witness in fault.witnesses for each in witness.instance.numbers if each.figure]
    places += [each.where for each in fault.figures[1:]]
    related = tuple(dict.fromkeys(place for place in places if place != figure.where))
    stated = any(witness.relation.stated for witness in fault.witnesses)
    severity = Severity.ERROR if fault.odds >= (_STATED_ERROR if stated else _MINED_ERROR) else Severity.WARNING
    hint = _hint(sheet, fault)
    return Problem(code, figure.where, message, expected, actual, hint, severity, related=related, place=figure.id)


def _hint(sheet: TableLines, fault: FaultyFigures) -> str:
    figure, value = fault.figures[0], fault.values[0]
    unit = "procentenheter" if figure.unit == "%" else figure.unit
    off = plain_quantity((figure.value or Decimal(0)) - value, unit, figure.decimals)
    rounded = any(witness.instance.room for witness in fault.witnesses)
    parts = [f"Skillnaden är {off}{', mer än avrundning kan förklara' if rounded else ''}."]
    if fault.others and len(fault.witnesses) == 1:
        names = [_named(sheet, each) for each in fault.others[:_MOST_OTHERS]]
        parts.append(f"Felet kan också stå i {_in_words(names, ' eller ')}.")
    parts.append("Rätta det tal som är fel, eller kvittera fyndet med skäl.")
    return " ".join(parts)


def _named(sheet: TableLines, figure: Figure) -> str:
    row, column = sheet.lines_of(figure)
    above = f"{column.group}, " if column.group else ""
    return f"”{row.meaning.text}”, {above}{column.meaning.text}"


def _labels(witnesses: Sequence[Witness]) -> str:
    return _in_words(f"”{each.relation.target.meaning.text}”" for each in witnesses)


def _in_words(names: Iterable[str], last: str = " och ") -> str:
    """Return names as a list in words, each once."""
    *first, final = dict.fromkeys(names)
    return f"{', '.join(first)}{last}{final}" if first else final


def _relation(witness: Witness) -> str:
    relation = witness.relation
    labels = [line.meaning.text for _, line in relation.terms]
    if relation.form == "ratio":
        return _QUOTIENTS[relation.division].format(*labels)
    signs = [sign for sign, _ in relation.terms]
    if signs in ([1, -1], [-1, 1]):
        first, second = labels if signs[0] > 0 else labels[::-1]
        return f"{first} minus {second}"
    if len(labels) == 1:
        return labels[0]
    return f"summan av {_listed(relation, labels, signs)}"


def _listed(relation: MinedRelation, labels: Sequence[str], signs: Sequence[int]) -> str:
    if len(labels) > _MOST_LABELS:
        return f"{len(labels)} {relation.direction} ({labels[0]} … {labels[-1]})"
    if len(set(signs)) > 1:
        return " ".join(f"{'−' if sign < 0 else '+'} {label}" for sign, label in zip(signs, labels, strict=True))
    return _in_words(labels)
