"""How grave it is that a document does without a section that a law asks for."""

from __future__ import annotations

import pytest

from generator.checks.statutory import statutory
from generator.content import validate
from generator.problems import Severity
from tests.compose.composing import source_of

OUTLINE = """
avsnitt:
  - rubrik: Sammanfattning
    innehåll:
      - stycke: Läget är gott.
  - rubrik: Noter
    lagrum: LKBR 9 kap.
    obligatoriskt: nej
    avsnitt:
      - rubrik: Principer
        innehåll:
          - stycke: Som i fjol.
"""


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("", []),
        ("utelämna: [noter]", [Severity.WARNING]),
        ("inget_att_redovisa: [noter]", []),
        ("inget_att_redovisa: [noter]\nutelämna: [principer]", [Severity.NOTICE]),
    ],
)
def test_what_the_author_declares_is_a_notice_and_what_is_gone_a_warning(
    document: str, expected: list[Severity]
) -> None:
    """A section that shows another shows something; one with nothing left in it is told."""
    outline = OUTLINE.replace("rubrik: Principer", "rubrik: Principer\n        obligatoriskt: nej")

    found = [*statutory(validate(source_of("", outline, document=document)))]

    assert [each.severity for each in found] == expected
    assert {each.place for each in found} <= {"rapport.noter"}
