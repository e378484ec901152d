"""An id of a period and a new one → the same content with the id renamed wherever it is given or cited.

The renaming is first made in a copy, in which every report must come out with the same figures; then all files change
at once, or none.
"""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import files, pipeline
from generator.choose_periods import choose_periods
from generator.content import Content
from generator.find_id import find_id, known_ids, unknown_id
from generator.load import load
from generator.names import PERIOD_WORDS
from generator.problems import Rejected, UsageError
from generator.rename_id import (
    CannotRename,
    Change,
    Reader,
    Renaming,
    apply_changes,
    changes_in_prose,
    changes_in_yaml,
    renamed_figure,
)
from generator.resources import built_in_templates
from generator.validate import validate
from generator.voice import ExitCode, Voice
from generator.yaml_scalars import yaml_scalars

YAML_NAMES = frozenset({".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period in which an id is to be renamed, its content, and the renaming."""

    period: str
    content: Content
    renaming: Renaming


@dataclass(frozen=True, slots=True)
class Edit:
    """A file before and after: its paths from the project's folder, and its text."""

    path: str
    new_path: str
    text: str
    new_text: str


def rename(project: Path, words: Sequence[str], *, dry_run: bool, voice: Voice) -> ExitCode:
    """Renames an id: `words` are the period (or a folder of several), the old id and the new one.

    Says the differences as a patch. Raises UsageError where there is no such id or the new one cannot be had, Rejected
    where the content has faults to begin with.
    """
    place, old, new = words
    wanted = _wanted(project, choose_periods([place], files.find_periods(project)), old, new)
    try:
        edits = tuple(_edits(project, wanted))
    except CannotRename as error:
        raise UsageError(str(error)) from error
    _prove(project, wanted, edits)
    for edit in edits:
        for line in _patch(edit):
            voice.result(line)
    if not dry_run:
        files.publish(project, {edit.new_path: edit.new_text.encode() for edit in edits})
        files.remove(project, [edit.path for edit in edits if edit.path != edit.new_path])
    count = f"{len(edits)} {'fil' if len(edits) == 1 else 'filer'}"
    voice.note(f"{count} skulle ändras." if dry_run else f"{count} ändrades.")
    return ExitCode.FINE


def _wanted(project: Path, periods: Iterable[str], old: str, new: str) -> tuple[Wanted, ...]:
    wanted: list[Wanted] = []
    known: list[str] = []
    for period in periods:
        content = validate(load(project, period, built_in_templates()))
        renaming = find_id(content.period, old, new)
        known.extend(known_ids(content.period))
        if renaming is not None:
            wanted.append(Wanted(period, content, renaming))
    if not wanted:
        raise unknown_id(old, tuple(known))
    return tuple(wanted)


# --- the files and how they are read ---------------------------------------------------------------------------------


def _edits(project: Path, wanted: Sequence[Wanted]) -> Iterator[Edit]:
    for path in _files(project, wanted):
        name = path.relative_to(project).as_posix()
        # Bytes, since reading as text would change line breaks.
        text = path.read_bytes().decode("utf-8")
        changes = {change for each in wanted for change in _changes(project, name, text, each)}
        new_path = next((moved for each in wanted if (moved := _moved(name, each))), name)
        if changes or new_path != name:
            yield Edit(name, new_path, text, apply_changes(text, changes))


def _files(project: Path, wanted: Sequence[Wanted]) -> tuple[Path, ...]:
    """The files that may cite the ids: of all periods of the municipalities, and of their houses within the project."""
    municipalities = {each.period.split("/")[0] for each in wanted}
    folders = [project / "content" / name for name in sorted(municipalities)]
    folders += [Path(folder) for each in wanted for folder in each.content.house.folders]
    root = project.resolve()
    found = {
        path.resolve(): None
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in YAML_NAMES | {".md"} and path.resolve().is_relative_to(root)
    }
    return tuple(project / path.relative_to(root) for path in found)


def _moved(name: str, wanted: Wanted) -> str | None:
    """The new path of the file that is the renamed text."""
    own = f"content/{wanted.period}/{wanted.renaming.old}.md"
    is_text = wanted.renaming.kind == "texter" and name == own
    return f"content/{wanted.period}/{wanted.renaming.new}.md" if is_text else None


def _changes(project: Path, name: str, text: str, wanted: Wanted) -> frozenset[Change]:
    reader = _reader(project, name, wanted)
    if name.endswith(".md"):
        return changes_in_prose(text, wanted.renaming, reader)
    return changes_in_yaml(text, wanted.renaming, reader)


def _reader(project: Path, name: str, wanted: Wanted) -> Reader:
    period = wanted.content.period
    types = wanted.content.house.record_types
    links = {
        (kind, field): entry.record_type
        for kind, declared in types.items()
        for field, entry in declared.fields.items()
        if entry.record_type
    }
    own = name.startswith((f"content/{wanted.period}/", "templates/"))
    return Reader(
        file=name,
        own=own,
        references=() if own else tuple(_references(project, name, wanted.period)),
        roots=() if own else tuple(_roots(name, wanted.period)),
        links=links,
        fields={kind: tuple(declared.fields) for kind, declared in types.items()},
        tables={table.id: tuple(_inner_names(table.id, wanted)) for table in period.tables.values()},
    )


def _inner_names(table: str, wanted: Wanted) -> Iterator[str]:
    found = wanted.content.period.tables[table]
    yield from (row.id for row in found.rows)
    yield from (column.id for column in found.columns)


def _references(project: Path, name: str, period: str) -> Iterator[str]:
    """The words (föregående_bokslut) by which the period of a file means the renamed one."""
    board, _, last = period.rpartition("/")
    folder = Path(name).parent
    if folder.parent.as_posix() != f"content/{board}" or not (project / folder / "period.yaml").is_file():
        return
    for scalar in yaml_scalars((project / folder / "period.yaml").read_text(encoding="utf-8")):
        if not scalar.is_key and len(scalar.path) == 1 and scalar.path[0] in PERIOD_WORDS and scalar.value == last:
            yield str(scalar.path[0])


def _roots(name: str, period: str) -> Iterator[tuple[str, str]]:
    """The `period("…")` and `nämnd("…")` by which a file means the renamed period."""
    municipality, board, last = period.split("/")
    parts = Path(name).parts[1:-1]
    if parts[:2] == (municipality, board):
        yield "period", last
    elif parts[:1] == (municipality,) and parts[2:] == (last,):
        yield "nämnd", board


# --- the proof -------------------------------------------------------------------------------------------------------


def _prove(project: Path, wanted: Sequence[Wanted], edits: Sequence[Edit]) -> None:
    """Every period that the edits touch must be understood after them as before, its figures the same."""
    renamings = {each.period: each.renaming for each in wanted}
    touched = _touched(project, edits) | set(renamings)
    with tempfile.TemporaryDirectory(prefix="tertial-") as folder:
        copy = Path(folder)
        for part in ("content", "templates"):
            if (project / part).is_dir():
                shutil.copytree(project / part, copy / part)
        for edit in edits:
            (copy / edit.path).unlink()
            (copy / edit.new_path).write_bytes(edit.new_text.encode())
        broken = [period for period in sorted(touched) if not _alike(project, copy, period, renamings.get(period))]
    if broken:
        own = [period for period in broken if period in renamings]
        if own:
            raise UsageError(
                f"Inget är ändrat: {', '.join(own)} skulle inte bli densamma efter bytet. Ett annat namn krockar."
            )
        raise UsageError(
            f"Inget är ändrat: mallen används också av {', '.join(broken)}, där namnet inte skulle finnas. "
            "Ange en mapp i stället för en period, så byts det i alla på en gång."
        )


def _touched(project: Path, edits: Sequence[Edit]) -> set[str]:
    """The periods with an edited file, and all that have reports where a template is edited."""
    periods = {period for edit in edits for period in [Path(edit.path).parent.as_posix().removeprefix("content/")]}
    touched = periods & set(files.find_periods(project))
    return touched | (set(pipeline.plan(project)) if any(e.path.startswith("templates/") for e in edits) else set())


def _alike(before: Path, after: Path, period: str, renaming: Renaming | None) -> bool:
    """Whether a period has the same figures in two folders, one of them perhaps by another name."""
    try:
        old = _figures(before, period)
    except Rejected:
        # It had faults before: nothing to compare with, and nothing that the renaming is to blame for.
        return True
    try:
        new = _figures(after, period)
    except Rejected:
        return False
    return {renamed_figure(name, renaming) if renaming else name: value for name, value in old.items()} == new


def _figures(project: Path, period: str) -> Mapping[str, object]:
    return {figure.id: (figure.quantity, figure.sign) for figure in pipeline.understand(project, period).ledger}


def _patch(edit: Edit) -> Iterator[str]:
    if edit.path != edit.new_path:
        yield f"rename {edit.path} → {edit.new_path}"
    before, after = edit.text.splitlines(), edit.new_text.splitlines()
    yield from difflib.unified_diff(before, after, edit.path, edit.new_path, n=1, lineterm="")
