"""The outline of a kind of document (`mall`): its sections in order, and what each shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias, assert_never, get_args

from pydantic import BeforeValidator, Field

from generator.content.expression import UNIT_FILTERS
from generator.content.fields import (
    ById,
    CitedText,
    Day,
    DeclaredBlock,
    Expression,
    Formula,
    Identifier,
    ListOf,
    OneLine,
    PrintedText,
    Whole,
    Width,
    YesNo,
    optional,
    unfit,
)
from generator.content.source import Block, Text

# What a period declares by id.
Kind: TypeAlias = Literal["tal", "tabeller", "texter", "diagram", "bilder"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# As one reads a period: texts first, figures that stand alone last.
KINDS_TO_READ: tuple[Kind, ...] = tuple(sorted(KINDS, key=lambda kind: (kind == "tal", kind != "texter")))
# What an entry of an outline's content shows.
ContentKey: TypeAlias = Literal[
    "text", "stycke", "fält", "tabell", "diagram", "bild", "nyckeltalsrutor", "teckenförklaring", "sidbrytning", "del",
    "avsnitt",
]  # fmt: skip
# An entry with a record type as its key is read as one with `uppföljningstyp`; one of a board is `från` it.
ContentKind: TypeAlias = ContentKey | Literal["uppföljningstyp", "från"]
CONTENT_KEYS: tuple[ContentKey, ...] = get_args(ContentKey)
MEMO_PARTS = Literal["förslag_till_beslut", "bilagor", "beslutsunderlag", "beslutet_skickas_till", "underskrifter"]
# What a document may number through, and list after its contents.
NumberedKind: TypeAlias = Literal["tabeller", "diagram"]
StatusView: TypeAlias = Literal["symbol och ord", "ord", "symbol"]
SHOWN_AS = Literal["tabell", "avsnitt", "formulär", "lista", "rutor", "matris"]


def placed_kind(key: ContentKind) -> Kind | None:
    """Return the kind of what an entry names by its id in the period; None where it names nothing of the kind."""
    match key:
        case "text":
            return "texter"
        case "tabell":
            return "tabeller"
        case "diagram":
            return "diagram"
        case "bild":
            return "bilder"
        case (
            "stycke"
            | "fält"
            | "nyckeltalsrutor"
            | "teckenförklaring"
            | "sidbrytning"
            | "del"
            | "avsnitt"
            | "uppföljningstyp"
            | "från"
        ):
            return None
        case _:
            assert_never(key)


def noun_of(kind: Kind) -> str:
    """Return what a thing of a kind is called at the beginning of a sentence."""
    match kind:
        case "tal":
            return "Talet"
        case "tabeller":
            return "Tabellen"
        case "texter":
            return "Texten"
        case "diagram":
            return "Diagrammet"
        case "bilder":
            return "Bilden"
        case _:
            assert_never(kind)


class ShownField(DeclaredBlock):
    """An entry of `fält`: a field, or several in one cell."""

    short_form = "fält"
    list_form = "innehåll"

    field: Identifier | None = optional("fält", "Fältets namn")
    fields: ListOf[Identifier] = optional("innehåll", "Flera fält i samma cell", default=())
    heading: CitedText | None = optional("rubrik", "Rubrik i stället för etiketten")
    pattern: CitedText | None = optional("mönster", "Cellens text, där post är posten; i Markdown")
    width: Width | None = optional("bredd", "Bredd i procent, till exempel 20 %")
    scale: Identifier | None = optional("skala", "Visa ordet som läge på skalan, med symbol")
    status: StatusView | None = optional("visa", "Hur ett läge visas: med symbol, ord eller båda")
    group: CitedText | None = optional("kolumngrupp", "Gemensam rubrik över kolumner intill varandra")
    joined: YesNo = optional("samlad", "Lika värden under varandra blir en cell, bredvid sina rader", default=False)
    empty: PrintedText | None = optional("tom", "Vad ett tomt fält visar; ”visa” visar etiketten")


class RingPart(DeclaredBlock):
    """A part of the ring beside a key figure."""

    figure: Expression = Field(alias="tal", description="Talet som är en del av rutans tal")
    label: OneLine = Field(alias="etikett", description="Vad delen är; ett läge på en skala har dess färg")


class KeyFigureEntry(DeclaredBlock):
    """A key figure at the top of a chapter, with what it is compared with, how it has developed and what it is of."""

    figure: Expression = Field(alias="tal", description="Talet som visas stort")
    label: CitedText = Field(alias="etikett", description="Några ord under talet")
    unit_line: CitedText | None = optional("enhetsrad", "Enhet eller tid, liten efter talet")
    tag: CitedText | None = optional("märke", "Ord i rutans hörn, eller läget på en skala")
    scale: Identifier | None = optional("skala", "Statusskalan som märket är ett läge på")
    before: Expression | None = optional("jämförs_med", "Talet som rutans tal jämförs med; skillnaden räknas ut")
    before_label: OneLine | None = optional("jämförelse", "Vad talet jämförs med, till exempel 2023")
    trend: ListOf[Expression] = optional("utveckling", "Talen i tidsordning, som en liten linje", default=())
    ring: ListOf[RingPart] = optional("ring", "Delar som tillsammans är rutans tal, som en ring", default=())

    @property
    def change(self) -> Formula | None:
        """The difference from what the figure is compared with, in the unit that the figure is printed in."""
        if self.before is None:
            return None
        (figure, *filters), (before, *_) = _filtered(self.figure), _filtered(self.before)
        units = [name for name in filters if name in UNIT_FILTERS]
        return Formula(" | ".join((f"(({figure}) - ({before}))", *units)), self.before.where)


def _filtered(formula: Formula) -> list[str]:
    """Return an expression and the filters after it: those within parentheses are its own."""
    parts, depth = [""], 0
    for sign in formula.text:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _by_kind(value: object) -> object:
    """Let the first key of an entry say what it places; a key that is none of `CONTENT_KEYS` is a record type."""
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
    """What a section shows in one place: one of `CONTENT_KEYS`, or records."""

    text: Identifier | None = optional("text", "En text")
    paragraph: CitedText | None = optional("stycke", "Mallens egen text, i Markdown")
    part: MEMO_PARTS | None = optional("del", "En del av en tjänsteskrivelse")
    style: Identifier | None = optional("stil", "Klass för profilens stilmall")
    blank_copies: Whole = optional("blanka", "Tomma exemplar av ett formulär", default=0)
    field: Identifier | None = optional("fält", "Postens fält (i för_varje)")
    table: Identifier | None = optional("tabell", "En tabell")
    chart: Identifier | None = optional("diagram", "Ett diagram")
    picture: Identifier | None = optional("bild", "En bild")
    section: Identifier | None = optional("avsnitt", "Ett avsnitt ur en nämnds dokument, med det som ligger i det")
    records: Identifier | None = optional("uppföljningstyp", "Poster av en typ")
    board: Identifier | None = optional(
        "från", "Nämnden eller bolaget som har det; post i ett avsnitt med för_varje: nämnder"
    )
    key_figures: ListOf[KeyFigureEntry] = optional("nyckeltalsrutor", "Stora tal överst i ett kapitel", default=())
    legend: Identifier | None = optional("teckenförklaring", "En statusskala: dess symboler och ord")
    page_break: YesNo = optional("sidbrytning", "Fortsätt på ny sida", default=False)
    group: Identifier | None = optional("grupp", "Postens grupp")
    selection: ById[PrintedText] = optional(
        "urval", "Bara poster där fältet har värdet; post är posten utanför", default={}
    )
    shown_as: SHOWN_AS = optional("visa", "Hur posterna visas", default="tabell")
    vertical: Identifier | None = optional("lodrätt", "Fältet vars steg är en matris rader")
    horizontal: Identifier | None = optional("vågrätt", "Fältet vars steg är en matris kolumner")
    steps: Whole = optional("steg", "Så många steg har en matris, om inte poster har fler", default=4)
    shown_fields: ListOf[ShownField] = optional("kolumner", "Fälten som visas, i ordning", default=())
    heading: CitedText | None = optional("rubrik", "Rubrik över tabellen eller listan")
    sorted_by: Identifier | None = optional("sortera", "Fält att sortera efter")
    summed: ListOf[Identifier] = optional("summera", "Fält som summeras i en sista rad", default=())
    sum_label: OneLine | None = optional("summarad", "Summaradens etikett")
    required: YesNo = optional("obligatoriskt", "Måste finnas", default=True)

    @property
    def kind(self) -> ContentKind:
        """What it shows; a page break where it says nothing."""
        return "från" if self.board is not None else self.shown_kind

    @property
    def shown_kind(self) -> ContentKind:
        """What it shows, whoever has it."""
        return next((kind for kind, name in _FIELDS.items() if getattr(self, name)), "sidbrytning")

    @property
    def name(self) -> str:
        """The id of what it shows; empty where that has none."""
        value = getattr(self, _FIELDS[self.shown_kind])
        return value if isinstance(value, str) else ""


_CONTENT_KINDS: tuple[ContentKind, ...] = (*CONTENT_KEYS, "uppföljningstyp")
_FIELD_BY_ALIAS = {field.alias: name for name, field in ContentEntry.model_fields.items()}
_FIELDS: Mapping[ContentKind, str] = {kind: _FIELD_BY_ALIAS[kind] for kind in _CONTENT_KINDS}
ContentList = ListOf[Annotated[ContentEntry, BeforeValidator(_by_kind)]]


class SectionEntry(DeclaredBlock):
    """A section of an outline."""

    heading: CitedText | None = optional("rubrik", "Avsnittets rubrik")
    id: Identifier | None = optional("id", "Avsnittets id; annars rubriken som id")
    guidance: OneLine | None = optional("anvisning", "Anvisning till den som skriver")
    law: OneLine | None = optional("lagrum", "Bestämmelsen som ligger bakom avsnittet: LKBR 5 kap.")
    responsible: Identifier | None = optional("ansvarig", "Rollen som skriver avsnittet och det som ligger i det")
    due: Day | None = optional("klart_senast", "Dagen då avsnittet ska vara klart")
    required: YesNo = optional("obligatoriskt", "Får inte utelämnas", default=True)
    numbered: YesNo | None = optional("numrering", "nej: avsnittet och det under är onumrerat")
    content: ContentList = optional("innehåll", "Vad avsnittet visar", default=())
    sections: ListOf[SectionEntry] = optional("avsnitt", "Underavsnitt", default=())
    for_each: Identifier | None = optional("för_varje", "Ett avsnitt per post av typen")
    record_heading: CitedText | None = optional("rubrik_per_post", "Rubrik för varje post")
    selection: ById[PrintedText] = optional(
        "urval", "Bara poster där fältet har värdet; post är posten utanför", default={}
    )
    orientation: Literal["stående", "liggande"] | None = optional("sidriktning", "Sidans riktning")
    page_break: Literal["före"] | None = optional("sidbrytning", "Börjar på ny sida")
    label: CitedText | None = optional("överrubrik", "Rad ovanför rubriken")
    subtitle: CitedText | None = optional("underrubrik", "Rad under rubriken")
    short_heading: CitedText | None = optional("kort_rubrik", "Kortare rubrik i innehållsförteckning och sidhuvud")
    style: Identifier | None = optional("stil", "Klass för profilens stilmall")
    run_in: YesNo = optional("löpande_rubrik", "Rubriken står i textens början", default=False)
    may_be_empty: Literal["tillåtet"] | None = optional("tomt", "Avsnittet får stå utan innehåll")

    @property
    def instruction(self) -> str:
        """The guidance, and the law that asks for the section."""
        return " ".join(filter(None, (self.guidance, self.law and f"Lagrum: {self.law}")))


class LetterheadField(DeclaredBlock):
    """A field of a memo's letterhead; `value` stands there unless the document says otherwise."""

    id: Identifier = Field(alias="id", description="Fältets id, som dokumentet fyller i")
    label: OneLine = Field(alias="etikett", description="Etiketten ovanför värdet")
    value: CitedText | None = optional("värde", "Det som står i fältet")


class ContactEntry(DeclaredBlock):
    """A way to reach the sender."""

    text: OneLine = Field(alias="text", description="Texten som visas")
    address: OneLine = Field(alias="länk", description="Adressen: mailto:, https:// eller tel:")


class DecisionLevelEntry(DeclaredBlock):
    """What an instance decides, or what is proposed to one above it."""

    decides: OneLine | None = optional("beslutar", "Instansen som beslutar")
    proposes_to: OneLine | None = optional("föreslår", "Instansen som får förslaget")
    points: ListOf[CitedText] = Field(alias="punkter", description="Beslutspunkter i ordning")


class MemoParts(DeclaredBlock):
    """The parts of a memo; those of the outline stand where the document has none of its own."""

    proposal: ListOf[DecisionLevelEntry] = optional("förslag_till_beslut", "Beslutspunkter, per instans", default=())
    adjusted_at_once: YesNo | None = optional("omedelbar_justering", "Justeras omedelbart")
    recipients: ListOf[CitedText] = optional("beslutet_skickas_till", "Vem som får beslutet", default=())
    grounds: ListOf[CitedText] = optional("beslutsunderlag", "Handlingar som beslutet vilar på", default=())
    signatories: ListOf[Identifier] = optional("underskrifter", "Roller som skriver under", default=())


class MemoRules(DeclaredBlock):
    """What the house asks of a memo (`regler`)."""

    required_parts: ListOf[MEMO_PARTS] = optional("kräver", "Delar som måste finnas", default=())
    summary: Identifier | None = optional("sammanfattning", "Avsnittet som är sammanfattningen")
    summary_above: Whole = optional(
        "sammanfattning_över_ord", "Så lång får skrivelsen vara utan sammanfattning", default=0
    )
    points_cite: YesNo = optional(
        "beslutspunkter_citerar", "Varje beslutspunkt citerar det som beslutas", default=False
    )


class Outline(MemoParts):
    """An outline of a kind of document."""

    id: Identifier = Field(alias="mall", description="Mallens id")
    description: OneLine | None = optional("beskrivning", "Vad mallen är till för, på en rad")
    title: CitedText | None = optional("titel", "Titel när dokumentet inte anger någon")
    numbering: Literal["1.1.1", "1.1", "1", "ingen"] = optional(
        "numrering", "Hur djupt avsnitt numreras", default="1.1.1"
    )
    chapters_on_new_page: YesNo = optional("kapitel_på_ny_sida", "Kapitel börjar ny sida", default=False)
    contents_depth: Whole = optional("innehållsförteckning", "Nivåer i innehållsförteckningen", default=0)
    numbered: ListOf[NumberedKind] = optional("numrera", "Det som numreras: tabeller, diagram", default=())
    listed: ListOf[NumberedKind] = optional(
        "förteckningar", "Det som listas efter innehållsförteckningen: tabeller, diagram", default=()
    )
    letterhead: ListOf[LetterheadField] = optional("brevhuvud", "Brevhuvudets fält i ordning", default=())
    contacts: ListOf[ContactEntry] = optional("kontakt", "Länkar på första sidan", default=())
    cover: YesNo = optional("omslag", "Ett omslag först", default=False)
    opening: ContentList = optional("innehåll", "Vad som står under titeln, före avsnitten", default=())
    rules: MemoRules | None = optional("regler", "Vad profilen kräver av en skrivelse")
    sections: ListOf[SectionEntry] = Field(alias="avsnitt", description="Avsnitten i ordning")


class OwnSections(DeclaredBlock):
    """Sections that a board adds to the outline: last under a section, or after one."""

    under: Identifier | None = optional("under", "Sist under avsnittet med detta id")
    after: Identifier | None = optional("efter", "Direkt efter avsnittet med detta id")
    sections: ListOf[SectionEntry] = Field(alias="avsnitt", description="Avsnitten")
