"""A house style as data (`profil`): number formats, scales, record types, outlines and fixed words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from generator.content.fields import (
    ById,
    ByLabel,
    CitedText,
    Decimals,
    DeclaredBlock,
    Expression,
    Identifier,
    ListOf,
    OneLine,
    PrintedText,
    ShownDecimals,
    YesNo,
    optional,
)
from generator.content.outline import Outline
from generator.swedish import HARD_SPACE, DateStyle, NumberFormat

LevelName = Literal["fel", "varning", "upplysning", "av"]
FieldKind = Literal["text", "löptext", "lista", "tal", "datum", "status", "roll", "ja_nej", "lista_av", "post", "val"]


class NumberFormatEntry(DeclaredBlock):
    """How numbers are written (`talformat`); what is left out is taken from the format named standard."""

    decimals: ShownDecimals | None = optional("decimaler", "Antal decimaler")
    minus: OneLine | None = optional("minus", "Minustecken")
    plus: YesNo | None = optional("plustecken", "Skriv ut plus")
    thousands: Literal["mellanslag", "punkt", "inget"] | None = optional("tusental", "Tecken mellan tusental")
    percent_space: YesNo | None = optional("mellanslag_före_procent", "44 % eller 44%")
    zero: PrintedText | None = optional("noll", "Vad noll skrivs som")


class StatusEntry(DeclaredBlock):
    """A state of a scale; `word` is printed where it is not the key."""

    symbol: Identifier | None = optional("symbol", "Ritad symbol")
    colour: Identifier | None = optional("färg", "Färgens namn i stilmallen")
    word: OneLine | None = optional("ord", "Ordet som skrivs ut")


class FieldEntry(DeclaredBlock):
    """A field of a record type."""

    kind: FieldKind = Field(alias="typ", description="Slags innehåll")
    label: OneLine | None = optional("etikett", "Etikett i utskrift")
    required: YesNo = optional("obligatoriskt", "Måste fyllas i", default=False)
    unit: OneLine | None = optional("enhet", "Enhet")
    decimals: ShownDecimals | None = optional("decimaler", "Antal decimaler")
    number_format: Identifier | None = optional("talformat", "Namn på talformat")
    formula: Expression | None = optional("formel", "Räknas ut, skrivs inte")
    formula_by: FormulaChoice | None = optional("formel_efter", "Formel efter ett fälts värde")
    scale: Identifier | None = optional("skala", "Statusskala")
    record_type: Identifier | None = optional("av", "Uppföljningstyp som posten hör till")
    choices: ListOf[OneLine] = optional("val", "Tillåtna val", default=())
    fields: ById[FieldEntry] = optional("fält", "Fält i varje del av listan", default={})
    guidance: OneLine | None = optional("anvisning", "Anvisning till den som skriver")
    adopted: YesNo | None = optional("antaget", "Antas för året: årets nästa period hämtar talet")

    @property
    def computed(self) -> bool:
        """Whether the value is worked out by a formula, and not written."""
        return self.formula is not None or self.formula_by is not None


class FormulaChoice(DeclaredBlock):
    """A formula chosen by the value of another field of the record."""

    field: Identifier = Field(alias="fält", description="Fältet som avgör")
    formulas: ById[Expression] = Field(alias="formler", description="Formel per värde")


class RecordType(DeclaredBlock):
    """A declared type of record (`uppföljningstyp`)."""

    label: OneLine | None = optional("etikett", "Etikett för typen")
    id_field: Identifier | None = optional("id_fält", "Fältet som ger postens id")
    empty_text: CitedText | None = optional("tom_text", "Skrivs när inga poster finns")
    fields: ById[FieldEntry] = optional("fält", "Typens fält", default={})


class NextPeriod(DeclaredBlock):
    """The words by which a period is made of the last (`nästa_period`); in names `_` is a space, case is ignored."""

    adopted: ListOf[OneLine] = optional(
        "antas", "Tal som antas för hela året: ord som alla står i namn eller rubrik", default=()
    )
    never_adopted: ListOf[OneLine] = optional("antas_inte", "Ord som gör att ett tal ändå inte är antaget", default=())
    compared: ListOf[OneLine] = optional(
        "jämförs", "Ord före år eller period i namn på jämförelsetal, som förra i förra_året", default=()
    )
    over: ListOf[OneLine] = optional(
        "förflutet", "Ord före siffran i rubriker över tid som är slut, som kvartal i kvartal 1", default=()
    )
    closed: ListOf[OneLine] = optional("avslutat", "Hur lägen börjar vars poster inte följer med", default=())
    judged: ListOf[OneLine] = optional("bedöms", "Fält av typen val som bedöms på nytt", default=())
    lasting: ListOf[OneLine] = optional(
        "består", "Ord i uppföljningstyper vars poster följer med också när de är klara", default=()
    )
    left: ListOf[OneLine] = optional("följer_inte_med", "Uppföljningstyper som börjar tomma", default=())
    accepted: ListOf[OneLine] = optional("kvitteras", "Koder vars kvitteringar följer med", default=())


class Profile(DeclaredBlock):
    """One `profil.yaml`: the base's, or a house's that is laid over it."""

    name: OneLine | None = optional("namn", "Profilens namn")
    number_formats: ById[NumberFormatEntry] = optional("talformat", "Talformat; standard är grunden", default={})
    scales: ById[ByLabel[StatusEntry]] = optional("statusskalor", "Statusskalor", default={})
    record_types: ById[RecordType] = optional("uppföljningstyper", "Uppföljningstyper", default={})
    words: ById[OneLine] = optional("ledtexter", "Fasta ord i mallarna", default={})
    units: ListOf[OneLine] = optional(
        "enheter", "Enheter utöver kr, tkr, mnkr, mdkr, %, procentenheter och antal", default=()
    )
    levels: ById[LevelName] = optional("kontroller", "Hur allvarligt ett fynd är, per kod", default={})
    settings: ById[OneLine] = optional("kontrollvärden", "Gränser och ord som kontrollerna använder", default={})
    next_period: NextPeriod = optional(
        "nästa_period", "Ord som avgör vad som följer med till nästa period", default=NextPeriod()
    )
    dates: Literal["med ord", "siffror"] | None = optional("datum", "Hur datum skrivs: 9 maj 2023 eller 2023-05-09")


_THOUSANDS = {"mellanslag": HARD_SPACE, "punkt": ".", "inget": ""}


def number_format(entry: NumberFormatEntry, base: NumberFormat) -> NumberFormat:
    """Return a number format with what a profile says of it laid over."""
    decimals = Decimals(base.decimals, base.at_most) if entry.decimals is None else entry.decimals
    return NumberFormat(
        decimals=decimals.count,
        at_most=decimals.at_most,
        minus=base.minus if entry.minus is None else entry.minus,
        plus=base.plus if entry.plus is None else entry.plus,
        thousands=base.thousands if entry.thousands is None else _THOUSANDS[entry.thousands],
        percent_space=base.percent_space if entry.percent_space is None else entry.percent_space,
        zero=base.zero if entry.zero is None else entry.zero,
    )


@dataclass(frozen=True, slots=True)
class House:
    """A house style, laid over the base. `number_formats` has `standard`; `folders` of templates begin with its own."""

    id: str
    name: str
    number_formats: Mapping[str, NumberFormat]
    scales: Mapping[str, Mapping[str, StatusEntry]]
    record_types: Mapping[str, RecordType]
    words: Mapping[str, str]
    outlines: Mapping[str, Outline]
    folders: tuple[str, ...]
    units: frozenset[str]
    levels: Mapping[str, LevelName]
    settings: Mapping[str, str]
    dates: DateStyle = "long"
    next_period: NextPeriod = field(default_factory=NextPeriod)
