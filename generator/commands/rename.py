"""An id of a period and a new one → the same content with the id renamed wherever it is given or cited.

The renaming is first made in a copy, in which every report must come out with the same figures; then all files change
at once, or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from generator.commands.voice import ExitCode, Voice
from generator.content import validate
from generator.editing import PeriodRenaming, find_id, known_ids, patch, renaming_edits, unknown_id
from generator.project import (
    Transaction,
    built_in_templates,
    carry_out,
    choose_periods,
    find_periods,
    load,
    read_consistently,
)
from generator.versions import exclusive_access


def rename(project: Path, words: Sequence[str], *, dry_run: bool, voice: Voice) -> ExitCode:
    """Renames an id: `words` are the period (or a folder of several), the old id and the new one.

    Says the differences as a patch. Raises UsageError where there is no such id or the new one cannot be had, Rejected
    where the content has faults to begin with.
    """
    place, old, new = words
    with nullcontext() if dry_run else exclusive_access(project, "rename", voice.note):
        edits = renaming_edits(project, _wanted(project, choose_periods([place], find_periods(project)), old, new))
        for line in patch(edits):
            voice.result(line)
        if not dry_run:
            carry_out(project, Transaction(edits=edits))
    number = sum(edit.before is not None for edit in edits.values())
    count = f"{number} {'fil' if number == 1 else 'filer'}"
    voice.note(f"{count} skulle ändras." if dry_run else f"{count} ändrades.")
    return ExitCode.FINE


def _wanted(project: Path, periods: Iterable[str], old: str, new: str) -> tuple[PeriodRenaming, ...]:
    wanted: list[PeriodRenaming] = []
    known: list[str] = []
    for period in periods:
        source = read_consistently(project, partial(load, project, period, built_in_templates()))
        content = validate(source)
        renaming = find_id(content.period, old, new)
        known.extend(known_ids(content.period))
        if renaming is not None:
            wanted.append(PeriodRenaming(period, content, renaming))
    if not wanted:
        raise unknown_id(old, tuple(known))
    return tuple(wanted)
