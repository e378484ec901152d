"""Run `python -m tests.bench.checks --frö 1 --antal 50`: what the checks find of single changes, drawn by a seed.

It makes 50 changes of each kind in the tables of the municipalities' own reports, typed and without declarations, and
prints what is told of them; then the same of generated lawful tables, with and without last year's table, and how many
of those are told of as they are. Numbers in the reports' prose are each changed by every slip. `--kommun nacka,gavle`
takes some of the reports, `--visa` lists what was missed or told elsewhere.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from generator.checks.tables.arithmetic import arithmetic
from generator.checks.tables.balances import balances
from generator.checks.tables.cross import cross
from generator.checks.tables.magnitude import magnitude
from generator.checks.tables.sexes import sexes
from generator.compose import Depth
from generator.pipeline import reported_periods, understand
from tests.bench import changes_prose, changes_tables, lawful
from tests.bench.changes import Check, Kind, Report, outcomes, summary
from tests.bench.typed import typed
from tests.built import ROOT

TABLE_CHECKS: tuple[Check, ...] = (arithmetic, cross, balances, sexes, magnitude)
# Kinds of change, each with the checks that may tell of them.
KINDS: Sequence[tuple[tuple[Check, ...], Sequence[Kind]]] = ((TABLE_CHECKS, changes_tables.KINDS),)
_SAMPLE = ROOT / "tests" / "projects" / "storkoping"
_MOST_TABLES = 1000


def periods(chosen: str) -> Iterator[tuple[Path, str]]:
    """Yield the reported periods of the project and the sample: of the municipalities that `chosen` names, or all."""
    wanted = tuple(each.strip() for each in chosen.split(",") if each.strip()) or ("",)
    for project in (ROOT, _SAMPLE):
        yield from ((project, period) for period in reported_periods(project) if period.startswith(wanted))


def reports(checks: tuple[Check, ...], chosen: str) -> list[Report]:
    """The reports, typed."""
    made = []
    for project, period in periods(chosen):
        original = understand(project, period, depth=Depth.NOTHING)
        as_typed = typed(original)
        made.append(Report(period, as_typed, changes_tables.known_truths(original, as_typed), checks))
    return made


def of_changes(drawn: tuple[int, int, bool], chosen: str, most: int) -> None:
    """Prints what is told of changes in the reports, then in generated lawful tables, and of those as they are."""
    seed, _, shown = drawn
    for checks, kinds in KINDS:
        _changes("Change in a report", reports(checks, chosen), kinds, drawn)
    for name, with_last in (("Change in a generated table", False), ("The same with last year's table", True)):
        tables = list(lawful.reports(seed, most, TABLE_CHECKS, with_last_year=with_last))
        _changes(name, tables, changes_tables.KINDS, drawn)
        if not with_last:
            told = [each for each in tables if each.told_before]
            sys.stdout.write(f"{len(tables)} lawful tables, findings in {len(told)}.\n\n")
            for each in told if shown else ():
                sys.stdout.write(f"  {each.name} {sorted(each.told_before)}\n")
    for project, period in periods(chosen):
        changes_prose.print_told(project, period, seed, shown=shown)


def _changes(name: str, made: Sequence[Report], kinds: Sequence[Kind], drawn: tuple[int, int, bool]) -> None:
    seed, number, shown = drawn
    _row(name, "Changes", "Told", "At the cell", "Elsewhere", rule=True)
    together = [0] * 4
    for kind in kinds:
        told = outcomes(made, kind, number, seed)
        numbers = summary(told)
        together = [one + other for one, other in zip(together, numbers, strict=True)]
        _shares(kind.name, numbers)
        for each in told if shown else ():
            if each.elsewhere or not each.at:
                sys.stdout.write(f"  {each.change.text}\n")
                for problem in (*each.naming, *each.elsewhere):
                    sys.stdout.write(f"    {problem.code} {problem.place} {problem.message} {problem.expected}\n")
    _shares("all", together)
    sys.stdout.write("\n")


def _shares(name: str, numbers: Sequence[int]) -> None:
    whole, *others = numbers
    _row(name, whole, *(f"{100 * each / max(1, whole):.0f} %" for each in others))


def _row(*cells: object, rule: bool = False) -> None:
    sys.stdout.write("| " + " | ".join(map(str, cells)) + " |\n")
    if rule:
        sys.stdout.write("| --- |" + " --: |" * (len(cells) - 1) + "\n")


def main(words: Sequence[str]) -> None:
    """Prints what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.checks")
    parser.add_argument("--frö", type=int, default=1)
    parser.add_argument("--antal", type=int, default=50)
    parser.add_argument("--kommun", default="")
    parser.add_argument("--tabeller", type=int, default=_MOST_TABLES)
    parser.add_argument("--visa", action="store_true")
    given = vars(parser.parse_args(words))
    of_changes((given["frö"], given["antal"], given["visa"]), given["kommun"], given["tabeller"])


if __name__ == "__main__":
    main(sys.argv[1:])
