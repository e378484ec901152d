"""Matters of a period → records that a summons lists and cites, facts of a paper, and the papers of a bundle."""

from __future__ import annotations

import pytest

from generator.content import papers_of
from generator.document import PAPER, ProseBlock, SectionBlock
from generator.figures import resolve
from tests.compose.composing import (
    blocks_of,
    content_and_document,
    document_of,
    faults_of,
    only_table,
    printed_cells,
    source_of,
    text_of,
)

MATTERS = """\
ärenden:
  öppnande:
    rubrik: Mötets öppnande
  bokslut:
    rubrik: Bokslut 2024
    diarienummer: SN 2025/12
    klassificering: 2.4.1
    handläggare: ekonom
    handlingar: [rapport]
    beslutsgång:
      - instans: nämnden
        sammanträde: 2025-04-15
        tid: "13.15"
        plats: Sessionssalen
  avgifter:
    rubrik: Avgifter
    nummer: "7"
    diarienummer: SN 2025/3
  sammanträdet:
    rubrik: Sammanträdet
    handlingar: [bokslut, avgifter]
    samlad_pdf: ja
texter:
  inledning: >-
    Nr {{ ärenden.bokslut.nummer }}, {{ ärenden.avgifter.diarienummer }}; {{ ärende.klassificering }},
    {{ ärende.handläggare }}, {{ ärende.sammanträde }} klockan {{ ärende.tid }}, {{ ärende.plats }}.
"""
PROFILE = """\
uppföljningstyper:
  ärenden:
    id_fält: rubrik
    fält:
      nummer:
        typ: text
        etikett: Nr
        räknas: i ordning
      rubrik:
        typ: text
        etikett: Ärende
      diarienummer:
        typ: text
        etikett: Diarienummer
      handlingar:
        typ: löptext
        etikett: Handlingar
"""
LISTED = """\
avsnitt:
  - rubrik: Lista
    innehåll:
      - ärenden: alla
        visa: tabell
        kolumner: [nummer, rubrik, diarienummer, handlingar]
"""
SECTIONS = """\
avsnitt:
  - rubrik: Ärenden
    för_varje: ärenden
    tomt: tillåtet
    rubrik_per_post: "{{ post.nummer }} {{ post.rubrik }}"
    innehåll:
      - fält: handlingar
        obligatoriskt: nej
"""
CITED = "avsnitt:\n  - rubrik: Ett\n    innehåll:\n      - text: inledning\n"


def test_a_summons_lists_the_matters_with_numbers_and_links_to_their_papers() -> None:
    """In their order, counted but where a number is given; what only gathers others is none."""
    table = only_table(document_of(MATTERS, LISTED, PROFILE))
    rows = printed_cells(table)

    assert [row[:3] for row in rows] == [
        ["1", "Mötets öppnande", ""],
        ["2", "Bokslut 2024", "SN 2025/12"],
        ["7", "Avgifter", "SN 2025/3"],
    ]
    assert f'href="{PAPER}rapport"' in "".join(map(str, table.groups[0][1].cells[3].text))


def test_a_section_is_made_of_each_matter() -> None:
    """With its number in the heading, and nothing where it has no paper."""
    document = document_of(MATTERS, SECTIONS, PROFILE)
    headings = [text_of(block.heading.text) for block in blocks_of(document) if isinstance(block, SectionBlock)]
    papers = [block for block in blocks_of(document) if isinstance(block, ProseBlock)]

    assert headings == ["Ärenden", "1 Mötets öppnande", "2 Bokslut 2024", "7 Avgifter"]
    assert len(papers) == 1


def test_a_paper_cites_its_own_matter_and_others() -> None:
    """Code, officer by role, day, time and place are those of the paper's own matter."""
    _, document = content_and_document(source_of(MATTERS, CITED, PROFILE))
    prose = next(block for block in blocks_of(document) if isinstance(block, ProseBlock))

    said = "Nr 2, SN 2025/3; 2.4.1, Controller, 15 april 2025 klockan 13.15, Sessionssalen."
    assert "".join(map(str, prose.text)).replace("\xa0", " ") == f"<p>{said}</p>"


def test_a_matter_that_gathers_others_has_their_papers() -> None:
    """Each once, in their order, also through another one; a ring ends."""
    content, _ = content_and_document(source_of(MATTERS, CITED, PROFILE))
    matters = dict(content.period.entry.matters)
    assert papers_of("sammanträdet", matters, {"rapport"}) == ("rapport",)

    both = {
        "a": matters["bokslut"].model_copy(update={"papers": ("ett", "b")}),
        "b": matters["bokslut"].model_copy(update={"papers": ("två", "a", "ett")}),
    }
    assert papers_of("a", both, ()) == ("ett", "två")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("handläggare: ekonom", "handläggare: ekonm", ("T111", "Rollen ”ekonm” finns inte i namnd.yaml.")),
        (
            "[bokslut, avgifter]",
            "[bokslut, avgift]",
            ("T309", "Handlingen ”avgift” i ärendet sammanträdet är inget av periodens dokument."),
        ),
    ],
)
def test_an_unknown_role_or_paper_of_a_matter_is_told(old: str, new: str, told: tuple[str, str]) -> None:
    """By its name."""
    assert told in faults_of(source_of(MATTERS.replace(old, new), CITED, PROFILE))


def test_a_figure_may_be_called_as_the_matters_are() -> None:
    """It has one word, and a matter's facts have three; a table could be taken for the matters."""
    outline = CITED.replace("text: inledning", "text: antal")
    text = "tal:\n  ärenden: 12\ntexter:\n  antal: Det kom {{ ärenden }}.\n"
    table = "tabeller:\n  ärenden:\n    enhet: tkr\n    kolumner:\n      - a: A\n    rader:\n      - Lön: 1\n"

    assert faults_of(source_of(text, outline, PROFILE)) == []
    assert faults_of(source_of(text.partition("tal:")[0] + table + "texter:\n  antal: Text.\n", outline, PROFILE)) == []
    assert [code for code, _ in faults_of(source_of(MATTERS + table, CITED, PROFILE))] == ["T114"]


def test_facts_of_a_matter_without_them_are_not_there() -> None:
    """What is not written is unknown, and not blank."""
    content, _ = content_and_document(source_of(MATTERS, CITED, PROFILE))
    facts = resolve(content).facts

    assert "dokument.rapport.ärende.paragraf" not in facts
    assert facts["dokument.rapport.ärende.instans"] == "nämnden"
    assert facts["dokument.rapport.ärende.nummer"] == "2"


def test_a_matter_called_as_its_paper_is_a_matter_of_its_own() -> None:
    """The name under `handlingar` is the document's."""
    text = MATTERS.replace("  bokslut:\n", "  rapport:\n").replace("ärenden.bokslut", "ärenden.rapport")
    text = text.replace("[bokslut, avgifter]", "[rapport, avgifter]")
    rows = printed_cells(only_table(document_of(text.partition("texter:")[0], LISTED, PROFILE)))

    assert [row[1] for row in rows] == ["Mötets öppnande", "Bokslut 2024", "Avgifter"]
