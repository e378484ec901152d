"""Stage 1: read all that a period's reports may be made of; the problems of all files come in one Rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator.content import (
    Block,
    CollectedSource,
    HouseSource,
    PeriodSource,
    Source,
    Text,
    folder_name,
    unknown_words,
)
from generator.problems import Severity, UsageError, Where, nearest_hint, refuse
from generator.project.collected_periods import CollectedPeriod, boards_of, is_municipality_itself
from generator.project.names import FOLDER_NAME, name_problems
from generator.project.period_files import read_period, with_pictures
from generator.project.plain_text import composed
from generator.project.project_files import PROFILE, YAML_NAMES, ProjectFiles
from generator.project.trees import Disk, Tree

_BASE = "base"


def read_house_files(project: ProjectFiles, municipality: Block) -> HouseSource:
    """Read the municipality's house style, or the base alone where its name is missing or unknown.

    Its folders are the built-in base, the project's own base, and the first folder that has its name.
    """
    bases = _profile_folders(project, _BASE)
    if not bases:
        project.report_missing(project.built_in / _BASE / PROFILE)
    name = _house_name(project, municipality)
    own = _profile_folders(project, name)[:1] if name not in {"", _BASE} else []
    folders = (*reversed(bases), *own)
    for folder in folders:
        if folder.is_relative_to(project.root) and folder != project.built_in / _BASE:
            project.problems += name_problems(project.below(folder.relative_to(project.root)))
    outlines = [path for folder in folders for path in _sorted_yaml(project, folder / "mallar")]
    profiles = tuple(project.yaml(folder / PROFILE) for folder in folders)
    return HouseSource(
        id=name or _BASE,
        profiles=profiles,
        outlines=tuple(project.yaml(path) for path in outlines),
        folders=tuple(str(folder) for folder in reversed(folders)),
        words_of_templates=_words_of_templates(project, own) if unknown_words(profiles) else frozenset(),
    )


def _words_of_templates(project: ProjectFiles, folders: Sequence[Path]) -> frozenset[str]:
    paths = (path for folder in folders for path in project.below(folder) if path.suffix == ".html")
    texts = ((project.data(path) or b"").decode(errors="replace") for path in paths)
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


def _profile_folders(project: ProjectFiles, name: str) -> list[Path]:
    return [root / name for root in project.template_roots if project.exists(root / name / PROFILE)]


def _house_name(project: ProjectFiles, municipality: Block) -> str:
    names = project.profile_names()
    name = municipality.get(Text("profil"))
    if not isinstance(name, Text) or name.missing:
        if municipality:
            where = municipality.where if name is None else name.where
            message = "Kommunen säger inte vilken profil den har."
            project.problems.add("T102", where, message, expected="profil: NAMN", hint=nearest_hint("", names))
        return ""
    if name not in names or not FOLDER_NAME.match(name):
        message = f"Det finns ingen profil som heter ”{name}”."
        hint = nearest_hint(name, names)
        project.problems.add("T116", name.where, message, expected="en mapp i templates/", found=str(name), hint=hint)
        return ""
    return str(name)


def _sorted_yaml(project: ProjectFiles, folder: Path) -> list[Path]:
    paths = (folder / name for name in project.names(folder) if not name.startswith("."))
    return [path for path in paths if path.suffix.lower() in YAML_NAMES]


_LEVELS = 3

# The periods that period.yaml names, and those that a citation names (in quotes that YAML may have escaped).
_NAMED = ("föregående_period", "samma_period_föregående_år", "föregående_prognos", "föregående_bokslut")
_END = re.compile(rb"^till:[ \t]*[\"']?(\d{4}-\d\d-\d\d)", re.MULTILINE)
_CITED = re.compile(r"\b(period|nämnd)\(\s*\\?[\"']([^\"'\\\n]*)\\?[\"']\s*\)")


def load(project: Path, period: str, built_in: Path, tree: Tree | None = None) -> Source:
    """Read a period, given by its path below `content/`, with the earlier periods that it names or cites.

    `tree` is where both folders are, by default the disk.
    Raises UsageError for a path that is none of a period, Rejected with all that is wrong in any of the files.
    """
    parts = period.strip("/").split("/")
    if len(parts) != _LEVELS or not {"", ".", ".."}.isdisjoint(parts):
        raise UsageError(f"”{period}” är ingen period: skriv kommun/nämnd/period, som mapparna under content/ heter.")
    tree = tree or Disk()
    files = ProjectFiles(tree.real(project), tree.real(built_in), tree=tree)
    municipality, board, name = parts
    above = Path("content", municipality)
    municipality_block = files.yaml(above / "kommun.yaml")
    board_file = above / board / "namnd.yaml"
    board_block = None if is_municipality_itself(files, above / board) else files.yaml(board_file)
    house = read_house_files(files, municipality_block)
    own = with_pictures(read_period(files, above / board / name))
    reading = _BoardReading(municipality_block, house, (own.id,))
    own = reading.with_boards(files, own)
    earlier = dict(_earlier(files, own, reading, above / board))
    problems = tuple(dict.fromkeys(files.problems))
    refuse(problems)
    notices = tuple(problem for problem in problems if problem.severity is not Severity.ERROR)
    unnamed = own.grids and not any(Text(_NAMED[0]) in file for file in own.files)
    before = _before(ProjectFiles(files.root, files.built_in), above / board / name) if unnamed else None
    return Source(municipality_block, board_block, house, own, earlier, files.lines, notices, before)


@dataclass(frozen=True, slots=True)
class _BoardReading:
    """What boards that are collected are read with; `above` are the periods that collect them."""

    municipality: Block
    house: HouseSource
    above: tuple[str, ...]

    def with_boards(self, project: ProjectFiles, period: PeriodSource) -> PeriodSource:
        """Return a period with the boards that it collects."""
        collected = [self._read(project, each) for each in boards_of(project, period, self.above)]
        return replace(period, collected=tuple(collected)) if collected else period

    def _read(self, project: ProjectFiles, board: CollectedPeriod) -> CollectedSource:
        """Read a board's period; what is wrong with it is its own, and no fault of the one that collects it."""
        block = project.yaml(board.folder / "namnd.yaml")
        path = (board.folder / board.period).relative_to("content").as_posix()
        if not project.exists(board.folder / board.period / "period.yaml"):
            return CollectedSource(board.folder.name, path, block, None)
        files = ProjectFiles(project.root, project.built_in, lines=project.lines, tree=project.tree)
        within = replace(self, above=(*self.above, path))
        own = within.with_boards(files, with_pictures(read_period(files, board.folder / board.period)))
        earlier = dict(_earlier(files, own, within, board.folder))
        problems = tuple(each for each in files.problems if each.severity is Severity.ERROR)
        source = Source(self.municipality, block, self.house, own, earlier)
        return CollectedSource(board.folder.name, path, block, None if problems else source, problems)


def _earlier(
    project: ProjectFiles, own: PeriodSource, reading: _BoardReading, board: Path
) -> Iterator[tuple[str, PeriodSource]]:
    """Yield the periods that one names or cites, but for those of the boards that it collects."""
    told = {each.period.partition("/")[2] for each in own.collected}
    for key, folder in (*_named(project, own, board), *_cited(project, own, reading.house, board)):
        if key not in told:
            told.add(key)
            path = folder.relative_to("content").as_posix()
            yield key, replace(reading, above=(*reading.above, path)).with_boards(project, read_period(project, folder))


def _before(project: ProjectFiles, own: Path) -> PeriodSource | None:
    """The board's last period that ends before a period; nothing where it cannot be read, which is no fault of this."""
    ends = {
        path.parent.name: match[1]
        for path in sorted((project.root / own.parent).glob("*/period.yaml"))
        if (match := _END.search(project.data(path.relative_to(project.root)) or b"")) is not None
    }
    earlier = [(end, name) for name, end in ends.items() if FOLDER_NAME.match(name) and end < ends.get(own.name, b"")]
    period = read_period(project, own.parent / max(earlier)[1]) if earlier else None
    return None if any(each.severity is Severity.ERROR for each in project.problems) else period


def _named(project: ProjectFiles, own: PeriodSource, board: Path) -> Iterator[tuple[str, Path]]:
    for file in own.files:
        for key in _NAMED:
            name = file.get(Text(key))
            if isinstance(name, Text) and name and _is_there(project, board / name, name, name.where, own):
                yield str(name), board / name


def _cited(project: ProjectFiles, own: PeriodSource, house: HouseSource, board: Path) -> Iterator[tuple[str, Path]]:
    names = {block.where.file for block in (*own.files, *house.outlines)}
    names |= {text.where.file for text in own.prose.values()}
    period = own.id.rpartition("/")[2]
    collected = {folder_name(each.folder) for each in own.collected}
    for file in sorted(names):
        for number, line in enumerate(project.lines.get(file, ()), start=1):
            if "(" not in line or line.lstrip().startswith("#"):
                continue
            for match in _CITED.finditer(composed(line)):
                kind, name = match.groups()
                where = Where(file, number, match.start(2) + 1)
                if kind == "nämnd":
                    if folder_name(name) in collected:
                        continue
                    name = _folder_of(project, board.parent, name)
                key = name if kind == "period" else f"{name}/{period}"
                folder = (board if kind == "period" else board.parent) / key
                if _is_there(project, folder, name, where, own):
                    yield key, folder


def _folder_of(project: ProjectFiles, municipality: Path, name: str) -> str:
    """Return the folder of a board that is called by its name: å, ä and ö are not in it."""
    return next((each for each in project.names(municipality) if folder_name(each) == folder_name(name)), name)


def _is_there(project: ProjectFiles, folder: Path, name: str, where: Where, own: PeriodSource) -> bool:
    if not FOLDER_NAME.match(name):
        message = f"”{name}” kan inte vara namnet på en periods eller nämnds mapp."
        hint = "Skriv bara mappens namn; den ska ligga bredvid den här."
        project.problems.add("T017", where, message, expected="namnet på en mapp", found=name, hint=hint)
        return False
    if folder == Path("content", own.id):
        message = "Perioden kan inte ha sig själv som tidigare period."
        hint = "Egna tal citeras utan ”period(…)”."
        project.problems.add("T103", where, message, expected="en annan period", found=name, hint=hint)
        return False
    if project.exists(folder / "period.yaml"):
        return True
    hint = nearest_hint(name, _periods_beside(project, folder, name, own))
    message = f"Perioden {folder.as_posix()} finns inte."
    hint = f"{hint} Lägg in den perioden, eller ta bort hänvisningen.".strip()
    project.problems.add("T001", where, message, expected="en mapp med period.yaml", found=name, hint=hint)
    return False


def _periods_beside(project: ProjectFiles, folder: Path, name: str, own: PeriodSource) -> set[str]:
    """Names that could have been meant: other periods of the board, or other boards with that period."""
    _, own_board, own_period = own.id.split("/")
    if folder.name == name:
        return project.periods_in(folder.parent) - {own_period}
    above = folder.parent.parent
    boards = project.names(above)
    return {board for board in boards if project.exists(above / board / folder.name / "period.yaml")} - {own_board}
