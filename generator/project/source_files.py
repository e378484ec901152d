"""The files that figures are taken from: found by name or pattern, and refused while another program has them open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.content import Grid, Text
from generator.problems import Problem, Rejected, UsageError, Where, nearest_hint, refuse
from generator.project.csv_reader import read_csv
from generator.project.data_grid import Heads
from generator.project.files import disk_error, lock_beside
from generator.project.project_files import ProjectFiles
from generator.project.resources import built_in_templates
from generator.project.untrusted import MOST_FILE, Untrusted, path_fault, read_file
from generator.project.workbook import WORKBOOK_STARTS, read_workbook
from generator.swedish import PeriodEnd, period_ends

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that figures are taken from: its path and bytes, and the names of others that its pattern fits."""

    path: str
    data: bytes
    others: tuple[str, ...] = ()


def read_source_file(project: Path, folders: Sequence[str], pattern: str, end: date) -> SourceFile:
    """Return a file by name or by a pattern with `*`, in the first folder that has it.

    Of several, those whose names say the month of `end` are meant, then the last by name, numbers compared as numbers.
    Raises Rejected: T001, T017, T031 where names differ in more than numbers, T032.
    """
    where = pattern.where if isinstance(pattern, Text) else Where("")
    if fault := path_fault(pattern.replace("*", "x")):
        hint = "Lägg filen bland nämndens filer eller i projektet, och skriv vägen dit med / mellan mapp och fil."
        raise _refused("T017", where, "Filen ska ligga i projektet.", "en fil i projektet", fault, hint)
    found = next(filter(None, (_fitting(project / folder, pattern) for folder in folders)), ())
    if not found:
        beside = sorted({each.name for folder in folders for each in _beside(project / folder / pattern)})
        hint = nearest_hint(Path(pattern).name, beside) or f"Lägg filen i {folders[0]}/{Path(pattern).parent}."
        message = f"Ingen fil passar ”{pattern}”." if "*" in pattern else f"Filen ”{pattern}” finns inte."
        raise _refused("T001", where, message, "en fil att hämta ur", "", hint)
    path = _meant(found, end, where)
    _refuse_open(path, where)
    files = ProjectFiles(project.resolve(), built_in_templates().resolve())
    data = files.data(path.relative_to(project), where)
    refuse(files.problems)
    others = tuple(each.name for each in found if each != path)
    return SourceFile(path.relative_to(project).as_posix(), data or b"", others)


def _meant(found: Sequence[Path], end: date, where: Where) -> Path:
    of_period = [path for path in found if any(_is_month_of(each, end) for each in period_ends(path.stem))]
    meant = of_period or found
    if len({_DIGITS.sub("", path.as_posix().casefold()) for path in meant}) > 1:
        names = ", ".join(path.name for path in meant)
        message = "Flera filer passar mönstret, och deras namn skiljer sig i mer än nummer."
        hint = "Skriv filens namn, eller ett mönster som bara den ena passar."
        raise _refused("T031", where, message, "en fil, eller filer med nummer i namnet", names, hint)
    return meant[-1]


def read_named_file(path: Path) -> bytes:
    """Return the bytes of a file that the user names, wherever it is. Raises UsageError, Rejected: T032."""
    if not path.is_file():
        beside = sorted(each.name for each in _shown(path.parent.glob("*")))
        what = "är ingen fil" if path.exists() else "finns inte"
        raise UsageError(f"{path} {what}. {nearest_hint(path.name, beside)}".rstrip())
    _refuse_open(path, Where(path.name))
    try:
        return read_file(path, MOST_FILE)
    except Untrusted as error:
        raise UsageError(f"{path} går inte att läsa: {error}.") from error
    except OSError as error:
        raise disk_error(path, error, "läsas") from error


def read_data(data: bytes, file: str, parts: Sequence[str | None]) -> Grid:
    """Read a sheet of a workbook, or a CSV file, by what the bytes are; `parts` are what `DATA_PARTS` say of it.

    Raises Rejected with all that is wrong.
    """
    sheet, cells, *rows = parts
    heads = Heads(*(each if isinstance(each, Text) else Text(each or "") for each in rows))
    if data.startswith(WORKBOOK_STARTS):
        return read_workbook(data, file, sheet, cells, heads)
    return read_csv(data, file, heads)


def _is_month_of(named: PeriodEnd, end: date) -> bool:
    return named.month == end.month and named.year in {None, end.year}


def _fitting(folder: Path, pattern: str) -> Sequence[Path]:
    """The files that a pattern fits, in the order of their names."""
    if (folder / pattern).is_file():
        return (folder / pattern,)
    # Of what a glob may hold only the star is meant.
    escaped = re.sub(r"[\[?]", r"[\g<0>]", pattern)
    found = folder.glob(escaped) if "*" in pattern else ()
    return sorted(_shown(found), key=lambda path: _in_order(path.as_posix()))


def _beside(path: Path) -> Iterable[Path]:
    return _shown(path.parent.glob("*"))


def _shown(paths: Iterable[Path]) -> Iterable[Path]:
    return (path for path in paths if path.is_file() and not path.name.startswith((".", "~$")))


def _in_order(name: str) -> tuple[tuple[str | int, ...], str]:
    parts = (int(part) if place % 2 else part for place, part in enumerate(_DIGITS.split(name.casefold())))
    return tuple(parts), name


def _refuse_open(path: Path, where: Where) -> None:
    if lock := lock_beside(path):
        message = f"Filen {path.name} är öppen i ett annat program."
        hint = f"Spara och stäng den, och kör igen. Är den inte öppen, ta bort {lock} bredvid den."
        raise _refused("T032", where, message, "en fil som är sparad och stängd", lock, hint)


def _refused(code: str, where: Where, message: str, expected: str, found: str, hint: str) -> Rejected:
    return Rejected([Problem(code, where, message, expected, found, hint)])
