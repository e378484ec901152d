"""The records of a type as their authors wrote them → typed records with ids and groups."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from generator.content import Cited, FieldStatus, FigureEntry, Formula, Record, RecordLink, WrittenNumber
from tests.compose.composing import records_of


def insatser(text: str) -> tuple[Record, ...]:
    """Records without faults."""
    records, problems = records_of("insatser", text)
    assert not problems, problems
    return records


def codes(text: str) -> list[str]:
    """The codes of what is wrong with records."""
    return [problem.code for problem in records_of("insatser", text)[1]]


def test_records_stand_in_a_list_in_groups_or_by_id() -> None:
    """A list has no groups; a block has groups of lists, and records under their ids."""
    text = """
        drift:
          - namn: Larm
          - namn: Nycklar
        journal:
          namn: Samlad journal
    """

    assert [(record.group, record.id) for record in insatser(text)] == [
        ("drift", "larm"),
        ("drift", "nycklar"),
        ("", "journal"),
    ]


def test_an_id_is_given_or_made_of_a_field() -> None:
    """A given id stands first; else the type's own field gives it, up to its first citation."""
    text = "- namn: Larm\n  id: l\n- namn: Nycklar {{ period.år }}\n- namn: 5 nya platser"

    assert [record.id for record in insatser(text)] == ["l", "nycklar", "k5_nya_platser"]


def test_two_records_of_one_id_are_refused() -> None:
    """Both places are told."""
    _, problems = records_of("insatser", "- namn: Larm\n- namn: Larm")

    assert [(problem.code, problem.where.line, problem.related[0].line) for problem in problems] == [("T107", 3, 2)]


def test_none_is_something_to_say() -> None:
    """An empty list is records of which there are none; nothing at all is unfinished."""
    assert insatser("[]") == ()
    assert codes('""') == ["T103"]


def test_fields_are_read_by_their_kinds() -> None:
    """Each kind of field has its kind of value."""
    text = """
        - namn: Larm
          ljus: Röd
          mål: trygghet
          chef: ekonom
          start: 2025-01-15
          kostnad: 1 200,5
          effekt: = 2 * 3
          klar: nej
          delar:
            - Ett
            - "Två {{ x }}"
          steg:
            - namn: Inköp
              belopp: 700
          text: |
            Löpande *text*.
    """
    (record,) = insatser(text)
    values = record.values
    cost, effect, steps, parts = values["kostnad"], values["effekt"], values["steg"], values["delar"]

    assert isinstance(values["ljus"], FieldStatus)
    assert (values["ljus"].scale, values["ljus"].state) == ("ljus", "Röd")
    assert isinstance(values["mål"], RecordLink)
    assert (values["mål"].record_type, values["mål"].record) == ("mål", "trygghet")
    assert values["start"] == date(2025, 1, 15)
    assert values["klar"] is False
    assert isinstance(cost, FigureEntry)
    assert isinstance(cost.value, WrittenNumber)
    assert cost.value.value == Decimal("1200.5")
    assert isinstance(effect, FigureEntry)
    assert isinstance(effect.value, Formula)
    assert isinstance(parts, tuple)
    assert [each.text for each in parts if isinstance(each, Cited)] == ["Ett", "Två {{ x }}"]
    assert isinstance(steps, tuple)
    assert [each.id for each in steps if isinstance(each, Record)] == ["rad_14"]
    assert isinstance(values["text"], Cited)


def test_a_field_left_out_is_not_there() -> None:
    """What is not filled in has no value, and what is computed is not asked for."""
    assert set(insatser("- namn: Larm")[0].values) == {"namn"}


def test_a_figure_may_say_more() -> None:
    """A figure in a field takes source, state and an explained difference in a block."""
    (record,) = insatser("- namn: Larm\n  kostnad:\n    värde: 3\n    källa: Räkningen\n    läge: preliminär")
    cost = record.values["kostnad"]

    assert isinstance(cost, FigureEntry)
    assert (cost.source, cost.status) == ("Räkningen", "preliminär")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- kostnad: 3", "T102"),
        ("- namn: A\n  kostnaden: 3", "T101"),
        ("- namn: A\n  kostnad: tre", "T105"),
        ("- namn: A\n  kostnad: 12.345", "T104"),
        ("- namn: A\n  kostnad: 3 tunnor", "T109"),
        ("- namn: A\n  kostnad:\n    värde: 3\n    enhet: tunnor", "T109"),
        ("- namn: A\n  kostnad:", "T108"),
        ("- namn: A\n  ljus: Blå", "T110"),
        ("- namn: A\n  chef: chef", "T111"),
        ("- namn: A\n  start: i maj", "T112"),
        ("- namn: A\n  klar: kanske", "T103"),
        ("- namn: A\n  delar: ett", "T103"),
        ("- namn: A\n  delar:", "T108"),
        ("- namn: A\n  id: a-b", "T113"),
        ("- A", "T103"),
        ("drift:", "T108"),
        ("- namn: A\n  steg:\n    - nam: B", "T101"),
    ],
)
def test_a_fault_is_told_once(text: str, code: str) -> None:
    """One fault, one problem."""
    assert codes(text) == [code]


def test_a_misspelt_required_field_is_told_once() -> None:
    """That `nam` is unknown says that `namn` is missing."""
    assert codes("- nam: Larm") == ["T101"]


def test_all_faults_of_all_records_are_told() -> None:
    """One record's fault hides no other's."""
    assert sorted(codes("- namn: A\n  ljus: Blå\n  start: i maj\n- kostnad: tre\n- namn: B\n  klar: kanske")) == [
        "T102",
        "T103",
        "T105",
        "T110",
        "T112",
    ]
