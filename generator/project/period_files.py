"""A period's folder in → all that its files say: trees of YAML, prose, data of tables, its images."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.content import Block, Grid, PeriodSource, Text, grid_key
from generator.problems import Problem, Rejected, Where, nearest_hint
from generator.project.csv_reader import read_csv
from generator.project.plain_text import composed, decode
from generator.project.project_files import HISTORY, YAML_NAMES, ProjectFiles
from generator.project.workbook import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PROSE, _CSV, _XLSX = frozenset((".md",)), frozenset((".csv", ".tsv")), frozenset((".xlsx", ".xlsm"))
_IMAGES = frozenset((".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp"))
_READ = YAML_NAMES | _PROSE | _CSV | _XLSX | _IMAGES
# A path from the period's folder with forward slashes, that never leaves it.
_INSIDE = re.compile(r"(?!/)(?:(?!\.\.(?:/|\Z))[^/\\:]+(?:/|\Z))+\Z")


def read_period(project: ProjectFiles, folder: Path) -> PeriodSource:
    """All that the folder of a period holds."""
    identity = folder.relative_to("content").as_posix()
    if not project.exists(folder / "period.yaml"):
        _missing_period(project, folder)
    paths = tuple(_content_files(project, folder))
    here = [path for path in paths if path.parent == folder]
    blocks = tuple(project.yaml(path) for path in here if path.suffix.lower() in YAML_NAMES)
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return PeriodSource(
        id=identity,
        files=blocks,
        prose={path.stem: project.prose(path) for path in here if path.suffix.lower() in _PROSE},
        grids=dict(_grids(project, blocks, folder, names)),
        images={
            name: data
            for name, path in names.items()
            if path.suffix.lower() in _IMAGES and (data := project.data(path)) is not None
        },
    )


def _missing_period(project: ProjectFiles, folder: Path) -> None:
    board = project.root / folder.parent
    if (project.root / folder).is_dir():
        project.missing(folder / "period.yaml", None)
        return
    known = [path.parent.name for path in board.glob("*/period.yaml")]
    where = Where(folder.as_posix())
    message = f"Mappen {folder.as_posix()} finns inte."
    project.problems.append(Problem("T001", where, message, "en period", hint=nearest_hint(folder.name, known)))


def _content_files(project: ProjectFiles, folder: Path) -> Iterator[Path]:
    """The files of a period that are read, in the order of their names; a name that is not ASCII is a problem."""
    for full in _files_below(project.root / folder):
        path = full.relative_to(project.root)
        if not path.as_posix().isascii():
            _not_ascii(project, path)
        if path.parent != folder and path.suffix.lower() in YAML_NAMES:
            message = "Filen ligger i en undermapp och läses inte."
            hint = f"Flytta den till {folder.as_posix()}/."
            project.problems.append(Problem("T017", Where(path.as_posix()), message, hint=hint))
        yield path


def _files_below(folder: Path) -> Iterator[Path]:
    """The files of the kinds that are read; what others leave behind is passed over, and so are links and history."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith((".", "~$")) or path.name == HISTORY:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        elif path.suffix.lower() in _READ:
            yield path


def _not_ascii(project: ProjectFiles, path: Path) -> None:
    found = next(part for part in path.parts if not part.isascii())
    plain = composed(found).translate(str.maketrans("åäöÅÄÖé ", "aaoAAOe_"))
    project.problems.append(
        Problem(
            "T016",
            Where(path.as_posix()),
            f"Namnet ”{found}” har tecken som inte alla datorer skriver likadant.",
            expected="bokstäverna a–z, siffror, bindestreck och understreck",
            found="".join(sorted({character for character in composed(found) if not character.isascii()})),
            hint=f"Döp om den, till exempel till ”{plain}”." if plain.isascii() else "Döp om den.",
        )
    )


def _grids(
    project: ProjectFiles, blocks: Iterable[Block], folder: Path, names: dict[str, Path]
) -> Iterator[tuple[str, Grid]]:
    """The data that the period's tables name."""
    done = set()
    for name, sheet, cells in _data_of_tables(blocks):
        key = grid_key(name, sheet, cells)
        if key in done:
            continue
        done.add(key)
        grid = _grid(project, (name, sheet, cells), folder, names)
        if grid is not None:
            yield key, grid


def _data_of_tables(blocks: Iterable[Block]) -> Iterator[tuple[Text, Text, Text]]:
    """File, sheet and range of each table that has its data in a file."""
    nothing = Text("")
    for file in blocks:
        tables = file.get(Text("tabeller"))
        for table in tables.values() if isinstance(tables, Block) else ():
            data = table.get(Text("data")) if isinstance(table, Block) else None
            if isinstance(data, Text) and data:
                yield data, nothing, nothing
            elif isinstance(data, Block):
                name, sheet, cells = (data.get(Text(key), nothing) for key in ("fil", "blad", "cellområde"))
                if isinstance(name, Text) and isinstance(sheet, Text) and isinstance(cells, Text) and name:
                    yield name, sheet, cells


def _grid(project: ProjectFiles, asked: tuple[Text, Text, Text], folder: Path, names: dict[str, Path]) -> Grid | None:
    name, sheet, cells = asked
    if not _INSIDE.match(name):
        message = "Tabellens data ska ligga i periodens mapp."
        hint = "Lägg filen bland periodens filer och skriv bara dess namn, med / mellan mapp och fil."
        project.problems.append(Problem("T017", name.where, message, "en fil i perioden", str(name), hint))
        return None
    path = names.get(name, folder / name)
    suffix = path.suffix.lower()
    if suffix not in _CSV | _XLSX:
        message = f"Tabellens data går inte att läsa ur {name}."
        hint = "Spara tabellen som .xlsx eller som CSV UTF-8 (.csv)."
        project.problems.append(Problem("T013", name.where, message, ".csv eller .xlsx", suffix or str(name), hint))
        return None
    data = project.data(path, name.where)
    if data is None:
        return None
    file = project.label(path)
    try:
        if suffix in _XLSX:
            grid = read_xlsx(data, file, sheet or None, cells or None)
        else:
            project.lines[file] = tuple((decode(data, file)[0] or "").split("\n"))
            grid = read_csv(data, file)
    except Rejected as rejected:
        project.problems += rejected.problems
        return None
    project.problems += grid.notices
    return grid
