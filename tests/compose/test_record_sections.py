"""Sections about a record: what a record goes without leaves no heading, and a field is shown on a scale."""

from __future__ import annotations

import pytest

from generator.compose import compose
from generator.content import HouseSource, PeriodSource, Source, validate
from generator.document import Block, Document, PrintedCell, SectionBlock, TableBlock, plain_text
from generator.figures import resolve
from generator.problems import Rejected
from tests.figures.resolving import block

PROFILE = """
talformat:
  standard:
    decimaler: högst 1
symboler:
  bock: symboler/bock.svg
  halv: symboler/halv.svg
  kryss: symboler/kryss.svg
färger:
  grön: "#2b7a4b"
statusskalor:
  uppnått:
    Ja:
      symbol: bock
      ord: Uppnått
    Nej:
      symbol: kryss
      ord: Ej uppnått
uppföljningstyper:
  enheter:
    id_fält: rubrik
    fält:
      rubrik:
        typ: text
      delrubrik:
        typ: text
      kommentar:
        typ: löptext
      åtgärd:
        typ: löptext
      klart:
        typ: val
        val: [Ja, Nej, Kanske]
      utfall:
        typ: tal
        enhet: mnkr
        decimaler: högst 1
"""

OUTLINE = """
mall: rapport
titel: Rapport
avsnitt:
  - för_varje: enheter
    rubrik_per_post: "{{ post.rubrik }} {{ post.utfall }}"
    avsnitt:
      - rubrik: '{{ post.delrubrik | inom("", "") }}'
        löpande_rubrik: ja
        innehåll:
          - fält: kommentar
      - rubrik: Åtgärd
        obligatoriskt: nej
        innehåll:
          - fält: åtgärd
            obligatoriskt: nej
  - rubrik: Läge
    innehåll:
      - enheter: alla
        visa: tabell
        kolumner:
          - rubrik
          - klart
          - fält: klart
            skala: SKALA
            rubrik: Status
"""

RECORDS = """
period: 2023
rubrik: Helår 2023
från: 2023-01-01
till: 2023-12-31
dokument:
  rapport:
    mall: rapport
enheter:
  - rubrik: Vuxna
    delrubrik: Kommentar
    kommentar: Mer.
    åtgärd: Mindre.
    klart: Ja
    utfall: 5,0
  - rubrik: Barn
    kommentar: Lika.
    klart: Nej
    utfall:
      värde: 4,0
      decimaler: 1
"""


def _document(records: str = RECORDS, scale: str = "uppnått") -> Document:
    outline = block(OUTLINE.replace("SKALA", scale), "mall.yaml")
    content = validate(
        Source(
            block("kommun: Storköpings kommun\nprofil: hus", "kommun.yaml"),
            block("nämnd: Socialnämnden", "namnd.yaml"),
            HouseSource("hus", (block(PROFILE, "profil.yaml"),), (outline,), ()),
            PeriodSource("k/n/2023", (block(records),)),
            {},
        )
    )
    return compose(content, resolve(content))[0]


def _headings(blocks: tuple[Block, ...]) -> list[object]:
    sections = [each for each in blocks if isinstance(each, SectionBlock)]
    return [[plain_text(each.heading.text), *_headings(each.blocks)] for each in sections]


def test_what_a_record_goes_without_leaves_no_heading() -> None:
    """An optional section without content is left out, and a run-in heading that prints nothing leaves its text."""
    headings = [heading for unit in _document().units for heading in _headings(unit.blocks)]

    assert headings == [
        ["Vuxna 5\xa0mnkr", ["Kommentar"], ["Åtgärd"]],
        ["Barn 4,0\xa0mnkr"],
        ["Läge"],
    ]


def test_a_word_is_shown_on_a_scale() -> None:
    """The same field stands as it is written, and as the scale's symbol and word."""
    section = [each for unit in _document().units for each in unit.blocks if isinstance(each, SectionBlock)][-1]
    (table,) = section.blocks
    assert isinstance(table, TableBlock)

    assert [[_shown(cell) for cell in row.cells] for row in table.groups[0]] == [
        ["Vuxna", "Ja", ("bock", "Uppnått")],
        ["Barn", "Nej", ("kryss", "Ej uppnått")],
    ]


def _shown(cell: PrintedCell) -> object:
    (run,) = cell.text
    return run if isinstance(run, str) else (getattr(run, "symbol", ""), getattr(run, "text", ""))


@pytest.mark.parametrize(
    ("records", "scale", "code"),
    [(RECORDS, "uppnåt", "T111"), (RECORDS.replace("klart: Nej", "klart: Kanske"), "uppnått", "T110")],
)
def test_a_scale_has_a_state_for_each_word(records: str, scale: str, code: str) -> None:
    """A scale that is not known, or has no state for a record's word, is told."""
    with pytest.raises(Rejected) as caught:
        _document(records, scale)

    assert {problem.code for problem in caught.value.problems} == {code}
