"""A house style as data (`profil`): number formats, scales, record types, outlines and fixed words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from generator.content.fields import (
    TEXTLIKE,
    ById,
    ByLabel,
    CitedText,
    ColourName,
    ColourValue,
    Decimals,
    DeclaredBlock,
    Expression,
    Identifier,
    ListOf,
    MarkFile,
    OneLine,
    PrintedText,
    ShownDecimals,
    Whole,
    YesNo,
    optional,
    read_identified,
    text_of,
    unfit,
    where_of,
)
from generator.content.outline import Outline
from generator.content.source import Items, Text
from generator.content.table import PercentSigns, RowUnits
from generator.problems import CODES, Problems, nearest_hint
from generator.swedish import HARD_SPACE, DateStyle, NotANumber, NumberFormat, known_unit, parse_number

LevelName = Literal["fel", "varning", "upplysning", "av"]
# The codes whose severity a house or a period may set: those of checks.
_SET_BY_HOUSE = frozenset(code for code in CODES if code[1] in "67") | {"T204", "T210", "T820"}


def _read_levels(value: object, info: ValidationInfo) -> object:
    """Read severities by code; a code that no check gives is reported, so that no severity is set in vain."""
    levels = {}
    for key, level in read_identified(value).items():
        if key in _SET_BY_HOUSE:
            levels[key] = level
        elif isinstance(info.context, Problems):
            message = f"Allvaret för {key} går inte att ändra." if key in CODES else f"Koden ”{key}” finns inte."
            expected = "koden för ett fynd, till exempel T605"
            hint = "Ta bort raden." if key in CODES else nearest_hint(key, _SET_BY_HOUSE)
            info.context.add("T101", where_of(key), message, expected=expected, found=key, hint=hint)
    return levels


def _read_code(value: object) -> str:
    code = text_of(value)
    if code not in _SET_BY_HOUSE:
        unfit("T111", f"Koden ”{code}” finns inte.", "koden för ett fynd", code, nearest_hint(code, _SET_BY_HOUSE))
    return code


FindingCode = Annotated[str, PlainValidator(_read_code), WithJsonSchema({"description": "Kod", **TEXTLIKE})]
Levels = Annotated[Mapping[str, LevelName], BeforeValidator(_read_levels)]
FieldKind = Literal[
    "text", "löptext", "lista", "tal", "datum", "status", "roll", "ja_nej", "lista_av", "post", "val", "tabeller"
]


class NumberFormatEntry(DeclaredBlock):
    """How numbers are written (`talformat`); what is left out is taken from the format named standard."""

    decimals: ShownDecimals | None = optional("decimaler", "Antal decimaler")
    percent_decimals: ShownDecimals | None = optional("decimaler_procent", "Antal decimaler i procent")
    minus: OneLine | None = optional("minus", "Minustecken")
    plus: YesNo | None = optional("plustecken", "Skriv ut plus")
    thousands: Literal["mellanslag", "punkt", "inget"] | None = optional("tusental", "Tecken mellan tusental")
    percent_space: YesNo | None = optional("mellanslag_före_procent", "44 % eller 44%")
    zero: PrintedText | None = optional("noll", "Vad noll skrivs som")
    plus_in_text: YesNo | None = optional("plustecken_i_text", "Plus även i löpande text")
    percent_in_text: Literal["tecken", "ord"] | None = optional(
        "procent_i_text", "44 % eller 44 procent i löpande text"
    )


class StatusEntry(DeclaredBlock):
    """A state of a scale; `word` is printed where it is not the key."""

    symbol: Identifier | None = optional("symbol", "Ritad symbol: ett namn i symboler")
    colour: ColourName | None = optional("färg", "Symbolens färg: ett namn i färger")
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
    counted: Literal["i ordning", "efter hänvisning"] | None = optional(
        "räknas", "Numret räknas där det inte skrivs: som posterna står, eller som tabellerna hänvisar till noterna"
    )

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
    accepted: ListOf[FindingCode] = optional("kvitteras", "Koder vars kvitteringar följer med", default=())


def _read_smallest(value: object) -> int:
    text = text_of(value)
    if text.casefold() in {"nej", "av"}:
        return 0
    if not text.isdecimal():
        unfit("T103", "Gränsen går inte att läsa.", "ett heltal, till exempel 5, eller nej", text)
    return int(text)


def _limit_in(unit: str) -> BeforeValidator:
    def read(value: object) -> Decimal:
        text = text_of(value)
        expected = f"ett tal i {unit}, till exempel 5 {unit}"
        try:
            number = parse_number(text)
        except NotANumber as error:
            unfit("T105", "Gränsen går inte att läsa.", expected, text, error.hint)
        if number.unit not in {None, unit} or number.value < 0:
            unfit("T103", "Gränsen går inte att läsa.", expected, text)
        return number.value

    return BeforeValidator(read)


def _read_words(value: object) -> tuple[str, ...]:
    lines = [text_of(each) for each in (value if isinstance(value, Items) else (value,))]
    return tuple(word for line in lines for word in re.split(r"[\s,;]+", line) if word)


_LIMIT = WithJsonSchema({"description": "Tal", **TEXTLIKE})
_Words = Annotated[
    tuple[str, ...],
    PlainValidator(_read_words),
    WithJsonSchema({"description": "Ord", "anyOf": [TEXTLIKE, {"type": "array", "items": TEXTLIKE}]}),
]


class CheckSettings(DeclaredBlock):
    """Thresholds and words of the checks (`kontrollvärden`); without a threshold nothing is compared with it."""

    smallest_count: Annotated[int, BeforeValidator(_read_smallest), _LIMIT] = optional(
        "minsta_antal", "Antal personer under gränsen är ett fynd; nej prövar inget", default=0
    )
    deviation_share: Annotated[Decimal, _limit_in("%"), _LIMIT] | None = optional(
        "avvikelse_procent", "Avvikelser från denna andel av budgeten ska kommenteras"
    )
    deviation_amount: Annotated[Decimal, _limit_in("mnkr"), _LIMIT] | None = optional(
        "avvikelse_mnkr", "Avvikelser från detta belopp ska kommenteras"
    )
    own_words: _Words = optional("egna_ord", "Ord som är rättstavade, på en rad eller som en lista", default=())
    avoided: OneLine = optional("undvik", "Ord att byta: kund → medborgare; nästa → …", default="")
    correction_lines: Whole | None = optional("rättelseblad_rader", "Rader som rättelsebladet har plats för")

    @property
    def words_of_house(self) -> frozenset[str]:
        """The house's own words, in lower case."""
        return frozenset(word.casefold() for word in self.own_words)


class Profile(DeclaredBlock):
    """One `profil.yaml`: the base's, or a house's that is laid over it."""

    name: OneLine | None = optional("namn", "Profilens namn")
    number_formats: ById[NumberFormatEntry] = optional("talformat", "Talformat; standard är grunden", default={})
    scales: ById[ByLabel[StatusEntry]] = optional("statusskalor", "Statusskalor", default={})
    symbols: ById[MarkFile] = optional("symboler", "Symboler till statusskalor: namn och SVG-fil", default={})
    colours: ById[ColourValue] = optional("färger", "Färger till statusskalor: namn och färg", default={})
    record_types: ById[RecordType] = optional("uppföljningstyper", "Uppföljningstyper", default={})
    words: ById[PrintedText] = optional("ledtexter", "Fasta ord i mallarna", default={})
    units: ListOf[OneLine] = optional(
        "enheter",
        "Enheter utöver kr, tkr, mnkr, mdkr, %, procentenheter och antal, och husets stavning av dem",
        default=(),
    )
    levels: Levels = optional("kontroller", "Hur allvarligt ett fynd är, per kod", default={})
    settings: CheckSettings = optional(
        "kontrollvärden", "Gränser och ord som kontrollerna använder", default=CheckSettings()
    )
    next_period: NextPeriod = optional(
        "nästa_period", "Ord som avgör vad som följer med till nästa period", default=NextPeriod()
    )
    dates: Literal["med ord", "siffror"] | None = optional("datum", "Hur datum skrivs: 9 maj 2023 eller 2023-05-09")
    type_width: Annotated[Decimal, _limit_in("%"), _LIMIT] = optional(
        "teckenbredd", "Hur brett husets typsnitt är i tabeller, mot grundprofilens", default=Decimal(100)
    )
    row_units: RowUnits = optional("radenhet", "Var en rads enhet skrivs i tabeller", default="i cellen")
    percent_signs: PercentSigns = optional("procenttecken", "Var en kolumns procenttecken skrivs", default="i cellen")


_THOUSANDS = {"mellanslag": HARD_SPACE, "punkt": ".", "inget": ""}
_PERCENT = {"tecken": "%", "ord": "procent"}


def number_format(entry: NumberFormatEntry, base: NumberFormat) -> NumberFormat:
    """Return a number format with what a profile says of it laid over; its own decimals are those of per cent too."""
    decimals = Decimals(base.decimals, base.at_most) if entry.decimals is None else entry.decimals
    percent = base.percent_decimals if entry.decimals is None else None
    return NumberFormat(
        decimals=decimals.count,
        at_most=decimals.at_most,
        minus=base.minus if entry.minus is None else entry.minus,
        plus=base.plus if entry.plus is None else entry.plus,
        thousands=base.thousands if entry.thousands is None else _THOUSANDS[entry.thousands],
        percent_space=base.percent_space if entry.percent_space is None else entry.percent_space,
        zero=base.zero if entry.zero is None else entry.zero,
        percent_decimals=(shown.count, shown.at_most) if (shown := entry.percent_decimals) else percent,
        spelling=base.spelling,
        plus_in_text=base.plus_in_text if entry.plus_in_text is None else entry.plus_in_text,
        percent_in_text=base.percent_in_text if entry.percent_in_text is None else _PERCENT[entry.percent_in_text],
    )


def standard_format(entry: NumberFormatEntry, units: Collection[str]) -> NumberFormat:
    """Return the format that lies under all others: its decimals are those of amounts and counts.

    `units` are the house's: one that is known otherwise is its spelling.
    """
    known = ((known_unit(unit), unit) for unit in units)
    spelling = tuple((form.word, unit) for form, unit in known if form and form.word != unit)
    standard = number_format(entry, NumberFormat(spelling=spelling))
    apart = entry.decimals is not None and entry.percent_decimals is None
    return standard.replace(percent_decimals=(None, False)) if apart else standard


@dataclass(frozen=True, slots=True)
class House:
    """A house style, laid over the base. `number_formats` has `standard`; `folders` of templates begin with its own."""

    id: str
    name: str
    number_formats: Mapping[str, NumberFormat]
    scales: Mapping[str, Mapping[str, StatusEntry]]
    symbols: Mapping[str, Text]
    colours: Mapping[str, Text]
    record_types: Mapping[str, RecordType]
    words: Mapping[str, str]
    outlines: Mapping[str, Outline]
    folders: tuple[str, ...]
    units: frozenset[str]
    levels: Mapping[str, LevelName]
    settings: CheckSettings
    dates: DateStyle = "long"
    next_period: NextPeriod = field(default_factory=NextPeriod)
    type_width: Decimal = Decimal(1)
    row_units: RowUnits = "i cellen"
    percent_signs: PercentSigns = "i cellen"
