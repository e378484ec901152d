"""The corpus of findings: what must be reported is, at its place and with its code, and what only looks odd is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.corpus.cases import ROOT, cases, expected, family, found, near_misses, words


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{family(case)}-{case.stem}")
def test_the_checks_find_what_is_wrong_and_nothing_else(case: Path, tmp_path: Path) -> None:
    """The findings of a case are those that it says, at those places, and no others."""
    wanted = expected(case)

    problems = found(case, tmp_path)

    listed = "\n".join(f"{problem.where} {problem.code} {words(problem)}" for problem in problems)
    assert [(each.where, each.code) for each in problems] == [(each.where, each.code) for each in wanted], listed
    missing = [each for each, problem in zip(wanted, problems, strict=True) if each.text not in words(problem)]
    assert missing == [], listed
    assert all(problem.hint or problem.expected for problem in problems), listed


def test_every_check_has_a_case_that_it_finds_and_a_near_miss() -> None:
    """No check is added, and none changed, without a case of what it is for and one of what it must leave alone."""
    modules = sorted((ROOT / "generator" / "checks").rglob("*.py"))
    codes = {code for module in modules for code in re.findall(r'"(T\d{3})"', module.read_text(encoding="utf-8"))}

    assert codes - {finding.code for case in cases() for finding in expected(case)} == set()
    assert codes - {code for case in cases() for code in near_misses(case)} == set()
