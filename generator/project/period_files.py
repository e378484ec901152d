"""The files of a period: trees of YAML, prose, data of tables, images."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from generator.content import DATA_PARTS, Block, Grid, PeriodSource, Text, grid_key
from generator.problems import Problem, Rejected, Severity, Where, nearest_hint
from generator.project.csv_reader import read_csv
from generator.project.data_grid import Heads
from generator.project.files import lock_beside
from generator.project.names import name_problems
from generator.project.pictures import LARGEST_PICTURE, PICTURE_ENDINGS, picture_fault
from generator.project.plain_text import composed, decode_data
from generator.project.print_pictures import for_print
from generator.project.project_files import HISTORY, YAML_NAMES, ProjectFiles
from generator.project.workbook import WORKBOOKS, read_workbook

_PROSE, _CSV = frozenset((".md",)), frozenset((".csv", ".tsv", ".txt"))
# A text file is data only where a table names it: “Unicode-text” of Excel.
_READ = YAML_NAMES | _PROSE | (_CSV - {".txt"}) | WORKBOOKS | PICTURE_ENDINGS
# What other programs save texts and tables as, and the ending that is read.
_FOREIGN = {
    frozenset((".docx", ".doc", ".odt", ".rtf", ".pages")): ".md",
    frozenset((".xlsb", ".xlt", ".xltx", ".numbers", ".fods")): ".xlsx",
    frozenset((".yalm", ".ymal", ".yamll")): ".yaml",
    frozenset((".markdown", ".mdown")): ".md",
}
# A path from the period's folder with forward slashes, that never leaves it.
_INSIDE = re.compile(r"(?!/)(?:(?!\.\.(?:/|\Z))[^/\\:]+(?:/|\Z))+\Z")


def read_period(project: ProjectFiles, folder: Path) -> PeriodSource:
    """Read all that the folder of a period holds."""
    if not project.exists(folder / "period.yaml"):
        _missing_period(project, folder)
    paths = tuple(_content_files(project, folder))
    here = [path for path in paths if path.parent == folder]
    blocks = tuple(project.yaml(path) for path in here if path.suffix.lower() in YAML_NAMES)
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return PeriodSource(
        id=folder.relative_to("content").as_posix(),
        files=blocks,
        prose={path.stem: project.prose(path) for path in here if path.suffix.lower() in _PROSE},
        grids=dict(_grids(project, blocks, folder, names)),
        images=dict(_images(project, names)),
    )


def with_pictures(source: PeriodSource) -> PeriodSource:
    """Return the files of a period with its pictures as they are printed, and what is wrong with them."""
    faults = {name: fault for name, data in source.images.items() if (fault := picture_fault(name, data))}
    images = {name: data if name in faults else for_print(data) for name, data in source.images.items()}
    return replace(source, images=images, image_faults=faults)


def _images(project: ProjectFiles, names: Mapping[str, Path]) -> Iterator[tuple[str, bytes]]:
    for name, path in names.items():
        if path.suffix.lower() in PICTURE_ENDINGS:
            # Of one that is too large, enough to see that it is.
            data = project.data(path, most=LARGEST_PICTURE + 1)
            if data is not None:
                yield name, data


def _missing_period(project: ProjectFiles, folder: Path) -> None:
    if project.tree.is_folder(project.root / folder):
        project.report_missing(folder / "period.yaml")
        return
    where, names = Where(folder.as_posix()), sorted(project.periods_in(folder.parent))
    message = f"Mappen {folder.as_posix()} finns inte."
    project.problems.add("T001", where, message, expected="en period", hint=nearest_hint(folder.name, names))


def _content_files(project: ProjectFiles, folder: Path) -> Iterator[Path]:
    paths = tuple(_files_below(project, folder))
    project.problems += name_problems((*_alike(project, folder), *paths))
    for path in paths:
        if not path.as_posix().isascii():
            _not_ascii(project, path)
        if path.parent != folder and path.suffix.lower() in YAML_NAMES:
            message = "Filen ligger i en undermapp och läses inte."
            hint = f"Flytta den till {folder.as_posix()}/."
            project.problems.add("T017", Where(path.as_posix()), message, hint=hint)
        yield path


def _files_below(project: ProjectFiles, folder: Path) -> Iterator[Path]:
    """Without hidden files, linked folders, the history, and the lock files of Office.

    A folder that is named as a text counts as a file, for whoever reads it to say what it is.
    """
    for path in project.listed(folder):
        if path.name.startswith((".", "~$")) or path.name == HISTORY:
            continue
        suffix, full = path.suffix.lower(), project.root / path
        is_folder = project.tree.is_folder(full)
        if suffix in (YAML_NAMES | _PROSE if is_folder else _READ):
            yield path
        elif not is_folder and (meant := _meant(path)):
            _not_read(project, path, meant)
        elif is_folder and project.tree.is_link(full):
            _passed_over(project, path)
        elif is_folder:
            yield from _files_below(project, path)


def _alike(project: ProjectFiles, folder: Path) -> Iterator[Path]:
    """Yield the folders that lead to a period, with those beside them that another computer takes for them."""
    for path in (*reversed(folder.parents[:-1]), folder):
        yield from project.named_alike(path)


def _meant(path: Path) -> str:
    """Return the ending that a file that is not read was meant to have; nothing where it may well lie there."""
    endings = [each.lower() for each in path.suffixes]
    if len(endings) > 1 and endings[-2] in _READ:
        return endings[-2]
    return next((meant for others, meant in _FOREIGN.items() if endings and endings[-1] in others), "")


def _not_read(project: ProjectFiles, path: Path, meant: str) -> None:
    message = f"Filen {path.name} läses inte: den slutar på {path.suffix}."
    hint = f"Gör en fil som slutar på {meant} av den om den hör till rapporten."
    severity = Severity.NOTICE
    if Path(path.stem).suffix.lower() == meant:
        hint, severity = f"Döp om den till {path.stem}. Visa filnamnstillägg, så syns hela namnet.", Severity.WARNING
    expected, where = f"en fil som slutar på {meant}", Where(path.as_posix())
    project.problems.append(Problem("T017", where, message, expected, path.suffix, hint, severity))


def _passed_over(project: ProjectFiles, path: Path) -> None:
    message, hint = "Mappen är en länk, och det som ligger i den läses inte.", "Lägg dit själva mappen."
    where = Where(path.as_posix())
    project.problems.append(Problem("T017", where, message, "en mapp", "en länk", hint, Severity.WARNING))


def _not_ascii(project: ProjectFiles, path: Path) -> None:
    name = next(part for part in path.parts if not part.isascii())
    plain = composed(name).translate(str.maketrans("åäöÅÄÖé ", "aaoAAOe_"))
    message = f"Namnet ”{name}” har tecken som inte alla datorer skriver likadant."
    found = "".join(sorted({character for character in composed(name) if not character.isascii()}))
    hint = f"Döp om den, till exempel till ”{plain}”." if plain.isascii() else "Döp om den."
    expected = "bokstäverna a–z, siffror, bindestreck och understreck"
    project.problems.add("T016", Where(path.as_posix()), message, expected=expected, found=found, hint=hint)


def _grids(
    project: ProjectFiles, blocks: Iterable[Block], folder: Path, names: dict[str, Path]
) -> Iterator[tuple[str, Grid]]:
    ranges: dict[str, _Range] = {}
    for each in _ranges(blocks):
        ranges.setdefault(grid_key(*each), each)
    for key, place in ranges.items():
        if (grid := _grid(project, place, folder, names)) is not None:
            yield key, grid


class _Range(NamedTuple):
    """The data of a table; what is not given is empty, `sheet` and `cells` have meaning in a workbook only."""

    file: Text
    sheet: Text = Text("")
    cells: Text = Text("")
    heading_row: Text = Text("")
    heading_rows: Text = Text("")


def _ranges(blocks: Iterable[Block]) -> Iterator[_Range]:
    for file in blocks:
        tables = file.get(Text("tabeller"))
        for table in tables.values() if isinstance(tables, Block) else ():
            data = table.get(Text("data")) if isinstance(table, Block) else None
            if isinstance(data, Text) and data:
                yield _Range(data)
            elif isinstance(data, Block):
                parts = [data.get(Text(key), Text("")) for key in ("fil", *DATA_PARTS)]
                texts = [part for part in parts if isinstance(part, Text)]
                if len(texts) == len(parts) and texts[0]:
                    yield _Range(*texts)


def _open(path: Path, name: Text) -> Iterator[Problem]:
    if lock := lock_beside(path):
        message = "Filen är öppen i ett annat program. Det som visas där är kanske inte sparat."
        hint = f"Spara och stäng den. Är den inte öppen, ta bort {lock} bredvid den."
        yield Problem("T032", name.where, message, "en sparad fil", lock, hint, Severity.WARNING)


def _grid(project: ProjectFiles, place: _Range, folder: Path, names: dict[str, Path]) -> Grid | None:
    name, sheet, cells, *heads = place
    if not _INSIDE.match(name):
        message = "Tabellens data ska ligga i periodens mapp."
        hint = "Lägg filen bland periodens filer och skriv bara dess namn, med / mellan mapp och fil."
        project.problems.add("T017", name.where, message, expected="en fil i perioden", found=str(name), hint=hint)
        return None
    path = names.get(name, folder / name)
    suffix = path.suffix.lower()
    if suffix not in _CSV | WORKBOOKS:
        message = f"Tabellens data går inte att läsa ur {name}."
        hint = "Spara tabellen som .xlsx eller som CSV UTF-8 (.csv)."
        project.problems.add(
            "T013", name.where, message, expected=".csv, .xlsx, .xls eller .ods", found=suffix or str(name), hint=hint
        )
        return None
    data = project.data(path, name.where)
    if data is None:
        return None
    file = project.label(path)
    project.problems += _open(project.root / path, name)
    try:
        if suffix in WORKBOOKS:
            grid = read_workbook(data, file, sheet or None, cells or None, Heads(*heads))
        else:
            project.lines[file] = tuple((decode_data(data, file)[0] or "").split("\n"))
            grid = read_csv(data, file, Heads(*heads))
    except Rejected as rejected:
        project.problems += rejected.problems
        return None
    project.problems += grid.notices
    return grid
