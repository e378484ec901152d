"""Stage 7: a Layout, Metadata and attachments in → the finished Pdf out, one file that is PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

from generator.document.pages import Attachment, Layout, Metadata, Pdf
from generator.printing.pdf.binding import BoundPaper, bind


def assemble(layout: Layout, metadata: Metadata, attachments: tuple[Attachment, ...] = ()) -> Pdf:
    """Make one file of a layout.

    The layout's faults and overflows are the caller's to judge beforehand. Raises AssemblyError where parts
    contradict each other: a link to nothing, furniture of another size than its page, an attachment whose name is not
    ASCII.
    """
    return bind((BoundPaper("", layout),), metadata, attachments)
