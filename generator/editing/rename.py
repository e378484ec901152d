"""Periods in which an id is to be renamed → the files that change, each before and after; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.content.period import Content
from generator.editing.rename_id import (
    Reader,
    Renaming,
    SliceEdit,
    apply_changes,
    changes_in_prose,
    changes_in_yaml,
)
from generator.editing.yaml_scalars import yaml_scalars
from generator.figures.names import PERIOD_WORDS
from generator.project.project_files import HISTORY, YAML_NAMES

_SKELETONS = "skelett"


@dataclass(frozen=True, slots=True)
class PeriodRenaming:
    """A period in which an id is to be renamed, its content, and the renaming."""

    period: str
    content: Content
    renaming: Renaming


@dataclass(frozen=True, slots=True)
class RenamedFile:
    """A file before and after: its paths from the project's folder, and its text."""

    path: str
    new_path: str
    text: str
    new_text: str


def rename_edits(project: Path, wanted: Sequence[PeriodRenaming], *, templates: bool) -> Iterator[RenamedFile]:
    """The project's folder and the renamings go in; the files that change come out, those of houses only if asked for.

    Raises CannotRename where an id is given in a way that has no place for another.
    """
    for path in _files(project, wanted):
        name = path.relative_to(project).as_posix()
        if name.startswith("templates/") and not templates:
            continue
        # Bytes, since reading as text would change line breaks.
        text = path.read_bytes().decode("utf-8")
        changes = {change for each in wanted for change in _changes(project, name, text, each)}
        new_path = next((moved for each in wanted if (moved := _moved(name, each))), name)
        if changes or new_path != name:
            yield RenamedFile(name, new_path, text, apply_changes(text, changes))


def _files(project: Path, wanted: Sequence[PeriodRenaming]) -> tuple[Path, ...]:
    """The files that may cite the ids: of all periods of the municipalities, and of their houses within the project."""
    municipalities = {each.period.split("/")[0] for each in wanted}
    folders = [project / "content" / name for name in sorted(municipalities)]
    folders += [Path(folder) for each in wanted for folder in each.content.house.folders]
    root = project.resolve()
    found = {
        path.resolve(): None
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in YAML_NAMES | {".md"} and path.name != HISTORY and path.resolve().is_relative_to(root)
        # What new files are made of cites nothing, and is no YAML before it is filled in.
        if _SKELETONS not in path.parts
    }
    return tuple(project / path.relative_to(root) for path in found)


def _moved(name: str, wanted: PeriodRenaming) -> str | None:
    """The new path of the file that is the renamed text."""
    own = f"content/{wanted.period}/{wanted.renaming.old}.md"
    is_text = wanted.renaming.kind == "texter" and name == own
    return f"content/{wanted.period}/{wanted.renaming.new}.md" if is_text else None


def _changes(project: Path, name: str, text: str, wanted: PeriodRenaming) -> frozenset[SliceEdit]:
    reader = _reader(project, name, wanted)
    if name.endswith(".md"):
        return changes_in_prose(text, wanted.renaming, reader)
    return changes_in_yaml(text, wanted.renaming, reader)


def _reader(project: Path, name: str, wanted: PeriodRenaming) -> Reader:
    period = wanted.content.period
    types = wanted.content.house.record_types
    links = {
        (kind, field): entry.record_type
        for kind, declared in types.items()
        for field, entry in declared.fields.items()
        if entry.record_type
    }
    own = name.startswith(f"content/{wanted.period}/") or name in _own_templates(project, wanted)
    return Reader(
        file=name,
        own=own,
        references=() if own else tuple(_references(project, name, wanted.period)),
        roots=() if own else tuple(_roots(name, wanted.period)),
        links=links,
        fields={kind: tuple(declared.fields) for kind, declared in types.items()},
        tables={table.id: tuple(_inner_names(table.id, wanted)) for table in period.tables.values()},
    )


def _own_templates(project: Path, wanted: PeriodRenaming) -> Iterator[str]:
    """The files of the house, within the project, in which an id of the period may stand: not outlines of others."""
    outlines = {plan.outline.id for plan in wanted.content.documents}
    for folder in wanted.content.house.folders:
        for path in Path(folder).rglob("*.yaml"):
            if path.resolve().is_relative_to(project.resolve()) and (
                path.parent.name != "mallar" or path.stem in outlines
            ):
                yield path.resolve().relative_to(project.resolve()).as_posix()


def _inner_names(table: str, wanted: PeriodRenaming) -> Iterator[str]:
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
