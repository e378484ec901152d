"""What authors write for a period, typed and complete. Swedish keys are aliases, here and in the other models only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal, TypeAlias, assert_never

from pydantic import Discriminator, Field, Tag

from generator.content.fields import (
    ById,
    Cited,
    CitedText,
    Day,
    DeclaredBlock,
    Equation,
    Expression,
    Identifier,
    ListOf,
    OneLine,
    PeriodDay,
    PrintedText,
    ShownDecimals,
    Value,
    Width,
    YesNo,
    optional,
)
from generator.content.figure_source import FigureSource
from generator.content.house import House, Levels
from generator.content.outline import ContentEntry, Kind, MemoParts, Outline, OwnSections
from generator.content.source import Text
from generator.content.table import ExplainedEntry, Table
from generator.problems import Problem, Where

RESERVED = frozenset(
    {"period", "dokument", "nämnd", "kommun", "avsnitt", "bilaga", "ärende", "tabell", "diagram", "post", "tal"}
    | {"summa", "föregående_period", "samma_period_föregående_år", "föregående_prognos", "föregående_bokslut"}
)


class Municipality(DeclaredBlock):
    """`kommun.yaml`."""

    name: OneLine = Field(alias="kommun", description="Kommunens namn i full form, till exempel Storköpings kommun")
    short_name: OneLine | None = optional("kortnamn", "Kommunens namn utan ordet kommun")
    house: OneLine = Field(alias="profil", description="Profilen: mappen under templates/")
    definite: OneLine | None = optional("bestämd_form", "Kommunen i löpande text; annars kommunen")
    administration: OneLine | None = optional("förvaltning", "Förvaltningen som skriver kommunens egna handlingar")
    roles: ById[OneLine] = optional("roller", "Roller som skriver under kommunens egna handlingar", default={})
    website: OneLine | None = optional("webbplats", "Kommunens webbplats")
    licence: OneLine | None = optional("licens", "Licensen för rapporternas öppna data, som adress eller namn")
    sources: ById[FigureSource] = optional("källor", "Filer som tal hämtas ur, för alla nämnder", default={})


class Board(DeclaredBlock):
    """`namnd.yaml`."""

    name: OneLine = Field(alias="nämnd", description="Nämndens namn som det skrivs i rubriker")
    definite: OneLine | None = optional("bestämd_form", "Namnet i löpande text")
    administration: OneLine | None = optional("förvaltning", "Förvaltningens namn")
    kind: Literal["nämnd", "bolag", "förbund", "stiftelse"] = optional("slag", "Vad det är", default="nämnd")
    roles: ById[OneLine] = optional("roller", "Roller som skriver under, aldrig personnamn", default={})
    sources: ById[FigureSource] = optional("källor", "Filer som tal hämtas ur", default={})

    @classmethod
    def itself(cls, municipality: Municipality) -> Board:
        """Return what stands for the board where the municipality itself reports."""
        return cls(
            where=municipality.where,
            name=municipality.name,
            definite=municipality.definite or "kommunen",
            administration=municipality.administration,
            roles=municipality.roles,
        )


class ExternalAppendix(DeclaredBlock):
    """An appendix that is made elsewhere."""

    title: OneLine = Field(alias="titel", description="Bilagans titel")
    number: OneLine | None = optional("nummer", "Bilagans nummer")
    external: YesNo = optional("extern", "Görs inte här", default=True)


def _appendix_kind(value: object) -> str:
    return "utanför" if isinstance(value, dict | ExternalAppendix) else "dokument"


# By its form and not by trial, so that a problem is of the one that is meant.
Appendix: TypeAlias = Annotated[
    Annotated[Identifier, Tag("dokument")] | Annotated[ExternalAppendix, Tag("utanför")], Discriminator(_appendix_kind)
]


class DocumentEntry(MemoParts):
    """A document of the period."""

    outline: Identifier = Field(alias="mall", description="Mallens id")
    title: CitedText | None = optional("titel", "Dokumentets titel")
    subtitle: CitedText | None = optional("undertitel", "Undertitel på omslaget")
    listed_as: OneLine | None = optional("listas_som", "Vad dokumentet heter i bilagelistor, om inte som sin titel")
    dated: Day | None = optional("daterad", "Dokumentets datum")
    letterhead: ById[PrintedText] = optional("brevhuvud", "Brevhuvudets fält efter id", default={})
    appendices: ListOf[Appendix] = optional("bilagor", "Bilagor i ordning", default=())
    left_out: ListOf[Identifier] = optional("utelämna", "Avsnitt som utelämnas", default=())
    nothing_to_report: ListOf[Identifier] = optional(
        "inget_att_redovisa", "Avsnitt där det inte finns något att redovisa", default=()
    )
    own_sections: ListOf[OwnSections] = optional("egna_avsnitt", "Nämndens egna avsnitt", default=())
    stage: Literal["arbetsmaterial", "utsänd", "beslutad", "rättad"] = optional(
        "skede", "Hur långt handlingen har kommit", default="arbetsmaterial"
    )


class DecisionStep(DeclaredBlock):
    """An instance that a matter passes (`beslutsgång`)."""

    instance: OneLine = Field(alias="instans", description="Vem som beslutar")
    meeting: Day | None = optional("sammanträde", "Sammanträdets datum")
    time: OneLine | None = optional("tid", "När sammanträdet börjar, som 13:15")
    place: OneLine | None = optional("plats", "Var sammanträdet hålls")
    paragraph: OneLine | None = optional("paragraf", "Paragraf i protokollet")
    outcome: Literal["enligt förslag", "med ändring", "återremiss", "bordlagt", "avslag"] | None = optional(
        "beslut", "Vad som beslutades"
    )
    adjusted: Day | None = optional("justerat", "När protokollet justerades")
    registry_number: OneLine | None = optional("diarienummer", "Instansens diarienummer")


class Matter(DeclaredBlock):
    """What is decided (`ärende`): its registry number, papers and decision path."""

    heading: OneLine = Field(alias="rubrik", description="Ärendets rubrik")
    number: OneLine | None = optional("nummer", "Numret på dagordningen, om ärendena inte numreras i ordning")
    registry_number: OneLine | None = optional("diarienummer", "Diarienummer")
    classification: OneLine | None = optional("klassificering", "Kod i klassificeringsstrukturen")
    officer: Identifier | None = optional("handläggare", "Rollen som handlägger ärendet")
    papers: ListOf[Identifier] = optional("handlingar", "Dokument i ärendet, eller ärenden som det samlar", default=())
    bundled: YesNo = optional("samlad_pdf", "Alla handlingar som en PDF", default=False)
    steps: ListOf[DecisionStep] = optional("beslutsgång", "Instanser i ordning", default=())


class ReconciliationEntry(DeclaredBlock):
    """Two expressions that must agree, and are not printed (`avstämningar`)."""

    short_form = "uttryck"

    sides: Equation = Field(alias="uttryck", description="Två uttryck som ska vara lika, med = emellan")
    words: OneLine | None = optional("beskrivning", "Vad som stäms av, i ord")
    explained: ExplainedEntry | None = optional("förklarad_differens", "Laglig differens")


WritingState: TypeAlias = Literal["saknas", "utkast", "klar", "granskad"]


class WritingEntry(DeclaredBlock):
    """How far the writing of a text or a section has come (`skrivarbete`)."""

    short_form = "färdiggrad"

    state: WritingState | None = optional("färdiggrad", "Hur långt det har kommit; annars klar när det finns")
    responsible: Identifier | None = optional("ansvarig", "Rollen som skriver")
    due: Day | None = optional("klart_senast", "Dagen då det ska vara klart")


class CollectedEntry(DeclaredBlock):
    """A board whose period is collected."""

    short_form = "nämnd"

    board: Identifier = Field(
        alias="nämnd", description="Nämnden eller bolaget: dess mapp, eller namnet i löpande text"
    )
    period: OneLine | None = optional("period", "Dess period, om den inte heter som den här eller har dess dagar")


class PeriodEntry(DeclaredBlock):
    """`period.yaml`: the period, its documents and matters."""

    id: OneLine = Field(alias="period", description="Periodens namn, samma som mappen")
    title: OneLine = Field(alias="rubrik", description="Perioden i ord, till exempel Tertial 1 2023")
    start: PeriodDay = Field(alias="från", description="Första dagen")
    end: PeriodDay = Field(alias="till", description="Sista dagen")
    scope: Literal["ackumulerat", "månaden"] = optional(
        "omfattar", "Ackumulerat från årets början, eller månaden", default="ackumulerat"
    )
    previous: OneLine | None = optional("föregående_period", "Perioden före")
    same_last_year: OneLine | None = optional("samma_period_föregående_år", "Samma period förra året")
    previous_forecast: OneLine | None = optional("föregående_prognos", "Förra prognosen")
    previous_closing: OneLine | None = optional("föregående_bokslut", "Förra bokslutet")
    collects: ListOf[CollectedEntry] = optional(
        "samlar",
        "Nämnder och bolag vars perioder samlas, i ordning; kommunens egna perioder samlar annars alla",
        default=(),
    )
    documents: ById[DocumentEntry] = optional("dokument", "Dokument som görs av perioden", default={})
    matters: ById[Matter] = optional("ärenden", "Ärenden", default={})
    reconciliations: ById[ReconciliationEntry] = optional(
        "avstämningar", "Uttryck som ska vara lika, och som inte skrivs ut", default={}
    )
    writing: ById[WritingEntry] = optional(
        "skrivarbete", "Hur långt texter och avsnitt har kommit, efter deras id", default={}
    )
    due: Day | None = optional("klart_senast", "Dagen då allt i perioden ska vara klart")
    levels: Levels = optional("kontroller", "Hur allvarligt ett fynd är, per kod", default={})


class FigureEntry(DeclaredBlock):
    """A figure that stands alone (`tal`), or in a record's field."""

    short_form = "värde"

    value: Value = Field(alias="värde", description="Talet med enhet, eller = uttryck")
    unit: OneLine | None = optional("enhet", "Enhet")
    decimals: ShownDecimals | None = optional("decimaler", "Antal decimaler")
    reconciles: Expression | None = optional("stäms_av_mot", "Ska stämma med uttrycket")
    included: Expression | None = optional("ingår_i", "Det skrivna tal som det är en del av, med - vid omvänt tecken")
    source: OneLine | None = optional("källa", "Varifrån talet kommer")
    status: OneLine | None = optional("läge", "Till exempel preliminär")
    adopted: YesNo | None = optional("antaget", "Antas för året: årets nästa period hämtar talet")
    explained: ExplainedEntry | None = optional("förklarad_differens", "Laglig differens")


class AcceptedEntry(DeclaredBlock):
    """A finding that is accepted (`kvitterat`)."""

    code: OneLine = Field(alias="kod", description="Fyndets kod, till exempel T204")
    place: OneLine = Field(alias="plats", description="Det som fyndet gäller, som kontrollen skriver det")
    concerns: OneLine | None = optional("avser", "Det som hittades när fyndet kvitterades")
    reason: OneLine = Field(alias="skäl", description="Varför det får stå")


ChartKind: TypeAlias = Literal[
    "staplar", "staplade staplar", "staplade andelar", "liggande staplar", "linje", "vattenfall"
]


class ChartEntry(DeclaredBlock):
    """A chart: it draws a table and has no numbers of its own."""

    kind: ChartKind = Field(alias="typ", description="Slags diagram")
    table: Identifier = Field(alias="tabell", description="Tabellen som ritas")
    heading: CitedText | None = optional("rubrik", "Diagrammets rubrik")
    series: Literal["rader", "kolumner"] = optional("serier", "Vad som är serier", default="rader")
    rows: ListOf[Identifier] = optional("rader", "Raderna som ritas, i ordning; annars alla utom summor", default=())
    columns: ListOf[OneLine] = optional("kolumner", "Kolumnerna som ritas, i ordning; annars alla med tal", default=())
    axis_title: OneLine | None = optional("axelrubrik", "Rubrik på talaxeln")
    alternative: CitedText = Field(alias="alternativtext", description="Diagrammet i ord, för den som inte ser det")
    shows_table: YesNo = optional("visa_tabell", "Tabellen under diagrammet", default=False)


PicturePlace: TypeAlias = Literal["vänster", "mitten", "höger"]


class PictureEntry(DeclaredBlock):
    """A picture of the period's folder, with what is said of it."""

    file: OneLine = Field(alias="fil", description="Filen, från periodens mapp: bilder/torget.jpg")
    alternative: CitedText | None = optional("alternativtext", "Bilden i ord, för den som inte ser den")
    caption: CitedText | None = optional("bildtext", "Texten under bilden")
    photographer: OneLine | None = optional("fotograf", "Skrivs efter bildtexten")
    width: Width | None = optional("bredd", "Andel av textens bredd, till exempel 60 %")
    place: PicturePlace | None = optional("placering", "Var bilden står, med texten bredvid eller mitt i spalten")
    decorative: YesNo = optional("dekorativ", "Bilden säger ingenting, och hjälpmedel hoppar över den", default=False)


@dataclass(frozen=True, slots=True)
class FieldStatus:
    """A state in a record's field."""

    scale: str
    state: str
    where: Where


@dataclass(frozen=True, slots=True)
class FieldSign:
    """A sign in place of a figure: `""` blank, `–` nothing, `..` not available."""

    sign: Literal["", "–", ".."]
    where: Where


@dataclass(frozen=True, slots=True)
class TableLinks:
    """A field that names tables of the period, in order."""

    tables: tuple[Text, ...]


FieldValue: TypeAlias = (
    "Cited | FigureEntry | FieldSign | FieldStatus | date | bool | tuple[Cited, ...] | tuple[Record, ...] | RecordLink"
    "| TableLinks"
)


def word_of(value: FieldValue) -> str:
    """Return the word of a field's value, by which records are chosen and which is a state of a scale."""
    match value:
        case RecordLink():
            return value.record
        case Cited():
            return value.text
        case bool():
            return "ja" if value else "nej"
        case FieldStatus():
            return value.state
        case TableLinks():
            return ", ".join(value.tables)
        case FieldSign():
            return value.sign
        case date() | FigureEntry() | tuple():
            return str(value)
        case _:
            assert_never(value)


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A field that names another record."""

    record_type: str
    record: str
    where: Where


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a declared type; `values` lacks the fields that are not filled in."""

    type: str
    id: str
    group: str
    values: Mapping[str, FieldValue]
    where: Where


@dataclass(frozen=True, slots=True)
class Period:
    """The content of a period, by id.

    `kept_texts` are texts of the period before, to be rewritten and not printed; of a type and group in `empty_groups`
    there is nothing to report; `image_faults` says what is wrong with an image, by its path. The `collected` boards are
    records too.
    """

    source_id: str
    entry: PeriodEntry
    figures: Mapping[str, FigureEntry]
    tables: Mapping[str, Table]
    records: Mapping[str, tuple[Record, ...]]
    texts: Mapping[str, Cited]
    charts: Mapping[str, ChartEntry]
    pictures: Mapping[str, PictureEntry] = field(default_factory=dict)
    accepted: tuple[AcceptedEntry, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    image_faults: Mapping[str, str] = field(default_factory=dict)
    kept_texts: tuple[Text, ...] = ()
    empty_groups: frozenset[tuple[str, str]] = frozenset()
    collected: tuple[CollectedBoard, ...] = ()

    @property
    def all_records(self) -> Iterator[Record]:
        """The records of all types, in the author's order."""
        return (record for records in self.records.values() for record in records)

    def markdown_texts(self, house: House) -> Iterator[Cited]:
        """The texts that are written in Markdown."""
        yield from self.texts.values()
        for record in self.all_records:
            fields = house.record_types[record.type].fields
            for name, value in record.values.items():
                if isinstance(value, Cited) and fields[name].kind == "löptext":
                    yield value

    def of_kind(self, kind: Kind) -> Mapping[str, FigureEntry | Table | Cited | ChartEntry | PictureEntry]:
        """Return what the period declares of a kind, by id."""
        match kind:
            case "tal":
                return self.figures
            case "tabeller":
                return self.tables
            case "texter":
                return self.texts
            case "diagram":
                return self.charts
            case "bilder":
                return self.pictures
            case _:
                assert_never(kind)


@dataclass(frozen=True, slots=True)
class Section:
    """A section as planned: `heading` may cite, `record` is what `post` means in it, `level` counts from 1.

    The heading of an `included` one is that of a board.
    """

    id: str
    level: int
    heading: Cited
    blocks: tuple[Placement, ...]
    where: Where
    number: str = ""
    record: Record | None = None
    sections: tuple[Section, ...] = ()
    run_in: bool = False
    label: Cited | None = None
    subtitle: Cited | None = None
    short_heading: Cited | None = None
    style: str = ""
    orientation: Literal["stående", "liggande"] = "stående"
    breaks_page: bool = False
    nothing_to_report: bool = False
    included: Included | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """What a section shows in one place: the outline's entry, its records, and the number of a table or chart.

    What is `included` is content of a board, and nothing of it is the period's own.
    """

    entry: ContentEntry
    records: tuple[Record, ...] = ()
    number: str = ""
    included: Included | None = None


@dataclass(frozen=True, slots=True)
class Included:
    """Content of a board as its own document places it; `record` is what `post` means in it."""

    board: CollectedBoard
    document: str
    placements: tuple[Placement, ...] = ()
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A document as planned. `own_number` is its number as an appendix; `opening` has no heading and stands first."""

    id: str
    entry: DocumentEntry
    outline: Outline
    title: Cited
    sections: tuple[Section, ...]
    appendix_numbers: Mapping[str, str] = field(default_factory=dict)
    matter: Matter | None = None
    own_number: str = ""
    opening: Section | None = None

    @property
    def all_sections(self) -> tuple[Section, ...]:
        """The opening and the outermost sections."""
        return (*((self.opening,) if self.opening is not None else ()), *self.sections)


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All that a period's reports are made of; `earlier` is keyed by the content's name for a period. Equal by `is`.

    `before` is what the content does not name: the period before by the calendar, and nothing is printed of it.
    """

    municipality: Municipality
    board: Board
    house: House
    period: Period
    documents: tuple[DocumentPlan, ...]
    earlier: Mapping[str, Period] = field(default_factory=dict)
    before: Period | None = None

    @property
    def named_board(self) -> str:
        """The board's name as it is printed beside the municipality's; empty where that one itself reports."""
        return "" if self.board.name == self.municipality.name else self.board.name


@dataclass(frozen=True, slots=True, eq=False)
class CollectedBoard:
    """A board whose period another one collects, by its folder and the period's path.

    `content` is None where it has not delivered: there is no such period, or `problems` say what is wrong with it.
    """

    id: str
    folder: str
    board: Board
    period: str
    content: Content | None
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """What the period is called among those that can be cited."""
        return self.period.partition("/")[2]

    @property
    def name(self) -> str:
        """The board's name, and what it is where that is no board."""
        return self.board.name if self.board.kind == "nämnd" else f"{self.board.name} ({self.board.kind})"
