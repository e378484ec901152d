"""What a user says of a version, as texts → its day and its stage."""

from __future__ import annotations

from datetime import date

from generator.document.release import Stage
from generator.problems import UsageError, nearest_hint


def day(text: str) -> date:
    """A day as it was written, or today's where nothing was, comes out. Raises UsageError where it is no day."""
    if not text:
        # The command is where the day is read; everything after it is given it.
        return date.today()  # noqa: DTZ011, TID251
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"”{text}” är inget datum. Skriv det som 2025-05-21.") from error


def stage(text: str) -> Stage | None:
    """A stage's word goes in; the stage, or nothing where none was said, comes out. Raises UsageError for another."""
    known = [each.value for each in Stage]
    if text and text not in known:
        raise UsageError(f"”{text}” är inget skede. {nearest_hint(text, known)}".rstrip())
    return Stage(text) if text else None
