"""Stage 7, for a matter: the Layouts of its papers in → all of them as one Pdf out (samlade handlingar)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from generator.document.pages import Attachment, Layout, Metadata, Pdf
from generator.printing.pdf.binding import BoundPaper, bind


def bundle(layouts: Mapping[str, Layout], metadata: Metadata, attachments: Mapping[str, tuple[Attachment, ...]]) -> Pdf:
    """Make one file of the papers of a matter, in order.

    `layouts` and `attachments` are by the paper's id. Each paper keeps its page numbers, orientation and furniture; its
    names, and the names of its attachments, begin with its id. Raises AssemblyError as `assemble`.
    """
    parts = tuple(BoundPaper(paper, layout, f"{paper}/") for paper, layout in layouts.items())
    files = tuple(
        replace(each, name=f"{number:02d}-{each.name}")
        for number, paper in enumerate(layouts, 1)
        for each in attachments.get(paper, ())
    )
    return bind(parts, metadata, files)
