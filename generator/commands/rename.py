"""An id of a period and a new one → the same content with the id renamed wherever it is given or cited.

The renaming is first made in a copy, in which every report must come out with the same figures; then all files change
at once, or none.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from generator.commands.voice import ExitCode, Voice
from generator.content import validate
from generator.editing import (
    CannotRename,
    PeriodRenaming,
    RenamedFile,
    find_id,
    known_ids,
    rename_edits,
    rename_objection,
    unknown_id,
)
from generator.problems import UsageError
from generator.project import Act, built_in_templates, carry_out, choose_periods, find_periods, load, steadily
from generator.project import Edit as Change
from generator.versions import opened


def rename(project: Path, words: Sequence[str], *, dry_run: bool, voice: Voice) -> ExitCode:
    """Renames an id: `words` are the period (or a folder of several), the old id and the new one.

    Says the differences as a patch. Raises UsageError where there is no such id or the new one cannot be had, Rejected
    where the content has faults to begin with.
    """
    place, old, new = words
    with nullcontext() if dry_run else opened(project, "rename", voice.note):
        edits = _proved(project, _wanted(project, choose_periods([place], find_periods(project)), old, new))
        for edit in edits:
            for line in _patch(edit):
                voice.result(line)
        if not dry_run:
            carry_out(project, Act(edits=dict(_changes(edits))))
    count = f"{len(edits)} {'fil' if len(edits) == 1 else 'filer'}"
    voice.note(f"{count} skulle ändras." if dry_run else f"{count} ändrades.")
    return ExitCode.FINE


def _changes(edits: Iterable[RenamedFile]) -> Iterator[tuple[str, Change]]:
    for edit in edits:
        before, after = edit.text.encode(), edit.new_text.encode()
        if edit.path == edit.new_path:
            yield edit.path, Change(before, after)
        else:
            yield edit.path, Change(before, None)
            yield edit.new_path, Change(None, after)


def _proved(project: Path, wanted: Sequence[PeriodRenaming]) -> tuple[RenamedFile, ...]:
    """The edits that leave every report as it was: with those of the house's files, or else without.

    An outline that names the id means it in one period, and may mean that of another period in which it stays.
    """
    objections = []
    for templates in (True, False):
        try:
            edits = tuple(rename_edits(project, wanted, templates=templates))
        except CannotRename as error:
            raise UsageError(str(error)) from error
        objection = rename_objection(project, wanted, edits)
        if not objection:
            return edits
        objections.append(objection)
        if not any(edit.path.startswith("templates/") for edit in edits):
            break
    raise UsageError(objections[0])


def _wanted(project: Path, periods: Iterable[str], old: str, new: str) -> tuple[PeriodRenaming, ...]:
    wanted: list[PeriodRenaming] = []
    known: list[str] = []
    for period in periods:
        source = steadily(project, partial(load, project, period, built_in_templates()))
        content = validate(source)
        renaming = find_id(content.period, old, new)
        known.extend(known_ids(content.period))
        if renaming is not None:
            wanted.append(PeriodRenaming(period, content, renaming))
    if not wanted:
        raise unknown_id(old, tuple(known))
    return tuple(wanted)


def _patch(edit: RenamedFile) -> Iterator[str]:
    if edit.path != edit.new_path:
        yield f"rename {edit.path} → {edit.new_path}"
    before, after = edit.text.splitlines(), edit.new_text.splitlines()
    yield from difflib.unified_diff(before, after, edit.path, edit.new_path, n=1, lineterm="")
