"""A Document in → its sheets for paper out: one HTML text a unit, and one for the heads and feet of its pages."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from generator.document import (
    Contents,
    Document,
    DocumentUnit,
    Numbering,
    PageSlot,
    Sheet,
    TableBlock,
    every_block,
)
from generator.printing.html.stylesheet import stylesheet_for_web
from generator.printing.html.templating import PAPER, link_in_page, render_template

FURNITURE = "sidhuvud"


def render_sheets(document: Document) -> tuple[Sheet, ...]:
    """A document in → a sheet for each of its units out.

    A link within the unit is `#id`, into another unit `xref:id`. Where the page of an element is to be printed there is
    an empty element with `data-page-of="id"`. A sheet holds nothing that another unit decides.

    Raises:
        Rejected: T501, a template of the house is at fault.
    """
    return tuple(_sheet(document, unit) for unit in document.units)


def render_furniture(document: Document, slots: tuple[PageSlot, ...]) -> Sheet:
    """A document and its pages in → a sheet of as many empty pages out, with what the style prints in their margins.

    Raises:
        Rejected: T501, a template of the house is at fault.
    """
    units = {unit.id: unit for unit in document.units}
    pages = tuple((slot, units[slot.unit]) for slot in slots)
    html = render_template(
        document.look.folders, "furniture.html", document=document, words=document.look.words, pages=pages
    )
    return Sheet(FURNITURE, html)


def _sheet(document: Document, unit: DocumentUnit) -> Sheet:
    html = render_template(
        document.look.folders,
        "sheet.html",
        document=document,
        words=document.look.words,
        unit=unit,
        link=_link_in_unit(unit),
        paper=True,
    )
    return Sheet(
        unit.id,
        html,
        needs_page_numbers=any(isinstance(block, Contents) for block in every_block([unit])),
        # A notice moves nobody's page number: an earlier version's pages can still be cited.
        numbering=Numbering.ROMAN if unit.kind == "rättelse" else Numbering.COUNTED,
    )


def _link_in_unit(unit: DocumentUnit) -> Callable[[str], str]:
    blocks = tuple(every_block([unit]))
    notes = (note.id for block in blocks if isinstance(block, TableBlock) for note in block.notes)
    here = {*(block.id for block in blocks), *notes}

    def link(target: str) -> str:
        if target.startswith(PAPER):
            return target
        return f"#{target}" if target in here else f"xref:{target}"

    return link


def render_html(document: Document) -> str:
    """A document in → its web page out: one file with style, fonts and charts inside, and no script.

    Raises:
        Rejected: T501, a template of the house is at fault.
    """
    return render_template(
        document.look.folders,
        "page.html",
        document=document,
        words=document.look.words,
        css=Markup(stylesheet_for_web(document.look, marked=document.marked)),  # noqa: S704 - the style sheets of the house, no content,
        link=link_in_page,
        paper=False,
    )
