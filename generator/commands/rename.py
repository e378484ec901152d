"""`tertial rename`: an id renamed wherever it is given or cited, in all files or none."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial

from generator.commands.options import RenameCommand
from generator.commands.terminal import Terminal
from generator.content import validate
from generator.editing import PeriodRenaming, files_with_old_sources, find_id, known_ids, patch, renaming_edits
from generator.problems import UsageError, nearest_hint
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


def rename(command: RenameCommand, terminal: Terminal) -> None:
    """Rename an id, and show the differences as a patch.

    Raises UsageError where the id is unknown or the new one cannot be had, Rejected where the content has faults.
    """
    project = command.project
    with nullcontext() if command.dry_run else exclusive_access(project, "rename", terminal.note):
        renamings = _renamings(command)
        edits = renaming_edits(project, renamings)
        left = files_with_old_sources(project, renamings)
        terminal.result(*patch(edits))
        if not command.dry_run:
            carry_out(project, Transaction(edits=edits, command="rename"))
    for name in left:
        folder = name.removeprefix("content/").rpartition("/")[0]
        terminal.note(
            f"Källorna i {name} har kvar ”{command.old}”, för en annan period har det namnet. Ska även den byta: "
            f"tertial rename {folder} {command.old} {command.new}"
        )
    number = sum(edit.before is not None for edit in edits.values())
    count = f"{number} {'fil' if number == 1 else 'filer'}"
    terminal.note(f"{count} skulle ändras." if command.dry_run else f"{count} ändrades.")


def _renamings(command: RenameCommand) -> tuple[PeriodRenaming, ...]:
    project, renamings = command.project, []
    ids: list[str] = []
    for period in choose_periods([command.period], find_periods(project)):
        content = validate(read_consistently(project, partial(load, project, period, built_in_templates())))
        ids.extend(known_ids(content.period))
        if renaming := find_id(content.period, command.old, command.new):
            renamings.append(PeriodRenaming(period, content, renaming))
    if not renamings:
        raise UsageError(f"Det finns inget id ”{command.old}” i perioden. {nearest_hint(command.old, ids)}".rstrip())
    return tuple(renamings)
