"""What a paper that replaces another says of it, by the stages of the versions."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from generator.compose.revision_mark import revision_mark
from generator.content import House
from generator.document import Release, Stage

WORDS = {
    "reviderad": "Reviderad {datum}, ersätter {tidigare}",
    "rättad": "Rättad {datum} av {beslutad_av}, ersätter {tidigare}",
    "nytt_beslut": "Nytt beslut {datum} av {beslutad_av}, ersätter {tidigare}",
}
HOUSE = cast("House", SimpleNamespace(words=WORDS, dates="iso"))
DRAFT, SENT, DECIDED, CORRECTED = Stage.DRAFT, Stage.SENT, Stage.DECIDED, Stage.CORRECTED


def versions(*stages: Stage, unchanged: tuple[int, ...] = ()) -> list[Release]:
    """A version of each stage, a day apart from 2 May, each changed but for those counted in `unchanged`."""
    return [
        Release(
            version=number,
            date=date(2025, 5, 1) + timedelta(days=number),
            stage=stage,
            decided_by="§ 45",
            documents=("rapport",),
            revised=("rapport",) if number > 1 and number not in unchanged else (),
        )
        for number, stage in enumerate(stages, 1)
    ]


@pytest.mark.parametrize(
    ("stages", "unchanged", "said"),
    [
        ((), (), ""),
        ((SENT,), (), ""),
        ((DRAFT, DRAFT), (), ""),
        ((DRAFT, SENT), (), ""),
        ((SENT, SENT), (), "Reviderad 2025-05-03, ersätter 2025-05-02"),
        ((SENT, SENT), (2,), ""),
        ((SENT, SENT, DECIDED), (3,), "Reviderad 2025-05-03, ersätter 2025-05-02"),
        ((SENT, CORRECTED), (), "Reviderad 2025-05-03, ersätter 2025-05-02"),
        ((SENT, CORRECTED, CORRECTED), (), "Reviderad 2025-05-04, ersätter 2025-05-03"),
        ((SENT, DECIDED, CORRECTED), (2,), "Rättad 2025-05-04 av § 45, ersätter 2025-05-03"),
        ((DECIDED, CORRECTED, CORRECTED), (3,), "Rättad 2025-05-03 av § 45, ersätter 2025-05-02"),
        ((DECIDED, DECIDED), (), "Nytt beslut 2025-05-03 av § 45, ersätter 2025-05-02"),
    ],
)
def test_the_stage_decides_what_is_said(stages: tuple[Stage, ...], unchanged: tuple[int, ...], said: str) -> None:
    """A draft says nothing, what was sent out is revised, what was decided is corrected or decided anew."""
    assert revision_mark(versions(*stages, unchanged=unchanged), "rapport", HOUSE) == said


def test_a_paper_has_its_own_date() -> None:
    """What is replaced is named by the paper's own date, where it had one."""
    first, second = versions(SENT, SENT)
    dated = Release(1, first.date, SENT, documents=first.documents, dated={"rapport": "2025-04-28"})

    assert revision_mark([dated, second], "rapport", HOUSE) == "Reviderad 2025-05-03, ersätter 2025-04-28"


def test_a_paper_that_is_not_in_the_version_says_nothing() -> None:
    """The line belongs to papers of the version that is made."""
    first, second = versions(SENT, SENT)

    assert revision_mark([first, second], "bilaga", HOUSE) == ""
    assert revision_mark([first, second, Release(3, second.date, SENT)], "rapport", HOUSE) == ""
