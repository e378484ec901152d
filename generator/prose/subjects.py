"""Subjects: what sentences are about: rows of tables, records and single figures, and the words that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from generator.content import SUM_KINDS, Content, Record, Table
from generator.figures import Figure, Ledger, measure
from generator.problems import Where
from generator.prose.clauses import KIND_STEMS
from generator.prose.meanings import Basis, Flow, Role, meaning_of
from generator.prose.texts import headings_of, printed_words, title_of
from generator.swedish import SHORT_MONTHS, kronor_per, plain_quantity, stem, subject_stems

_AND = re.compile(r"\b(?:och|samt|inkl\w*|exkl\w*)\b|[&,/(]")
_ASIDE = re.compile(r"\([^)]{0,200}\)|\[[^\]]{0,200}\]")
_YEAR = re.compile(r"\b(20\d{2})(?:\d{2})?\b")
_EARLIER = re.compile(r"\b(föregående|fg|förra|fjol|f\.? ?å|samma period|i fjol|f\.g)\b", re.IGNORECASE)
PEOPLE = frozenset(map(stem, ("barn", "unga", "ungdomar", "vuxna", "äldre", "kvinnor", "män", "flickor", "pojkar")))
# The unit that a label ends with, as in "Kostnad, tkr", "kr/inv" or "Andel (%)", or a count that it begins with.
_UNIT = re.compile(
    r"(?:^|[,(]\s*|\s)(?:i\s)?(?P<unit>%|procent(?:enheter)?|[tm]?kr|mnkr|mdkr|(?:\w+\s)?kronor|antal)"
    r"(?:\s?(?:/|per\s)[^\W\d_]+\.?)?(?:\s20\d\d)?\s*\)?\s*$|^(?P<count>antal(?:et)?)\b",
    re.IGNORECASE,
)
_QUARTER = re.compile(rf"\b(?:kv|kvartal|q|t|tertial) ?([1-4])\b|\b({'|'.join(SHORT_MONTHS)})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure and what its labels say of it. Money is in kronor; `low` and `high` bound the value as printed.

    `basis` is what it is a figure of (utfall, budget, prognos, mål), `role` how it is computed (difference, net, share,
    …). `words`, `net` and `year` are those of its column; `earlier` is of a time before the period.
    """

    figure: str
    where: Where
    measure: str
    unit: str | None
    value: Decimal
    low: Decimal
    high: Decimal
    decimals: int
    label: str
    words: frozenset[str]
    basis: Basis
    role: Role
    flow: Flow
    net: bool
    year: int
    part: str
    earlier: bool
    later: bool

    @property
    def of_now(self) -> bool:
        """Whether it is of the period's own time."""
        return not self.earlier and not self.later

    @property
    def is_outcome(self) -> bool:
        """Whether it is an outcome, and no difference from something else."""
        return self.basis in {"", "utfall"} and self.role not in {"difference", "change"}


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """What a sentence can be about: the stems of its label and table, and its figures; `total` if it sums them all."""

    table: str
    label: str
    stems: frozenset[str]
    around: frozenset[str]
    subjects: tuple[Subject, ...]
    total: bool = False
    flow: Flow = ""
    net: bool = False
    context: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole: a sum of all, or a row that has only words of kind."""
        return self.total or (bool(self.stems) and self.stems <= KIND_STEMS)

    @property
    def parts(self) -> tuple[frozenset[str], ...]:
        """Return the stems of each part by which people shorten a label such as "Färdtjänst och skolskjuts"."""
        parts = tuple(filter(None, map(subject_stems, _AND.split(self.label))))
        return parts if len(parts) > 1 else ()

    def is_of(self, record: Record | None) -> bool:
        """Whether it is this record."""
        return record is not None and self.table == f"{record.type}.{record.id}"


def rows_of(content: Content, ledger: Ledger) -> tuple[SubjectRow, ...]:
    """Return the rows that sentences can be about, with their figures."""
    year, board = content.period.entry.end.year, board_stems(content)
    headings = headings_of("tabell", content, ledger)
    rows = (
        *(
            replace(row, context=headings.get(table.id, ()))
            for table in content.period.tables.values()
            for row in _of_table(table, ledger, year, board)
        ),
        *_of_records(content, ledger, year),
        *(_alone(ledger.figures[name], year) for name in content.period.figures if _has_value(ledger, name)),
    )
    return tuple(row for row in rows if row.subjects)


def board_stems(content: Content) -> frozenset[str]:
    """Return the stems of the names of the reporting board, which identify no row."""
    names = (content.board.name, content.board.definite, content.board.administration)
    return subject_stems(" ".join(name for name in names if name))


def printed(subject: Subject, *, plus: bool = False) -> str:
    """Return a figure's value as its table prints it, with a plus if that is wanted."""
    value = subject.value / (kronor_per(subject.unit) or Decimal(1))
    return plain_quantity(value, subject.unit, subject.decimals, plus=plus)


def _has_value(ledger: Ledger, name: str) -> bool:
    return name in ledger.figures and ledger.figures[name].quantity is not None


def _in_unit(figure: Figure, table: Table, labels: Sequence[str], above: Sequence[str]) -> Figure:
    """Return a figure in the unit that its labels say, unless it has one of its own; `above` are the table's titles."""
    own, said = figure.unit, next(filter(None, map(_unit_said, labels)), None)
    if table.entry.unit is None and own in {None, "antal"}:
        said = said or next(filter(None, map(_unit_said, above)), None)
    elif own != table.entry.unit or (said == "antal" and measure(own) != "kr"):
        # "Antal hushåll" may as well be how their number has changed, in per cent.
        said = _unit_said(own)
    return figure if said in {None, own} else replace(figure, unit=said)


@lru_cache(maxsize=4096)
def _unit_said(label: str) -> str | None:
    said = _UNIT.search(label)
    return (said["unit"] or "antal").casefold() if said else None


def _stems(label: str) -> frozenset[str]:
    return subject_stems(_ASIDE.sub(" ", label)) or subject_stems(label)


def _of_table(table: Table, ledger: Ledger, year: int, board: frozenset[str]) -> Iterator[SubjectRow]:
    titles = [printed_words(each, ledger) for each in (table.entry.heading, table.entry.stub)]
    around = _stems(f"{' '.join(titles)} {table.id.replace('_', ' ')}")
    headings = [
        [printed_words(each, ledger) for each in (column.group_heading, column.heading)] for column in table.columns
    ]
    columns = [" ".join(filter(None, pair)) for pair in headings]
    above: dict[str, frozenset[str]] = {}
    sums = [number for number, row in enumerate(table.rows) if row.kind in SUM_KINDS]
    for number, row in enumerate(table.rows):
        label = printed_words(row.label, ledger)
        if row.level:
            above[row.id] = _stems(label)
            continue
        meaning, stems = meaning_of(label), _stems(label)
        subjects = tuple(
            _subject(
                _in_unit(ledger.figures[name], table, (*headings[at][::-1], label), titles), columns[at], label, year
            )
            for at in range(len(columns))
            for name in ledger.cells.get((table.id, number, at), ())
            if _has_value(ledger, name)
        )
        # The last sum is of the whole, unless its label says of what: "Summa barn och unga".
        total = (number in sums[-1:] or meaning.role == "sum") and not stems - KIND_STEMS - board
        net = meaning.role == "net" or row.kind == "resultat"
        over = frozenset[str]().union(*(above[name] for name in row.under))
        yield SubjectRow(table.id, label, stems, around | over, subjects, total, meaning.flow, net)


def _of_records(content: Content, ledger: Ledger, year: int) -> Iterator[SubjectRow]:
    for kind, records in content.period.records.items():
        declared = content.house.record_types.get(kind)
        around = _stems(f"{kind.replace('_', ' ')} {declared.label or '' if declared else ''}")
        for record in records:
            label = title_of(record, ledger)
            subjects = tuple(_fields(record, label, content, ledger, year))
            yield SubjectRow(f"{kind}.{record.id}", label, _stems(label), around, subjects)


def _fields(record: Record, label: str, content: Content, ledger: Ledger, year: int) -> Iterator[Subject]:
    declared = content.house.record_types.get(record.type)
    for name, entry in (declared.fields if declared else {}).items():
        figure = ledger.field(record.type, record.id, name)
        if figure is not None and figure.quantity is not None:
            words = name.replace("_", " ")
            subject = _subject(figure, f"{entry.label or ''} {words}", label, year)
            yield replace(subject, label=str(entry.label or words))


def _alone(figure: Figure, year: int) -> SubjectRow:
    label = figure.id.replace("_", " ")
    meaning, subjects = meaning_of(label), (_subject(figure, label, label, year),)
    net = meaning.role == "net"
    return SubjectRow(figure.id, label, _stems(label), frozenset(), subjects, flow=meaning.flow, net=net)


def _subject(figure: Figure, heading: str, row: str, year: int) -> Subject:
    quantity = figure.quantity
    if quantity is None:
        raise ValueError(figure.id)
    factor = kronor_per(figure.unit) or Decimal(1)
    meaning, own = meaning_of(heading), meaning_of(row)
    years = [int(year) for year in _YEAR.findall(heading) or _YEAR.findall(row)]
    part = _QUARTER.search(heading) or _QUARTER.search(row)
    low, high = sorted((quantity.low * factor, quantity.high * factor))
    return Subject(
        figure=figure.id,
        where=figure.where,
        measure=measure(figure.unit),
        unit=figure.unit,
        value=quantity.value * factor,
        low=low,
        high=high,
        decimals=quantity.decimals,
        label=" ".join(heading.split()),
        words=subject_stems(heading),
        basis=meaning.basis or own.basis,
        role=meaning.role or own.role,
        flow=meaning.flow or own.flow,
        net="netto" in heading.casefold(),
        year=years[-1] if years else 0,
        part=part[0].casefold().replace(" ", "") if part else "",
        earlier=bool(_EARLIER.search(heading)) or (bool(years) and max(years) < year),
        later=bool(years) and min(years) > year,
    )
