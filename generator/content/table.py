"""Tables of the content: the author's form (`TableEntry`) and the typed form (`Table`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, WithJsonSchema

from generator.content.fields import (
    AmountField,
    ById,
    Cited,
    CitedText,
    DeclaredBlock,
    Expression,
    Formula,
    Identifier,
    ListOf,
    OneLine,
    PrintedText,
    ShownDecimals,
    Width,
    YesNo,
    keys_of,
    optional,
)
from generator.content.figure_source import TakenFigures
from generator.content.outline import StatusView
from generator.content.source import Grid, Node, Text
from generator.problems import Problem, Where

SUM_KINDS = ("delsumma", "summa", "resultat")
HeadingLevel = Literal["1", "2", "3"]
RowKind = Literal["rad", "mellanrubrik", "delsumma", "summa", "resultat", "varav", "avgår", "text", "tom"]
# The signs and ids of rows.
SignedRows: TypeAlias = tuple[tuple[int, str], ...]
ColumnKind = Literal["tal", "text", "datum", "lista", "status", "nothänvisning", "budgetavvikelse"]
NUMERIC_KINDS = ("tal", "budgetavvikelse")
RowUnits = Literal["i cellen", "i etiketten", "i egen kolumn", "skrivs inte"]
PercentSigns = Literal["i cellen", "i rubriken"]


class ExplainedEntry(DeclaredBlock):
    """A lawful difference between a figure and what it should be (`förklarad_differens`)."""

    place: OneLine | None = optional("plats", "rad.kolumn i tabellen")
    against: OneLine | None = optional("mot", "summa, formel, stäms_av_mot eller uttrycket")
    difference: AmountField = Field(alias="skillnad", description="Talet som står minus talet det borde vara")
    reason: OneLine = Field(alias="skäl", description="Varför talen skiljer sig")


class IncludedEntry(DeclaredBlock):
    """A figure that is part of a written one (`ingår_i`)."""

    place: OneLine = Field(alias="plats", description="rad.kolumn i tabellen")
    whole: Expression = Field(
        alias="helhet", description="Det skrivna tal som det är en del av, med - vid omvänt tecken"
    )


class RestatedEntry(DeclaredBlock):
    """A comparison figure that lawfully differs from what was reported (`omräknat`)."""

    place: OneLine = Field(alias="plats", description="rad.kolumn i tabellen")
    reported: OneLine = Field(alias="från", description="Talet som redovisades då")
    reason: OneLine = Field(alias="skäl", description="Varför talet är omräknat")


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What a row of a collected board says: its id and name, and the fields by which boards are chosen."""

    id: str
    name: str
    delivered: bool
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What tables may name; `scales` maps a status scale to its states, `boards` are those that the period collects.

    `not_delivered` is the note of sums that lack boards, with `{nämnd}` for their names.
    """

    units: frozenset[str]
    number_formats: frozenset[str]
    scales: Mapping[str, Collection[str]]
    boards: tuple[BoardRow, ...] = ()
    not_delivered: str = "{nämnd}"


class Attributes(DeclaredBlock):
    """Attributes of the figures of a table, a column or a row; the nearest to the cell decides."""

    unit: OneLine | None = optional("enhet", "Enhet: kr, tkr, mnkr, %, antal …")
    decimals: ShownDecimals | None = optional("decimaler", "Antal decimaler")
    number_format: Identifier | None = optional("talformat", "Namn på talformat i profilen")
    plus: YesNo | None = optional("plustecken", "Plus framför positiva tal")
    entered: YesNo | None = optional("inmatning", "Skuggad ruta: talet matas in")
    adopted: YesNo | None = optional("antaget", "Antas för året: årets nästa period hämtar talet")


class ColumnEntry(Attributes):
    """The attributes of a column; its id and heading come from its first key."""

    id: Identifier | None = optional("id", "Kolumnens id")
    heading: CitedText | None = optional("rubrik", "Kolumnens rubrik")
    kind: ColumnKind | None = optional("typ", "Slags innehåll")
    formula: Expression | None = optional("formel", "Räknas ut av andra kolumner")
    reconciles: Expression | None = optional("stäms_av_mot", "Ska stämma med uttrycket")
    summed: YesNo | None = optional("summera", "nej: kolumnen ingår inte i summor")
    scale: Identifier | None = optional("skala", "Statusskala för kolumnens ord")
    status: StatusView | None = optional("visa", "Hur ett läge visas, i en kolumn av typen status")
    percent_signs: PercentSigns | None = optional("procenttecken", "Procenttecken vid varje tal, eller bara i rubriken")
    width: Width | None = optional("bredd", "Bredd i procent")
    highlighted: YesNo = optional("framhävd", "Svag ton: kolumnen att titta på", default=False)
    note: Identifier | None = optional("fotnot", "Fotnotens id")


class RowEntry(Attributes):
    """The attributes of a row; its label and cells come from its first key."""

    id: Identifier | None = optional("id", "Radens id")
    kind: RowKind = optional("typ", "Radens typ", default="rad")
    level: HeadingLevel | None = optional("nivå", "En mellanrubriks nivå; 2 och 3 står under den närmast högre")
    formula: Expression | None = optional("formel", "Räknas ut av andra rader")
    reconciles: Expression | None = optional("stäms_av_mot", "Ska stämma med uttrycket")
    summed: object = optional("summera", "Rader som ingår i summan, eller nej")
    selection: ById[PrintedText] = optional("urval", "Bara nämnder där fältet har värdet, på raden nämnder", default={})
    note: Identifier | None = optional("fotnot", "Fotnotens id")


# What a column or a row may say beside its first key: a key of the same word would be that.
COLUMN_KEYS, ROW_KEYS = keys_of(ColumnEntry), keys_of(RowEntry)


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column as its author wrote it."""

    group: Text | None
    group_id: str
    entry: ColumnEntry


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as its author wrote it, its cells taken apart; None is one that its column's formula computes.

    `board` is the one that a row of `nämnder` is about.
    """

    label: Text
    cells: tuple[Text | None, ...]
    entry: RowEntry
    board: BoardRow | None = None


class TableEntry(Attributes):
    """A table as the author writes it; rows and columns are read by `generator.content.read_table`."""

    heading: CitedText | None = optional("rubrik", "Rubrik över tabellen")
    stub: CitedText | None = optional("radrubrik", "Rubrik över radernas etiketter")
    legend: CitedText | None = optional(
        "teckenförklaring", "Andra rad under radrubriken; en statusskalas namn visar dess symboler och ord"
    )
    row_units: RowUnits | None = optional("radenhet", "Var enheten skrivs för rader i en annan enhet än tabellens")
    percent_signs: PercentSigns | None = optional("procenttecken", "Procenttecken vid varje tal, eller bara i rubriken")
    percent_decimals: ShownDecimals | None = optional("decimaler_procent", "Antal decimaler i procent")
    kept: Literal["ja", "nej", "uppslag"] = optional(
        "håll_ihop", "ja: på en sida; uppslag: på en vänstersida och sidan efter", default="nej"
    )
    remark: CitedText | None = optional("anmärkning", "Liten text under tabellen")
    source: OneLine | None = optional("källa", "Varifrån uppgifterna kommer")
    costs: Literal["med_minus", "utan_minus"] | None = optional("kostnader_skrivs", "Tabellens teckenkonvention")
    reconciles: Expression | None = optional("stäms_av_mot", "Tabellens summarad ska stämma med uttrycket")
    columns: Annotated[Node | None, WithJsonSchema({})] = optional(
        "kolumner", "Kolumner: id: Rubrik, med egenskaper på egna rader; en grupp är Rubrik: och en lista"
    )
    rows: Annotated[Node | None, WithJsonSchema({})] = optional(
        "rader", "En rad är sin etikett och sina celler, åtskilda av |; egenskaper på egna rader"
    )
    data: Annotated[Node | None, WithJsonSchema({"type": ["string", "object"]})] = optional(
        "data", "CSV- eller Excelfil med tabellens rader"
    )
    taken: ById[TakenFigures] = optional("hämtat", "Tal som tertial import har hämtat, per källa", default={})
    notes: ById[CitedText] = optional("fotnoter", "Fotnoter efter id", default={})
    explained: ListOf[ExplainedEntry] = optional(
        "förklarad_differens", "Differenser som är lagliga, med skäl", default=()
    )
    included: ListOf[IncludedEntry] = optional(
        "ingår_i", "Tal som är en del av ett skrivet tal, som följer med när de rättas", default=()
    )
    restated: ListOf[RestatedEntry] = optional(
        "omräknat", "Jämförelsetal som är omräknade; skrivs ut som fotnot", default=()
    )


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A written figure, with its own unit where the author gave one."""

    value: Decimal
    decimals: int
    unit: str | None
    where: Where
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A cell that begins with `=`, or one that its column's or row's formula computes."""

    formula: Formula
    note: str = ""

    @property
    def where(self) -> Where:
        """The place of the formula."""
        return self.formula.where


@dataclass(frozen=True, slots=True)
class TextCell:
    """Text, a date, a list or a state, as its column's kind says."""

    text: Cited
    note: str = ""

    @property
    def where(self) -> Where:
        """The place of the text."""
        return self.text.where


@dataclass(frozen=True, slots=True)
class SignCell:
    """No figure: `""` blank, `–` nothing, `..` not available."""

    sign: Literal["", "–", ".."]
    where: Where
    note: str = ""


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """Several figures in one cell, each with its label: `44 % Perioden ; 39 % Helår`."""

    values: tuple[tuple[str, NumberCell], ...]
    where: Where
    note: str = ""


@dataclass(frozen=True, slots=True)
class ComputedCell:
    """A cell left out in a sum row: computed from the rows that the sum is of."""

    where: Where
    note: str = ""


TableCell: TypeAlias = NumberCell | FormulaCell | TextCell | SignCell | LabelledCell | ComputedCell


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column; `group` is the id of its group, or empty."""

    id: str
    group: str
    group_heading: Cited | None
    heading: Cited
    kind: ColumnKind
    entry: ColumnEntry


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, with one cell a column; `sums` are the signs and ids of the rows that it sums, a heading's those below it.

    `under` are the ids of the headings that it stands under, the outermost first. `board` is the collected one that it
    is about; `lacks` are those that it, or its sum, should have and has not.
    """

    id: str
    label: Cited
    kind: RowKind
    cells: tuple[TableCell, ...]
    sums: SignedRows
    entry: RowEntry
    note: str = ""
    under: tuple[str, ...] = ()
    board: str = ""
    lacks: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """The level of a heading among the rows, 1 the highest; 0 of any other row."""
        return int(self.entry.level or 1) if self.kind == "mellanrubrik" else 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table, typed and complete: every row has one cell a column, every id is unique.

    `data` is the file that rows of it come from; `notices` are what is odd in how they were read; `scale` is the status
    scale that is explained below it.
    """

    id: str
    entry: TableEntry
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    data: Grid | None = None
    notices: tuple[Problem, ...] = ()
    scale: str = ""

    @property
    def where(self) -> Where:
        """The place of the table's block."""
        return self.entry.where

    @property
    def total(self) -> TableRow | None:
        """The last row that sums the table or is its result."""
        return next((row for row in reversed(self.rows) if row.kind in {"summa", "resultat"}), None)

    def cell_at(self, place: str) -> tuple[int, int] | None:
        """Return the row and column (from 0) of the cell that `rad.kolumn` or `rad.grupp.kolumn` names, or None."""
        for (row_number, row), (column_number, column) in product(enumerate(self.rows), enumerate(self.columns)):
            if place in {f"{row.id}.{column.id}", f"{row.id}.{column.group}.{column.id}"}:
                return row_number, column_number
        return None
