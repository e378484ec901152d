"""What the walk over a content finds: every text and formula of a period, with what it is and where it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.content import HIDDEN, Content, ContentPlace, Text, Wording, passages_of, validate, wordings_of
from generator.project import built_in_templates, load
from tests.conftest import Golden

PROJECTS = Path(__file__).parents[1] / "projects"
PERIODS = {
    "minimal": "exempel/namnden/2024-t1",
    "matter": "exempel/namnden/2024-t1",
    "storkoping": "storkoping/vardnamnden/2025-03",
}


@pytest.mark.parametrize("project", PERIODS)
def test_every_text_is_met(golden: Golden, project: str) -> None:
    """Texts to print and passages to evaluate, each with its kind, its name and its place, in order.

    A walk that passes over a kind of text leaves it unchecked and its figures unresolved, and no page shows it.
    """
    content = validate(load(PROJECTS / project, PERIODS[project], built_in_templates()))

    texts = "\n".join([*printed(content), "", *evaluated(content), ""])
    golden(texts, Path(__file__).with_name("walk") / f"{project}.txt")


def printed(content: Content) -> Iterator[str]:
    """What is read as words."""
    yield from (f"{each.kind} | {each.place} | {each.text.where} | {words(each.text)}" for each in wordings_of(content))


def evaluated(content: Content) -> Iterator[str]:
    """What may cite."""
    for each in passages_of(content):
        kind = each.kind if isinstance(each, Wording) else type(each).__name__
        yield f"{kind} | {each.at.name} | {each.at.document} | {each.citing.where} | {words(each.citing)}"


def words(text: object) -> str:
    """The beginning of a text on one line."""
    return " ".join(str(text).split())[:60]


def test_forms_of_a_text_are_no_words_and_no_numbers() -> None:
    """What is struck, raised, lowered or in another language is hidden, and all else keeps its place."""
    period = validate(load(PROJECTS / "minimal", PERIODS["minimal"], built_in_templates())).period
    at = ContentPlace("a", period)
    wording = Wording("text", Text("CO~2~ är ~~12~~ 14 m^2^ på [Signs]{lang=en}.", ("a.md", 1, 1), "literal"), at)

    assert wording.plain.replace(HIDDEN, "") == "CO är  14 m på ."
    assert wording.plain.index("14") == wording.text.index("14")
