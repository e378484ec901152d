"""The finished file by the judge: PDF/UA-1 and PDF/A-3a at once."""

from __future__ import annotations

from pathlib import Path

from generator.document import Numbering, Pdf, Sheet
from generator.printing.pdf import assemble, lay_out
from tests.printing.pdf import sample
from tests.verapdf.runner import VeraPdf


def test_a_rich_document_is_valid(verapdf: VeraPdf, tmp_path: Path, rich: Pdf) -> None:
    """Contents with page numbers, a two-level table over pages, footnote, lists, chart, English, a landscape page."""
    path = tmp_path / "rik.pdf"
    path.write_bytes(rich.data)

    assert verapdf.validate([path]) == []


def test_a_plain_document_is_valid(verapdf: VeraPdf, tmp_path: Path) -> None:
    """One unit, no furniture, no links, no attachments; and pages that are numbered in Roman or not at all."""
    path = tmp_path / "enkel.pdf"
    units = (
        Sheet("a", sample.document("<h1>Omslag</h1>"), numbering=Numbering.UNNUMBERED),
        Sheet("b", sample.document("<p>Rättelse</p>"), numbering=Numbering.ROMAN),
    )
    path.write_bytes(assemble(lay_out(units, sample.style()), sample.METADATA).data)

    assert verapdf.validate([path]) == []
