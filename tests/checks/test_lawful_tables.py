"""Generated tables: nothing is told of them as they are, and only what is wrong where a change breaks a relation."""

from __future__ import annotations

from tests.bench.changes import outcomes
from tests.bench.changes_tables import KINDS
from tests.bench.checks import TABLE_CHECKS
from tests.bench.lawful import MAKERS, reports

SEED = 7
NUMBER = 6 * len(MAKERS)


def test_nothing_is_told_of_lawful_tables() -> None:
    """Whatever they round to, with last year's table at hand or not."""
    for with_last_year in (False, True):
        made = reports(SEED, NUMBER // 2, TABLE_CHECKS[:1], with_last_year=with_last_year)

        assert [report.name for report in made if report.told_before] == []


def test_most_changes_are_told_and_nothing_elsewhere() -> None:
    """Four of each kind: at least nine in ten are told, and nothing is told of figures that were right."""
    made = list(reports(SEED, NUMBER, TABLE_CHECKS))

    told = [outcome for kind in KINDS for outcome in outcomes(made, kind, 4, SEED)]

    assert sum(bool(outcome.at or outcome.naming) for outcome in told) * 10 >= 9 * len(told)
    assert sum(bool(outcome.elsewhere) for outcome in told) <= 1
