"""Edits that rename ids → why they may not be made: a period that would not come out with the same figures."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator import pipeline
from generator.compose.understood import Depth
from generator.editing.rename import PeriodRenaming, RenamedFile
from generator.editing.rename_id import Renaming, renamed_figure
from generator.problems import Rejected
from generator.project import files
from generator.project.temporary_folder import temporary_folder


def rename_objection(project: Path, wanted: Sequence[PeriodRenaming], edits: Sequence[RenamedFile]) -> str:
    """The project's folder, the renamings and their edits go in; what speaks against them comes out, or nothing.

    Every period that the edits touch must be understood after them as before, its figures the same; this is tried in a
    copy. Raises Rejected where a period in which something is renamed has faults before.
    """
    renamings = {each.period: each.renaming for each in wanted}
    with temporary_folder() as copy:
        for part in ("content", "templates"):
            if (project / part).is_dir():
                shutil.copytree(project / part, copy / part)
        for edit in edits:
            (copy / edit.path).unlink()
            (copy / edit.new_path).write_bytes(edit.new_text.encode())
        touched = sorted(_touched(project, edits) | set(renamings))
        found = {period: _difference(project, copy, period, renamings.get(period)) for period in touched}
    broken = {period: difference for period, difference in found.items() if difference}
    own = next((period for period in broken if period in renamings), None)
    if own:
        return f"Inget är ändrat, för {own} skulle inte bli densamma efter bytet. {broken[own]}"
    if broken:
        return (
            f"Inget är ändrat: mallen används också av {', '.join(broken)}, där namnet inte skulle finnas. "
            "Ange en mapp i stället för en period, så byts det i alla på en gång."
        )
    return ""


def _touched(project: Path, edits: Sequence[RenamedFile]) -> set[str]:
    """The periods with an edited file, and all that have reports where a template is edited."""
    periods = {period for edit in edits for period in [Path(edit.path).parent.as_posix().removeprefix("content/")]}
    touched = periods & set(files.find_periods(project))
    return touched | (set(pipeline.plan(project)) if any(e.path.startswith("templates/") for e in edits) else set())


def _difference(before: Path, after: Path, period: str, renaming: Renaming | None) -> str:
    """What differs between a period in two folders, in one of them perhaps with another name; empty for nothing.

    Raises Rejected where a period in which something is renamed has faults before.
    """
    try:
        old = _figures(before, period)
    except Rejected:
        if renaming is not None:
            raise
        # Another period that had faults before: nothing to compare with, and nothing that the renaming is to blame for.
        return ""
    try:
        new = _figures(after, period)
    except Rejected as rejected:
        first = rejected.problems[0]
        return f"Då skulle det stå fel i {first.where}: {first.message}"
    expected = {renamed_figure(name, renaming) if renaming else name: value for name, value in old.items()}
    other = next((name for name in (*expected, *new) if expected.get(name) != new.get(name)), None)
    return f"Talet {other} skulle bli ett annat." if other else ""


def _figures(project: Path, period: str) -> Mapping[str, object]:
    return {
        figure.id: (figure.quantity, figure.sign)
        for figure in pipeline.understand(project, period, depth=Depth.NOTHING).ledger
    }
