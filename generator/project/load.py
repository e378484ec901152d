"""Stage 1: a project's folder and a period in → a Source out, all that the period's reports may be made of.

Files are read and placed, not understood. All problems of all files come in one Rejected.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from generator.content import Block, HouseSource, PeriodSource, Source, Text
from generator.problems import Problem, Severity, UsageError, Where, nearest_hint, refuse
from generator.project.period_files import read_period
from generator.project.plain_text import composed
from generator.project.project_files import FOLDER_NAME, YAML_NAMES, ProjectFiles

_BASE, _PROFILE = "base", "profil.yaml"


def read_house_files(project: ProjectFiles, municipality: Block) -> HouseSource:
    """The profile that the municipality names, base first; the base alone where the name is missing or unknown."""
    roots = tuple(dict.fromkeys((project.root / "templates", project.built_in)))
    bases = [root / _BASE for root in reversed(roots) if project.exists(root / _BASE / _PROFILE)]
    if not bases:
        project.missing(roots[-1] / _BASE / _PROFILE, None)
    name = _house_name(project, municipality, roots)
    own = [root / name for root in roots if name and name != _BASE and project.exists(root / name / _PROFILE)][:1]
    folders = (*bases, *own)
    outlines = [path for folder in folders for path in _sorted_yaml(folder / "mallar")]
    return HouseSource(
        id=name or _BASE,
        profiles=tuple(project.yaml(folder / _PROFILE) for folder in folders),
        outlines=tuple(project.yaml(path) for path in outlines),
        folders=tuple(str(folder) for folder in reversed(folders)),
    )


def _house_name(project: ProjectFiles, municipality: Block, roots: tuple[Path, ...]) -> str:
    known = {path.parent.name for root in roots for path in root.glob(f"*/{_PROFILE}")}
    name = municipality.get(Text("profil"))
    if not isinstance(name, Text) or name.missing:
        if municipality:
            where = municipality.where if name is None else name.where
            message = "Kommunen säger inte vilken profil den har."
            project.problems.append(Problem("T102", where, message, "profil: NAMN", hint=nearest_hint("", known)))
        return ""
    if name not in known or not FOLDER_NAME.match(name):
        message = f"Det finns ingen profil som heter ”{name}”."
        hint = nearest_hint(name, known)
        project.problems.append(Problem("T116", name.where, message, "en mapp i templates/", str(name), hint))
        return ""
    return str(name)


def _sorted_yaml(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[!.]*") if path.suffix.lower() in YAML_NAMES)


if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVELS = 3

# The periods that period.yaml names, and those that a citation names (in quotes that YAML may have escaped).
_NAMED = ("föregående_period", "samma_period_föregående_år", "föregående_prognos", "föregående_bokslut")
_CITED = re.compile(r"\b(period|nämnd)\(\s*\\?[\"']([^\"'\\\n]*)\\?[\"']\s*\)")


def load(project: Path, period: str, built_in: Path) -> Source:
    """The project, a period (its path under `content/`) and the folder of built-in templates go in; a Source comes out.

    Raises UsageError where `period` is no path of municipality, board and period, and Rejected with all that is wrong
    in the files: the municipality's, the board's, the house's, the period's, those of the earlier periods it cites.
    """
    parts = period.strip("/").split("/")
    if len(parts) != _LEVELS or not {"", ".", ".."}.isdisjoint(parts):
        raise UsageError(f"”{period}” är ingen period: skriv kommun/nämnd/period, som mapparna under content/ heter.")
    files = ProjectFiles(project.resolve(), built_in.resolve())
    municipality, board, name = parts
    above = Path("content", municipality)
    municipality_block = files.yaml(above / "kommun.yaml")
    board_block = files.yaml(above / board / "namnd.yaml")
    house = read_house_files(files, municipality_block)
    own = read_period(files, above / board / name)
    named = tuple(_named(files, own, above / board))
    cited = tuple(_cited(files, own, house, above / board))
    earlier: dict[str, PeriodSource] = {}
    for key, folder in (*named, *cited):
        if key not in earlier:
            earlier[key] = read_period(files, folder)
    refuse(files.problems)
    notices = tuple(problem for problem in files.problems if problem.severity is not Severity.ERROR)
    return Source(municipality_block, board_block, house, own, earlier, files.lines, notices)


def _named(project: ProjectFiles, own: PeriodSource, board: Path) -> Iterator[tuple[str, Path]]:
    """The periods that the period names as those before it."""
    for file in own.files:
        for key in _NAMED:
            name = file.get(Text(key))
            if isinstance(name, Text) and name and _is_there(project, board / name, name, name.where, own):
                yield str(name), board / name


def _cited(project: ProjectFiles, own: PeriodSource, house: HouseSource, board: Path) -> Iterator[tuple[str, Path]]:
    """The periods that texts, formulas and outlines cite by name."""
    names = {block.where.file for block in (*own.files, *house.outlines)}
    names |= {text.where.file for text in own.prose.values()}
    period = own.id.rpartition("/")[2]
    for file in sorted(names):
        for number, line in enumerate(project.lines.get(file, ()), start=1):
            if "(" not in line or line.lstrip().startswith("#"):
                continue
            for match in _CITED.finditer(composed(line)):
                kind, name = match.groups()
                where = Where(file, number, match.start(2) + 1)
                folder, key = (
                    (board / name, name) if kind == "period" else (board.parent / name / period, f"{name}/{period}")
                )
                if _is_there(project, folder, name, where, own):
                    yield key, folder


def _is_there(project: ProjectFiles, folder: Path, name: str, where: Where, own: PeriodSource) -> bool:
    """Whether `folder`, of the period or board `name`, is an earlier period; if not, a problem where it is named."""
    if not FOLDER_NAME.match(name):
        message = f"”{name}” kan inte vara namnet på en periods eller nämnds mapp."
        hint = "Skriv bara mappens namn; den ska ligga bredvid den här."
        project.problems.append(Problem("T017", where, message, "namnet på en mapp", name, hint))
        return False
    if folder == Path("content", own.id):
        message = "Perioden kan inte ha sig själv som tidigare period."
        hint = "Egna tal citeras utan ”period(…)”."
        project.problems.append(Problem("T103", where, message, "en annan period", name, hint))
        return False
    if project.exists(folder / "period.yaml"):
        return True
    hint = nearest_hint(name, _periods_beside(project, folder, name, own))
    message = f"Perioden {folder.as_posix()} finns inte."
    hint = f"{hint} Lägg in den perioden, eller ta bort hänvisningen.".strip()
    project.problems.append(Problem("T001", where, message, "en mapp med period.yaml", name, hint))
    return False


def _periods_beside(project: ProjectFiles, folder: Path, name: str, own: PeriodSource) -> set[str]:
    """The names that could have stood for `name`: other periods of the board, or other boards with that period."""
    if folder.name == name:
        found = {path.parent.name for path in (project.root / folder.parent).glob("*/period.yaml")}
        return found - {own.id.rpartition("/")[2]}
    boards = project.root / folder.parent.parent
    found = {path.parent.parent.name for path in boards.glob(f"*/{folder.name}/period.yaml")}
    return found - {own.id.split("/")[1]}
