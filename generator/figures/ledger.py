"""The ledger: every figure of a period by id, with value, unit, precision and origin, and how figures relate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Literal, TypeAlias

from generator.content import Cited, ContentPlace, Decimals, Record
from generator.figures.quantity import Quantity, added
from generator.problems import NOWHERE, Where
from generator.swedish import DateStyle, NumberFormat


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: the record of its section, and the id of the document.

    `own` are the prefix and suffix pairs that complete a name, tried in order before it is taken as a full name.
    `trail` are the texts being read, outermost first.
    """

    post: Record | None = None
    document: str = ""
    own: tuple[tuple[str, str], ...] = ()
    trail: tuple[Where, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedOrigin:
    """Written by an author."""

    where: Where


@dataclass(frozen=True, slots=True)
class TakenFrom:
    """Where `tertial import` took a figure: the source's name, its file with digest, the place there, the day given."""

    source: str
    file: str
    digest: str
    place: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Imported:
    """Read from a cell of a data file; or, with `taken`, written by `tertial import` and not changed since."""

    where: Where
    taken: TakenFrom | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """Computed by a formula or as a sum; `terms` are the ids of the figures in it, `scope` completes its names."""

    formula: str
    terms: tuple[str, ...]
    where: Where
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class Carried:
    """Taken over from another period: its name here, the figure's id there, and the place that cites it."""

    reference: str
    figure: str
    where: Where


Origin: TypeAlias = StatedOrigin | Imported | Computed | Carried


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the ledger; without a value, `sign` is what is printed: `–`, `..` or blank.

    `shown` and `number_format` are the author's wishes for printing, `status` a remark such as preliminär, and `fault`
    is why a figure of another period, or of a group of rows, has no value. One `of_group` is printed in no cell.
    """

    id: str
    quantity: Quantity | None
    unit: str | None
    origin: Origin
    shown: Decimals | None = None
    number_format: str | None = None
    plus: bool = False
    sign: str = ""
    status: str = ""
    source: str = ""
    fault: str = ""
    of_group: bool = False

    @property
    def value(self) -> Decimal | None:
        """The exact value, or None where there is none."""
        return self.quantity.value if self.quantity else None

    @property
    def decimals(self) -> int:
        """The digits after the comma that the value carries."""
        return self.quantity.decimals if self.quantity else 0

    @property
    def exact(self) -> bool:
        """Whether the value has no rounding in it."""
        return self.quantity is None or self.quantity.low == self.quantity.high

    @property
    def where(self) -> Where:
        """Where it is written or computed."""
        return self.origin.where


@dataclass(frozen=True, slots=True)
class Year:
    """A year, printed without a blank between its digits."""

    number: int


def scope_at(place: ContentPlace) -> Scope:
    """Return the scope of a place in the content."""
    return Scope(place.post, place.document)


@dataclass(frozen=True, slots=True)
class CitingText:
    """A text that may cite, and the scope in which it does."""

    cited: Cited
    scope: Scope = Scope()


@dataclass(frozen=True, slots=True)
class RecordReference:
    """A field that names a record."""

    record_type: str
    record: str


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The words that a field of a record is counted by: as written, and as printed where that differs.

    A field of figures has the figure as it is written; one that is computed has none.
    """

    words: tuple[str, ...]
    where: Where
    number: Decimal | None = None
    unit: str | None = None
    computed: bool = False


Fact: TypeAlias = str | date | Year | Quantity | CitingText | RecordReference

RelationKind = Literal["summa", "stäms_av_mot", "formel", "ingår_i", "avstämning"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference that an author explains: printed minus expected, in `unit` or the figure's own."""

    value: Decimal
    unit: str | None
    reason: str
    where: Where


@dataclass(frozen=True, slots=True)
class Relation:
    """What a figure must agree with: the formula as written, its figures with signs, and the expected value.

    `where` is the place of the formula or sum row. Signs are 0 where a formula does more than add and subtract.
    `scope` completes the names in the formula. The `mirrored` one is the same as another, seen from its other side.
    """

    target: str
    kind: RelationKind
    formula: str
    terms: tuple[tuple[int, str], ...]
    expected: Quantity
    where: Where
    explained: Difference | None = None
    scope: Scope = Scope()
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """All figures of a period by id, and what else can be cited.

    `names` maps each name that may be written to the ids that it may mean, several where it is ambiguous. `cells` maps
    table id, row and column (from 0) to figure ids. `facts` go by full name. `records` maps record types to ids,
    `fields` record types to fields and their units; `words` are by full name, `choices` those that a field may have by
    `typ.fält`. `references` maps the period's names of other periods
    (föregående_period) to keys of `earlier`; `boards` does for collected boards by their ids, whose key is empty where
    they have not delivered. `inclusions` are the figures that are part of a written one: its other
    parts are unknown, so nothing has to agree, but it changes by as much as its part.
    """

    period: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, int], tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    records: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    words: Mapping[str, FieldWords] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    inclusions: tuple[Relation, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    boards: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Ledger] = field(default_factory=dict)
    number_formats: Mapping[str, NumberFormat] = field(default_factory=dict)
    dates: DateStyle = "long"

    def cell(self, table: str, row: int, column: int, position: int = 0) -> Figure:
        """Return the figure of a cell, `position` among labelled values; raise KeyError if it holds none."""
        return self.figures[self.cells[table, row, column][position]]

    def first(self, table: str, row: int, column: int) -> Figure | None:
        """Return the first figure of a cell, or None where it holds none."""
        names = self.cells.get((table, row, column))
        return self.figures[names[0]] if names else None

    def field(self, record_type: str, record: str, name: str) -> Figure | None:
        """Return the figure of a record's field; None where it is blank or holds no figure."""
        return self.figures.get(f"{record_type}.{record}.{name}")

    def sum_of(self, record_type: str, name: str) -> Figure:
        """Return the sum of a field over all records of a type, formatted as the first; raise Mismatch for units."""
        candidates = (self.field(record_type, record, name) for record in self.records.get(record_type, ()))
        figures = [figure for figure in candidates if figure is not None]
        quantities = [figure.quantity for figure in figures if figure.quantity is not None]
        total = reduce(added, quantities) if quantities else None
        text = f"summa({record_type}.{name})"
        origin = Computed(text, tuple(figure.id for figure in figures), figures[0].where if figures else NOWHERE)
        if not figures:
            unit = self.fields.get(record_type, {}).get(name)
            nothing = None if self.records.get(record_type) else Quantity(Decimal(0), unit, 0, Decimal(0), Decimal(0))
            return Figure(text, nothing, unit, origin)
        return replace(figures[0], id=text, quantity=total, origin=origin)

    def __iter__(self) -> Iterator[Figure]:
        """Iterate over the figures that the content gives, in its order: sums of groups are there to be cited."""
        return (figure for figure in self.figures.values() if not figure.of_group)
