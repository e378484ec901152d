"""The words of `tertial publish`, `verify` and `correct` → the commands, declared on the command line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields
from datetime import date
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, TypeVar, get_type_hints

import typer

from generator.commands import command, layout_pool
from generator.commands.swedish_help import SwedishCommand
from generator.commands.terminal import Terminal
from generator.commands.voice import ExitCode, Voice
from generator.document import Stage
from generator.problems import UsageError, nearest_hint
from generator.project import finish_interrupted

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


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """Publishes a version; see the help."""

    words: Annotated[list[str], typer.Argument(metavar="PERIOD [DOKUMENT]…", help="Perioden, och vilka dokument.")]
    note: Annotated[
        str, typer.Option("--version-note", "--notering", metavar="TEXT", help="Vad versionen är, i några ord.")
    ] = ""
    stage: VersionStage = ""
    date: VersionDay = ""
    decided_by: DecidedBy = ""
    reason: Reason = ""
    web: Annotated[bool, typer.Option("--web", "--på-webben", help="Märk versionen som lagd på webben.")] = False
    jobs: Jobs = None
    project: Folder = Path()


@dataclass(frozen=True, kw_only=True)
class Verifying:
    """Verifies versions and files; see the help."""

    words: Annotated[
        list[str], typer.Argument(metavar="PERIOD|MAPP|FIL…", help="En period, output/…/v1 eller en publicerad fil.")
    ]
    jobs: Jobs = None
    restore: Annotated[
        bool, typer.Option("--restore-history", "--återställ-historik", help="Gör om historik.yaml ur mapparna.")
    ] = False
    project: Folder = Path()


@dataclass(frozen=True, kw_only=True)
class Correcting:
    """Corrects figures of a published period; see the help."""

    period: Annotated[str, typer.Argument(metavar="PERIOD", help="En publicerad period, till exempel 2023-t1.")]
    figures: Annotated[
        list[str] | None, typer.Argument(metavar="[TAL=VÄRDE]…", help="Till exempel ekonomi.summa.utfall=12,5.")
    ] = None
    reason: Reason = ""
    date: VersionDay = ""
    decided_by: DecidedBy = ""
    stage: VersionStage = ""
    dry_run: Annotated[bool, typer.Option("--dry-run", "--prova", help="Visa bara vad som följer.")] = False
    sure: Annotated[bool, typer.Option("--yes", "--ja", help="Fråga inte.")] = False
    marked: Annotated[
        bool, typer.Option("--marked", "--ändringsmarkerad", help="Gör också en ändringsmarkerad version.")
    ] = False
    only: Annotated[
        bool, typer.Option("--only-this", "--bara-denna", help="Rätta inte andra perioder som talen når.")
    ] = False
    jobs: Jobs = None
    project: Folder = Path()


def add_publishing(app: typer.Typer) -> None:
    """The application goes in; it has the commands that publish, verify and correct."""
    app.command(
        "publish",
        cls=SwedishCommand,
        short_help="Publicerar en version som inte ändras mer.",
        help="""Bygger periodens dokument, lägger dem i output/…/v1 och för in versionen i periodens historik.yaml.
        Mappen skrivs aldrig över: nästa gång blir det v2.

        Skedet avgör vad en ny version är. Är handlingarna utsända märks de ändrade ”Reviderad”; är de beslutade krävs
        att du säger vem som har beslutat om ändringen.""",
    )(declared(Publishing, _publish))
    app.command(
        "verify",
        cls=SwedishCommand,
        short_help="Visar att en publicerad version är orörd.",
        help="""Jämför publicerade versioner med historiken, och bygger dem på nytt ur arkivet: de ska bli lika, byte
        för byte. Skiljer de sig sägs vad som är ändrat sedan dess.

        En ensam fil, till exempel en PDF, slås upp i historiken: vilken version den är ur, och om den är rättad.""",
    )(declared(Verifying, _verify))
    app.command(
        "correct",
        cls=SwedishCommand,
        short_help="Rättar tal i en publicerad period.",
        help="""Rättar tal i en publicerad period. Först visas allt som följer: tal som räknas om, skrivna tal som
        stäms av, varje ställe där de står, ord och lägen som byter, nya fynd och handlingar som ges ut på nytt. När du
        har svarat ja ändras talen på plats i filerna, och en ny version publiceras som börjar med rättelsen.

        Utan TAL=VÄRDE rättas det som du redan har ändrat i filerna.""",
    )(declared(Correcting, _correct))


def _publish(given: Publishing) -> ExitCode:
    folder = project_folder(given.project)
    told = {"notering": given.note, "skede": given.stage, "datum": given.date, "skäl": given.reason}
    told |= {"beslutad_av": given.decided_by, "på_webben": "ja" if given.web else ""}
    with layout_pool(jobs_of(given.jobs)) as crew:
        return run_command(lambda voice: command("publish")(folder, given.words, told, voice, crew), folder)


def _verify(given: Verifying) -> ExitCode:
    folder = project_folder(given.project)
    with layout_pool(jobs_of(given.jobs)) as crew:
        return run_command(
            lambda voice: command("verify")(folder, given.words, voice, crew, restore=given.restore), folder
        )


def _correct(given: Correcting) -> ExitCode:
    folder, words = project_folder(given.project), (given.period, *(given.figures or ()))
    told = {"skede": given.stage, "datum": given.date, "skäl": given.reason, "beslutad_av": given.decided_by}
    told |= {"ändringsmarkerad": "ja" if given.marked else "", "svar": "ja" if given.sure else ""}
    told["bara_denna"] = "ja" if given.only else ""
    with layout_pool(jobs_of(given.jobs)) as crew:
        return run_command(
            lambda voice: command("correct")(folder, words, told, voice, crew, dry_run=given.dry_run), folder
        )


def day(text: str) -> date:
    """A day as it was written, or today's where nothing was, comes out. Raises UsageError where it is no day."""
    if not text:
        # The command is where the day is read; everything after it is given it.
        return date.today()  # noqa: DTZ011, TID251
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"”{text}” är inget datum. Skriv det som 2025-05-21.") from error


def stage(text: str) -> Stage | None:
    """A stage's word goes in; the stage, or nothing where none was said, comes out. Raises UsageError for another."""
    known = [each.value for each in Stage]
    if text and text not in known:
        raise UsageError(f"”{text}” är inget skede. {nearest_hint(text, known)}".rstrip())
    return Stage(text) if text else None
