"""Headings among the rows of a table → the groups that rows stand in."""

from __future__ import annotations

import pytest

from tests.compose.composing import indented, simple_table, table_and_problems, table_of


def groups(rows: str) -> dict[str, tuple[str, ...]]:
    """Rows in → the headings that each stands under, of those that stand under any."""
    return {row.id: row.under for row in table_of(simple_table(rows)).rows if row.under}


def test_a_heading_stands_under_those_of_a_higher_level() -> None:
    """A heading closes the groups of its own level and below; without a level it has the first."""
    rows = """
        - Först: 1 | 1
        - Tillgångar:
          typ: mellanrubrik
        - Anläggningar:
          typ: mellanrubrik
          nivå: 2
        - Mark:
          typ: mellanrubrik
          nivå: 3
        - Skog: 1 | 1
        - Kassa:
          typ: mellanrubrik
          nivå: 2
        - Bank: 1 | 1
        - Skulder:
          typ: mellanrubrik
          nivå: 1
        - Lån: 1 | 1
    """

    assert groups(rows) == {
        "anläggningar": ("tillgångar",),
        "mark": ("tillgångar", "anläggningar"),
        "skog": ("tillgångar", "anläggningar", "mark"),
        "kassa": ("tillgångar",),
        "bank": ("tillgångar", "kassa"),
        "lån": ("skulder",),
    }


TOTALS = {
    "all rows above": "- Slut: 3 | 3\n  typ: summa",
    "all rows above, computed": "- Slut:\n  typ: resultat",
    "all rows above, not reconciled": "- Slut: 3 | 3\n  typ: summa\n  summera: nej",
    "the rows since the last sum": "- Slut: 3 | 3\n  typ: delsumma",
    "named rows": "- Slut: 3 | 3\n  typ: summa\n  summera: [före, barn]",
    "a formula": "- Slut:\n  typ: resultat\n  formel: före - barn",
    "a formula with the table's name": "- Slut:\n  typ: resultat\n  formel: t.före + t.barn",
    "expressions in its cells": "- Slut: = före + barn | = före + barn\n  typ: summa\n  summera: nej",
}


@pytest.mark.parametrize("total", TOTALS.values(), ids=TOTALS.keys())
def test_a_sum_of_more_than_its_group_and_all_after_it_stand_outside(total: str) -> None:
    """Whatever says what the sum is of."""
    rows = f"- Före: 1 | 1\n- IFO:\n  typ: mellanrubrik\n- Barn: 2 | 2\n{total}\n- Bidrag: 3 | 3\n"

    assert groups(rows) == {"barn": ("ifo",)}


@pytest.mark.parametrize(
    "total",
    [
        "- Slut: 2 | 2\n  typ: delsumma\n  summera: [barn]",
        "- Slut: 2 | 2\n  typ: summa\n  summera: [ifo]",
        "- Slut:\n  typ: resultat\n  formel: barn * 2",
        "- Slut:\n  formel: före + barn",
        "- Slut: 2 | 2\n  typ: varav",
    ],
)
def test_what_takes_in_no_more_than_its_group_stays(total: str) -> None:
    """The sum of a group is one of its rows, and so are its heading's and what is no sum."""
    rows = f"- Före: 1 | 1\n- IFO:\n  typ: mellanrubrik\n- Barn: 2 | 2\n{total}\n- Bidrag: 3 | 3\n"

    assert groups(rows) == {"barn": ("ifo",), "slut": ("ifo",), "bidrag": ("ifo",)}


def test_a_sum_leaves_only_the_groups_that_it_takes_in_more_than() -> None:
    """The sum of a group of groups stands under the heading of them all."""
    rows = """
        - Före: 1 | 1
        - Tillgångar:
          typ: mellanrubrik
        - Mark:
          typ: mellanrubrik
          nivå: 2
        - Skog: 1 | 1
        - Kassa:
          typ: mellanrubrik
          nivå: 2
        - Bank: 1 | 1
        - Summa tillgångar:
          typ: summa
          summera: [skog, bank]
    """

    assert groups(rows)["summa_tillgångar"] == ("tillgångar",)


def test_headings_of_one_label_are_told_apart_by_the_ones_above_them() -> None:
    """A lower heading may come back under each higher one, and its rows are called after it."""
    part = "- Kostnader:\n  typ: mellanrubrik\n  nivå: 2\n- Lön: 1 | 1"
    rows = "\n".join(f"- {name}:\n  typ: mellanrubrik\n{part}" for name in ("IFO", "ÄO"))

    assert list(groups(rows)) == ["ifo_kostnader", "ifo_kostnader_lön", "äo_kostnader", "äo_kostnader_lön"]


def test_a_heading_with_figures_sums_all_its_group() -> None:
    """The rows under lower headings too; a heading's own figures are no rows of it."""
    rows = """
        - Kostnader: 3 | 3
          typ: mellanrubrik
        - Personal: 2 | 2
          typ: mellanrubrik
          nivå: 2
        - Lön: 2 | 2
        - Övrigt: 1 | 1
          typ: mellanrubrik
          nivå: 2
        - Hyra: 3 | 3
        - Intäkter: -2 | -2
          typ: avgår
    """
    sums = {row.id: row.sums for row in table_of(simple_table(rows)).rows if row.sums}

    assert sums == {
        "kostnader": ((1, "lön"), (1, "hyra"), (-1, "intäkter")),
        "personal": ((1, "lön"),),
        "övrigt": ((1, "hyra"), (-1, "intäkter")),
    }


@pytest.mark.parametrize("attributes", ["nivå: 2", "nivå: 2\ntyp: summa"])
def test_a_level_is_of_headings_alone(attributes: str) -> None:
    """On any other row it says nothing that can be printed."""
    _, problems = table_and_problems(simple_table(f"- Lön: 1 | 2\n{indented(attributes, 2)}"))

    assert [(problem.code, problem.where.line) for problem in problems] == [("T103", 5)]


def test_there_are_three_levels() -> None:
    """A fourth is refused where it is written."""
    _, problems = table_and_problems(simple_table("- Lön:\n  typ: mellanrubrik\n  nivå: 4\n- Hyra: 1 | 2"))

    assert [(problem.code, problem.where.line, problem.found) for problem in problems] == [("T111", 7, "4")]
