"""The renaming of an id wherever content and templates give or cite it, as edits that change no report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import pipeline
from generator.compose import Depth
from generator.content import BOARDS, EXPRESSION_WORDS, IDENTIFIER, KINDS, RESERVED, Content, Period, Table, name_fault
from generator.editing.edited_copy import edited_copy
from generator.editing.rename_id import FileScope, RenamedKind, Renaming, Root, renamed_figure, renaming_in, same
from generator.editing.yaml_text import Scalar, yaml_scalars
from generator.figures import PERIOD_WORDS
from generator.problems import Rejected, UsageError, refuse
from generator.project import HISTORY, YAML_NAMES, FileEdit, apply_edits, decode, find_periods, read_yaml

_SKELETONS = "skelett"


@dataclass(frozen=True, slots=True)
class PeriodRenaming:
    """A period, its content, and the renaming of an id there."""

    period: str
    content: Content
    renaming: Renaming


def renaming_edits(project: Path, renamings: Sequence[PeriodRenaming]) -> dict[str, FileEdit]:
    """Return the edits that leave every report as it was: with those of the templates, or else without.

    An outline that names the id may mean that of another period, where it stays. Raises UsageError where neither is
    possible, Rejected where a period in which something is renamed has faults.
    """
    edits = _edits(project, renamings)
    objection = _objection(project, renamings, edits)
    if not objection:
        return edits
    of_content = {path: edit for path, edit in edits.items() if not path.startswith("templates/")}
    if of_content == edits or _objection(project, renamings, of_content):
        raise UsageError(objection)
    return of_content


def _edits(project: Path, renamings: Sequence[PeriodRenaming]) -> dict[str, FileEdit]:
    renamed = frozenset(each.period for each in renamings)
    scopes = [(each.renaming, _scopes(project, each, renamed)) for each in renamings]
    moved = dict(_markdown_paths(each) for each in renamings if each.renaming.kind == "texter")
    edits: dict[str, FileEdit] = {}
    for path in _files(project, renamings):
        name = path.relative_to(project).as_posix()
        # Bytes, since reading as text would change line breaks.
        before = path.read_bytes()
        refuse(decode(before, name)[1])
        text = before.decode("utf-8")
        if path.suffix.lower() in YAML_NAMES:
            refuse(read_yaml(text, name)[1])
        text_edits = {edit for renaming, scope in scopes for edit in renaming_in(text, renaming, scope(name))}
        after = apply_edits(text, text_edits).encode()
        if name in moved:
            edits |= {name: FileEdit(before, None), moved[name]: FileEdit(None, after)}
        elif text_edits:
            edits[name] = FileEdit(before, after)
    return edits


def files_with_old_sources(project: Path, renamings: Sequence[PeriodRenaming]) -> tuple[str, ...]:
    """Return the files whose `källor` go on to name what is renamed, since a period with no new name has the table."""
    renamed, found = frozenset(each.period for each in renamings), dict[str, None]()
    for each in renamings:
        municipality, board, _ = each.period.split("/")
        scope = _scopes(project, each, renamed)
        for name in (f"content/{municipality}/{board}/namnd.yaml", f"content/{municipality}/kommun.yaml"):
            if not (project / name).is_file():
                continue
            own = scope(name)
            text = decode((project / name).read_bytes(), name)[0] or ""
            filled, left = (
                set(renaming_in(text, each.renaming, replace(own, sources=is_so))) for is_so in (True, False)
            )
            if not own.sources and filled != left:
                found[name] = None
    return tuple(found)


def _files(project: Path, renamings: Sequence[PeriodRenaming]) -> tuple[Path, ...]:
    folders = [project / "content" / name for name in sorted({each.period.split("/")[0] for each in renamings})]
    folders += [Path(folder) for each in renamings for folder in each.content.house.folders]
    root = project.resolve()
    paths = {
        path.resolve(): None
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in YAML_NAMES | {".md"} and path.name != HISTORY and path.is_file()
        if path.resolve().is_relative_to(root)
        # Templates of new files cite nothing, and are no YAML before they are filled in.
        if _SKELETONS not in path.parts
    }
    return tuple(project / path.relative_to(root) for path in paths)


def _markdown_paths(wanted: PeriodRenaming) -> tuple[str, str]:
    folder = f"content/{wanted.period}"
    return f"{folder}/{wanted.renaming.old}.md", f"{folder}/{wanted.renaming.new}.md"


def _scopes(project: Path, wanted: PeriodRenaming, renamed: Collection[str]) -> Callable[[str], FileScope]:
    """Return the scope of a file by its name; `renamed` are all periods in which something is."""
    fields = {kind: declared.fields for kind, declared in wanted.content.house.record_types.items()}
    own_scope = FileScope(
        file="",
        own=True,
        links={
            (kind, name): each.record_type for kind in fields for name, each in fields[kind].items() if each.record_type
        },
        fields=fields,
        tables={
            table.id: (*(row.id for row in table.rows), *(column.id for column in table.columns))
            for table in wanted.content.period.tables.values()
        },
        notes={table.id: frozenset(_note_cells(table)) for table in wanted.content.period.tables.values()},
    )
    templates = frozenset(_own_templates(project, wanted))

    def scope(name: str) -> FileScope:
        if name.startswith(f"content/{wanted.period}/") or name in templates:
            return replace(own_scope, file=name)
        return replace(
            own_scope,
            file=name,
            own=False,
            references=tuple(_references(project, name, wanted.period)),
            roots=tuple(_roots(name, wanted.period)),
            sources=_has_sources_for(project, name, wanted, renamed),
        )

    return scope


def _note_cells(table: Table) -> Iterator[tuple[int, int]]:
    """Yield the number of cells in a row, with and without those of computed columns, and each place of notes."""
    for columns in (table.columns, [each for each in table.columns if not each.entry.formula]):
        for place, column in enumerate(columns):
            if column.kind == "nothänvisning":
                yield len(columns), place


def _has_sources_for(project: Path, name: str, wanted: PeriodRenaming, renamed: Collection[str]) -> bool:
    """Whether the `källor` of a file fill the table as it will be: in the last period that has it, of each board."""
    municipality, board, _ = wanted.period.split("/")
    if name not in {f"content/{municipality}/{board}/namnd.yaml", f"content/{municipality}/kommun.yaml"}:
        return False
    table = wanted.renaming.owner or wanted.renaming.old
    folder = f"{Path(name).parent.relative_to('content').as_posix()}/"
    with_table = [
        each for each in find_periods(project) if each.startswith(folder) and _has_table(project, each, table)
    ]
    last = {period.rpartition("/")[0]: period for period in sorted(with_table)}
    return set(last.values()) <= set(renamed)


def _has_table(project: Path, period: str, table: str) -> bool:
    for path in sorted((project / "content" / period).rglob("*")):
        if path.suffix.lower() in YAML_NAMES and path.name != HISTORY and path.is_file():
            text = decode(path.read_bytes(), path.name)[0] or ""
            if "tabeller" in text and any(_is_table(scalar, table) for scalar in yaml_scalars(text)):
                return True
    return False


def _is_table(scalar: Scalar, table: str) -> bool:
    return scalar.is_key and scalar.path[:-1] == ("tabeller",) and same(scalar.value, table)


def _own_templates(project: Path, wanted: PeriodRenaming) -> Iterator[str]:
    """Paths of the house's files in the project where an id of the period may stand: not outlines of others."""
    outlines = {plan.outline.id for plan in wanted.content.documents}
    root = project.resolve()
    for path in (path for folder in wanted.content.house.folders for path in Path(folder).rglob("*.yaml")):
        if (
            path.is_file()
            and path.resolve().is_relative_to(root)
            and (path.parent.name != "mallar" or path.stem in outlines)
        ):
            yield path.resolve().relative_to(root).as_posix()


def _references(project: Path, name: str, period: str) -> Iterator[str]:
    """The keys (föregående_bokslut) by which the period of a file names the renamed one."""
    board, _, last = period.rpartition("/")
    folder = Path(name).parent
    if folder.parent.as_posix() != f"content/{board}" or not (project / folder / "period.yaml").is_file():
        return
    for scalar in yaml_scalars((project / folder / "period.yaml").read_text(encoding="utf-8")):
        if not scalar.is_key and len(scalar.path) == 1 and scalar.path[0] in PERIOD_WORDS and scalar.value == last:
            yield str(scalar.path[0])


def _roots(name: str, period: str) -> Iterator[Root]:
    """The `period("…")` and `nämnd("…")` by which a file means the renamed period."""
    municipality, board, last = period.split("/")
    parts = Path(name).parts[1:-1]
    if parts[:2] == (municipality, board):
        yield "period", last
    elif parts[:1] == (municipality,) and parts[2:] == (last,):
        yield "nämnd", board


_CITED: tuple[RenamedKind, ...] = ("tal", "tabeller")


def find_id(period: Period, old: str, new: str) -> Renaming | None:
    """Return the renaming of an id of a period, or None for an unknown id.

    `old` is an id, `tabell.rad`, `tabell.kolumn` or `typ.post`, with its kind before it (`texter.ekonomi`,
    `ekonomi.rader.summa`) where several things have the same id; `new` may have the same before its last part.
    Raises UsageError where `old` is ambiguous, or `new` cannot be an id or is taken.
    """
    last = new.rpartition(".")[2]
    renamings = [each for each in _renamings(period, last) if same(old, each.name) or same(old, each.full_name)]
    if not renamings:
        return None
    if len(renamings) > 1:
        names = " eller ".join(each.full_name for each in renamings)
        raise UsageError(f"”{old}” är id för flera saker. Skriv {names}.")
    _refuse_unfit(period, renamings[0])
    return renamings[0]


def known_ids(period: Period) -> tuple[str, ...]:
    """Return all that can be renamed, as a user writes it."""
    return tuple(dict.fromkeys(each.name for each in _renamings(period, "")))


def _renamings(period: Period, new: str) -> Iterator[Renaming]:
    for kind in KINDS:
        for name in period.of_kind(kind):
            yield Renaming(kind, "", name, new)
    for name in period.entry.reconciliations:
        yield Renaming("avstämningar", "", name, new)
    for table in period.tables.values():
        for row in (each for each in table.rows if not each.board):
            yield Renaming("rader", table.id, row.id, new, row.label.where.file, row.label.where.line)
        for column in table.columns:
            yield Renaming("kolumner", table.id, column.id, new, column.entry.where.file, column.entry.where.line)
    for record in (each for each in period.all_records if each.type != BOARDS):
        yield Renaming("post", record.type, record.id, new, record.where.file, record.where.line)


def _refuse_unfit(period: Period, renaming: Renaming) -> None:
    new = renaming.new
    if not IDENTIFIER.fullmatch(new) or new in EXPRESSION_WORDS:
        raise UsageError(
            f"”{new}” kan inte vara id: högst 100 bokstäver, siffror och understreck, med en bokstav först."
        )
    if renaming.kind == "texter" and (fault := name_fault(new)):
        raise UsageError(f"”{new}” kan inte vara id för en text, som kan stå i en egen fil: det {fault}.")
    if renaming.kind in _CITED and (new in RESERVED or new in period.records):
        raise UsageError(f"”{new}” är upptaget och kan inte vara id.")
    kinds = _CITED if renaming.kind in _CITED else (renaming.kind,)
    for other in _renamings(period, new):
        if other.kind in kinds and other.owner == renaming.owner and same(other.old, new):
            raise UsageError(f"”{new}” finns redan: {other.full_name}.")


def _objection(project: Path, renamings: Sequence[PeriodRenaming], edits: Mapping[str, FileEdit]) -> str:
    """A period that the edits touch would have faults or other figures; empty where none would."""
    by_period = {each.period: each.renaming for each in renamings}
    touched = sorted(_touched(project, edits) | set(by_period))
    with edited_copy(project, edits) as copy:
        differences = {period: _difference(project, copy, period, by_period.get(period)) for period in touched}
    broken = {period: difference for period, difference in differences.items() if difference}
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
    folders = {Path(path).parent.as_posix().removeprefix("content/") for path in edits}
    every = pipeline.reported_periods(project) if any(path.startswith("templates/") for path in edits) else ()
    return folders & set(find_periods(project)) | set(every)


def _difference(before: Path, after: Path, period: str, renaming: Renaming | None) -> str:
    """Raises Rejected where a period in which something is renamed has faults before."""
    try:
        old = _figures(before, period)
    except Rejected:
        if renaming is not None:
            raise
        # Another period that had faults before: nothing to compare with, and not the fault of the renaming.
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
    ledger = pipeline.understand(project, period, depth=Depth.NOTHING).ledger
    return {figure.id: (figure.quantity, figure.sign) for figure in ledger}
