"""A document as a file of Word: its parts, its pages and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from generator.document import Document, DocumentUnit, Letterhead, ProseBlock, Style, TableBlock, every_block
from generator.printing.docx.house_style import HouseStyle, Page, read_house_style
from generator.printing.docx.package import Package
from generator.printing.docx.pictures import Pictures
from generator.printing.docx.runs import DOCUMENT, Footnotes, Runs, RunStyle
from generator.printing.docx.setting import Setting
from generator.printing.docx.styles import read_styles
from generator.printing.docx.wordml import element, field, name_of, serialized, twips, w
from generator.printing.docx.writer import Writer
from generator.problems import Problem, Severity, Where

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_THEME = "application/vnd.openxmlformats-officedocument.theme+xml"
_DRAFT_COLOUR = "A3261B"
_HEAD_TO_EDGE = 12.5


@dataclass(frozen=True)
class WordFile:
    """The bytes of a file, and as problems (T407) what of the document it does not hold."""

    data: bytes
    problems: tuple[Problem, ...]


def word_document(document: Document, style: Style, chart_css: str) -> WordFile:
    """Return a document as a .docx in the style of its paper, the same for the same document.

    `chart_css` is the style of charts. Raises Rejected with T501 where the house's `referens.docx` cannot be read.
    """
    return _Maker(document, read_house_style(style, chart_css)).file()


class _Maker:
    def __init__(self, document: Document, house: HouseStyle) -> None:
        self.document, self.house, self.package = document, house, Package()
        blocks = tuple(every_block(document.units))
        memo = any(isinstance(block, Letterhead) for block in blocks)
        self.styles = read_styles(document.look, self.house, memo=memo)
        self.left_out: list[str] = []
        notes = {
            note.id: note for block in blocks if isinstance(block, TableBlock | ProseBlock) for note in block.notes
        }
        names = dict.fromkeys(block.id for block in blocks if block.id)
        bookmarks = {name: f"_Ref{number:06}" for number, name in enumerate(names, 1)}
        pictures = Pictures(self.package, self.left_out.append)
        self.runs = Runs(DOCUMENT, self.package, self.styles, self.house, Footnotes(notes), bookmarks, pictures)

    def file(self) -> WordFile:
        """Make all parts."""
        setting = Setting(self.runs, self.styles)
        body = w("body")
        writer = Writer(self.document, setting, self.house)
        for number, unit in enumerate(self.document.units, 1):
            page = self.house.pages[unit.orientation]
            body.extend(writer.unit(unit, page))
            section = self.section(unit, page)
            if number == len(self.document.units):
                body.append(section)
            else:
                _end_section(body, section, setting)
        self.add(DOCUMENT, "document.main", w("document", body))
        self.relate("styles", self.styles.part)
        self.relate("numbering", serialized(setting.lists.part()))
        self.relate("footnotes", serialized(self.runs.footnotes_part()))
        self.relate("settings", serialized(_settings()))
        self.relate("fontTable", serialized(self.fonts()))
        if self.styles.theme:
            self.package.add("word/theme/theme1.xml", _THEME, self.styles.theme)
            self.package.relate(DOCUMENT, "theme", "theme/theme1.xml")
        self.package.relate("", "officeDocument", DOCUMENT)
        self.package.add("docProps/core.xml", _CORE, serialized(self.core()))
        self.package.relate("", _CORE_RELATION, "docProps/core.xml")
        return WordFile(self.package.zipped(), tuple(self.problems()))

    def add(self, name: str, kind: str, root: Element) -> None:
        self.package.add(name, f"{_WORD}.{kind}+xml", serialized(root))

    def relate(self, kind: str, data: bytes) -> None:
        """Add a part that the document relates to by its kind."""
        self.package.add(f"word/{kind}.xml", f"{_WORD}.{kind}+xml", data)
        self.package.relate(DOCUMENT, kind, f"{kind}.xml")

    def problems(self) -> Iterator[Problem]:
        """Yield what the file does not hold."""
        if self.document.reported is not None:
            self.left_out.append("Tabellerna och talen som data, som är bilagda i PDF-filen, finns inte i Word-filen.")
        where = Where(f"dokumentet {self.document.id}")
        for message in dict.fromkeys(self.left_out):
            yield Problem(
                "T407",
                where,
                message,
                hint="Lämna ut PDF-filen också: i den finns allt.",
                severity=Severity.NOTICE,
            )

    def core(self) -> Element:
        """Return what the file says of itself."""
        texts = {
            "dc:title": self.document.title,
            "dc:subject": self.document.subject,
            "dc:creator": self.document.author,
            "dc:language": "sv-SE",
        }
        root = element("cp:coreProperties")
        for name, words in texts.items():
            root.append(element(name))
            root[-1].text = words
        if self.document.date:
            for name in ("dcterms:created", "dcterms:modified"):
                moment = element(name)
                moment.set(name_of("xsi:type"), "dcterms:W3CDTF")
                moment.text = f"{self.document.date}T00:00:00Z"
                root.append(moment)
        return root

    def fonts(self) -> Element:
        """Return the house's fonts with what stands in for them where they are not installed."""
        others = {self.house.family("--serif"): "Cambria", self.house.family("--sans"): "Calibri"}
        return w("fonts", *(w("font", w("altName", val=other), name=family) for family, other in others.items()))

    # --- pages -------------------------------------------------------------------------------------------------------

    def section(self, unit: DocumentUnit, page: Page) -> Element:
        """Return the properties of a unit's pages: their size, margins, heads and feet."""
        form = "omslag" if unit.kind == "omslag" else unit.orientation
        top, right, bottom, left = (twips(margin) for margin in page.margins)
        landscape = {"orient": "landscape"} if unit.orientation == "liggande" else {}
        edge = twips(_HEAD_TO_EDGE)
        return w(
            "sectPr",
            self.edge("header", form, [] if unit.kind == "omslag" else self.head()),
            self.edge("footer", form, self.foot()),
            w("type", val="nextPage"),
            w("pgSz", w=twips(page.width), h=twips(page.height), **landscape),
            w("pgMar", top=top, right=right, bottom=bottom, left=left, header=edge, footer=edge, gutter=0),
        )

    def edge(self, kind: str, form: str, content: list[Element]) -> Element:
        """Return the reference to a head or foot, which is the same for all pages of a form."""
        name = f"{kind}-{'sida' if form == 'stående' else form}.xml"
        properties = w("pPr", w("pStyle", val=self.styles[kind]), *self.tabs(kind, form))
        root = w("hdr" if kind == "header" else "ftr", w("p", properties, *content))
        self.add(f"word/{name}", kind, root)
        reference = w(f"{kind}Reference", type="default")
        reference.set(name_of("r:id"), self.package.relate(DOCUMENT, kind, name))
        return reference

    def tabs(self, kind: str, form: str) -> list[Element]:
        """Return the tab of a head, at the right margin; the foot is centred."""
        if kind == "footer":
            return [w("jc", val="center")]
        page = self.house.pages["liggande" if form == "liggande" else "stående"]
        return [w("tabs", w("tab", val="right", pos=twips(page.text_width)))]

    def head(self) -> list[Element]:
        """Return whose and which paper this is, and the page of how many."""
        words, document = self.document.look.words, self.document
        appendix = f"{words['bilaga']} {document.appendix}" if document.appendix else ""
        texts = (document.municipality, document.title, document.board, document.registry_number, appendix)
        page_of = field("PAGE", [self.runs.plain("1")])
        pages = field("NUMPAGES", [self.runs.plain("1")])
        left = self.runs.plain(" · ".join(filter(None, texts)))
        return [left, w("r", w("tab")), *page_of, self.runs.plain(" ("), *pages, self.runs.plain(")")]

    def foot(self) -> list[Element]:
        """Return the mark of a draft."""
        if not self.document.draft:
            return []
        return [self.runs.plain(self.document.look.words["utkast"], RunStyle(bold=True, size=22, colour=_DRAFT_COLOUR))]


def _end_section(body: Element, section: Element, setting: Setting) -> None:
    """Put the properties of a section where Word wants them: in its last paragraph."""
    last = body[-1] if len(body) and body[-1].tag == name_of("w:p") else setting.paragraph([], "Mellanrum")
    if last not in list(body):
        body.append(last)
    last[0].append(section)


def _settings() -> Element:
    return w(
        "settings",
        w("defaultTabStop", val=720),
        w("characterSpacingControl", val="doNotCompress"),
        w("footnotePr", w("footnote", id=-1), w("footnote", id=0)),
        w(
            "compat",
            w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15),
        ),
        w("themeFontLang", val="sv-SE"),
        w("decimalSymbol", val=","),
        w("listSeparator", val=";"),
    )
