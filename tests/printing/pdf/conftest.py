"""What the PDF tests share: one rich document, laid out and bound once."""

from __future__ import annotations

import pytest

from generator.document import Layout, Pdf
from generator.printing.pdf import assemble
from tests.printing.pdf.reading import Reading
from tests.printing.pdf.sample import ATTACHMENTS, METADATA, rich_layout


@pytest.fixture(scope="session")
def rich_layout_once() -> Layout:
    """The rich document laid out."""
    return rich_layout()


@pytest.fixture(scope="session")
def rich(rich_layout_once: Layout) -> Pdf:
    """The rich document bound."""
    return assemble(rich_layout_once, METADATA, ATTACHMENTS)


@pytest.fixture(scope="session")
def reading(rich: Pdf) -> Reading:
    """The rich document as a reader meets it."""
    return Reading(rich.data)
