"""Papers with what they said before marked in them, and their period's versions → the marked edition's files.

Each begins with its notice, which says what the marks are of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from generator import pipeline
from generator.compose.notice import notice_unit
from generator.content.house import House
from generator.document.build_options import HTML, PDF
from generator.document.document import Document
from generator.document.pages import Crew
from generator.document.release import Release
from generator.printing.html.render_html import render_html
from generator.swedish.words import ascii_name


def marked_edition(
    documents: Sequence[Document], releases: Sequence[Release], house: House, crew: Crew | None
) -> Mapping[str, bytes]:
    """Marked documents, the versions (the one being made last), the house and who lays out go in; files by name out.

    Raises Rejected where one cannot be laid out: T401–T405.
    """
    made: dict[str, bytes] = {}
    for document in documents:
        edition = _edition(document, releases, house)
        name = ascii_name(document.id)
        pdf, _ = pipeline.render_pdf(edition, crew)
        made |= {f"{name}.{HTML}": render_html(edition).encode(), f"{name}.{PDF}": pdf.data}
    return made


def _edition(document: Document, releases: Sequence[Release], house: House) -> Document:
    return replace(
        document,
        title=f"{document.title} – {house.words.get('ändringsmarkerad', 'ändringsmarkerad version')}",
        units=(*notice_unit(releases, document.id, house), *document.units),
        attachments=(),
    )
