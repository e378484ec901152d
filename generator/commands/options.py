"""The words of `tertial publish`, `verify` and `correct` → the commands, declared on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from generator.commands import command, layout_crew
from generator.commands.door import (
    DecidedBy,
    Folder,
    Jobs,
    Reason,
    VersionDay,
    VersionStage,
    declared,
    jobs_of,
    project_folder,
    run_command,
)
from generator.commands.swedish_help import SwedishCommand
from generator.commands.voice import ExitCode


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
    with layout_crew(jobs_of(given.jobs)) as crew:
        return run_command(lambda voice: command("publish")(folder, given.words, told, voice, crew), folder)


def _verify(given: Verifying) -> ExitCode:
    folder = project_folder(given.project)
    with layout_crew(jobs_of(given.jobs)) as crew:
        return run_command(
            lambda voice: command("verify")(folder, given.words, voice, crew, restore=given.restore), folder
        )


def _correct(given: Correcting) -> ExitCode:
    folder, words = project_folder(given.project), (given.period, *(given.figures or ()))
    told = {"skede": given.stage, "datum": given.date, "skäl": given.reason, "beslutad_av": given.decided_by}
    told |= {"ändringsmarkerad": "ja" if given.marked else "", "svar": "ja" if given.sure else ""}
    told["bara_denna"] = "ja" if given.only else ""
    with layout_crew(jobs_of(given.jobs)) as crew:
        return run_command(
            lambda voice: command("correct")(folder, words, told, voice, crew, dry_run=given.dry_run), folder
        )
