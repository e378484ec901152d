"""What every command's declaration shares: a folder, words and an action → the project, values and an exit code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, TypeVar, get_type_hints

import typer

from generator.commands.terminal import Terminal
from generator.commands.voice import ExitCode, Voice
from generator.problems import UsageError, nearest_hint
from generator.project.steady import finish_interrupted

Options = TypeVar("Options")
_MOST_PROCESSES = 8

Folder = Annotated[
    Path, typer.Option("--project", "--projekt", metavar="MAPP", help="Mappen som har content/. Annars den du står i.")
]

Jobs = Annotated[str | None, typer.Option("--jobs", "-j", metavar="N", help="Antal processer.")]
Reason = Annotated[str, typer.Option("--reason", "--skäl", metavar="TEXT", help="Varför; står i rättelsen.")]
VersionDay = Annotated[str, typer.Option("--date", "--datum", metavar="DATUM", help="Versionens dag. Annars i dag.")]
VersionStage = Annotated[
    str, typer.Option("--stage", "--skede", metavar="SKEDE", help="arbetsmaterial, utsänd, beslutad eller rättad.")
]
DecidedBy = Annotated[
    str, typer.Option("--decided-by", "--beslutad-av", metavar="TEXT", help="Vem som beslutat ändra det beslutade.")
]


def run_command(action: Callable[[Voice], ExitCode], project: Path, form: str = "human") -> ExitCode:
    """What a command does, the project and the form of problems go in; how it ended comes out, and it was heard.

    What a killed run left in the project is dealt with first.
    """
    terminal = Terminal(project, form)

    def act() -> ExitCode:
        finish_interrupted(project, terminal.voice.note)
        return action(terminal.voice)

    ended = terminal.attempt(act)
    terminal.close(ended)
    return ended


def project_folder(folder: Path) -> Path:
    """A folder goes in and comes out. Raises UsageError where it has no content/."""
    if not (folder / "content").is_dir():
        where = "Här" if folder == Path() else f"I {folder}"
        raise UsageError(f"{where} finns ingen mapp content/. Stå i projektets mapp, eller ange den med --project.")
    return folder


def one_of(text: str, known: Iterable[str], option: str) -> str:
    """The text that was given goes in and comes out. Raises UsageError where the option knows it not."""
    if text not in known:
        raise UsageError(f"”{text}” passar inte för {option}. {nearest_hint(text, known)}".rstrip())
    return text


def jobs_of(text: str | None) -> int:
    """How many processes to use: as written, or one for each core that this process may use, up to eight.

    More has nothing to do: the longest chapter decides when a report is finished.
    """
    if text is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(cores, _MOST_PROCESSES)
    if not text.isdecimal() or not int(text):
        raise UsageError(f"”{text}” passar inte för --jobs. Skriv ett heltal från 1.")
    return int(text)


def declared(options: type[Options], action: Callable[[Options], ExitCode]) -> Callable[..., ExitCode]:
    """A dataclass whose fields declare a command's words and options, and what is done with them, go in.

    A function comes out that the command line library reads as if it had a parameter for each field: so a command may
    have many options, and no function takes more than it can say.
    """

    def called(**given: object) -> ExitCode:
        return action(options(**given))

    hints = get_type_hints(options, include_extras=True)
    kept = [
        Parameter(
            each.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if each.default is MISSING else each.default,
            annotation=hints[each.name],
        )
        for each in fields(options)  # type: ignore[arg-type]
    ]
    called.__signature__ = Signature(kept, return_annotation=ExitCode)  # type: ignore[attr-defined]
    called.__annotations__ = {**hints, "return": ExitCode}
    called.__doc__ = options.__doc__
    return called
