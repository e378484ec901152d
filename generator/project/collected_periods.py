"""Which boards a period collects, and which period of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.content import Block, Items, PeriodSource, Text, folder_name
from generator.problems import Where, nearest_hint
from generator.project.project_files import ProjectFiles

# The folder of the municipality's own periods, which has no namnd.yaml.
MUNICIPALITY_ITSELF = "kommunen"
_COLLECTS = Text("samlar")
_DAYS = re.compile(r"^(från|till):[ \t]*[\"']?(\d{4}-\d\d-\d\d)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CollectedPeriod:
    """A board's folder and the name of its period, which need not be there."""

    folder: Path
    period: str


def is_municipality_itself(project: ProjectFiles, folder: Path) -> bool:
    """Whether a folder has periods of the municipality itself."""
    return folder.name == MUNICIPALITY_ITSELF and not project.exists(folder / "namnd.yaml")


def boards_of(project: ProjectFiles, own: PeriodSource, above: Collection[str]) -> Iterator[CollectedPeriod]:
    """Yield the boards that a period collects: those that it names, in order, or all for the municipality's own period.

    `above` are the periods that collect it, none of which it can collect.
    """
    folder = Path("content", own.id).parent
    boards = [name for name in project.names(folder.parent) if project.exists(folder.parent / name / "namnd.yaml")]
    named = [each for file in own.files for each in _named(file)]
    if not named and is_municipality_itself(project, folder):
        named = [(Text(name), "") for name in boards]
    for name, period in named:
        board = next((each for each in boards if folder_name(each) == folder_name(name)), "")
        if not board:
            message, hint = f"Nämnden ”{name}” finns inte.", nearest_hint(name, boards)
            expected = "en mapp med namnd.yaml"
            project.problems.add("T001", name.where, message, expected=expected, found=name, hint=hint)
            continue
        chosen = period or _same_period(project, own, folder.parent / board)
        path = (folder.parent / board / chosen).relative_to("content").as_posix()
        if path in above:
            message, hint = "En period kan inte samla sig själv.", "Ta bort raden."
            where = name.where if name.where.line else Where(f"{folder.as_posix()}/{own.id.rpartition('/')[2]}")
            project.problems.add("T103", where, message, found=name, hint=hint)
        else:
            yield CollectedPeriod(folder.parent / board, chosen)


def _named(file: Block) -> Iterator[tuple[Text, str]]:
    """Yield the boards that a file names with their periods; what is written otherwise is reported when it is read."""
    node = file.get(_COLLECTS)
    for each in node if isinstance(node, Items) else ():
        name = each.get(Text("nämnd")) if isinstance(each, Block) else each
        period = each.get(Text("period")) if isinstance(each, Block) else None
        if isinstance(name, Text) and not name.missing:
            yield name, str(period) if isinstance(period, Text) else ""


def _same_period(project: ProjectFiles, own: PeriodSource, board: Path) -> str:
    """Return the board's period of the same name, or else of the same days; the name where there is neither."""
    name = own.id.rpartition("/")[2]
    periods = project.periods_in(board)
    if name in periods:
        return name
    days = {(key, str(file[key])) for file in own.files for key in (Text("från"), Text("till")) if key in file}
    for each in sorted(periods):
        written = _DAYS.findall((project.data(board / each / "period.yaml") or b"").decode(errors="replace"))
        if days and set(written) == days:
            return each
    return name
