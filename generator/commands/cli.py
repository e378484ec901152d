"""The command line, from the words after `tertial` to the exit code. Results go to stdout, problems to stderr.

A help page takes a tenth of a second, loading the pipeline several: what a command needs is imported where it is run.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from inspect import Parameter, Signature, get_annotations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, get_type_hints

import typer

from generator import __version__
from generator.commands import options
from generator.commands.options import ExitCode
from generator.commands.swedish_help import HELP_OPTIONS, SwedishCommand, SwedishGroup, in_swedish, usage_of
from generator.problems import UsageError

if TYPE_CHECKING:
    from generator.commands.terminal import Terminal
    from generator.document import Layouter

app = typer.Typer(
    cls=SwedishGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": list(HELP_OPTIONS)},
    help="Gör kommunala tertialrapporter i HTML och PDF av det som står i content/.",
    epilog="Slutkoder: 0 klart, 1 innehållet har fel, 2 kommandot är fel skrivet, 70 fel i Tertial, 130 avbrutet.",
)
# What Python makes of bytes that are no UTF-8.
_NO_CHARACTER = re.compile("[\ud800-\udfff]")
Action = Callable[..., ExitCode | None]


def _run(action: Action, command: options.Command, *layouter: Layouter) -> ExitCode:
    from generator.commands.terminal import Terminal

    terminal = Terminal(command.project, command.problem_form)
    return terminal.run(lambda: action(command, terminal, *layouter))


def _run_with_layouter(action: Action, command: options.LayoutCommand) -> ExitCode:
    # Forked before all else is imported: the processes load the layout engine meanwhile.
    from generator.printing.pdf import layout_pool

    with layout_pool(command.workers) as layouter:
        return _run(action, command, layouter)


def _refuse_unreadable(words: Iterable[object]) -> None:
    """Raise UsageError for a word whose bytes are no UTF-8: it could be written to no file. Paths may be any bytes."""
    for word in words:
        if isinstance(word, list):
            _refuse_unreadable(word)
        elif isinstance(word, str) and not word.isprintable() and _NO_CHARACTER.search(word):
            raise UsageError(f"”{word}” går inte att läsa. Ställ in terminalen på UTF-8 och skriv det igen.")


def _command(short_help: str) -> Callable[[Action], Action]:
    """Declare a command that is named as the function, with its docstring as help page.

    The command's words and options are the fields of the function's first parameter.
    """

    def declare(action: Action) -> Action:
        kind, *_ = get_type_hints(action, localns={"Terminal": Any, "Layouter": Any}).values()
        run = _run_with_layouter if issubclass(kind, options.LayoutCommand) else _run

        def called(**words: object) -> ExitCode:
            _refuse_unreadable(words.values())
            return run(action, kind(**words))

        hints = get_type_hints(kind, include_extras=True)
        defaults = {each.name: Parameter.empty if each.default is MISSING else each.default for each in fields(kind)}
        # Its own fields first, then the inherited ones.
        names = dict.fromkeys(name for each in kind.__mro__ for name in get_annotations(each))
        parameters = [
            Parameter(name, Parameter.KEYWORD_ONLY, default=defaults[name], annotation=hints[name]) for name in names
        ]
        called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = hints
        called.__doc__ = action.__doc__
        app.command(action.__name__.removeprefix("_"), cls=SwedishCommand, short_help=short_help)(called)
        return action

    return declare


@_command("Bygger rapporter till output/.")
def _build(command: options.BuildCommand, terminal: Terminal, layouter: Layouter) -> ExitCode:
    """Bygger rapporterna för perioderna och lägger dem i output/.

    En rapport med fel stoppar inga andra, och lämnar inga gamla filer efter sig.
    """
    from generator.commands.build import build

    return build(command, terminal, layouter)


@_command("Granskar innehållet utan att bygga.")
def _check(command: options.CheckCommand, terminal: Terminal) -> ExitCode:
    """Granskar perioderna och visar allt som är fel. Inget skrivs.

    short ger en rad för varje fel, som redigerare kan hoppa till; json är för program, och står på stdout; html skriver
    kontroll.html bland rapporterna, med varje fynd bredvid meningen eller tabellen som den trycks.
    """
    if command.code is None:
        from generator.commands.check import check

        return check(command, terminal)
    from generator.commands.explain_code import explain_code

    explain_code(command.code, terminal)
    return ExitCode.FINE


@_command("Visar hur långt rapporterna har kommit.")
def _status(command: options.StatusCommand, terminal: Terminal) -> None:
    """Visar per nämnd och dokument vad som saknas, är utkast eller är försenat, och vilken roll som skriver.
    Samlar perioden nämnder visas de också, och de som inte har någon period. Inget ändras.

    Enbart en periods namn, som 2024-t1, är den perioden hos alla. html skriver status.html under output/.
    """
    from generator.commands.status import status

    status(command, terminal)


@_command("Visar var ett tal kommer ifrån och var det står.")
def _explain(command: options.ExplainCommand, terminal: Terminal) -> None:
    """Visar ett tal: värde, enhet, var det är skrivet eller hur det räknas ut, vad det stäms av mot och var i
    dokumenten det står.

    Talet skrivs som i en citering: ekonomi.summa.utfall, föregående_period.tal.
    """
    from generator.commands.explain import explain

    explain(command, terminal)


@_command("Skriver scheman som redigerare granskar med.")
def _schema(command: options.SchemaCommand, terminal: Terminal) -> None:
    """Skriver JSON Schema för innehållet, med profilens uppföljningstyper, så att redigeraren föreslår nycklar
    och granskar medan du skriver.

    Filerna hamnar där den första raden i innehållets filer letar: .tertial/schema/.
    """
    from generator.commands.schema import schema

    schema(command, terminal)


@_command("Byter skrivna tal i texter mot citeringar.")
def _link(command: options.LinkCommand, terminal: Terminal) -> None:
    """Visar vilka tal i periodens texter som kan bytas mot citeringar: där det är säkert vilket tal det är, och
    där citeringen skriver ut precis det som står. Med --skriv byts de, och allt annat i filerna står kvar.
    """
    from generator.commands.link import link

    link(command, terminal)


@_command("Byter namn på ett id överallt där det står.")
def _rename(command: options.RenameCommand, terminal: Terminal) -> None:
    """Byter namn på ett id i perioden, överallt där det citeras: i texter, formler, tabeller, mallar och andra
    perioder. Allt annat i filerna står kvar som det var, och visar det sig att något tal skulle ändras byts inget.

    Ett id i en tabell skrivs tabell.rad eller tabell.kolumn, en post typ.post. Ange en mapp i stället för en period för
    att byta i alla perioder där.
    """
    from generator.commands.rename import rename

    rename(command, terminal)


@_command("Hämtar tal ur ekonomisystemet eller Excel.")
def _import(command: options.ImportCommand, terminal: Terminal) -> ExitCode:
    """Hämtar tal ur en SIE-fil, en arbetsbok eller en CSV-fil till en tabell, så som källan är beskriven. Först visas
    varje cell som ändras, vad som inte passar och kontrollsumman. När du har svarat ja skrivs talen på plats i filen,
    och allt annat står kvar.

    Stämmer inte kontrollsumman skrivs inget. Är perioden publicerad rättas den med tertial correct.

    Med --ny ARBETSBOK PERIOD blir arbetsbokens blad nya tabeller i en ny fil i perioden. Det som är gissat märks, och
    det som inte kommer med sägs, med sina celler.
    """
    if command.workbook is not None:
        from generator.commands.import_tables import import_tables

        return import_tables(command, terminal)
    from generator.commands.import_figures import import_figures

    return import_figures(command, terminal)


@_command("Visar vad som skiljer två versioner.")
def _diff(command: options.DiffCommand, terminal: Terminal) -> None:
    """Jämför två versioner av en period, eller två perioder: tal, lägen, tabeller cell för cell och texter ord för
    ord. Inget ändras.

    En version skrivs PERIOD (som den står nu), PERIOD@v1 (publicerad) eller PERIOD@HEAD~1 (revision i git), eller som
    mappen output/…/v1. Den andra kan vara bara v1, HEAD~1 eller nu.
    """
    from generator.commands.diff import diff

    diff(command, terminal)


@_command("Gör en ny profil eller period att fylla i.")
def _new(command: options.NewCommand, terminal: Terminal) -> None:
    """Gör filerna till en ny profil, eller till en ny period att fylla i. Inget som finns skrivs över.

    Profilen får inställningar, två mallar och en stilmall. Perioden får det som dess mallar ber om, med mallarnas
    anvisningar, och sedan visar tertial check vad som är kvar att fylla i. Heter den som 2025, 2025-04, 2025-t1,
    2025-kv2 eller 2025-h1 behöver dagarna inte anges.

    Med --efter 2025-t1 följer den nya perioden på den gamla: struktur, mål, indikatorer och oavslutade åtgärder följer
    med, antagna tal hämtas ur den, och allt annat lämnas att fylla i.

    Med --ur bok.xlsx får perioden tabeller av arbetsbokens blad. Det som är gissat märks, och det som inte kommer med
    sägs, med sina celler.
    """
    from generator.commands.new import new

    new(command, terminal)


@_command("Publicerar en version som inte ändras mer.")
def _publish(command: options.PublishCommand, terminal: Terminal, layouter: Layouter) -> None:
    """Bygger periodens dokument, lägger dem i output/…/v1 och för in versionen i periodens historik.yaml.
    Mappen skrivs aldrig över: nästa gång blir det v2.

    Skedet avgör vad en ny version är. Är handlingarna utsända märks de ändrade ”Reviderad”; är de beslutade krävs
    att du säger vem som har beslutat om ändringen.
    """
    from generator.commands.publish import publish

    publish(command, terminal, layouter)


@_command("Visar att en publicerad version är orörd.")
def _verify(command: options.VerifyCommand, terminal: Terminal, layouter: Layouter) -> ExitCode:
    """Jämför publicerade versioner med historiken, och bygger dem på nytt ur arkivet: de ska bli lika, byte
    för byte. Skiljer de sig sägs vad som är ändrat sedan dess.

    En ensam fil, till exempel en PDF, slås upp i historiken: vilken version den är ur, och om den är rättad.
    """
    from generator.commands.verify import verify

    return verify(command, terminal, layouter)


@_command("Rättar tal i en publicerad period.")
def _correct(command: options.CorrectCommand, terminal: Terminal, layouter: Layouter) -> ExitCode:
    """Rättar tal i en publicerad period. Först visas allt som följer: tal som räknas om, skrivna tal som
    stäms av, varje ställe där de står, ord och lägen som byter, nya fynd och handlingar som ges ut på nytt. När du
    har svarat ja ändras talen på plats i filerna, och en ny version publiceras som börjar med rättelsen.

    Utan TAL=VÄRDE rättas det som du redan har ändrat i filerna.
    """
    from generator.commands.correct import correct

    return correct(command, terminal, layouter)


@_command("Visar versioner, till en felanmälan.")
def _info(_: options.InfoCommand, terminal: Terminal) -> None:
    """Visar versionerna av Tertial och av det som Tertial bygger på."""
    from generator.commands.info import info

    info(terminal)


@app.callback(invoke_without_command=True)
def tertial(
    ctx: typer.Context,
    *,
    info: Annotated[bool, typer.Option("--info", help="Visa versioner, till en felanmälan.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Visa Tertials version.")] = False,
) -> ExitCode:
    """Show the versions if asked to, otherwise the help: no command is given."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.FINE
    if info:
        return _run(_info, options.InfoCommand())
    if version:
        print(f"tertial {__version__}")
        return ExitCode.FINE
    print(ctx.get_help(), file=sys.stderr)
    return ExitCode.USAGE


def _open_streams() -> None:
    """Let every stream take every character, also one that was closed when the process began."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - it goes with the process
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # What a terminal lacks is shown as its code: å as \\xe5.
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors="backslashreplace")


def _refused_by_the_disk(error: OSError) -> ExitCode:
    """Say why a path or the result itself was refused; raises what is no fault of the disk."""
    from generator.project import DISK_ERRORS, disk_error

    if error.errno not in DISK_ERRORS:
        raise error
    # What stdout still holds would be refused again when the process ends.
    sys.stdout = io.StringIO()
    with contextlib.suppress(OSError):
        print(f"fel: {disk_error(Path(error.filename or 'utskriften'), error)}", file=sys.stderr)
    return ExitCode.USAGE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the words after `tertial`, by default those of the process, and return the exit code."""
    _open_streams()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        ended = typer.main.get_command(app).main(args=words, prog_name="tertial", standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as error:
        print(f"fel: {in_swedish(error)}\n{usage_of(error)}".rstrip(), file=sys.stderr)
        return ExitCode.USAGE
    except UsageError as error:
        print(f"fel: {error}\nMer hjälp: tertial --help", file=sys.stderr)
        return ExitCode.USAGE
    except OSError as error:
        return _refused_by_the_disk(error)
    if ended == ExitCode.INTERRUPTED:
        print("Avbrutet.", file=sys.stderr)
    return int(ended or ExitCode.FINE)


_MADE_BETWEEN_SEARCHES = 100_000


def run() -> NoReturn:
    """Run the words of the process and end it."""
    # Values are never in rings: to search hundreds of thousands of them again and again takes a quarter of the time.
    gc.set_threshold(_MADE_BETWEEN_SEARCHES, 20, 20)
    ended = main()
    # What is left goes with the process: to search it for rings first takes a tenth of a second.
    gc.freeze()
    sys.exit(ended)
