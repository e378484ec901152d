"""The period that follows another, rolled forward from its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator import pipeline
from generator.compose import Depth
from generator.editing.new_period import NewPeriod
from generator.editing.next_words import Move
from generator.editing.roll_forward import roll_forward
from generator.problems import UsageError
from generator.project import YAML_NAMES, find_periods


def next_period(project: Path, before: str, new: NewPeriod) -> dict[str, bytes]:
    """Return the files of a period by name, rolled forward from the period at path `before`.

    Raises UsageError where the new period is not after the old one, Rejected where the old one has faults.
    """
    understood = pipeline.understand(project, before, depth=Depth.NOTHING)
    entry = understood.content.period.entry
    if new.end <= entry.end:
        raise UsageError(f"Perioden {new.id} slutar inte efter {entry.id}, som den ska följa på.")
    move = Move(entry.id, new.id, entry.start.year, new.start.year - entry.start.year, entry.previous or "")
    folder = project / "content" / before
    sources = {
        path.name: path.read_bytes().decode("utf-8-sig")
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in YAML_NAMES | {".md"} and not path.name.startswith(".") and path.stem != "historik"
    }
    earlier = dict(new.earlier) | {move.reference: move.old}
    if entry.previous_forecast is not None:
        # The old period was compared with a forecast, so it made one itself, and the last.
        earlier["föregående_prognos"] = move.old
    board = Path(before).parent.as_posix()
    there = {period.rpartition("/")[2] for period in find_periods(project) if period.startswith(f"{board}/")}
    new = replace(new, earlier={name: period for name, period in earlier.items() if period in there})
    files = roll_forward(sources, understood.content, understood.ledger, move, new)
    return {name: text.encode() for name, text in files.items()}
