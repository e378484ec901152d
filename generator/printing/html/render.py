"""Stage 5: render a document as a web page, or as sheets of paper. Raises Rejected with T501 for a bad template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.document import (
    PAPER,
    Block,
    ChartBlock,
    Contents,
    Document,
    DocumentUnit,
    Drawing,
    KeyFigures,
    Numbering,
    PageSlot,
    ProseBlock,
    Sheet,
    TableBlock,
    every_block,
    origins_of,
)
from generator.printing.html.links import with_paper_links
from generator.printing.html.needed_fonts import with_needed_fonts
from generator.printing.html.stylesheet import stylesheet_for_charts, stylesheet_for_states, stylesheet_for_web
from generator.printing.html.templating import link_in_page, render_template

_FURNITURE = "sidhuvud"


def render_html(document: Document) -> str:
    """Return the web page: one file with style, needed fonts and charts inside, and no script."""
    css = stylesheet_for_web(document.look, marked=document.marked)
    page = _rendered(document, "page.html", css=css, link=link_in_page, paper=False, origins=origins_of(document))
    return with_paper_links(with_needed_fonts(page, css), link_in_page)


def render_sheets(document: Document) -> tuple[Sheet, ...]:
    """Return a sheet for each unit; no other unit decides anything in it.

    A link within the unit is `#id`, into another `xref:id`. An empty element with `data-page-of="id"` gets the page
    number of that element.
    """
    return tuple(_sheet(document, unit) for unit in document.units)


def render_furniture(document: Document, slots: tuple[PageSlot, ...]) -> Sheet:
    """Return a sheet with an empty page for each slot; the style prints heads and feet in the margins."""
    units = {unit.id: unit for unit in document.units}
    pages = tuple((slot, units[slot.unit]) for slot in slots)
    return Sheet(_FURNITURE, _rendered(document, "furniture.html", pages=pages))


def _rendered(document: Document, template: str, **values: Any) -> str:  # noqa: ANN401 - what the template prints
    look = document.look
    units = (values["unit"],) if "unit" in values else document.units
    drawn = [drawing for block in every_block(units) for drawing in _drawings(block)]
    style = stylesheet_for_charts(look) if drawn else ""
    if any(drawing.states for drawing in drawn):
        style += stylesheet_for_states(look)
    return render_template(look.folders, template, document=document, words=look.words, chart_css=style, **values)


def _drawings(block: Block) -> Iterator[Drawing]:
    if isinstance(block, ChartBlock):
        yield block.drawing
    elif isinstance(block, KeyFigures):
        yield from (item.drawing for item in block.items if item.drawing is not None)


def _sheet(document: Document, unit: DocumentUnit) -> Sheet:
    kept = {block.id: block.kept for block in every_block([unit]) if isinstance(block, TableBlock)}
    return Sheet(
        unit.id,
        _rendered(document, "sheet.html", unit=unit, link=_link_in_unit(unit), paper=True),
        needs_page_numbers=any(isinstance(block, Contents) for block in every_block([unit])),
        # A notice changes no other page's number: the pages of an earlier version can still be cited.
        numbering=Numbering.ROMAN if unit.kind == "rättelse" else Numbering.COUNTED,
        has_spread="spread" in kept.values(),
        kept=tuple(name for name, on in kept.items() if on == "page"),
    )


def _link_in_unit(unit: DocumentUnit) -> Callable[[str], str]:
    blocks = tuple(every_block([unit]))
    notes = [note for block in blocks if isinstance(block, TableBlock | ProseBlock) for note in block.notes]
    ids = {*(block.id for block in blocks), *(note.id for note in notes), *(note.back for note in notes)}

    def link(target: str) -> str:
        if target.startswith(PAPER):
            return target
        return f"#{target}" if target in ids else f"xref:{target}"

    return link
