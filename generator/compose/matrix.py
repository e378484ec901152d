"""Records in a matrix of two of their fields, as a table: risks by their likelihood and consequence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.compose.compositor import Compositor
from generator.compose.table_blocks import density
from generator.content import ContentEntry, Record, RecordType, word_of
from generator.document import BodyRow, Column, HeadCell, Heat, Inline, LabelledPart, Note, PrintedCell, TableBlock

# Of the highest product of the two steps: what is at most so much is low, at most so much medium, and more high.
_LOW, _MEDIUM = Decimal("0.25"), Decimal("0.5")
# More steps have no room, and a figure beyond them is no step.
_MOST_STEPS = 10


@dataclass(frozen=True, slots=True)
class _SteppedField:
    """A field whose values are the steps of an axis, the lowest first; `words` are as written, `steps` as printed."""

    field: str
    label: str
    words: tuple[str, ...]
    steps: tuple[str, ...]


def matrix(
    entry: ContentEntry, declared: RecordType, records: Sequence[Record], compositor: Compositor, element: str
) -> TableBlock:
    """Compose the matrix of records; those that have no place in it stand below."""
    composer = _MatrixComposer(entry, declared, compositor, element)
    return composer.table(records)


@dataclass(frozen=True, slots=True)
class _MatrixComposer:
    entry: ContentEntry
    declared: RecordType
    compositor: Compositor
    element: str

    def table(self, records: Sequence[Record]) -> TableBlock:
        down, across = (self.axis(name or "", records) for name in (self.entry.vertical, self.entry.horizontal))
        places: dict[tuple[int, int] | None, list[Record]] = {}
        for record in records:
            places.setdefault(self.place(record, down, across), []).append(record)
        steps = len(across.steps)
        return TableBlock(
            id=self.element,
            caption=self.compositor.inline(self.entry.heading),
            unit="",
            columns=(Column("text", 16), *(Column("text", 84 // steps) for _ in across.steps)),
            head=tuple(self.head(down, across)),
            groups=(tuple(self.row(down, across, step, places) for step in reversed(range(len(down.steps)))),),
            notes=tuple(self.without_place(places.get(None, ()))),
            density=density(steps + 1),
            turned=self.compositor.turned,
            type_width=self.compositor.house.type_width,
        )

    # --- axes --------------------------------------------------------------------------------------------------------

    def axis(self, name: str, records: Sequence[Record]) -> _SteppedField:
        field = self.declared.fields[name]
        label = field.label or name.replace("_", " ").capitalize()
        scale = self.compositor.house.scales.get(field.scale or "", {}) if field.kind == "status" else {}
        words = tuple(map(str, scale or field.choices))
        printed = (scale[word].word or word if word in scale else word.replace("_", " ") for word in words)
        return _SteppedField(name, label, words, tuple(printed) or self.numbers(name, records))

    def numbers(self, name: str, records: Sequence[Record]) -> tuple[str, ...]:
        """Return whole numbers from 1, as far as any record goes."""
        numbers = (self.number(record, name) for record in records)
        highest = max((number for number in numbers if number is not None), default=0)
        steps = min(_MOST_STEPS, max(1, self.entry.steps, highest))
        return tuple(map(str, range(1, steps + 1)))

    def number(self, record: Record, name: str) -> int | None:
        """Return a figure that is a step; one between steps is none."""
        figure = self.compositor.ledger.field(record.type, record.id, name)
        value = figure.value if figure is not None else None
        is_step = value is not None and 1 <= value <= _MOST_STEPS and value == value.to_integral_value()
        return int(value) if value is not None and is_step else None

    def place(self, record: Record, down: _SteppedField, across: _SteppedField) -> tuple[int, int] | None:
        steps = self.step(record, down), self.step(record, across)
        return (steps[0], steps[1]) if steps[0] is not None and steps[1] is not None else None

    def step(self, record: Record, axis: _SteppedField) -> int | None:
        """Return the step of a record on an axis, from 0."""
        if self.declared.fields[axis.field].kind == "tal":
            number = self.number(record, axis.field)
            return number - 1 if number is not None else None
        value = record.values.get(axis.field)
        return axis.words.index(word_of(value)) if value is not None else None

    # --- cells -------------------------------------------------------------------------------------------------------

    def head(self, down: _SteppedField, across: _SteppedField) -> Iterator[tuple[HeadCell, ...]]:
        stub = HeadCell(f"{self.element}-radrubrik", (down.label,), 1, 2, "col", "text")
        yield stub, HeadCell(f"{self.element}-grupp", (across.label,), len(across.steps), 1, "colgroup", "text")
        yield tuple(
            HeadCell(f"{self.element}-kolumn-{number}", (step,), 1, 1, "col", "text")
            for number, step in enumerate(across.steps, 1)
        )

    def row(
        self,
        down: _SteppedField,
        across: _SteppedField,
        step: int,
        places: Mapping[tuple[int, int] | None, Sequence[Record]],
    ) -> BodyRow:
        highest = len(down.steps) * len(across.steps)
        cells = (
            self.cell(places.get((step, column), ()), Decimal((step + 1) * (column + 1)) / highest)
            for column in range(len(across.steps))
        )
        element = self.compositor.at(f"{self.element}-rad-{step + 1}", self.entry.where)
        return BodyRow(element, "rad", (PrintedCell("text", (down.steps[step],), head="row"), *cells))

    def cell(self, records: Sequence[Record], share: Decimal) -> PrintedCell:
        heat: Heat = "låg" if share <= _LOW else "medel" if share <= _MEDIUM else "hög"
        if not records:
            return PrintedCell("tom", (), heat=heat)
        return PrintedCell("delar", (), parts=(LabelledPart((), (), tuple(map(self.title, records))),), heat=heat)

    def title(self, record: Record) -> Inline:
        return self.compositor.inline(self.compositor.titles.get((record.type, record.id)), record) or (record.id,)

    def without_place(self, records: Sequence[Record]) -> Iterator[Note]:
        """Yield what has no place in the matrix, since one of the fields is blank or between steps."""
        if records:
            words = self.compositor.house.words.get("utan_plats", "Inte bedömda")
            titles = (
                run for number, each in enumerate(records) for run in ((", ",) if number else ()) + self.title(each)
            )
            yield Note(f"{self.element}-utan-plats", "", (f"{words}: ", *titles))
