"""The working reports of a period in `output/`; published versions there are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator import pipeline
from generator.commands.terminal import Terminal
from generator.document import FORMATS, BuildOptions, Layouter
from generator.problems import UsageError, refuse
from generator.project import CHECK_PAGE, DIFFERENCES_PAGE, MARKED, remove_files, write_files
from generator.swedish import ascii_name

_PUBLISHED = re.compile(rf"v[1-9][0-9]*(-{MARKED})?\Z")


def build_reports(project: Path, period: str, options: BuildOptions, terminal: Terminal) -> None:
    """Build a period's reports and remove older ones that are not among them.

    Raises Rejected where the content is refused, UsageError where the disk does: no report of the period is then left.
    """
    folder = project / "output" / period
    try:
        built = pipeline.build(project, period, options, lambda step: terminal.progress(period, step))
        _refuse_names_of_versions(built.files)
        paths = write_files(folder, built.files)
    except Exception:
        # Not for an interruption: then what stands there is as good as it was.
        remove_files(folder, _reports(folder))
        raise
    remove_files(folder, sorted(_reports(folder) - set(built.files)))
    terminal.result(*map(Path.as_posix, paths))
    if not options.draft:
        refuse(built.problems)
    terminal.problems(built.problems)


def build_again(project: Path, period: str, documents: Sequence[str], layouter: Layouter, terminal: Terminal) -> None:
    """Build again those of a period's reports that stand in `output/`, and remove them where that fails."""
    reports = _reports(project / "output" / period)
    names = {Path(name).stem for name in reports if "/" not in name}
    chosen = tuple(document for document in documents if ascii_name(document) in names)
    if not chosen:
        return
    formats = frozenset(form for form in FORMATS if any(name.endswith(f".{form}") for name in reports))
    options = BuildOptions(formats, layouter, documents=chosen)
    if terminal.attempt(lambda: build_reports(project, period, options, terminal)):
        text = f"Arbetsrapporterna i output/{period} stämde inte längre och är borttagna. Rätta felen och bygg om."
        terminal.note(text)


def _refuse_names_of_versions(names: Iterable[str]) -> None:
    for name in names:
        first = name.partition("/")[0]
        if first != name and _PUBLISHED.match(first):
            raise UsageError(f"Ärendet ”{first}” heter som en publicerad version. Ge det ett annat id i period.yaml.")


def _reports(folder: Path) -> set[str]:
    paths = {path.relative_to(folder) for form in FORMATS for path in folder.rglob(f"*.{form}")}
    names = {path.as_posix() for path in paths if not _PUBLISHED.match(path.parts[0])}
    return names - {CHECK_PAGE, DIFFERENCES_PAGE}
