"""The renaming of an id wherever the content and the templates give or cite it; nothing is written.

The edits are made in a copy first, in which every report must come out with the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import pipeline
from generator.compose import Depth
from generator.content import EXPRESSION_WORDS, IDENTIFIER, RESERVED, Content, Period, Table
from generator.editing.edited_copy import edited_copy
from generator.editing.rename_id import (
    Kind,
    Reader,
    Renaming,
    changes_in_prose,
    changes_in_yaml,
    renamed_figure,
    same,
)
from generator.editing.yaml_text import yaml_scalars
from generator.figures import PERIOD_WORDS
from generator.problems import Rejected, UsageError, nearest_hint
from generator.project import HISTORY, YAML_NAMES, FileEdit, TextEdit, apply_edits, find_periods

_SKELETONS = "skelett"


@dataclass(frozen=True, slots=True)
class PeriodRenaming:
    """A period in which an id is to be renamed, its content, and the renaming."""

    period: str
    content: Content
    renaming: Renaming


def renaming_edits(project: Path, renamings: Sequence[PeriodRenaming]) -> dict[str, FileEdit]:
    """Return the edits that leave every report as it was: with those of the templates, or else without.

    An outline that names the id means it in one period, and may mean that of another period in which it stays.
    Raises UsageError where neither will do, Rejected where a period in which something is renamed has faults.
    """
    objections = []
    for templates in (True, False):
        edits = _edits(project, renamings, templates=templates)
        objection = _objection(project, renamings, edits)
        if not objection:
            return edits
        objections.append(objection)
        if not any(path.startswith("templates/") for path in edits):
            break
    raise UsageError(objections[0])


def _edits(project: Path, renamings: Sequence[PeriodRenaming], *, templates: bool) -> dict[str, FileEdit]:
    moved = dict(_markdown_paths(each) for each in renamings if each.renaming.kind == "texter")
    edits: dict[str, FileEdit] = {}
    for path in _files(project, renamings):
        name = path.relative_to(project).as_posix()
        if name.startswith("templates/") and not templates:
            continue
        # Bytes, since reading as text would change line breaks.
        before = path.read_bytes()
        text = before.decode("utf-8")
        changes = {change for each in renamings for change in _changes(project, name, text, each)}
        after = apply_edits(text, changes).encode()
        if name in moved:
            edits |= {name: FileEdit(before, None), moved[name]: FileEdit(None, after)}
        elif changes:
            edits[name] = FileEdit(before, after)
    return edits


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


def _markdown_paths(wanted: PeriodRenaming) -> tuple[str, str]:
    """The file of a text that has one to itself, and what it is to be called."""
    folder = f"content/{wanted.period}"
    return f"{folder}/{wanted.renaming.old}.md", f"{folder}/{wanted.renaming.new}.md"


def _changes(project: Path, name: str, text: str, wanted: PeriodRenaming) -> frozenset[TextEdit]:
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


_CITED: tuple[Kind, ...] = ("tal", "tabeller")


def find_id(period: Period, old: str, new: str) -> Renaming | None:
    """A period, an id of it and what it is to become go in; the renaming comes out, or nothing for an unknown id.

    `old` is an id, or `tabell.rad`, `tabell.kolumn`, `typ.post`; the kind may stand before it (`texter.ekonomi`,
    `ekonomi.rader.summa`) where several things have the same id. `new` is the last part alone or with the same before.

    Raises UsageError where the id is that of several things, or the new one cannot be an id or is taken.
    """
    found = [renaming for name, renaming in _all(period, new) if _means(old, name, renaming)]
    if not found:
        return None
    if len(found) > 1:
        names = " eller ".join(_with_kind(renaming) for renaming in found)
        raise UsageError(f"”{old}” är id för flera saker. Skriv {names}.")
    _refuse_unfit(period, found[0])
    return found[0]


def known_ids(period: Period) -> tuple[str, ...]:
    """All that can be renamed, as a user writes it."""
    return tuple(dict.fromkeys(name for name, _ in _all(period, "")))


def _means(written: str, name: str, renaming: Renaming) -> bool:
    """Whether what a user wrote is an id, with or without its kind."""
    return same(written, name) or same(written, _with_kind(renaming))


def _with_kind(renaming: Renaming) -> str:
    if renaming.kind == "post":
        return f"{renaming.owner}.{renaming.old}"
    parts = (renaming.owner, renaming.kind, renaming.old) if renaming.owner else (renaming.kind, renaming.old)
    return ".".join(parts)


def _all(period: Period, new: str) -> Iterator[tuple[str, Renaming]]:
    last = new.rpartition(".")[2]
    kinds: Mapping[Kind, Mapping[str, object]] = {
        "tal": period.figures,
        "tabeller": period.tables,
        "texter": period.texts,
        "diagram": period.charts,
    }
    for kind, entries in kinds.items():
        for name in entries:
            yield name, Renaming(kind, "", name, last)
    for table in period.tables.values():
        yield from _in_table(table, last)
    for name, records in period.records.items():
        for record in records:
            renaming = Renaming("post", name, record.id, last, record.where.file, record.where.line)
            yield f"{name}.{record.id}", renaming


def _in_table(table: Table, new: str) -> Iterator[tuple[str, Renaming]]:
    for row in table.rows:
        where = row.label.where
        yield f"{table.id}.{row.id}", Renaming("rader", table.id, row.id, new, where.file, where.line)
    for column in table.columns:
        where = column.entry.where
        yield f"{table.id}.{column.id}", Renaming("kolumner", table.id, column.id, new, where.file, where.line)


def _refuse_unfit(period: Period, renaming: Renaming) -> None:
    new, wanted = renaming.new, renaming
    if not IDENTIFIER.fullmatch(new) or new in EXPRESSION_WORDS:
        raise UsageError(f"”{new}” kan inte vara id: bokstäver, siffror och understreck, med en bokstav först.")
    if wanted.kind in _CITED and (new in RESERVED or new in period.records):
        raise UsageError(f"”{new}” är upptaget och kan inte vara id.")
    kinds = _CITED if wanted.kind in _CITED else (wanted.kind,)
    for _, other in _all(period, new):
        if other.kind in kinds and other.owner == wanted.owner and same(other.old, new):
            raise UsageError(f"”{new}” finns redan: {_with_kind(other)}.")


def unknown_id(old: str, known: tuple[str, ...]) -> UsageError:
    """What to say of an id that there is not, with the nearest that there are."""
    return UsageError(f"Det finns inget id ”{old}” i perioden. {nearest_hint(old, known)}".rstrip())


def _objection(project: Path, renamings: Sequence[PeriodRenaming], edits: Mapping[str, FileEdit]) -> str:
    """Return what speaks against the edits, or nothing: a period that they touch has faults or other figures then."""
    by_period = {each.period: each.renaming for each in renamings}
    touched = sorted(_touched(project, edits) | set(by_period))
    with edited_copy(project, edits) as copy:
        found = {period: _difference(project, copy, period, by_period.get(period)) for period in touched}
    broken = {period: difference for period, difference in found.items() if difference}
    own = next((period for period in broken if period in by_period), None)
    if own:
        return f"Inget är ändrat, för {own} skulle inte bli densamma efter bytet. {broken[own]}"
    if broken:
        return (
            f"Inget är ändrat: mallen används också av {', '.join(broken)}, där namnet inte skulle finnas. "
            "Ange en mapp i stället för en period, så byts det i alla på en gång."
        )
    return ""


def _touched(project: Path, edits: Iterable[str]) -> set[str]:
    """The periods with an edited file, and all that have reports where a template is edited."""
    folders = {Path(path).parent.as_posix().removeprefix("content/") for path in edits}
    every = pipeline.reported_periods(project) if any(path.startswith("templates/") for path in edits) else ()
    return folders & set(find_periods(project)) | set(every)


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
