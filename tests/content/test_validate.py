"""A source → a content, typed and complete; or everything that is wrong with it in one run."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from generator.content import Formula, PeriodSource, Source, WrittenNumber, validate
from generator.problems import Rejected
from tests.compose.composing import BOARD, PROFILE, faults_of, source_of
from tests.figures.resolving import block

OUTLINE = "avsnitt:\n  - rubrik: A\n    tomt: tillåtet\n"
TABLE = "tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:\n      - Lön: 1\n"


def codes(text: str, outline: str = OUTLINE, document: str = "") -> list[str]:
    """The codes of all that is wrong, in the order of places."""
    return [code for code, _ in faults_of(source_of(text, outline, document=document))]


def with_file(source: Source, name: str, text: str) -> Source:
    """A source with one file more in its period."""
    own = source.period
    files = (*own.files, block(text, f"content/{own.id}/{name}"))
    return replace(source, period=PeriodSource(own.id, files, own.prose, own.grids, own.images))


def test_a_period_is_read_whole() -> None:
    """The five kinds come out typed, each by id."""
    text = TABLE + "tal:\n  x: 3,5 mnkr\n  y: = x * 2\ntexter:\n  a: Hej.\ninsatser: []\n"
    period = validate(source_of(text, OUTLINE)).period
    x, y = period.figures["x"].value, period.figures["y"].value

    assert isinstance(x, WrittenNumber)
    assert (x.value, x.decimals, x.unit) == (Decimal("3.5"), 1, "mnkr")
    assert isinstance(y, Formula)
    assert (y.text, list(period.tables), list(period.texts), dict(period.records)) == (
        "x * 2",
        ["t"],
        ["a"],
        {"insatser": ()},
    )


def test_files_of_a_period_are_one() -> None:
    """Kinds, records and documents of several files are joined."""
    source = source_of("tal:\n  x: 1\ninsatser:\n  - namn: A\n", OUTLINE)
    more = "tal:\n  y: 2\ninsatser:\n  - namn: B\ndokument:\n  pm:\n    mall: rapport\n    titel: PM\n"
    content = validate(with_file(source, "b.yaml", more))

    assert list(content.period.figures) == ["x", "y"]
    assert [record.id for record in content.period.records["insatser"]] == ["a", "b"]
    assert [plan.id for plan in content.documents] == ["rapport", "pm"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("tal:\n  x: 2\n", "a.yaml"),
        ("rubrik: Mars\n", "period.yaml"),
        ("dokument:\n  rapport:\n    mall: rapport\n", "period.yaml"),
        ("texter:\n  t: Hej.\n", "a.yaml"),
    ],
)
def test_what_stands_in_two_files_is_told_with_both_places(text: str, first: str) -> None:
    """The same id or key twice: the problem is at the one, and points to the other."""
    source = with_file(source_of("tal:\n  x: 1\ntexter:\n  t: Hej.\n", OUTLINE), "b.yaml", text)
    with pytest.raises(Rejected) as caught:
        validate(source)
    (problem,) = caught.value.problems

    assert problem.code == "T107"
    assert problem.where.file.endswith("/b.yaml")
    assert [where.file.rpartition("/")[2] for where in problem.related] == [first]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TABLE + "tal:\n  t: 1\n", "T107"),
        ("tal:\n  insatser: 1\n", "T114"),
        (TABLE.replace("  t:", "  mål:"), "T114"),
        ("tal:\n  period: 1\n", "T114"),
        ("tal:\n  is: 1\n", "T114"),
        ("tal:\n  a-b: 1\n", "T113"),
        ("texter:\n  a-b: Hej.\n", "T113"),
    ],
)
def test_ids_that_could_not_be_cited_are_refused(text: str, code: str) -> None:
    """Figures, tables and record types share a namespace; reserved words and what is no name stay out of it."""
    assert codes(text) == [code]


def test_texts_may_be_named_as_anything() -> None:
    """Texts are placed, not cited: the name of a table or a type is free for them."""
    assert codes(TABLE + "texter:\n  t: Hej.\n  insatser: Hej.\n  period: Hej.\n") == []


def test_all_files_faults_come_in_one_run() -> None:
    """Municipality, board, profile and period are told together."""
    source = source_of("tal:\n  x:\n", OUTLINE, PROFILE + "talformat:\n  x:\n    decimaler: en\n")
    broken = replace(
        source,
        municipality=block("kommun: X\nprofil: hus\nkortnam: X", "kommun.yaml"),
        board=block(BOARD + "  2: Chef\n", "namnd.yaml"),
    )

    assert [code for code, _ in faults_of(broken)] == ["T108", "T101", "T113", "T103"]


def test_a_fault_in_the_profile_is_told_where_it_is() -> None:
    """A scale that the profile misspells is no fault of every record that has a state on it."""
    profile = PROFILE.replace("statusskalor:\n  ljus:", "statusskalor:\n  jus:")
    text = "insatser:\n  - namn: A\n    ljus: Röd\n  - namn: B\n    ljus: Grön\n    start: i maj\n"

    assert [code for code, _ in faults_of(source_of(text, OUTLINE, profile))] == ["T112", "T111"]


def test_a_broken_period_still_shows_the_faults_of_its_documents() -> None:
    """That the period's first day is no day does not hide that its document has no such outline."""
    period = "period: 2025-03\nrubrik: Mars\nfrån: i mars\ntill: 2025-03-31\ndokument:\n  pm:\n    mall: raport\n"
    source = source_of("", OUTLINE)
    own = replace(source.period, files=(block(period, "content/k/n/2025-03/period.yaml"),))

    assert [code for code, _ in faults_of(replace(source, period=own))] == ["T112", "T117"]


def test_an_earlier_period_is_held_to_the_same_rules() -> None:
    """Its faults are told in its own files."""
    source = source_of("", OUTLINE)
    files = (block("period: 2025-02\nrubrik: F\nfrån: 2025-02-01\ntill: 2025-02-28\ntal:\n  x: y\n", "feb.yaml"),)
    earlier = {"2025-02": PeriodSource("k/n/2025-02", files)}
    with pytest.raises(Rejected) as caught:
        validate(replace(source, earlier=earlier))

    assert [(problem.code, problem.where.file) for problem in caught.value.problems] == [("T105", "feb.yaml")]


def test_roles_of_another_board_are_not_known_here() -> None:
    """A figure of another board may be cited although its roles are not this board's."""
    text = (
        "period: 2025-03\nrubrik: M\nfrån: 2025-03-01\ntill: 2025-03-31\ninsatser:\n  - namn: A\n    chef: direktör\n"
    )
    files = (block(text, "annan.yaml"),)
    own = {"2025-02": PeriodSource("k/n/2025-02", files)}
    other = {"annan/2025-03": PeriodSource("k/annan/2025-03", files)}
    source = source_of("", OUTLINE)

    assert [code for code, _ in faults_of(replace(source, earlier=own))] == ["T111"]
    assert faults_of(replace(source, earlier=other)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("insatser:\n  - namn: A\n    mål: b\nmål:\n  - rubrik: B\n", []),
        ("insatser:\n  - namn: A\n    mål: c\nmål:\n  - rubrik: B\n", ["T115"]),
        ("insatser:\n  - namn: A\n    mål: b\n", ["T115"]),
    ],
)
def test_a_link_leads_to_a_record(text: str, expected: list[str]) -> None:
    """A field that names a record names one that is there."""
    assert codes(text) == expected


def test_papers_of_matters_are_documents() -> None:
    """A matter lists the period's documents."""
    assert codes("ärenden:\n  ett:\n    rubrik: Ett\n    handlingar: [rapport, pm]\n") == ["T309"]


def test_a_chart_of_a_broken_table_is_no_second_fault() -> None:
    """The table is there, though its columns cannot be read."""
    chart = "diagram:\n  d:\n    typ: linje\n    tabell: t\n    alternativtext: Ord.\n"

    assert codes(TABLE.replace("kolumner:\n      - a: A", "kolumner: 3") + chart) == ["T103"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("skala: ljus", []),
        ("skala: lampor", ["T111"]),
        ("skala: ljus\n        enhet: tunnor", ["T109"]),
        ("skala: ljus\n        talformat: stort", ["T111"]),
    ],
)
def test_a_profile_names_what_it_has(told: str, expected: list[str]) -> None:
    """Scale, unit and number format of a field are those of the house."""
    profile = PROFILE.replace("skala: ljus", told)

    assert [code for code, _ in faults_of(source_of("", OUTLINE, profile))] == expected


@pytest.mark.parametrize("kind", ["status", "post", "val", "lista_av"])
def test_a_field_says_what_its_kind_needs(kind: str) -> None:
    """Scale, record type, choices and inner fields cannot be left out."""
    profile = f"uppföljningstyper:\n  x:\n    fält:\n      f:\n        typ: {kind}\n"

    assert [code for code, _ in faults_of(source_of("", OUTLINE, profile))] == ["T102"]
