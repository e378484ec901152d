"""A period that is there and the next one's id → the files of the next, rolled forward from the first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from generator import pipeline
from generator.compose import Depth
from generator.editing.new_period import NewPeriod
from generator.editing.next_words import Move
from generator.editing.roll_forward import Rolled, roll_forward
from generator.problems import UsageError
from generator.project import YAML_NAMES, choose_periods, find_periods


def period_before(project: Path, told: str) -> str:
    """What the user wrote for the period to roll forward goes in; its path comes out.

    Raises UsageError where it means none, or several.
    """
    chosen = choose_periods([told], find_periods(project))
    if len(chosen) != 1:
        raise UsageError(f"”{told}” är flera perioder. Ange en: {', '.join(chosen)}.")
    return chosen[0]


def next_period(project: Path, before: str, facts: NewPeriod) -> dict[str, bytes]:
    """The old period's path and the new one's facts go in; the new period's files come out by name.

    Raises UsageError where the new period is not after the old one, Rejected where the old one has faults.
    """
    understood = pipeline.understand(project, before, depth=Depth.NOTHING)
    entry = understood.content.period.entry
    if facts.end <= entry.end:
        raise UsageError(f"Perioden {facts.id} slutar inte efter {entry.id}, som den ska följa på.")
    move = Move(entry.id, facts.id, entry.start.year, facts.start.year - entry.start.year, entry.previous or "")
    folder = project / "content" / before
    sources = {
        path.name: path.read_bytes().decode("utf-8-sig")
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in YAML_NAMES | {".md"} and not path.name.startswith(".") and path.stem != "historik"
    }
    rolled = Rolled(
        move,
        facts.title,
        facts.start,
        facts.end,
        _earlier(project, before, move, facts, forecast=entry.previous_forecast is not None),
    )
    new = roll_forward(sources, understood.content, understood.ledger, rolled)
    return {name: text.encode() for name, text in new.items()}


def _earlier(project: Path, before: str, move: Move, facts: NewPeriod, *, forecast: bool) -> Mapping[str, str]:
    """What earlier periods are called: the old one by the step, others where they are there.

    With `forecast` the old one is the last that made a forecast: it was compared with one itself.
    """
    told = {name: period for name, period in facts.earlier if period}
    told[move.reference] = move.old
    if forecast:
        told["föregående_prognos"] = move.old
    board = before.rpartition("/")[0]
    there = {period.rpartition("/")[2] for period in find_periods(project) if period.startswith(f"{board}/")}
    return {name: period for name, period in told.items() if period in there}
