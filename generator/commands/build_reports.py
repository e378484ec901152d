"""The working reports of a period in `output/`; published versions there are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator import pipeline
from generator.commands.terminal import Terminal
from generator.content import CHECK_PAGE, DIFFERENCES_PAGE
from generator.document import FORMATS, PDF, BuildOptions, Layouter
from generator.problems import Problem, Rejected, UsageError, Where, refuse
from generator.project import MARKED, remove_files, write_files
from generator.swedish import ascii_name

# What the content is not to blame for.
_MACHINE = (UsageError, OSError, MemoryError)
_PUBLISHED = re.compile(rf"v[1-9][0-9]*(-{MARKED})?\Z")


def build_reports(project: Path, period: str, options: BuildOptions, terminal: Terminal) -> None:
    """Build a period's reports and remove older ones that are not among them.

    Raises Rejected where the content is refused: no report of the period is then left, for an older one is not of what
    is written now. Raises one of `_MACHINE` where the machine refuses: what stood there is as good as it was.
    """
    try:
        _build(project, period, options, terminal)
    except _MACHINE:
        folder = project / "output" / period
        if _reports(folder):
            terminal.note(f"Rapporterna i {folder.as_posix()} är de som stod där före bygget.")
        raise


def build_again(project: Path, period: str, documents: Sequence[str], layouter: Layouter, terminal: Terminal) -> None:
    """Build again those of a period's reports that stand in `output/`, and remove them where that fails."""
    folder = project / "output" / period
    reports = _reports(folder)
    built = [each for each in map(pipeline.report_of, reports) if each is not None]
    chosen = tuple(document for document in documents if ascii_name(document) in {name for name, _ in built})
    if not chosen:
        return
    options = BuildOptions(frozenset(form for _, form in built), layouter, documents=chosen)
    if terminal.attempt(lambda: _build(project, period, options, terminal)):
        # The content is another now, whatever refused to build it.
        remove_files(folder, _reports(folder))
        text = f"Arbetsrapporterna i output/{period} stämde inte längre och är borttagna. Rätta felen och bygg om."
        terminal.note(text)


def _build(project: Path, period: str, options: BuildOptions, terminal: Terminal) -> None:
    folder = project / "output" / period
    try:
        built = pipeline.build(project, period, options, lambda step: terminal.progress(period, step))
        if not options.draft:
            refuse(built.problems)
        _refuse_names_of_versions(period, built.files)
        paths = write_files(folder, built.files)
    except _MACHINE:
        raise
    except Exception as error:
        # Not for an interruption. What is wrong is told first: the disk may refuse to remove anything.
        if isinstance(error, Rejected):
            terminal.problems(error.problems)
        remove_files(folder, _reports(folder))
        raise
    remove_files(folder, sorted(_reports(folder) - set(built.files)))
    terminal.result(*map(Path.as_posix, paths))
    terminal.problems(built.problems)
    _tell_of_lacking(options, built, terminal)


def _tell_of_lacking(options: BuildOptions, built: pipeline.BuildResult, terminal: Terminal) -> None:
    """Say which papers of a draft have no PDF: the others are told of as files."""
    if options.draft and PDF in options.formats:
        names = (pipeline.file_name(document.id, PDF) for document in built.understood.documents)
        for name in (each for each in names if each not in built.files):
            terminal.note(f"{name} är inte gjord: rätta först felen ovan. Andra format än PDF görs ändå.")


def _refuse_names_of_versions(period: str, names: Iterable[str]) -> None:
    matters = {name.partition("/")[0] for name in names if "/" in name}
    message, hint = "Ärendet heter som en publicerad version.", "Ge det ett annat id."
    where = Where(f"content/{period}/period.yaml")
    refuse(Problem("T114", where, message, "ett annat id", each, hint) for each in matters if _PUBLISHED.match(each))


def _reports(folder: Path) -> set[str]:
    paths = {path.relative_to(folder) for form in FORMATS for path in folder.rglob(f"*.{form}")}
    names = {path.as_posix() for path in paths if not _PUBLISHED.match(path.parts[0])}
    return {name for name in names if pipeline.report_of(name)} - {CHECK_PAGE, DIFFERENCES_PAGE}
