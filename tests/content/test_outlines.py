"""A document's entry, its outline and the content → sections in order, chosen per record and numbered."""

from __future__ import annotations

import pytest

from generator.content import Placement, Section
from tests.compose.composing import faults_of, outline_of, plan_of, source_of

TEXTS = """
texter:
  a: |
    Text A.
  b: |
    Text B.
"""
CHAPTERS = """
numrering: 1.1.1
avsnitt:
  - rubrik: Ett
    innehåll:
      - text: a
    avsnitt:
      - rubrik: Ett ett
        innehåll:
          - text: a
        avsnitt:
          - rubrik: Djupt
            innehåll:
              - text: a
            avsnitt:
              - rubrik: Djupare
                innehåll:
                  - text: a
      - rubrik: Onumrerat
        numrering: nej
        innehåll:
          - text: a
        avsnitt:
          - rubrik: Under onumrerat
            innehåll:
              - text: a
      - rubrik: Ett två
        innehåll:
          - text: a
  - rubrik: Två
    obligatoriskt: nej
    innehåll:
      - text: b
  - rubrik: Tre
    innehåll:
      - text: b
"""
GOALS = """
mål:
  tryggt:
    rubrik: Tryggt hemma
    nivå: nämndmål
    text: |
      Fler är hemma.
  jämlikt:
    rubrik: Jämlik vård
    nivå: nämndmål
  larm:
    rubrik: Larm
    nivå: delmål
    under: tryggt
insatser:
  drift:
    - namn: Nycklar
      mål: tryggt
      ljus: Grön
    - namn: Bilar
      ljus: Röd
  bygge:
    - namn: Hus
      mål: jämlikt
"""
PER_GOAL = """
avsnitt:
  - rubrik: Mål
    avsnitt:
      - för_varje: mål
        urval:
          nivå: nämndmål
        rubrik_per_post: "Mål: {{ post.rubrik }}"
        innehåll:
          - fält: text
            obligatoriskt: nej
          - insatser:
              mål: post
            obligatoriskt: nej
        avsnitt:
          - rubrik: Delmål
            för_varje: mål
            urval:
              under: post
            rubrik_per_post: "{{ post.rubrik }}"
            tomt: tillåtet
"""


def numbers(sections: tuple[Section, ...]) -> list[tuple[str, str]]:
    """Number and id of all sections, in order."""
    return [pair for each in sections for pair in ((each.number, each.id), *numbers(each.sections))]


def placements(sections: tuple[Section, ...]) -> list[Placement]:
    """What all sections show, in order."""
    return [one for each in sections for one in (*each.blocks, *placements(each.sections))]


# --- numbers -------------------------------------------------------------------------------------------------------


def test_numbers_follow_the_order_to_the_depth_of_the_outline() -> None:
    """Three levels are numbered; what is unnumbered takes no number, nor does anything under it."""
    assert numbers(plan_of(TEXTS, CHAPTERS).sections) == [
        ("1", "ett"),
        ("1.1", "ett_ett"),
        ("1.1.1", "djupt"),
        ("", "djupare"),
        ("", "onumrerat"),
        ("", "under_onumrerat"),
        ("1.2", "ett_två"),
        ("2", "två"),
        ("3", "tre"),
    ]


@pytest.mark.parametrize(
    ("depth", "expected"),
    [("1.1", ["1", "1.1", "", "", "", "", "1.2", "2", "3"]), ("1", ["1", "", "", "", "", "", "", "2", "3"])],
)
def test_the_outline_says_how_deep_numbers_go(depth: str, expected: list[str]) -> None:
    """Sections below the depth are there without a number."""
    sections = plan_of(TEXTS, CHAPTERS.replace("1.1.1", depth)).sections

    assert [number for number, _ in numbers(sections)] == expected


def test_a_document_without_numbers_has_none() -> None:
    """`ingen` numbers nothing."""
    sections = plan_of(TEXTS, CHAPTERS.replace("1.1.1", "ingen")).sections

    assert {number for number, _ in numbers(sections)} == {""}


def test_what_is_left_out_takes_no_number() -> None:
    """A section that the board leaves out is not there, and the next one has its number."""
    sections = plan_of(TEXTS, CHAPTERS, document="utelämna: [två]").sections

    assert [(each.number, each.id) for each in sections] == [("1", "ett"), ("2", "tre")]


def test_nothing_to_report_keeps_the_section() -> None:
    """The section stays, with its number, and shows nothing of its content."""
    plan = plan_of("texter:\n  a: |\n    Text A.\n", CHAPTERS, document="inget_att_redovisa: [två, tre]")

    assert [(each.number, each.nothing_to_report, each.blocks) for each in plan.sections[1:]] == [
        ("2", True, ()),
        ("3", True, ()),
    ]


# --- own sections --------------------------------------------------------------------------------------------------


def test_own_sections_stand_under_or_after_others() -> None:
    """Under a section is last in it; after one is beside it; both are numbered where they stand."""
    document = """
        egna_avsnitt:
          - under: ett_ett
            avsnitt:
              - rubrik: Inre
                innehåll:
                  - text: b
          - efter: ett
            avsnitt:
              - rubrik: Yttre
                innehåll:
                  - text: b
              - rubrik: Yttre två
                innehåll:
                  - text: b
          - efter: inre
            avsnitt:
              - rubrik: Sist
                innehåll:
                  - text: b
    """

    assert numbers(plan_of(TEXTS, CHAPTERS, document=document).sections) == [
        ("1", "ett"),
        ("1.1", "ett_ett"),
        ("1.1.1", "djupt"),
        ("", "djupare"),
        ("1.1.2", "inre"),
        ("1.1.3", "sist"),
        ("", "onumrerat"),
        ("", "under_onumrerat"),
        ("1.2", "ett_två"),
        ("2", "yttre"),
        ("3", "yttre_två"),
        ("4", "två"),
        ("5", "tre"),
    ]


def test_an_own_section_can_stand_in_a_records_section() -> None:
    """There `post` is the record that the section is about."""
    document = """
        egna_avsnitt:
          - under: tryggt
            avsnitt:
              - rubrik: Eget
                innehåll:
                  - fält: text
    """
    plan = plan_of(GOALS, PER_GOAL, document=document)
    goal = plan.sections[0].sections[0]

    assert [each.id for each in goal.sections] == ["delmål", "eget"]
    assert goal.sections[1].record is goal.record


# --- records -------------------------------------------------------------------------------------------------------


def test_sections_are_made_for_each_record_within_each_record() -> None:
    """The chosen records have a section each, and inside them those that belong to them."""
    assert outline_of(plan_of(GOALS, PER_GOAL).sections) == [
        (
            "1",
            "mål",
            [
                ("1.1", "tryggt", [("1.1.1", "delmål", [("", "larm", [])])]),
                ("1.2", "jämlikt", [("1.2.1", "delmål-2", [])]),
            ],
        )
    ]


def test_records_are_chosen_by_the_record_around_them() -> None:
    """`post` as a value is the record of the section."""
    shown = [one for one in placements(plan_of(GOALS, PER_GOAL).sections) if one.entry.records == "insatser"]

    assert [[record.id for record in one.records] for one in shown] == [["nycklar"], ["hus"]]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("insatser: alla", ["nycklar", "bilar", "hus"]),
        ("insatser: drift", ["nycklar", "bilar"]),
        ("insatser:\n    ljus: Röd", ["bilar"]),
        ("insatser:\n    id: hus", ["hus"]),
        ("insatser:\n    grupp: bygge", ["hus"]),
        ("insatser: drift\nurval:\n  mål: tryggt", ["nycklar"]),
    ],
)
def test_records_are_chosen_by_group_id_and_fields(entry: str, expected: list[str]) -> None:
    """All, a group, or those whose fields have the values asked for."""
    inner = entry.replace("\n", "\n        ")
    plan = plan_of(GOALS, f"avsnitt:\n  - rubrik: Insatser\n    innehåll:\n      - {inner}\n")

    assert [[record.id for record in one.records] for one in placements(plan.sections)] == [expected]


def test_a_group_of_records_of_which_there_are_none_has_nothing_to_report() -> None:
    """A heading over sections for each record says so where there are no records."""
    text = "mål: []\ninsatser: []\n"

    assert [section.nothing_to_report for section in plan_of(text, PER_GOAL).sections] == [True]


def test_what_need_not_be_there_is_left_out() -> None:
    """An entry that is not obligatory and not there shows nothing, and nobody is told."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: a\n" + "".join(
        f"      - {kind}: finns_ej\n        obligatoriskt: nej\n" for kind in ("text", "tabell", "diagram")
    )

    assert len(placements(plan_of(TEXTS, outline).sections)) == 1


# --- faults --------------------------------------------------------------------------------------------------------


def test_what_is_asked_for_in_every_records_section_is_told_once() -> None:
    """Records that the period has none of are asked for once, not once for each section that shows them."""
    outline = PER_GOAL.replace("            obligatoriskt: nej\n          - insatser", "          - insatser").replace(
        "              mål: post\n            obligatoriskt: nej\n", "              mål: post\n"
    )
    text = GOALS.split("insatser:", maxsplit=1)[0].replace(
        "    nivå: nämndmål\n  larm", "    nivå: nämndmål\n    text: B\n  larm"
    )

    assert [code for code, _ in faults_of(source_of(text, outline))] == ["T102"]


def test_a_section_with_nothing_in_it_is_told() -> None:
    """A heading over nothing is a fault, unless the outline allows it."""
    outline = "avsnitt:\n  - rubrik: Tomt\n  - rubrik: Tillåtet\n    tomt: tillåtet\n"

    assert faults_of(source_of(TEXTS, outline)) == [("T102", "Avsnittet ”tomt” är tomt.")]


@pytest.mark.parametrize(
    ("section", "document", "expected"),
    [
        ("tomt: tillåtet", "utelämna: [bokslut]", ("T308", "Avsnittet ”bokslut” är obligatoriskt och utelämnas.")),
        ("numrering: nej", "", ("T102", "Avsnittet ”bokslut” är tomt.")),
    ],
)
def test_the_law_behind_a_section_that_must_be_there_is_told(
    section: str, document: str, expected: tuple[str, str]
) -> None:
    """Who leaves it out, or empty, reads which law asks for it."""
    outline = f"avsnitt:\n  - rubrik: Bokslut\n    lagrum: LKBR 5 kap.\n    {section}\n"

    code, message = expected
    assert faults_of(source_of(TEXTS, outline, document=document)) == [(code, f"{message} Lagrum: LKBR 5 kap.")]


def test_texts_of_an_outline_are_read_as_authors_texts_are() -> None:
    """A paragraph and the pattern of a cell are Markdown, told once also where two sections have them."""
    outline = (
        'avsnitt:\n  - rubrik: A\n    innehåll:\n      - stycke: "Ett ==ord== här"\n'
        '      - mål: alla\n        kolumner:\n          - rubrik: B\n            mönster: "<b>x</b>"\n'
    )

    assert sorted(code for code, _ in faults_of(source_of(TEXTS + GOALS, outline))) == ["T304", "T306"]


def test_a_broken_text_is_not_also_missing() -> None:
    """A text, table or chart that has a fault of its own is there all the same."""
    text = """
texter:
  a:
tabeller:
  t:
    rader: 3
diagram:
  d:
    typ: kaka
    tabell: t
    alternativtext: Ord.
"""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: a\n      - tabell: t\n      - diagram: d\n"

    assert sorted(code for code, _ in faults_of(source_of(text, outline))) == ["T102", "T108", "T111"]


def test_of_an_outline_with_faults_no_more_is_said() -> None:
    """A document of a broken outline gives no problems that mending the outline would take away."""
    outline = (
        "avsnitt:\n  - rubrik: A\n    innehål:\n      - text: a\n  - rubrik: B\n    innehåll:\n      - text: saknas\n"
    )

    assert [code for code, _ in faults_of(source_of("", outline))] == ["T101"]
