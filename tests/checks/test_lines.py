"""The sheets that checks read: made once of a table, however many families ask for them."""

from __future__ import annotations

from functools import cache

from generator.checks.tables.lines import sheets_of
from generator.compose import Depth, Understood
from generator.figures import resolve
from generator.pipeline import understand
from tests.built import ROOT
from tests.figures.resolving import content_of


@cache
def _understood() -> Understood:
    return understand(ROOT / "tests" / "projects" / "storkoping", "storkoping/vardnamnden/2025-03", depth=Depth.NOTHING)


def test_a_table_is_read_once() -> None:
    """Of the same ledger; of another it is read anew."""
    content, ledger = _understood().content, _understood().ledger
    first, again = (
        [sheet for sheet in sheets_of(content.period, ledger, content) if sheet.table is not None] for _ in range(2)
    )

    assert first
    assert all(one is other for one, other in zip(first, again, strict=True))


def test_a_line_has_the_headings_that_it_stands_under() -> None:
    """A sum of more than its group has none, so that a check compares it with no row of the group."""
    rows = """
      - Före: 1
      - IFO:
        typ: mellanrubrik
      - Kostnader:
        typ: mellanrubrik
        nivå: 2
      - Barn: 2
      - Alla: 3
        typ: summa
"""
    content = content_of(f"tabeller:\n  t:\n    kolumner:\n      - a: A\n    rader:{rows}")
    (sheet,) = sheets_of(content.period, resolve(content), content)

    assert {line.id: line.group for line in sheet.rows if line.id in {"barn", "alla", "före"}} == {
        "före": "",
        "barn": "IFO Kostnader",
        "alla": "",
    }
