"""The styles of a Word document: those of the house's `referens.docx`, and what it lacks in the house's fonts."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, ParseError, fromstring

from generator.document import Look
from generator.printing.docx.house_style import HouseStyle
from generator.printing.docx.wordml import name_of, serialized, w
from generator.problems import Problem, Rejected, Where

REFERENCE = "referens.docx"
_STYLES = "word/styles.xml"
# Taken over with the styles, which name its fonts and colours.
_THEME = "word/theme/theme1.xml"
# A bomb of a few kilobytes unpacks to gigabytes.
_MOST_BYTES = 16 << 20
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError),
    *(KeyError, ValueError, NotImplementedError, RuntimeError),
)
_OWN = name_of("w:")
_LANGUAGE = "sv-SE"
LOWEST_HEADING = 6
_LOWEST_COLOURED = 3


@dataclass(frozen=True)
class _Style:
    """A style by its name in Word; sizes and distances are in points, and so is the indent."""

    name: str
    based: str = "Normal"
    size: float = 0
    font: Literal["", "sans", "mono"] = ""
    bold: bool = False
    italic: bool = False
    colour: str = ""
    before: float | None = None
    after: float | None = None
    indent: float = 0
    align: str = ""
    follows: bool = False
    outline: int = 0
    shade: str = ""
    line_above: bool = False


_TITLE = _Style("Title", size=30, font="sans", bold=True, colour="--accent", before=150, after=10)
_TITLE_OF_MEMO = replace(_TITLE, size=22, before=6, after=8)
_HEADINGS = (20.5, 14.5, 12, 11, 10.5, 10.5)
_HEADINGS_OF_MEMO = (13, 11.5, 10.5, 10.5, 10.5, 10.5)
_SPACE_BEFORE = (18, 16, 13, 10, 8, 8)
_STYLES_OF_REPORT = (
    _Style("Normal", "", 10.5, after=6),
    _Style("Subtitle", size=15, font="sans", after=8),
    _Style("TOC Heading", size=20.5, font="sans", bold=True, colour="--accent", after=12, follows=True),
    *(_Style(f"toc {level}", font="sans", size=10, after=2, indent=14 * (level - 1)) for level in range(1, 7)),
    _Style("caption", size=9.5, font="sans", bold=True, before=10, after=4, follows=True),
    _Style("List Paragraph", after=3),
    _Style("Quote", indent=18, italic=True),
    _Style("header", size=8.5, font="sans", colour="--grey", after=0),
    _Style("footer", size=8.5, font="sans", colour="--grey", after=0),
    _Style("footnote text", size=8.5, font="sans", after=0),
    _Style("Tabelltext", size=9, font="sans", before=2, after=2),
    _Style("Tabelltal", "Tabelltext", align="right"),
    _Style("Tabellhuvud", "Tabelltext", bold=True, follows=True),
    _Style("Tabellnot", size=8, font="sans", colour="--grey", before=3),
    _Style("Anmärkning", size=9.5, font="sans", colour="--grey"),
    _Style("Nyckeltal", font="sans", size=12, before=2),
    _Style("Etikett", size=9, font="sans", bold=True, colour="--accent", before=4, after=1, follows=True),
    _Style("Uppgift", size=9.5, font="sans", after=2),
    _Style("Ordmärke", size=15, font="sans", bold=True, colour="--accent"),
    _Style("Ruta", font="sans", size=9.5, shade="--tint", after=0),
    _Style("Revidering", font="sans", size=11, bold=True, before=6, after=10),
    _Style("Namnteckning", font="sans", size=9.5, before=44, line_above=True),
    _Style("Kod", font="mono", size=9),
    _Style("Mellanrum", size=4, after=4),
)


def _headings(sizes: Sequence[float]) -> Iterator[_Style]:
    for level, (size, before) in enumerate(zip(sizes, _SPACE_BEFORE, strict=True), 1):
        colour = "--accent" if level <= _LOWEST_COLOURED else "--ink"
        name = f"heading {level}"
        style = _Style(name, size=size, font="sans", bold=True, colour=colour, follows=True, outline=level)
        yield replace(style, before=before, after=4)


@dataclass(frozen=True)
class Styles:
    """The part of styles, the theme that it needs or nothing, and the id of each style by its name in lower case."""

    part: bytes
    theme: bytes = b""
    ids: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return the id of a style."""
        return self.ids[name.casefold()]


def read_styles(look: Look, house: HouseStyle, *, memo: bool) -> Styles:
    """Return the house's styles; the headings of a memo are smaller. Raises Rejected with T501.

    That is where the house's `referens.docx` cannot be read.
    """
    root, theme = _reference(look)
    ids = {_name(style): style.get(name_of("w:styleId"), "") for style in root.iter(name_of("w:style"))}
    titles = (_TITLE_OF_MEMO, *_headings(_HEADINGS_OF_MEMO)) if memo else (_TITLE, *_headings(_HEADINGS))
    wanted = [style for style in (*_STYLES_OF_REPORT, *titles) if style.name.casefold() not in ids]
    ids |= {style.name.casefold(): _id(style.name) for style in wanted}
    for style in wanted:
        root.append(_paragraph_style(style, house, ids))
    for name, properties in _character_styles(house):
        if name.casefold() not in ids:
            ids[name.casefold()] = _id(name)
            root.append(w("style", w("name", val=name), properties, type="character", styleId=_id(name)))
    return Styles(serialized(root), theme, ids)


def _reference(look: Look) -> tuple[Element, bytes]:
    paths = [path for folder in look.folders if (path := Path(folder) / REFERENCE).is_file()]
    if not paths:
        return _empty(), b""
    try:
        root, theme = _styles_and_theme(paths[0])
    except _UNREADABLE as error:
        where = Where(f"templates/{paths[0].parent.name}/{REFERENCE}")
        hint = (
            "Öppna filen i Word och spara den som .docx, eller ta bort den: då görs formatmallarna av profilens färger."
        )
        raise Rejected(
            [Problem("T501", where, "Word-mallen går inte att läsa.", expected="en .docx med formatmallar", hint=hint)]
        ) from error
    _keep_words_own(root)
    # The numbers of headings are those that the report prints.
    for properties in root.iter(name_of("w:pPr")):
        for numbering in properties.findall(name_of("w:numPr")):
            properties.remove(numbering)
    for language in root.iterfind(f"{name_of('w:docDefaults')}//{name_of('w:lang')}"):
        language.set(name_of("w:val"), _LANGUAGE)
    return root, theme


def _styles_and_theme(path: Path) -> tuple[Element, bytes]:
    if not path.resolve().is_relative_to(path.parent.resolve()):
        raise ValueError(path.name)
    with zipfile.ZipFile(path) as archive:
        root = fromstring(_member(archive, _STYLES))  # noqa: S314 - bounded, and expat bounds entities
        theme = _member(archive, _THEME) if _THEME in archive.namelist() else b""
    if theme:
        fromstring(theme)  # noqa: S314 - as above
    if root.tag != name_of("w:styles"):
        raise ValueError(root.tag)
    return root, theme


def _keep_words_own(root: Element) -> None:
    """Remove what later versions of Word add: it is announced by prefixes, which are not kept."""
    for each in root.iter():
        for child in [child for child in each if not child.tag.startswith(_OWN)]:
            each.remove(child)
        for name in [name for name in each.attrib if name.startswith("{") and not name.startswith(_OWN)]:
            del each.attrib[name]


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    # What is larger is cut, and then it is no XML.
    with archive.open(name) as file:
        return file.read(_MOST_BYTES)


def _empty() -> Element:
    run = w("rPrDefault", w("rPr", w("lang", val=_LANGUAGE, eastAsia=_LANGUAGE)))
    table = w("style", w("name", val="Normal Table"), type="table", default=1, styleId="NormalTable")
    none = w("style", w("name", val="No List"), type="numbering", default=1, styleId="NoList")
    character = w("style", w("name", val="Default Paragraph Font"), type="character", default=1, styleId="Standard")
    return w("styles", w("docDefaults", run, w("pPrDefault")), character, table, none)


def _name(style: Element) -> str:
    name = style.find(name_of("w:name"))
    return "" if name is None else name.get(name_of("w:val"), "").casefold()


def _id(name: str) -> str:
    return "".join(letter for letter in name.title().translate(str.maketrans("åäöÅÄÖ", "aaoAAO")) if letter.isalnum())


def _paragraph_style(style: _Style, house: HouseStyle, ids: Mapping[str, str]) -> Element:
    body = {"default": 1} if style.name == "Normal" else {}
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val=ids[style.based.casefold()]) if style.based else None,
        w("next", val=ids["normal"]) if style.follows else None,
        w("qFormat"),
        w("pPr", *_paragraph_properties(style, house)),
        w("rPr", *_run_properties(style, house)),
        type="paragraph",
        styleId=_id(style.name),
        **body,
    )


def _paragraph_properties(style: _Style, house: HouseStyle) -> Iterator[Element]:
    if style.follows:
        yield w("keepNext")
        yield w("keepLines")
    if style.line_above:
        yield w(
            "pBdr", *(w(side, val="single", sz=4, space=3, color=house.colour("--grey")) for side in ("top", "between"))
        )
    if style.shade:
        yield w("shd", val="clear", color="auto", fill=house.colour(style.shade))
    spacing = {name: round(20 * value) for name in ("before", "after") if (value := getattr(style, name)) is not None}
    if spacing:
        yield w("spacing", **spacing)
    if style.indent:
        yield w("ind", left=round(20 * style.indent))
    if style.align:
        yield w("jc", val=style.align)
    if style.outline:
        yield w("outlineLvl", val=style.outline - 1)


def _run_properties(style: _Style, house: HouseStyle) -> Iterator[Element]:
    families = {"": house.family("--serif") if style.name == "Normal" else "", "sans": house.family("--sans")}
    family = families.get(style.font, "Consolas")
    if family:
        yield w("rFonts", ascii=family, hAnsi=family, cs=family)
    if style.bold:
        yield w("b")
    if style.italic:
        yield w("i")
    colour = style.colour or ("--ink" if style.name == "Normal" else "")
    if colour:
        yield w("color", val=house.colour(colour))
    if style.size:
        yield w("sz", val=round(2 * style.size))


def _character_styles(house: HouseStyle) -> Iterator[tuple[str, Element]]:
    yield "Hyperlink", w("rPr", w("color", val=house.colour("--accent")), w("u", val="single"))
    yield "footnote reference", w("rPr", w("vertAlign", val="superscript"))
