"""Run `python -m tests.bench.checks`: what the checks find of the corpus (tests/corpus), family by family.

Precision is the part of the findings that were to be found, recall the part of what was to be found that was, each at
its place and with its code.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.corpus.cases import cases, expected, family, found


def counts() -> dict[str, Counter[str]]:
    """Each family → its cases, those that are to be silent, and findings that are right, wrong and missed."""
    result: dict[str, Counter[str]] = {}
    for case in cases():
        wanted = {(each.where, each.code) for each in expected(case)}
        with tempfile.TemporaryDirectory() as folder:
            told = {(each.where, each.code) for each in found(case, Path(folder))}
        count = result.setdefault(family(case), Counter())
        count.update(cases=1, silent=not wanted, right=len(told & wanted), wrong=len(told - wanted))
        count["missed"] += len(wanted - told)
    return result


def main() -> None:
    """Prints a table in Markdown, as docs/checks.md has it."""
    found_all = counts()
    whole = sum(found_all.values(), Counter[str]())
    sys.stdout.write(
        "| Family | Cases | Silent | Findings | Precision | Recall |\n| --- | --: | --: | --: | --: | --: |\n"
    )
    for name, count in [*sorted(found_all.items()), ("all", whole)]:
        right, wrong, missed = count["right"], count["wrong"], count["missed"]
        precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
        row = (name, count["cases"], count["silent"], right + missed, f"{precision:.2f}", f"{recall:.2f}")
        sys.stdout.write("| " + " | ".join(map(str, row)) + " |\n")


if __name__ == "__main__":
    main()
