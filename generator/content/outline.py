"""The outline of a kind of document (`mall`): its sections in order and what each shows → frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from generator.content.fields import (
    ByIdentifier,
    CitedText,
    DeclaredBlock,
    Expression,
    Identifier,
    ListOf,
    OneLine,
    PrintedText,
    Whole,
    Width,
    YesNo,
    unfit,
)
from generator.content.source import Block, Text

CONTENT_KEYS = ("text", "stycke", "fält", "tabell", "diagram", "nyckeltalsrutor", "sidbrytning", "del")
MEMO_PARTS = Literal["förslag_till_beslut", "bilagor", "beslutsunderlag", "beslutet_skickas_till", "underskrifter"]
SHOWN_AS = Literal["tabell", "avsnitt", "formulär", "lista", "rutor"]


class ShownField(DeclaredBlock):
    """An entry of `fält`: a field, or several in one cell, with heading, width and what an empty one shows."""

    short_form = "fält"
    list_form = "innehåll"

    field: Identifier | None = Field(default=None, alias="fält", description="Fältets namn")
    fields: Annotated[tuple[Identifier, ...], ListOf] = Field(
        default=(), alias="innehåll", description="Flera fält i samma cell"
    )
    heading: CitedText | None = Field(default=None, alias="rubrik", description="Rubrik i stället för etiketten")
    pattern: CitedText | None = Field(
        default=None, alias="mönster", description="Cellens text, där post är posten; i Markdown"
    )
    width: Width | None = Field(default=None, alias="bredd", description="Bredd i procent, till exempel 20 %")
    scale: Identifier | None = Field(
        default=None, alias="skala", description="Visa ordet som läge på skalan, med symbol"
    )
    empty: PrintedText | None = Field(
        default=None, alias="tom", description="Vad ett tomt fält visar; ”visa” visar etiketten"
    )


class KeyFigureEntry(DeclaredBlock):
    """A key figure at the top of a chapter."""

    figure: Expression = Field(alias="tal", description="Talet som visas stort")
    label: CitedText = Field(alias="etikett", description="Några ord under talet")


def _by_kind(value: object) -> object:
    """Tell what an entry places by its first key; a name that is no key of its own is a record type."""
    if not isinstance(value, Block) or not value:
        return value
    kind = next(iter(value))
    records = kind not in CONTENT_KEYS
    others = [key for key in value if key in CONTENT_KEYS and key != kind and not (records and key == "fält")]
    if others:
        unfit("T103", "En rad i innehåll visar en sak.", "ett streck (-) för varje sak", f"{kind} och {others[0]}")
    return _records_entry(value, kind) if records else value


def _records_entry(value: Block, kind: Text) -> Block:
    shown = value[kind]
    entries = [
        (Text("kolumner", key.where) if key == "fält" else key, node) for key, node in value.items() if key != kind
    ]
    entries.append((Text("uppföljningstyp", kind.where), kind))
    if isinstance(shown, Block):
        entries.append((Text("urval", kind.where), shown))
    elif not isinstance(shown, Text) or shown.missing:
        unfit("T108", "Här står inte vilka poster som visas.", "alla, en grupp eller ett block urval", "ingenting")
    elif shown != "alla":
        entries.append((Text("grupp", shown.where), shown))
    return Block(entries, value.where)


class ContentEntry(DeclaredBlock):
    """What a section shows in one place; exactly one of text, field, table, chart, records, key figures, page break."""

    text: Identifier | None = Field(default=None, alias="text", description="En text")
    paragraph: CitedText | None = Field(default=None, alias="stycke", description="Mallens egen text, i Markdown")
    part: MEMO_PARTS | None = Field(default=None, alias="del", description="En del av en tjänsteskrivelse")
    style: Identifier | None = Field(default=None, alias="stil", description="Klass för profilens stilmall")
    blank_copies: Whole = Field(default=0, alias="blanka", description="Tomma exemplar av ett formulär")
    field: Identifier | None = Field(default=None, alias="fält", description="Postens fält (i för_varje)")
    table: Identifier | None = Field(default=None, alias="tabell", description="En tabell")
    chart: Identifier | None = Field(default=None, alias="diagram", description="Ett diagram")
    records: Identifier | None = Field(default=None, alias="uppföljningstyp", description="Poster av en typ")
    key_figures: Annotated[tuple[KeyFigureEntry, ...], ListOf] = Field(
        default=(), alias="nyckeltalsrutor", description="Stora tal överst i ett kapitel"
    )
    page_break: YesNo = Field(default=False, alias="sidbrytning", description="Fortsätt på ny sida")
    group: Identifier | None = Field(default=None, alias="grupp", description="Postens grupp")
    selection: Annotated[Mapping[str, PrintedText], ByIdentifier] = Field(
        default_factory=dict, alias="urval", description="Bara poster där fältet har värdet; post är posten utanför"
    )
    shown_as: SHOWN_AS = Field(default="tabell", alias="visa", description="Hur posterna visas")
    shown_fields: Annotated[tuple[ShownField, ...], ListOf] = Field(
        default=(), alias="kolumner", description="Fälten som visas, i ordning"
    )
    heading: CitedText | None = Field(default=None, alias="rubrik", description="Rubrik över tabellen eller listan")
    sorted_by: Identifier | None = Field(default=None, alias="sortera", description="Fält att sortera efter")
    summed: Annotated[tuple[Identifier, ...], ListOf] = Field(
        default=(), alias="summera", description="Fält som summeras i en sista rad"
    )
    sum_label: OneLine | None = Field(default=None, alias="summarad", description="Summaradens etikett")
    required: YesNo = Field(default=True, alias="obligatoriskt", description="Måste finnas")


ContentList = Annotated[tuple[Annotated[ContentEntry, BeforeValidator(_by_kind)], ...], ListOf]


class SectionEntry(DeclaredBlock):
    """A section of an outline."""

    heading: CitedText | None = Field(default=None, alias="rubrik", description="Avsnittets rubrik")
    id: Identifier | None = Field(default=None, alias="id", description="Avsnittets id; annars rubriken som id")
    guidance: OneLine | None = Field(default=None, alias="anvisning", description="Anvisning till den som skriver")
    required: YesNo = Field(default=True, alias="obligatoriskt", description="Får inte utelämnas")
    numbered: YesNo | None = Field(
        default=None, alias="numrering", description="nej: avsnittet och det under är onumrerat"
    )
    content: ContentList = Field(default=(), alias="innehåll", description="Vad avsnittet visar")
    sections: Annotated[tuple[SectionEntry, ...], ListOf] = Field(
        default=(), alias="avsnitt", description="Underavsnitt"
    )
    for_each: Identifier | None = Field(default=None, alias="för_varje", description="Ett avsnitt per post av typen")
    record_heading: CitedText | None = Field(default=None, alias="rubrik_per_post", description="Rubrik för varje post")
    selection: Annotated[Mapping[str, PrintedText], ByIdentifier] = Field(
        default_factory=dict, alias="urval", description="Bara poster där fältet har värdet; post är posten utanför"
    )
    orientation: Literal["stående", "liggande"] | None = Field(
        default=None, alias="sidriktning", description="Sidans riktning"
    )
    page_break: Literal["före"] | None = Field(default=None, alias="sidbrytning", description="Börjar på ny sida")
    label: CitedText | None = Field(default=None, alias="överrubrik", description="Rad ovanför rubriken")
    subtitle: CitedText | None = Field(default=None, alias="underrubrik", description="Rad under rubriken")
    style: Identifier | None = Field(default=None, alias="stil", description="Klass för profilens stilmall")
    run_in: YesNo = Field(default=False, alias="löpande_rubrik", description="Rubriken står i textens början")
    may_be_empty: Literal["tillåtet"] | None = Field(
        default=None, alias="tomt", description="Avsnittet får stå utan innehåll"
    )


class LetterheadField(DeclaredBlock):
    """A field of a memo's letterhead: its label, and what stands there unless the document says otherwise."""

    id: Identifier = Field(alias="id", description="Fältets id, som dokumentet fyller i")
    label: OneLine = Field(alias="etikett", description="Etiketten ovanför värdet")
    value: CitedText | None = Field(default=None, alias="värde", description="Det som står i fältet")


class ContactEntry(DeclaredBlock):
    """A way to reach the sender."""

    text: OneLine = Field(alias="text", description="Texten som visas")
    address: OneLine = Field(alias="länk", description="Adressen: mailto:, https:// eller tel:")


class DecisionLevelEntry(DeclaredBlock):
    """What an instance decides, or what is proposed to one above it."""

    decides: OneLine | None = Field(default=None, alias="beslutar", description="Instansen som beslutar")
    proposes_to: OneLine | None = Field(default=None, alias="föreslår", description="Instansen som får förslaget")
    points: Annotated[tuple[CitedText, ...], ListOf] = Field(alias="punkter", description="Beslutspunkter i ordning")


class MemoParts(DeclaredBlock):
    """What a memo says; the outline's words stand where the document has none of its own."""

    proposal: Annotated[tuple[DecisionLevelEntry, ...], ListOf] = Field(
        default=(), alias="förslag_till_beslut", description="Beslutspunkter, per instans"
    )
    adjusted_at_once: YesNo | None = Field(default=None, alias="omedelbar_justering", description="Justeras omedelbart")
    recipients: Annotated[tuple[CitedText, ...], ListOf] = Field(
        default=(), alias="beslutet_skickas_till", description="Vem som får beslutet"
    )
    grounds: Annotated[tuple[CitedText, ...], ListOf] = Field(
        default=(), alias="beslutsunderlag", description="Handlingar som beslutet vilar på"
    )
    signatories: Annotated[tuple[Identifier, ...], ListOf] = Field(
        default=(), alias="underskrifter", description="Roller som skriver under"
    )


class MemoRules(DeclaredBlock):
    """What the house asks of a memo (`regler`)."""

    required_parts: Annotated[tuple[MEMO_PARTS, ...], ListOf] = Field(
        default=(), alias="kräver", description="Delar som måste finnas"
    )
    summary: Identifier | None = Field(
        default=None, alias="sammanfattning", description="Avsnittet som är sammanfattningen"
    )
    summary_above: Whole = Field(
        default=0, alias="sammanfattning_över_ord", description="Så lång får skrivelsen vara utan sammanfattning"
    )
    points_cite: YesNo = Field(
        default=False, alias="beslutspunkter_citerar", description="Varje beslutspunkt citerar det som beslutas"
    )


class Outline(MemoParts):
    """The ordered sections of a kind of document."""

    id: Identifier = Field(alias="mall", description="Mallens id")
    title: CitedText | None = Field(default=None, alias="titel", description="Titel när dokumentet inte anger någon")
    numbering: Literal["1.1.1", "1.1", "1", "ingen"] = Field(
        default="1.1.1", alias="numrering", description="Hur djupt avsnitt numreras"
    )
    chapters_on_new_page: YesNo = Field(default=False, alias="kapitel_på_ny_sida", description="Kapitel börjar ny sida")
    contents_depth: Whole = Field(
        default=0, alias="innehållsförteckning", description="Nivåer i innehållsförteckningen"
    )
    letterhead: Annotated[tuple[LetterheadField, ...], ListOf] = Field(
        default=(), alias="brevhuvud", description="Brevhuvudets fält i ordning"
    )
    contacts: Annotated[tuple[ContactEntry, ...], ListOf] = Field(
        default=(), alias="kontakt", description="Länkar på första sidan"
    )
    cover: YesNo = Field(default=False, alias="omslag", description="Ett omslag först")
    opening: ContentList = Field(default=(), alias="innehåll", description="Vad som står under titeln, före avsnitten")
    rules: MemoRules | None = Field(default=None, alias="regler", description="Vad profilen kräver av en skrivelse")
    sections: Annotated[tuple[SectionEntry, ...], ListOf] = Field(alias="avsnitt", description="Avsnitten i ordning")


class OwnSections(DeclaredBlock):
    """Sections that a board adds to the outline: last under a section, or after one."""

    under: Identifier | None = Field(default=None, alias="under", description="Sist under avsnittet med detta id")
    after: Identifier | None = Field(default=None, alias="efter", description="Direkt efter avsnittet med detta id")
    sections: Annotated[tuple[SectionEntry, ...], ListOf] = Field(alias="avsnitt", description="Avsnitten")
