"""An outline that numbers tables and charts → numbers in captions, in citations, and in lists after the contents."""

from __future__ import annotations

import pytest

from generator.document import CaptionList, ChartBlock, Document, ProseBlock, TableBlock
from generator.figures import resolve
from generator.problems import Rejected
from tests.compose.composing import blocks_of, content_and_document, document_of, source_of, text_of

TEXT = """\
texter:
  inledning: Se tabell {{ tabell.b.nummer }}, {{ tabell.b.rubrik }}, och diagram {{ diagram.d.nummer }}.
tabeller:
  a:
    rubrik: Första
    enhet: tkr
    kolumner:
      - x: X
    rader:
      - Lön: 1
  b:
    rubrik: Andra
    enhet: tkr
    kolumner:
      - x: X
    rader:
      - Lön: 2
  utan:
    enhet: tkr
    kolumner:
      - x: X
    rader:
      - Lön: 3
diagram:
  d:
    typ: staplar
    tabell: b
    visa_tabell: ja
    alternativtext: Staplar.
insatser:
  - namn: Samtal
"""
OUTLINE = """\
innehållsförteckning: 1
numrera: [tabeller, diagram]
förteckningar: [diagram, tabeller]
innehåll:
  - tabell: a
avsnitt:
  - rubrik: Ett
    innehåll:
      - text: inledning
      - tabell: utan
      - diagram: d
    avsnitt:
      - rubrik: Under
        innehåll:
          - tabell: b
  - rubrik: Två
    innehåll:
      - insatser: alla
        visa: tabell
        rubrik: Insatser
      - tabell: a
"""


def labels(document: Document) -> list[tuple[str, str]]:
    """What tables and charts are called, and their captions, in the order of the document."""
    return [
        (each.label, text_of(each.caption if isinstance(each, TableBlock) else each.title))
        for each in blocks_of(document)
        if isinstance(each, TableBlock | ChartBlock)
    ]


def test_tables_and_charts_are_numbered_each_for_itself_in_the_order_of_the_document() -> None:
    """The opening counts, a table without a heading and a chart's own table do not, and a second place does."""
    assert labels(document_of(TEXT, OUTLINE)) == [
        ("Tabell\xa01", "Första"),
        ("", ""),
        ("Diagram\xa01", "Andra"),
        ("Tabell\xa02", "Andra"),
        ("Tabell\xa03", "Insatser"),
        ("Tabell\xa04", "Första"),
    ]


def test_a_house_has_its_own_word_for_a_table() -> None:
    """The word before the number is the profile's."""
    words = document_of(
        TEXT,
        OUTLINE,
        "ledtexter:\n  tabell: Tablå\nuppföljningstyper:\n  insatser:\n    fält:\n      namn:\n        typ: text\n",
    )

    assert labels(words)[0] == ("Tablå\xa01", "Första")


def test_numbers_and_headings_are_cited() -> None:
    """The first place counts."""
    content, document = content_and_document(source_of(TEXT, OUTLINE))
    facts = resolve(content).facts
    prose = next(each for each in blocks_of(document) if isinstance(each, ProseBlock))

    assert facts["dokument.rapport.tabell.a.nummer"] == "1"
    assert "".join(map(str, prose.text)) == "<p>Se tabell 2, Andra, och diagram 1.</p>"


@pytest.mark.parametrize(
    ("numbered", "cited", "told"),
    [
        ("[diagram]", "tabell.b.nummer", "numrera: [tabeller]"),
        ("[tabeller]", "diagram.d.nummer", "numrera: [diagram]"),
        ("[tabeller, diagram]", "tabell.bb.nummer", "b"),
    ],
)
def test_a_number_that_is_not_there_is_told_with_the_way_out(numbered: str, cited: str, told: str) -> None:
    """Either the outline does not number, or the name is another."""
    text = TEXT.replace("Se tabell {{ tabell.b.nummer }}", f"Se {{{{ {cited} }}}}").replace(
        "{{ tabell.b.rubrik }}, och diagram {{ diagram.d.nummer }}", "ja"
    )
    outline = OUTLINE.replace("numrera: [tabeller, diagram]", f"numrera: {numbered}")
    with pytest.raises(Rejected) as rejected:
        content_and_document(source_of(text, outline))

    assert [problem.code for problem in rejected.value.problems] == ["T201"]
    assert told in rejected.value.problems[0].hint


def test_lists_of_charts_and_tables_stand_after_the_contents() -> None:
    """In the order that the outline names them; a table without a heading has no line."""
    document = document_of(TEXT, OUTLINE)
    front = next(unit for unit in document.units if unit.kind == "innehåll")
    lists = [each for each in front.blocks if isinstance(each, CaptionList)]

    assert [each.title for each in lists] == ["Diagram", "Tabeller"]
    assert [(line.number, line.title, line.target) for line in lists[1].entries] == [
        ("Tabell\xa01", "Första", "tabell-a"),
        ("Tabell\xa02", "Andra", "tabell-b"),
        ("Tabell\xa03", "Insatser", "insatser-två"),
        ("Tabell\xa04", "Första", "tabell-a-2"),
    ]


def test_without_numbers_nothing_is_called_anything() -> None:
    """A list may stand without numbers."""
    text = TEXT.replace(
        "Se tabell {{ tabell.b.nummer }}, {{ tabell.b.rubrik }}, och diagram {{ diagram.d.nummer }}", "Se"
    )
    document = document_of(text, OUTLINE.replace("numrera: [tabeller, diagram]\n", ""))
    front = next(unit for unit in document.units if unit.kind == "innehåll")

    assert {label for label, _ in labels(document)} == {""}
    assert [line.number for each in front.blocks if isinstance(each, CaptionList) for line in each.entries] == [""] * 5
