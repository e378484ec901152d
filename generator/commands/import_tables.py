"""`tertial import --ny` and `tertial new --ur`: tables made of the sheets of a workbook, and what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from generator.commands.options import ExitCode, ImportCommand
from generator.commands.terminal import Terminal
from generator.content import Block, Source, Text, read_house, read_unfinished
from generator.editing import NewTable, WorkbookTables, edited_copy, workbook_tables
from generator.problems import Problem, Problems, Rejected, Severity, UsageError
from generator.project import (
    HISTORY,
    FileEdit,
    Transaction,
    built_in_templates,
    carry_out,
    choose_period,
    find_periods,
    load,
    path_fault,
    read_consistently,
    read_named_file,
)
from generator.swedish import ascii_name
from generator.versions import exclusive_access, read_history

_LONGEST_NAME = 40
_UNFILLED = "T108"


def import_tables(command: ImportCommand, terminal: Terminal) -> ExitCode:
    """Show which tables a workbook gives a period and, if wanted, write them to a new file.

    Raises UsageError where one of them is there already or the period is published, Rejected for what cannot be read.
    """
    project = command.project
    with nullcontext() if command.dry_run else exclusive_access(project, "import", terminal.note):
        period = choose_period(command.source, find_periods(project))
        if releases := read_history(project, period):
            version = releases[-1].version
            raise UsageError(f"{period} är publicerad (version {version}), så inga nya tabeller läggs till.")
        source = read_consistently(project, partial(load, project, period, built_in_templates()))
        house, _ = read_house(source.house, Problems())
        made = tables_of_file(command.workbook or Path(), command.sheets or (), house.record_types)
        _refuse_taken(made, _tables(source))
        path = f"content/{period}/{_file_name(made, project / 'content' / period)}"
        prove(project, period, {path: made.yaml})
        terminal.result(*report(made, path))
        terminal.problems(made.notices)
        if command.dry_run:
            terminal.note("Ingenting har skrivits.")
            return ExitCode.FINE
        if not (command.sure or terminal.ask(f"Ska tabellerna skrivas i {path}?")):
            terminal.note("Ingenting har skrivits. Kör igen med --ja för att skriva tabellerna.")
            return ExitCode.REFUSED
        carry_out(project, Transaction(edits={path: FileEdit(None, made.yaml)}, command="import"))
    terminal.note(f"{path} är skriven.")
    terminal.note(f"Nästa steg: visa tabellerna i ett avsnitt, under innehåll: med - tabell: {made.tables[0].id}")
    return ExitCode.FINE


def tables_of_file(path: Path, sheets: Collection[str], reserved: Collection[str]) -> WorkbookTables:
    """Return the tables of a workbook, wherever it is. Raises UsageError, Rejected."""
    return workbook_tables(read_named_file(path), path.name, sheets, reserved)


def tables_file(made: WorkbookTables, taken: Collection[str]) -> str:
    """Return a name for the file of the tables, after the workbook and none of `taken`."""
    stem = ascii_name(Path(made.file).stem).lower()[:_LONGEST_NAME].strip("-")
    stem = "arbetsbok" if path_fault(f"{stem}.yaml") else stem
    names = (f"{stem}{number}.yaml" for number in ("", *(f"-{each}" for each in range(2, len(taken) + 4))))
    return next(name for name in names if name not in {*taken, HISTORY})


def _file_name(made: WorkbookTables, folder: Path) -> str:
    return tables_file(made, {each.name.lower() for each in folder.iterdir()})


def prove(project: Path, period: str, files: Mapping[str, bytes]) -> None:
    """Read the new files as they will be. Raises UsageError where something in the last of them is not content."""
    own = list(files)[-1]
    with edited_copy(project, {path: FileEdit(None, data) for path, data in files.items()}) as copy:
        source = load(copy, period, built_in_templates())
        problems: Sequence[Problem]
        try:
            _, problems = read_unfinished(source)
        except Rejected as rejected:
            # The board's file or the period's may be unfilled: of the new file all is told of then too.
            problems = rejected.problems
    faults = [each for each in problems if each.where.file == own and _is_fault(each)]
    if faults:
        line = files[own].decode().split("\n")[faults[0].where.line - 1].strip()
        raise UsageError(
            f"Ingenting har skrivits, för raden ”{line}” skulle inte gå att läsa: {faults[0].message} Ändra den i "
            "arbetsboken, eller hämta bara andra blad med --blad."
        )


def _is_fault(problem: Problem) -> bool:
    return problem.severity is Severity.ERROR and problem.code != _UNFILLED


def _tables(source: Source) -> Mapping[str, Text]:
    blocks = (file.get(Text("tabeller")) for file in source.period.files)
    return {str(name): name for block in blocks if isinstance(block, Block) for name in block}


def _refuse_taken(made: WorkbookTables, taken: Mapping[str, Text]) -> None:
    there = [f"{table.id} ({taken[table.id].where})" for table in made.tables if table.id in taken]
    if there:
        what = "Tabellerna finns" if len(there) > 1 else "Tabellen finns"
        raise UsageError(
            f"{what} redan, och inget skrivs över: {', '.join(there)}. Ta bort det som står där om arbetsboken ska "
            "gälla, ändra bladets namn och rubriken ovanför tabellen i bladet, eller hämta bara andra blad med --blad."
        )


# --- what is shown ---------------------------------------------------------------------------------------------------


def report(made: WorkbookTables, path: str) -> Iterator[str]:
    """Yield what the tables of a file are, what stands in the workbook and not in them, and what is guessed."""
    yield f"Tabeller ur {made.file} till {path}:"
    widths = [max(len(column) for column in columns) for columns in zip(*map(_words, made.tables), strict=True)]
    for words in map(_words, made.tables):
        yield "  " + "  ".join(word.ljust(width) for word, width in zip(words, widths, strict=True)).rstrip()
    if made.left_out:
        yield "Inte med i tabellerna:"
        yield from (f"  {line}" for line in made.left_out)
    if made.guesses:
        yield "Gissat. Se efter, och ta bort kommentaren # gissat när det stämmer. tertial check visar de som är kvar:"
        yield from (f"  rad {line}: {what}" for line, what in made.guesses)


def _words(table: NewTable) -> tuple[str, ...]:
    size = f"{table.rows} {'rad' if table.rows == 1 else 'rader'}, {table.columns} kolumner"
    computed = [f"{table.sums} {'summa' if table.sums == 1 else 'summor'}"] if table.sums else []
    computed += [f"formel för {', '.join(table.formulas)}"] if table.formulas else []
    sheet = f"{table.sheet}!{table.area}" if table.sheet else table.area
    return table.id, sheet, size, table.unit or "utan enhet", "; ".join(computed)
