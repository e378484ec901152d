"""The sheets that checks read: made once of a table, however many families ask for them."""

from __future__ import annotations

from functools import cache

from generator.checks.tables.lines import sheets_of
from generator.compose import Depth, Understood
from generator.pipeline import understand
from tests.built import ROOT


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
