"""A house style as data (`profil`): number formats, scales, record types, outlines, fixed words → a frozen House.

Keys are Swedish in the files; the names here are the English side of the dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from generator.content.fields import (
    ByIdentifier,
    ByLabel,
    CitedText,
    DeclaredBlock,
    Expression,
    Identifier,
    ListOf,
    OneLine,
    PrintedText,
    ShownDecimals,
    YesNo,
)
from generator.content.outline import Outline
from generator.swedish import HARD_SPACE, DateStyle, NumberFormat

LevelName = Literal["fel", "varning", "upplysning", "av"]
FieldKind = Literal["text", "löptext", "lista", "tal", "datum", "status", "roll", "ja_nej", "lista_av", "post", "val"]


class NumberFormatEntry(DeclaredBlock):
    """How numbers are written (`talformat`); what is left out is taken from the format named standard."""

    decimals: ShownDecimals | None = Field(default=None, alias="decimaler", description="Antal decimaler")
    minus: OneLine | None = Field(default=None, alias="minus", description="Minustecken")
    plus: YesNo | None = Field(default=None, alias="plustecken", description="Skriv ut plus")
    thousands: Literal["mellanslag", "punkt", "inget"] | None = Field(
        default=None, alias="tusental", description="Tecken mellan tusental"
    )
    percent_space: YesNo | None = Field(default=None, alias="mellanslag_före_procent", description="44 % eller 44%")
    zero: PrintedText | None = Field(default=None, alias="noll", description="Vad noll skrivs som")


class StatusEntry(DeclaredBlock):
    """A state of a scale: the drawn symbol, its colour's name, and the word to print where it is not the key."""

    symbol: Identifier | None = Field(default=None, alias="symbol", description="Ritad symbol")
    colour: Identifier | None = Field(default=None, alias="färg", description="Färgens namn i stilmallen")
    word: OneLine | None = Field(default=None, alias="ord", description="Ordet som skrivs ut")


class FieldEntry(DeclaredBlock):
    """A field of a record type."""

    kind: FieldKind = Field(alias="typ", description="Slags innehåll")
    label: OneLine | None = Field(default=None, alias="etikett", description="Etikett i utskrift")
    required: YesNo = Field(default=False, alias="obligatoriskt", description="Måste fyllas i")
    unit: OneLine | None = Field(default=None, alias="enhet", description="Enhet")
    decimals: ShownDecimals | None = Field(default=None, alias="decimaler", description="Antal decimaler")
    number_format: Identifier | None = Field(default=None, alias="talformat", description="Namn på talformat")
    formula: Expression | None = Field(default=None, alias="formel", description="Räknas ut, skrivs inte")
    formula_by: FormulaChoice | None = Field(
        default=None, alias="formel_efter", description="Formel efter ett fälts värde"
    )
    scale: Identifier | None = Field(default=None, alias="skala", description="Statusskala")
    record_type: Identifier | None = Field(default=None, alias="av", description="Uppföljningstyp som posten hör till")
    choices: Annotated[tuple[OneLine, ...], ListOf] = Field(default=(), alias="val", description="Tillåtna val")
    fields: Annotated[Mapping[str, FieldEntry], ByIdentifier] = Field(
        default_factory=dict, alias="fält", description="Fält i varje del av listan"
    )
    guidance: OneLine | None = Field(default=None, alias="anvisning", description="Anvisning till den som skriver")
    adopted: YesNo | None = Field(
        default=None, alias="antaget", description="Antas för året: årets nästa period hämtar talet"
    )


class FormulaChoice(DeclaredBlock):
    """A formula chosen by the value of another field of the record."""

    field: Identifier = Field(alias="fält", description="Fältet som avgör")
    formulas: Annotated[Mapping[str, Expression], ByIdentifier] = Field(alias="formler", description="Formel per värde")


class RecordType(DeclaredBlock):
    """A declared type of record (`uppföljningstyp`)."""

    label: OneLine | None = Field(default=None, alias="etikett", description="Etikett för typen")
    id_field: Identifier | None = Field(default=None, alias="id_fält", description="Fältet som ger postens id")
    empty_text: CitedText | None = Field(default=None, alias="tom_text", description="Skrivs när inga poster finns")
    fields: Annotated[Mapping[str, FieldEntry], ByIdentifier] = Field(
        default_factory=dict, alias="fält", description="Typens fält"
    )


class NextPeriod(DeclaredBlock):
    """The words by which a period is made of the last (`nästa_period`); in names `_` is a space, case is nothing."""

    adopted: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="antas", description="Tal som antas för hela året: ord som alla står i namn eller rubrik"
    )
    never_adopted: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="antas_inte", description="Ord som gör att ett tal ändå inte är antaget"
    )
    compared: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(),
        alias="jämförs",
        description="Ord före år eller period i namn på jämförelsetal, som förra i förra_året",
    )
    over: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(),
        alias="förflutet",
        description="Ord före siffran i rubriker över tid som är slut, som kvartal i kvartal 1",
    )
    closed: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="avslutat", description="Hur lägen börjar vars poster inte följer med"
    )
    judged: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="bedöms", description="Fält av typen val som bedöms på nytt"
    )
    lasting: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="består", description="Ord i uppföljningstyper vars poster följer med också när de är klara"
    )
    left: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="följer_inte_med", description="Uppföljningstyper som börjar tomma"
    )
    accepted: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="kvitteras", description="Koder vars kvitteringar följer med"
    )


class Profile(DeclaredBlock):
    """One `profil.yaml`: the base's, or a house's that is laid over it."""

    name: OneLine | None = Field(default=None, alias="namn", description="Profilens namn")
    number_formats: Annotated[Mapping[str, NumberFormatEntry], ByIdentifier] = Field(
        default_factory=dict, alias="talformat", description="Talformat; standard är grunden"
    )
    scales: Annotated[Mapping[str, Annotated[Mapping[str, StatusEntry], ByLabel]], ByIdentifier] = Field(
        default_factory=dict, alias="statusskalor", description="Statusskalor"
    )
    record_types: Annotated[Mapping[str, RecordType], ByIdentifier] = Field(
        default_factory=dict, alias="uppföljningstyper", description="Uppföljningstyper"
    )
    words: Annotated[Mapping[str, OneLine], ByIdentifier] = Field(
        default_factory=dict, alias="ledtexter", description="Fasta ord i mallarna"
    )
    units: Annotated[tuple[OneLine, ...], ListOf] = Field(
        default=(), alias="enheter", description="Enheter utöver kr, tkr, mnkr, mdkr, %, procentenheter och antal"
    )
    levels: Annotated[Mapping[str, LevelName], ByIdentifier] = Field(
        default_factory=dict, alias="kontroller", description="Hur allvarligt ett fynd är, per kod"
    )
    settings: Annotated[Mapping[str, OneLine], ByIdentifier] = Field(
        default_factory=dict, alias="kontrollvärden", description="Gränser och ord som kontrollerna använder"
    )
    next_period: NextPeriod = Field(
        default_factory=NextPeriod,
        alias="nästa_period",
        description="Ord som avgör vad som följer med till nästa period",
    )
    dates: Literal["med ord", "siffror"] | None = Field(
        default=None, alias="datum", description="Hur datum skrivs: 9 maj 2023 eller 2023-05-09"
    )


THOUSANDS = {"mellanslag": HARD_SPACE, "punkt": ".", "inget": ""}


def number_format(entry: NumberFormatEntry, base: NumberFormat) -> NumberFormat:
    """What a profile says of a number format, laid over another."""
    changed = base
    if entry.decimals is not None:
        changed = changed.replace(decimals=entry.decimals.count, at_most=entry.decimals.at_most)
    if entry.minus is not None:
        changed = changed.replace(minus=entry.minus)
    if entry.plus is not None:
        changed = changed.replace(plus=entry.plus)
    if entry.thousands is not None:
        changed = changed.replace(thousands=THOUSANDS[entry.thousands])
    if entry.percent_space is not None:
        changed = changed.replace(percent_space=entry.percent_space)
    if entry.zero is not None:
        changed = changed.replace(zero=entry.zero)
    return changed


@dataclass(frozen=True, slots=True)
class House:
    """A municipality's house style, base and own laid together.

    `number_formats` always has `standard`. `folders` are the template folders to search, the house's own first.
    """

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
