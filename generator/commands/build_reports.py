"""A period of a project → its working reports in `output/`, built, or gone with what is wrong said.

What is published stands in folders of its own there, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from generator import pipeline
from generator.commands.voice import ExitCode, Voice
from generator.document import FORMATS, BuildOptions, Layouter
from generator.problems import UsageError, refuse
from generator.project import CHECK_PAGE, DIFFERENCES_PAGE, remove_files, write_files
from generator.swedish import ascii_name
from generator.versions import MARKED

_PUBLISHED = re.compile(rf"v[1-9][0-9]*(-{MARKED})?\Z")


def build_reports(project: Path, period: str, options: BuildOptions, voice: Voice) -> ExitCode:
    """A project, a period's path and how it is wanted go in; its reports are built, and their paths said.

    Reports that stand there from before, and are not among them, are gone. Raises Rejected where the content is
    refused, UsageError where the disk does: then no report stands there that might not be true.
    """
    folder = project / "output" / period
    try:
        built = pipeline.build(project, period, options, lambda step: voice.progress(period, step))
        _leave_versions_be(built.files)
        paths = write_files(folder, built.files)
    except Exception:
        # Not for an interruption: then what stands there is as good as it was.
        remove_files(folder, _reports(folder))
        raise
    remove_files(folder, sorted(_reports(folder) - set(built.files)))
    for path in paths:
        voice.result(path.as_posix())
    if not options.draft:
        refuse(built.problems)
    voice.problems(built.problems)
    return ExitCode.FINE


def build_again(project: Path, period: str, documents: Sequence[str], crew: Layouter, voice: Voice) -> ExitCode:
    """A project, a period, its documents' ids and who lays out go in; the reports that stand there are built anew.

    Those alone: a paper or a format that does not stand there is not made. One that cannot be built is told, and gone.
    """
    standing = _reports(project / "output" / period)
    names = {Path(name).stem for name in standing if "/" not in name}
    chosen = tuple(document for document in documents if ascii_name(document) in names)
    formats = frozenset(form for form in FORMATS if any(name.endswith(f".{form}") for name in standing))
    if not chosen:
        return ExitCode.FINE
    options = BuildOptions(formats, crew, documents=chosen)
    ended = voice.attempt(lambda: build_reports(project, period, options, voice))
    if ended is not ExitCode.FINE:
        voice.note(f"Arbetsrapporterna i output/{period} stämde inte längre och är borttagna. Rätta felen och bygg om.")
    return ended


def _leave_versions_be(names: Iterable[str]) -> None:
    for name in names:
        first = name.partition("/")[0]
        if first != name and _PUBLISHED.match(first):
            raise UsageError(f"Ärendet ”{first}” heter som en publicerad version. Ge det ett annat id i period.yaml.")


def _reports(folder: Path) -> set[str]:
    """The names of the reports that stand in a folder; pages about them are none, nor is what is published."""
    found = {path.relative_to(folder) for form in FORMATS for path in folder.rglob(f"*.{form}")}
    return {path.as_posix() for path in found if not _PUBLISHED.match(path.parts[0])} - {
        CHECK_PAGE,
        DIFFERENCES_PAGE,
    }
