"""Stage 1: a project's folder and a period in → a Source out, all that the period's reports may be made of.

Files are read and placed, not understood. Nothing outside the project's folder and the built-in templates is read, and
all problems of all files come in one Rejected.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generator.plain_text import composed, decode, hidden
from generator.problems import Problem, Rejected, Severity, UsageError, Where, nearest_hint, refuse
from generator.source import Block, Grid, HouseSource, PeriodSource, Source, Text, grid_key
from generator.workbook import read_csv, read_xlsx
from generator.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_YAML, _PROSE = frozenset((".yaml", ".yml")), frozenset((".md",))
_CSV, _XLSX = frozenset((".csv", ".tsv")), frozenset((".xlsx", ".xlsm"))
_IMAGES = frozenset((".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp"))
_READ = _YAML | _PROSE | _CSV | _XLSX | _IMAGES
_LEVELS = 3
_BASE, _PROFILE = "base", "profil.yaml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_INSIDE = re.compile(r"(?!/)(?:(?!\.\.(?:/|\Z))[^/\\:]+(?:/|\Z))+\Z")

# The periods that period.yaml names, and those that a citation names (in quotes that YAML may have escaped).
_NAMED = ("föregående_period", "samma_period_föregående_år", "föregående_prognos", "föregående_bokslut")
_CITED = re.compile(r"\b(period|nämnd)\(\s*\\?[\"']([^\"'\\\n]*)\\?[\"']\s*\)")


def load(project: Path, period: str, built_in: Path) -> Source:
    """The project, a period (its path under `content/`) and the folder of built-in templates go in; a Source comes out.

    Raises UsageError where `period` is no path of municipality, board and period, and Rejected with all that is wrong
    in the files: the municipality's, the board's, the house's, the period's, those of the earlier periods it cites.
    """
    parts = period.strip("/").split("/")
    if len(parts) != _LEVELS or not all(parts):
        raise UsageError(
            f"”{period}” är ingen period: skriv kommun/nämnd/period, till exempel nacka/socialnamnden/2023-t1."
        )
    reading = _Reading(project.resolve(), built_in.resolve())
    municipality, board, name = parts
    above = Path("content", municipality)
    municipality_block = reading.yaml(above / "kommun.yaml")
    board_block = reading.yaml(above / board / "namnd.yaml")
    house = _house(reading, municipality_block)
    own = _period(reading, above / board / name)
    named = tuple(_named(reading, own, above / board))
    cited = tuple(_cited(reading, own, house, above / board))
    earlier: dict[str, PeriodSource] = {}
    for key, folder in (*named, *cited):
        if key not in earlier:
            earlier[key] = _period(reading, folder)
    refuse(reading.problems)
    notices = tuple(problem for problem in reading.problems if problem.severity is not Severity.ERROR)
    return Source(municipality_block, board_block, house, own, earlier, reading.lines, notices)


@dataclass(slots=True)
class _Reading:
    """The reading of one project: where it may read, what it has read, and what was wrong with it.

    Paths are relative to the project, or absolute inside the built-in templates.
    """

    project: Path
    built_in: Path
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, path: Path) -> str:
        """What a path is called in problems."""
        full = self.project / path
        if full.is_relative_to(self.project):
            return full.relative_to(self.project).as_posix()
        return "inbyggt/" + full.relative_to(self.built_in).as_posix()

    def exists(self, path: Path) -> bool:
        """Whether there is such a file."""
        return (self.project / path).is_file()

    def data(self, path: Path, asked: Where | None = None) -> bytes | None:
        """The bytes of a file, or None and a problem; `asked` is the place that names it."""
        file = self.label(path)
        full = self.project / path
        if not full.is_file():
            self.missing(path, asked)
            return None
        real = full.resolve()
        if not (real.is_relative_to(self.project) or real.is_relative_to(self.built_in)):
            self.problems.append(
                Problem(
                    "T017",
                    asked or Where(file),
                    "Filen är en länk till en plats utanför projektet.",
                    expected="en fil i projektets mapp",
                    found=file,
                    hint="Lägg en kopia av filen i mappen i stället för länken.",
                )
            )
            return None
        try:
            return full.read_bytes()
        except OSError as error:
            hint = "Se efter att du har rätt att läsa filen och att den inte är låst av ett annat program."
            found = error.strerror or ""
            self.problems.append(
                Problem("T001", asked or Where(file), "Filen går inte att öppna.", found=found, hint=hint)
            )
            return None

    def missing(self, path: Path, asked: Where | None) -> None:
        """Report a file that is not there, with the names of those that are."""
        full = self.project / path
        folder = full.parent
        beside = sorted(each.name for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []
        file = self.label(path)
        self.problems.append(
            Problem(
                "T001",
                asked or Where(file),
                f"Filen {file} finns inte.",
                expected=f"en fil som heter {full.name}",
                hint=nearest_hint(full.name, [name for name in beside if Path(name).suffix == full.suffix]),
            )
        )

    def text(self, path: Path, asked: Where | None = None) -> str | None:
        """The text of a file, or None and a problem."""
        data = self.data(path, asked)
        if data is None:
            return None
        file = self.label(path)
        text, problems = decode(data, file)
        self.problems += problems
        if text is not None:
            self.lines[file] = tuple(text.split("\n"))
        return text

    def yaml(self, path: Path) -> Block:
        """The tree of a YAML file; an empty block, and problems, where there is none."""
        text = self.text(path)
        file = self.label(path)
        if text is None:
            return Block((), Where(file))
        block, problems = read_yaml(text, file)
        self.problems += problems
        return Block((), Where(file)) if block is None else block

    def prose(self, path: Path) -> Text:
        """The text of a Markdown file."""
        text = self.text(path)
        file = self.label(path)
        if text is None:
            return Text("", Where(file))
        self.problems += hidden(text, file)
        if not text.strip():
            self.problems.append(
                Problem("T003", Where(file), "Filen är tom.", hint="Skriv texten eller ta bort filen.")
            )
        return Text(composed(text), Where(file, 1, 1), "literal")


# --- the house -----------------------------------------------------------------------------------------------------


def _house(reading: _Reading, municipality: Block) -> HouseSource:
    """The profile that the municipality names, base first; the base alone where the name is missing or unknown."""
    roots = tuple(dict.fromkeys((reading.project / "templates", reading.built_in)))
    bases = [root / _BASE for root in reversed(roots) if reading.exists(root / _BASE / _PROFILE)]
    if not bases:
        reading.missing(roots[-1] / _BASE / _PROFILE, None)
    name = _house_name(reading, municipality, roots)
    own = [root / name for root in roots if name and name != _BASE and reading.exists(root / name / _PROFILE)][:1]
    folders = (*bases, *own)
    outlines = [path for folder in folders for path in _sorted_yaml(folder / "mallar")]
    return HouseSource(
        id=name or _BASE,
        profiles=tuple(reading.yaml(folder / _PROFILE) for folder in folders),
        outlines=tuple(reading.yaml(path) for path in outlines),
        folders=tuple(str(folder) for folder in reversed(folders)),
    )


def _house_name(reading: _Reading, municipality: Block, roots: tuple[Path, ...]) -> str:
    known = {path.parent.name for root in roots for path in root.glob(f"*/{_PROFILE}")}
    name = municipality.get(Text("profil"))
    if not isinstance(name, Text) or name.missing:
        if municipality:
            where = municipality.where if name is None else name.where
            message = "Kommunen säger inte vilken profil den har."
            reading.problems.append(Problem("T102", where, message, "profil: NAMN", hint=nearest_hint("", known)))
        return ""
    if name not in known or not _NAME.match(name):
        message = f"Det finns ingen profil som heter ”{name}”."
        hint = nearest_hint(name, known)
        reading.problems.append(Problem("T116", name.where, message, "en mapp i templates/", str(name), hint))
        return ""
    return str(name)


def _sorted_yaml(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.suffix.lower() in _YAML and not path.name.startswith("."))


# --- a period ------------------------------------------------------------------------------------------------------


def _period(reading: _Reading, folder: Path) -> PeriodSource:
    """All that the folder of a period holds."""
    identity = folder.relative_to("content").as_posix()
    if not reading.exists(folder / "period.yaml"):
        _missing_period(reading, folder)
    paths = tuple(_content_files(reading, folder))
    here = [path for path in paths if path.parent == folder]
    files = tuple(reading.yaml(path) for path in here if path.suffix.lower() in _YAML)
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return PeriodSource(
        id=identity,
        files=files,
        prose={path.stem: reading.prose(path) for path in here if path.suffix.lower() in _PROSE},
        grids=dict(_grids(reading, files, folder, names)),
        images=frozenset(name for name, path in names.items() if path.suffix.lower() in _IMAGES),
    )


def _missing_period(reading: _Reading, folder: Path) -> None:
    board = reading.project / folder.parent
    if (reading.project / folder).is_dir():
        reading.missing(folder / "period.yaml", None)
        return
    known = [path.parent.name for path in board.glob("*/period.yaml")]
    where = Where(folder.as_posix())
    message = f"Mappen {folder.as_posix()} finns inte."
    reading.problems.append(Problem("T001", where, message, "en period", hint=nearest_hint(folder.name, known)))


def _content_files(reading: _Reading, folder: Path) -> Iterator[Path]:
    """The files of a period that are read, in the order of their names; a name that is not ASCII is a problem."""
    for where, folders, names in os.walk(reading.project / folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        within = Path(where).relative_to(reading.project)
        for name in sorted(names):
            path = within / name
            if path.suffix.lower() not in _READ or name.startswith((".", "~$")):
                continue
            if not path.as_posix().isascii():
                _not_ascii(reading, path)
            if path.parent != folder and path.suffix.lower() in _YAML:
                message = "Filen ligger i en undermapp och läses inte."
                hint = f"Flytta den till {folder.as_posix()}/."
                reading.problems.append(Problem("T017", Where(path.as_posix()), message, hint=hint))
            yield path


def _not_ascii(reading: _Reading, path: Path) -> None:
    found = next(part for part in path.parts if not part.isascii())
    plain = composed(found).translate(str.maketrans("åäöÅÄÖé ", "aaoAAOe_"))
    reading.problems.append(
        Problem(
            "T016",
            Where(path.as_posix()),
            f"Namnet ”{found}” har tecken som inte alla datorer skriver likadant.",
            expected="bokstäverna a–z, siffror, bindestreck och understreck",
            found="".join(sorted({character for character in composed(found) if not character.isascii()})),
            hint=f"Döp om den, till exempel till ”{plain}”." if plain.isascii() else "Döp om den.",
        )
    )


# --- data of tables ------------------------------------------------------------------------------------------------


def _grids(
    reading: _Reading, files: Iterable[Block], folder: Path, names: dict[str, Path]
) -> Iterator[tuple[str, Grid]]:
    """The data that the period's tables name."""
    done = set()
    for name, sheet, cells in _data_of_tables(files):
        key = grid_key(name, sheet, cells)
        if key in done:
            continue
        done.add(key)
        grid = _grid(reading, (name, sheet, cells), folder, names)
        if grid is not None:
            yield key, grid


def _data_of_tables(files: Iterable[Block]) -> Iterator[tuple[Text, Text, Text]]:
    """File, sheet and range of each table that has its data in a file."""
    nothing = Text("")
    for file in files:
        tables = file.get(Text("tabeller"))
        for table in tables.values() if isinstance(tables, Block) else ():
            data = table.get(Text("data")) if isinstance(table, Block) else None
            if isinstance(data, Text) and data:
                yield data, nothing, nothing
            elif isinstance(data, Block):
                name, sheet, cells = (data.get(Text(key), nothing) for key in ("fil", "blad", "cellområde"))
                if isinstance(name, Text) and isinstance(sheet, Text) and isinstance(cells, Text) and name:
                    yield name, sheet, cells


def _grid(reading: _Reading, asked: tuple[Text, Text, Text], folder: Path, names: dict[str, Path]) -> Grid | None:
    name, sheet, cells = asked
    if not _INSIDE.match(name):
        message = "Tabellens data ska ligga i periodens mapp."
        hint = "Lägg filen bland periodens filer och skriv bara dess namn, med / mellan mapp och fil."
        reading.problems.append(Problem("T017", name.where, message, "en fil i perioden", str(name), hint))
        return None
    path = names.get(name, folder / name)
    suffix = path.suffix.lower()
    if suffix not in _CSV | _XLSX:
        message = f"Tabellens data går inte att läsa ur {name}."
        hint = "Spara tabellen som .xlsx eller som CSV UTF-8 (.csv)."
        reading.problems.append(Problem("T013", name.where, message, ".csv eller .xlsx", suffix or str(name), hint))
        return None
    data = reading.data(path, name.where)
    if data is None:
        return None
    file = reading.label(path)
    try:
        grid = read_csv(data, file) if suffix in _CSV else read_xlsx(data, file, sheet or None, cells or None)
    except Rejected as rejected:
        reading.problems += rejected.problems
        return None
    reading.problems += grid.notices
    return grid


# --- other periods -------------------------------------------------------------------------------------------------


def _named(reading: _Reading, own: PeriodSource, board: Path) -> Iterator[tuple[str, Path]]:
    """The periods that the period names as those before it."""
    for file in own.files:
        for key in _NAMED:
            name = file.get(Text(key))
            if isinstance(name, Text) and name and _known(reading, board / name, name, name.where, own):
                yield str(name), board / name


def _cited(reading: _Reading, own: PeriodSource, house: HouseSource, board: Path) -> Iterator[tuple[str, Path]]:
    """The periods that texts, formulas and outlines cite by name."""
    files = {block.where.file for block in (*own.files, *house.outlines)}
    files |= {text.where.file for text in own.prose.values()}
    period = own.id.rpartition("/")[2]
    for file in sorted(files):
        for number, line in enumerate(reading.lines.get(file, ()), start=1):
            if "(" not in line or line.lstrip().startswith("#"):
                continue
            for match in _CITED.finditer(composed(line)):
                kind, name = match.groups()
                where = Where(file, number, match.start(2) + 1)
                folder, key = (
                    (board / name, name) if kind == "period" else (board.parent / name / period, f"{name}/{period}")
                )
                if _known(reading, folder, name, where, own):
                    yield key, folder


def _known(reading: _Reading, folder: Path, name: str, where: Where, own: PeriodSource) -> bool:
    """Whether there is such a period beside the own one; if not, a problem at the place that names it."""
    if not _NAME.match(name):
        message = f"”{name}” kan inte vara namnet på en periods eller nämnds mapp."
        reading.problems.append(Problem("T017", where, message, "namnet på en mapp bredvid", name))
        return False
    if folder == Path("content", own.id):
        message = "Perioden kan inte ha sig själv som tidigare period."
        hint = "Egna tal citeras utan ”period(…)”."
        reading.problems.append(Problem("T103", where, message, "en annan period", name, hint))
        return False
    if reading.exists(folder / "period.yaml"):
        return True
    sibling = folder.parent.parent if folder.name != name else folder.parent
    known = {
        path.parent.relative_to(reading.project / sibling).parts[0]
        for path in (reading.project / sibling).glob("*/period.yaml" if sibling == folder.parent else "*/*/period.yaml")
    }
    hint = (
        nearest_hint(name, known - {own.id.rpartition("/")[2]}) or "Lägg in den perioden, eller ta bort hänvisningen."
    )
    message = f"Perioden {folder.as_posix()} finns inte."
    reading.problems.append(Problem("T001", where, message, "en mapp med period.yaml", name, hint))
    return False
