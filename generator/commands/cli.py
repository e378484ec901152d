"""Words typed after `tertial` → an exit code; results go to stdout, problems to stderr, printed by `terminal`.

Exit codes: 0 fine, 1 content refused, 2 wrong usage, 70 our own fault (with its traceback), 130 interrupted.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from generator import __version__
from generator.commands import command, layout_pool
from generator.commands.options import Folder, Jobs, add_publishing
from generator.commands.options import jobs_of as _jobs
from generator.commands.options import one_of as _one_of
from generator.commands.options import project_folder as _project
from generator.commands.options import run_command as _run
from generator.commands.swedish_help import HELP_OPTIONS, SwedishCommand, SwedishGroup, in_swedish, usage_of
from generator.commands.voice import ExitCode
from generator.document import FORMATS, PDF, BuildOptions
from generator.problems import UsageError

FORMS = {"human": "human", "utförlig": "human", "short": "short", "kort": "short", "json": "json"}

app = typer.Typer(
    cls=SwedishGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": list(HELP_OPTIONS)},
    help="Gör kommunala tertialrapporter i HTML och PDF av det som står i content/.",
    epilog="Slutkoder: 0 klart, 1 innehållet har fel, 2 kommandot är fel skrivet, 70 fel i Tertial, 130 avbrutet.",
)

Periods = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PERIOD]…", help="Till exempel 2023-t1 eller content/kommun/namnd/2023-t1. Annars alla."),
]
ProblemForm = Annotated[str, typer.Option("--format", metavar="human|short|json", help="Hur felen skrivs.")]


def _formats(text: str) -> frozenset[str]:
    return frozenset(_one_of(part.strip().lower(), FORMATS, "--format") for part in text.split(","))


@app.command(
    cls=SwedishCommand,
    short_help="Bygger rapporter till output/.",
    help="""Bygger rapporterna för perioderna och lägger dem i output/.

    En rapport med fel stoppar inga andra, och lämnar inga gamla filer efter sig.""",
)
def build(
    periods: Periods = None,
    formats: Annotated[str, typer.Option("--format", metavar="html,pdf", help="Vad som byggs.")] = "html,pdf",
    jobs: Jobs = None,
    draft: Annotated[
        bool, typer.Option("--utkast", "--draft", help="Bygg trots fel; varje sida märks UTKAST.")
    ] = False,
    form: Annotated[str, typer.Option("--problems", metavar="human|short", help="Hur felen skrivs.")] = "human",
    project: Folder = Path(),
) -> ExitCode:
    """Builds reports; see the help."""
    folder, wanted = _project(project), _formats(formats)
    # No JSON: the names of the files that were built have stdout.
    shape = FORMS[_one_of(form, [name for name in FORMS if name != "json"], "--problems")]
    with layout_pool(_jobs(jobs) if PDF in wanted else 1) as crew:
        options = BuildOptions(wanted, crew, draft=draft)
        return _run(lambda voice: command("build")(folder, periods or (), options, voice), folder, shape)


@app.command(
    cls=SwedishCommand,
    short_help="Granskar innehållet utan att bygga.",
    help="""Granskar perioderna och visar allt som är fel. Inget skrivs.

    short ger en rad för varje fel, som redigerare kan hoppa till; json är för program, och står på stdout; html skriver
    kontroll.html bland rapporterna, med varje fynd bredvid meningen eller tabellen som den trycks.""",
)
def check(
    periods: Periods = None,
    form: Annotated[
        str, typer.Option("--format", metavar="human|short|json|html", help="Hur fynden skrivs.")
    ] = "human",
    strict: Annotated[bool, typer.Option("--strict", "--allt", help="Visa också det som annars är tyst.")] = False,
    code: Annotated[
        str | None, typer.Option("--explain", "--förklara", metavar="KOD", help="Visa vad en kod betyder, som T204.")
    ] = None,
    project: Folder = Path(),
) -> ExitCode:
    """Checks content; see the help."""
    if code is not None:
        return _run(lambda voice: command("explain_code")(code, voice), Path())
    page = form == "html"
    folder, shape = _project(project), FORMS[_one_of("human" if page else form, FORMS, "--format")]
    return _run(lambda voice: command("check")(folder, periods or (), voice, strict=strict, page=page), folder, shape)


@app.command(
    cls=SwedishCommand,
    short_help="Visar var ett tal kommer ifrån och var det står.",
    help="""Visar ett tal: värde, enhet, var det är skrivet eller hur det räknas ut, vad det stäms av mot och var i
    dokumenten det står.

    Talet skrivs som i en citering: ekonomi.summa.utfall, föregående_period.tal.""",
)
def explain(
    figure: Annotated[str, typer.Argument(metavar="TAL", help="Till exempel ekonomi.summa.utfall.")],
    period: Annotated[
        str | None, typer.Option("--period", metavar="PERIOD", help="Annars den senaste som har dokument.")
    ] = None,
    pages: Annotated[
        bool, typer.Option("--pages", "--sidor", help="Ta fram sidorna också; tar några sekunder.")
    ] = False,
    project: Folder = Path(),
) -> ExitCode:
    """Explains a figure; see the help."""
    folder = _project(project)
    return _run(lambda voice: command("explain")(folder, figure, period, pages=pages, voice=voice), folder)


@app.command(
    cls=SwedishCommand,
    short_help="Skriver scheman som redigerare granskar med.",
    help="""Skriver JSON Schema för innehållet, med profilens uppföljningstyper, så att redigeraren föreslår nycklar
    och granskar medan du skriver.

    Filerna hamnar där den första raden i innehållets filer letar: .tertial/schema/.""",
)
def schema(
    periods: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PERIOD|PROFIL]…", help="Vilkas uppföljningstyper. Annars alla kommuners i content/."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "--till", metavar="MAPP", help="Var filerna skrivs.")] = None,
    project: Folder = Path(),
) -> ExitCode:
    """Writes JSON Schemas; see the help."""
    folder = _project(project)
    return _run(lambda voice: command("schema")(folder, periods or (), out, voice), folder)


@app.command(
    cls=SwedishCommand,
    short_help="Byter skrivna tal i texter mot citeringar.",
    help="""Visar vilka tal i periodens texter som kan bytas mot citeringar: där det är säkert vilket tal det är, och
    där citeringen skriver ut precis det som står. Med --skriv byts de, och allt annat i filerna står kvar.""",
)
def link(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Perioden, eller en mapp med flera.")],
    write: Annotated[bool, typer.Option("--write", "--skriv", help="Byt, och visa inte bara.")] = False,
    project: Folder = Path(),
) -> ExitCode:
    """Proposes citations for typed numbers; see the help."""
    folder = _project(project)
    return _run(lambda voice: command("link")(folder, period, write=write, voice=voice), folder)


@app.command(
    cls=SwedishCommand,
    short_help="Byter namn på ett id överallt där det står.",
    help="""Byter namn på ett id i perioden, överallt där det citeras: i texter, formler, tabeller, mallar och andra
    perioder. Allt annat i filerna står kvar som det var, och visar det sig att något tal skulle ändras byts inget.

    Ett id i en tabell skrivs tabell.rad eller tabell.kolumn, en post typ.post. Ange en mapp i stället för en period för
    att byta i alla perioder där.""",
)
def rename(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="Perioden, eller en mapp med flera.")],
    old: Annotated[str, typer.Argument(metavar="GAMMALT", help="Det id som finns.")],
    new: Annotated[str, typer.Argument(metavar="NYTT", help="Det id som det blir.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", "--prova", help="Visa bara vad som skulle ändras.")] = False,
    project: Folder = Path(),
) -> ExitCode:
    """Renames an id; see the help."""
    folder = _project(project)
    return _run(lambda voice: command("rename")(folder, (period, old, new), dry_run=dry_run, voice=voice), folder)


@app.command(
    cls=SwedishCommand,
    short_help="Visar vad som skiljer två versioner.",
    help="""Jämför två versioner av en period, eller två perioder: tal, lägen, tabeller cell för cell och texter ord för
    ord. Inget ändras.

    En version skrivs PERIOD (som den står nu), PERIOD@v1 (publicerad) eller PERIOD@HEAD~1 (revision i git), eller som
    mappen output/…/v1. Den andra kan vara bara v1, HEAD~1 eller nu.""",
)
def diff(
    before: Annotated[str, typer.Argument(metavar="FÖRE", help="Till exempel 2023-t1@v1.")],
    after: Annotated[str, typer.Argument(metavar="EFTER", help="Annars perioden som den står nu.")] = "nu",
    form: Annotated[str, typer.Option("--format", metavar="text|html|pdf", help="Hur skillnaderna visas.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", metavar="FIL", help="Filen att skriva till.")] = None,
    project: Folder = Path(),
) -> ExitCode:
    """Compares two versions; see the help."""
    folder, shape = _project(project), _one_of(form, ("text", "html", "pdf"), "--format")
    return _run(lambda voice: command("diff")(folder, (before, after), shape, out, voice), folder)


@app.command(
    cls=SwedishCommand,
    short_help="Gör en ny profil eller period att fylla i.",
    help="""Gör filerna till en ny profil, eller till en ny period att fylla i. Inget som finns skrivs över.

    Profilen får inställningar, två mallar och en stilmall. Perioden får det som dess mallar ber om, med mallarnas
    anvisningar, och sedan visar tertial check vad som är kvar att fylla i. Heter den som 2025, 2025-04, 2025-t1,
    2025-kv2 eller 2025-h1 behöver dagarna inte anges.

    Med --efter 2025-t1 följer den nya perioden på den gamla: struktur, mål, indikatorer och oavslutade åtgärder följer
    med, antagna tal hämtas ur den, och allt annat lämnas att fylla i.""",
)
def new(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="profil|period NAMN", help="Profilens namn, eller kommun/nämnd/period."),
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", "--rubrik", metavar="TEXT", help="Kommunens namn, eller perioden i ord.")
    ] = None,
    start: Annotated[
        list[str] | None,
        typer.Option(
            *("--from", "--från", "--efter"),
            metavar="DATUM|PERIOD",
            help="Periodens första dag, 2025-01-01, eller perioden som den följer på, 2024-t3.",
        ),
    ] = None,
    end: Annotated[str | None, typer.Option("--to", "--till", metavar="DATUM", help="Periodens sista dag.")] = None,
    outlines: Annotated[
        list[str] | None,
        typer.Option("--outline", "--mall", metavar="MALL", help="Ett dokuments mall; en eller flera."),
    ] = None,
    project: Folder = Path(),
) -> ExitCode:
    """Makes a new house style or period; see the help."""
    told = {"rubrik": title or "", "från": start or (), "till": end or ""}
    return _run(lambda voice: command("new")(project, words or (), told, outlines or (), voice), project)


add_publishing(app)


@app.command(
    cls=SwedishCommand,
    short_help="Visar versioner, till en felanmälan.",
    help="Visar versionerna av Tertial och av det som Tertial bygger på.",
)
def info() -> ExitCode:
    """Says the versions; see the help."""
    return _run(command("info"), Path())


@app.callback(invoke_without_command=True)
def tertial(
    ctx: typer.Context,
    *,
    info: Annotated[bool, typer.Option("--info", help="Visa versioner, till en felanmälan.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Visa Tertials version.")] = False,
) -> ExitCode:
    """Says the versions where no command is given but that is asked for, or shows the help."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.FINE
    if info:
        return _run(command("info"), Path())
    if version:
        print(f"tertial {__version__}")
        return ExitCode.FINE
    print(ctx.get_help(), file=sys.stderr)
    return ExitCode.USAGE


def main(arguments: Sequence[str] | None = None) -> int:
    """The words after `tertial` go in (those of the process where none are given), the exit code comes out."""
    for stream in (sys.stdout, sys.stderr):
        _write_anything_to(stream)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        ended = typer.main.get_command(app).main(args=words, prog_name="tertial", standalone_mode=False)
    except typer.TyperException as error:
        print(f"fel: {in_swedish(error)}\n{usage_of(error)}".rstrip(), file=sys.stderr)
        return ExitCode.USAGE
    except UsageError as error:
        print(f"fel: {error}\nMer hjälp: tertial --help", file=sys.stderr)
        return ExitCode.USAGE
    if ended == ExitCode.INTERRUPTED:
        print("Avbrutet.", file=sys.stderr)
    return int(ended or ExitCode.FINE)


def run() -> NoReturn:
    """The words of the process go in; the process ends with the exit code."""
    # A command makes much and drops little before it ends: the collector's usual rhythm costs a tenth of the time.
    gc.set_threshold(100_000, 50, 100)
    ended = main()
    # What is left goes with the process: to search it for rings first takes a tenth of a second.
    gc.freeze()
    sys.exit(ended)


def _write_anything_to(stream: TextIO) -> None:
    """A terminal that lacks a character shows a question mark, and nothing is lost by it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
