"""The sheets in `sheets/` → a rich document laid out and bound, for tests to look at."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from pathlib import Path

from generator.document import Attachment, Layout, Layouter, Metadata, PageSlot, Pdf, Sheet, Style
from generator.printing.pdf import assemble, lay_out

SHEETS = Path(__file__).with_name("sheets")
TEMPLATES = Path(__file__).parents[3] / "templates" / "base"
UNITS = ("cover", "contents", "economy", "tables", "wide")
TITLE = "Delårsrapport för provet"
MOMENT = datetime(2024, 5, 17, 9, 30, tzinfo=UTC)
METADATA = Metadata(
    TITLE, "Provkommunen", "Prov & prövning", ("delårsrapport", "prov"), created=MOMENT, modified=MOMENT
)
ATTACHMENTS = (
    Attachment(
        "tabell-1.csv", "Verksamhet;Utfall\r\nSkola;1,5\r\n".encode("utf-8-sig"), "text/csv", "Tabell 1", MOMENT
    ),
    Attachment("tal.json", b"{}", "application/json", "Alla tal", MOMENT),
)


def text(name: str) -> str:
    """The text of a file in `sheets/`."""
    return (SHEETS / name).read_text(encoding="utf-8")


def document(*bodies: str) -> str:
    """Bodies in, one complete HTML document out."""
    return text("sheet.html").replace("{body}", "".join(bodies))


def style(extra: str = "") -> Style:
    """The tests' stylesheet with the product's fonts and its rules for valid PDF."""
    css = TEMPLATES / "css"
    fonts = (css / "fonts.css").read_text(encoding="utf-8").replace("../fonts/", "fonts/")
    rules = (css / "pdf.css").read_text(encoding="utf-8")
    return Style(fonts + rules + text("style.css") + extra, TEMPLATES, furniture_css=text("furniture.css"))


def sheet(name: str) -> Sheet:
    """A file in `sheets/` as a sheet."""
    return Sheet(name, document(text(f"{name}.html")), needs_page_numbers=name == "contents")


def sheets() -> tuple[Sheet, ...]:
    """All units of the rich document."""
    return tuple(map(sheet, UNITS))


def furniture(slots: tuple[PageSlot, ...]) -> Sheet:
    """Blank pages with the title and `2 (9)`."""
    return Sheet("sidhuvud", document(*map(_slot, slots)))


def _slot(slot: PageSlot) -> str:
    number = f"{slot.label} ({slot.total})" if slot.label else ""
    return text("slot.html").format(name=slot.name, title=html.escape(TITLE), number=number)


def rich_layout(layouter: Layouter | None = None) -> Layout:
    """The rich document laid out."""
    return lay_out(sheets(), style(), furniture=furniture, layouter=layouter)


def rich_pdf(layouter: Layouter | None = None) -> Pdf:
    """The rich document bound."""
    return assemble(rich_layout(layouter), METADATA, ATTACHMENTS)


def one_unit(*bodies: str, extra: str = "") -> Pdf:
    """Bodies as one unit, without furniture."""
    return assemble(lay_out((Sheet("prov", document(*bodies)),), style(extra)), METADATA)
