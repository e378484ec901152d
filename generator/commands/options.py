"""The commands as values: the fields of each are what may be written after the verb.

Making one raises UsageError where they mean nothing. Inherited fields stand last on its help page.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Annotated, TypeAlias

from typer import Argument, Option

from generator.problems import UsageError, nearest_hint

# As in `generator.document`, which takes longer to load than a command line to be refused.
_PUBLISHED_FORMATS = ("html", "pdf")
_FORMATS = (*_PUBLISHED_FORMATS, "xlsx", "docx", "csv", "json")
Words: TypeAlias = list[str] | None
PROBLEM_FORMS = {"human": "human", "utförlig": "human", "short": "short", "kort": "short", "json": "json"}
# More would be idle: the longest chapter decides when a report is finished.
_MOST_WORKERS, _MOST_ASKED_FOR = 8, 64


class ExitCode(IntEnum):
    """How a command ends; of several reports the greatest counts."""

    FINE = 0
    REFUSED = 1
    USAGE = 2
    FAULT = 70  # EX_SOFTWARE of sysexits.h: the fault is ours
    INTERRUPTED = 130


Periods = Annotated[
    Words,
    Argument(metavar="[PERIOD]…", help="Till exempel 2023-t1 eller content/kommun/namnd/2023-t1. Annars alla."),
]
PeriodOrFolder = Annotated[str, Argument(metavar="PERIOD", help="Perioden, eller en mapp med flera.")]
Folder = Annotated[
    Path, Option("--project", "--projekt", metavar="MAPP", help="Mappen som har content/. Annars den du står i.")
]
Sheets = Annotated[
    Words, Option("--sheet", "--blad", metavar="BLAD", help="Ett av arbetsbokens blad; ett eller flera. Annars alla.")
]
Jobs = Annotated[str | None, Option("--jobs", "-j", metavar="N", help="Antal processer.")]
Reason = Annotated[str, Option("--reason", "--skäl", metavar="TEXT", help="Varför; står i rättelsen.")]
VersionDay = Annotated[str, Option("--date", "--datum", metavar="DATUM", help="Versionens dag. Annars i dag.")]
VersionStage = Annotated[
    str, Option("--stage", "--skede", metavar="SKEDE", help="arbetsmaterial, utsänd, beslutad eller rättad.")
]
DecidedBy = Annotated[
    str, Option("--decided-by", "--beslutad-av", metavar="TEXT", help="Vem som beslutat ändra det beslutade.")
]


def _one_of(text: str, choices: Iterable[str], option: str) -> str:
    if text not in choices:
        raise UsageError(f"”{text}” passar inte för {option}. {nearest_hint(text, choices)}".rstrip())
    return text


@dataclass(frozen=True, kw_only=True)
class Command:
    """What all commands have."""

    project = Path()

    @property
    def problem_form(self) -> str:
        """The form that problems are shown in: human, short or json."""
        return "human"


@dataclass(frozen=True, kw_only=True)
class InfoCommand(Command):
    """`tertial info`."""


@dataclass(frozen=True, kw_only=True)
class _ProjectCommand(Command):
    project: Folder = Path()

    def __post_init__(self) -> None:
        if not (self.project / "content").is_dir():
            where = "Här" if self.project == Path() else f"I {self.project}"
            raise UsageError(f"{where} finns ingen mapp content/. Stå i projektets mapp, eller ange den med --project.")


@dataclass(frozen=True, kw_only=True)
class LayoutCommand(_ProjectCommand):
    """A command that lays out pages in several processes."""

    jobs: Jobs = None

    @property
    def workers(self) -> int:
        """The number of processes, by default one for each core up to eight. Raises UsageError."""
        if self.jobs is None:
            cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
            return min(cores, _MOST_WORKERS)
        if self.jobs not in map(str, range(1, _MOST_ASKED_FOR + 1)):
            raise UsageError(f"”{self.jobs}” passar inte för --jobs. Skriv ett heltal från 1 till {_MOST_ASKED_FOR}.")
        return int(self.jobs)


@dataclass(frozen=True, kw_only=True)
class BuildCommand(LayoutCommand):
    """`tertial build`."""

    periods: Periods = None
    format: Annotated[str, Option("--format", metavar="html,pdf,xlsx,docx,csv,json", help="Vad som byggs.")] = (
        "html,pdf"
    )
    jobs: Jobs = None
    draft: Annotated[bool, Option("--utkast", "--draft", help="Bygg trots fel; varje sida märks UTKAST.")] = False
    problems: Annotated[str, Option("--problems", metavar="human|short", help="Hur felen skrivs.")] = "human"

    def __post_init__(self) -> None:
        """Raise UsageError for an unknown format."""
        super().__post_init__()
        _ = self.formats, self.problem_form

    @property
    def formats(self) -> frozenset[str]:
        """The formats to build."""
        return frozenset(_one_of(part.strip().lower(), _FORMATS, "--format") for part in self.format.split(","))

    @property
    def problem_form(self) -> str:
        """The form of problems: no JSON, since the names of the built files have stdout."""
        forms = [name for name in PROBLEM_FORMS if name != "json"]
        return PROBLEM_FORMS[_one_of(self.problems, forms, "--problems")]

    @property
    def workers(self) -> int:
        """The number of processes: one where no PDF is built."""
        return super().workers if "pdf" in self.formats else 1


@dataclass(frozen=True, kw_only=True)
class CheckCommand(_ProjectCommand):
    """`tertial check`."""

    periods: Periods = None
    format: Annotated[str, Option("--format", metavar="human|short|json|html", help="Hur fynden skrivs.")] = "human"
    strict: Annotated[bool, Option("--strict", "--allt", help="Visa också det som annars är tyst.")] = False
    roundings: Annotated[
        bool, Option("--roundings", "--avrundningar", help="Visa de skillnader som avrundning eller skäl förklarar.")
    ] = False
    code: Annotated[
        str | None, Option("--explain", "--förklara", metavar="KOD", help="Visa vad en kod betyder, som T204.")
    ] = None

    def __post_init__(self) -> None:
        """Raise UsageError for an unknown form; what a code means can be shown outside a project."""
        if self.code is None:
            super().__post_init__()
        _ = self.problem_form

    @property
    def problem_form(self) -> str:
        """The form of problems, human beside a web page."""
        if self.code is not None or self.format == "html":
            return "human"
        return PROBLEM_FORMS[_one_of(self.format, PROBLEM_FORMS, "--format")]


@dataclass(frozen=True, kw_only=True)
class StatusCommand(_ProjectCommand):
    """`tertial status`."""

    periods: Periods = None
    format: Annotated[str, Option("--format", metavar="human|json|html", help="Hur läget visas.")] = "human"
    date: Annotated[str, Option("--date", "--datum", metavar="DATUM", help="Dagen som räknas. Annars i dag.")] = ""
    everything: Annotated[bool, Option("--all", "--allt", help="Visa också det som är klart.")] = False

    def __post_init__(self) -> None:
        """Raise UsageError for an unknown form."""
        super().__post_init__()
        _one_of(self.format, ("human", "json", "html"), "--format")


@dataclass(frozen=True, kw_only=True)
class ExplainCommand(_ProjectCommand):
    """`tertial explain`."""

    figure: Annotated[str, Argument(metavar="TAL", help="Till exempel ekonomi.summa.utfall.")]
    period: Annotated[str | None, Option("--period", metavar="PERIOD", help="Annars den senaste som har dokument.")] = (
        None
    )
    pages: Annotated[bool, Option("--pages", "--sidor", help="Ta fram sidorna också; tar några sekunder.")] = False


@dataclass(frozen=True, kw_only=True)
class SchemaCommand(_ProjectCommand):
    """`tertial schema`."""

    words: Annotated[
        Words,
        Argument(metavar="[PERIOD|PROFIL]…", help="Vilkas uppföljningstyper. Annars alla kommuners i content/."),
    ] = None
    out: Annotated[Path | None, Option("--out", "--till", metavar="MAPP", help="Var filerna skrivs.")] = None


@dataclass(frozen=True, kw_only=True)
class LinkCommand(_ProjectCommand):
    """`tertial link`."""

    period: PeriodOrFolder
    write: Annotated[bool, Option("--write", "--skriv", help="Byt, och visa inte bara.")] = False


@dataclass(frozen=True, kw_only=True)
class RenameCommand(_ProjectCommand):
    """`tertial rename`."""

    period: PeriodOrFolder
    old: Annotated[str, Argument(metavar="GAMMALT", help="Det id som finns.")]
    new: Annotated[str, Argument(metavar="NYTT", help="Det id som det blir.")]
    dry_run: Annotated[bool, Option("--dry-run", "--prova", help="Visa bara vad som skulle ändras.")] = False


@dataclass(frozen=True, kw_only=True)
class ImportCommand(_ProjectCommand):
    """`tertial import`."""

    source: Annotated[
        str, Argument(metavar="KÄLLA", help="Källans namn under källor: i namnd.yaml eller kommun.yaml. Inte med --ny.")
    ] = ""
    period: Annotated[
        str | None, Argument(metavar="[PERIOD]", help="Annars den senaste hos den nämnd som har källan.")
    ] = None
    date: Annotated[
        str, Option("--date", "--datum", metavar="DATUM", help="Dagen då talen hämtas; sparas bredvid dem.")
    ] = ""
    dry_run: Annotated[bool, Option("--dry-run", "--prova", help="Visa bara vad som skulle ändras.")] = False
    sure: Annotated[bool, Option("--yes", "--ja", help="Fråga inte.")] = False
    workbook: Annotated[
        Path | None, Option("--new", "--ny", metavar="ARBETSBOK", help="Gör nya tabeller av arbetsbokens blad.")
    ] = None
    sheets: Sheets = None

    def __post_init__(self) -> None:
        """Raise UsageError where the words are not those of a source or of a workbook."""
        super().__post_init__()
        if self.workbook is None:
            if not self.source:
                raise UsageError("KÄLLA saknas. Skriv källans namn, eller --ny ARBETSBOK för nya tabeller.")
            if self.sheets:
                raise UsageError("--blad hör till --ny. Vilket blad en källa är på står under källor: i namnd.yaml.")
        elif not self.source:
            raise UsageError("PERIOD saknas. Skriv: tertial import --ny ARBETSBOK PERIOD.")
        elif self.period is not None or self.date:
            other = "--datum" if self.date else self.period
            raise UsageError(f"{other} passar inte här. Skriv: tertial import --ny ARBETSBOK PERIOD.")


@dataclass(frozen=True, kw_only=True)
class DiffCommand(_ProjectCommand):
    """`tertial diff`."""

    before: Annotated[str, Argument(metavar="FÖRE", help="Till exempel 2023-t1@v1.")]
    after: Annotated[str, Argument(metavar="EFTER", help="Annars perioden som den står nu.")] = "nu"
    format: Annotated[str, Option("--format", metavar="text|html|pdf", help="Hur skillnaderna visas.")] = "text"
    out: Annotated[Path | None, Option("--out", metavar="FIL", help="Filen att skriva till.")] = None

    def __post_init__(self) -> None:
        """Raise UsageError for an unknown format."""
        super().__post_init__()
        _one_of(self.format, ("text", *_PUBLISHED_FORMATS), "--format")


@dataclass(frozen=True, kw_only=True)
class NewCommand(_ProjectCommand):
    """`tertial new`."""

    words: Annotated[
        Words, Argument(metavar="profil|period NAMN", help="Profilens namn, eller kommun/nämnd/period.")
    ] = None
    title: Annotated[
        str, Option("--title", "--rubrik", metavar="TEXT", help="Kommunens namn, eller perioden i ord.")
    ] = ""
    start: Annotated[
        Words,
        Option(
            *("--from", "--från", "--efter"),
            metavar="DATUM|PERIOD",
            help="Periodens första dag, 2025-01-01, eller perioden som den följer på, 2024-t3.",
        ),
    ] = None
    end: Annotated[str, Option("--to", "--till", metavar="DATUM", help="Periodens sista dag.")] = ""
    outlines: Annotated[
        Words, Option("--outline", "--mall", metavar="MALL", help="Ett dokuments mall; en eller flera.")
    ] = None
    workbook: Annotated[
        Path | None,
        Option("--ur", "--workbook", metavar="ARBETSBOK", help="Gör tabeller av arbetsbokens blad."),
    ] = None
    sheets: Sheets = None

    def __post_init__(self) -> None:
        """Raise UsageError for sheets of nothing; the first profile comes before content/."""
        if self.sheets and self.workbook is None:
            raise UsageError("--blad hör till --ur: skriv vilken arbetsbok bladen är i.")


@dataclass(frozen=True, kw_only=True)
class PublishCommand(LayoutCommand):
    """`tertial publish`."""

    words: Annotated[list[str], Argument(metavar="PERIOD [DOKUMENT]…", help="Perioden, och vilka dokument.")]
    note: Annotated[
        str, Option("--version-note", "--notering", metavar="TEXT", help="Vad versionen är, i några ord.")
    ] = ""
    stage: VersionStage = ""
    date: VersionDay = ""
    decided_by: DecidedBy = ""
    reason: Reason = ""
    web: Annotated[bool, Option("--web", "--på-webben", help="Märk versionen som lagd på webben.")] = False


@dataclass(frozen=True, kw_only=True)
class VerifyCommand(LayoutCommand):
    """`tertial verify`."""

    words: Annotated[
        list[str], Argument(metavar="PERIOD|MAPP|FIL…", help="En period, output/…/v1 eller en publicerad fil.")
    ]
    jobs: Jobs = None
    restore: Annotated[
        bool, Option("--restore-history", "--återställ-historik", help="Gör om historik.yaml ur mapparna.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class CorrectCommand(LayoutCommand):
    """`tertial correct`."""

    period: Annotated[str, Argument(metavar="PERIOD", help="En publicerad period, till exempel 2023-t1.")]
    figures: Annotated[Words, Argument(metavar="[TAL=VÄRDE]…", help="Till exempel ekonomi.summa.utfall=12,5.")] = None
    reason: Reason = ""
    date: VersionDay = ""
    decided_by: DecidedBy = ""
    stage: VersionStage = ""
    dry_run: Annotated[bool, Option("--dry-run", "--prova", help="Visa bara vad som följer.")] = False
    sure: Annotated[bool, Option("--yes", "--ja", help="Fråga inte.")] = False
    marked: Annotated[bool, Option("--marked", "--ändringsmarkerad", help="Gör också en ändringsmarkerad version.")] = (
        False
    )
    only: Annotated[bool, Option("--only-this", "--bara-denna", help="Rätta inte andra perioder som talen når.")] = (
        False
    )
