"""The corpus of findings: what must be reported is, at its place and with its code, and what only looks odd is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.cases import cases, expected, family, found, words


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{family(case)}-{case.stem}")
def test_the_checks_find_what_is_wrong_and_nothing_else(case: Path, tmp_path: Path) -> None:
    """The findings of a case are those that it says, at those places, and no others."""
    wanted = expected(case)

    problems = found(case, tmp_path)

    told = "\n".join(f"{problem.where} {problem.code} {words(problem)}" for problem in problems)
    assert [(each.where, each.code) for each in problems] == [(each.where, each.code) for each in wanted], told
    assert [each for each, problem in zip(wanted, problems, strict=True) if each.text not in words(problem)] == [], told
    assert all(problem.hint or problem.expected for problem in problems), told
