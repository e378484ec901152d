"""`tertial new`: the files of a new house style, or of a new period, ready to be filled in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from generator.commands.import_tables import prove, report, tables_file, tables_of_file
from generator.commands.options import NewCommand
from generator.commands.terminal import Terminal
from generator.content import Block, House, Outline, Text, read_house, same_name
from generator.editing import (
    NewPeriod,
    WorkbookTables,
    closing_before,
    is_memo,
    means_a_period,
    new_board_file,
    new_period_files,
    next_period,
    period_facts,
    same_a_year_before,
    skeleton,
)
from generator.problems import Problems, UsageError, nearest_hint, refuse
from generator.project import (
    MUNICIPALITY_ITSELF,
    FileEdit,
    ProjectFiles,
    Transaction,
    built_in_templates,
    carry_out,
    choose_period,
    find_periods,
    folder_name_fault,
    hidden,
    not_a_file,
    read_house_files,
)
from generator.swedish import NotADate, parse_date, sort_key
from generator.versions import exclusive_access

PROFILE, PERIOD = "profil", "period"
KINDS: Mapping[str, str] = {PROFILE: PROFILE, "profile": PROFILE, PERIOD: PERIOD}
EXAMPLES: Mapping[str, str] = {
    PROFILE: 'tertial new profil storkoping --rubrik "Storköpings kommun"',
    PERIOD: "tertial new period storkoping/socialnamnden/2025-t1",
}
PROFILE_FILES = ("profil.yaml", "mallar/rapport.yaml", "mallar/tjansteskrivelse.yaml", "css/profil.css")
_LEVELS = 3
# The outline of a house that has none of its own.
_REPORT = "rapport"


def new(command: NewCommand, terminal: Terminal) -> None:
    """Make the files of a new house style or of a new period.

    Raises UsageError where something is missing or there already, Rejected where the house style has faults.
    """
    project = command.project
    if not project.is_dir():
        raise UsageError(f"Mappen {project} finns inte.")
    kind, name = _kind_and_name(command.words or ())
    if kind == PROFILE and command.workbook is not None:
        raise UsageError("En profil har inga tabeller: --ur passar inte här, bara för en period.")
    _refuse_unreadable(command.title)
    with exclusive_access(project, "new", terminal.note):
        files, next_step = (
            _profile(project, name, command.title) if kind == PROFILE else _period(command, terminal, name)
        )
        _refuse_blocked(project, files)
        _refuse_alike(project, files)
        edits = {path: FileEdit(None, data) for path, data in files.items()}
        carry_out(project, Transaction(edits=edits, command="new"))
    terminal.result(*files)
    terminal.note(f"Nästa steg: {next_step}")


def _kind_and_name(words: Sequence[str]) -> tuple[str, str]:
    kind = KINDS.get(words[0]) if words else None
    if kind is None:
        ways = "\n".join(f"  {example}" for example in EXAMPLES.values())
        raise UsageError(f"Det som ska göras är en profil eller en period. Skriv till exempel:\n{ways}")
    if len(words) == 1:
        what = "Profilens namn" if kind == PROFILE else "Perioden"
        raise UsageError(f"{what} saknas. Skriv till exempel: {EXAMPLES[kind]}")
    if words[2:]:
        raise UsageError(f"Oväntat argument: {' '.join(words[2:])}")
    return kind, words[1]


def _check_folder_names(*names: str) -> None:
    for name in names:
        if fault := folder_name_fault(name):
            hint = "Mappar heter med a–z, siffror, bindestreck och understreck, utan å, ä och ö."
            raise UsageError(f"”{name}” kan inte vara namnet på en mapp. Det {fault}. {hint}")


def _refuse_unreadable(title: str) -> None:
    """Raise UsageError for a character that no file may hold; all else is written in quotation marks."""
    if fault := next(iter(hidden(title, "--rubrik")), None):
        what = f"I --rubrik, tecken {fault.where.column}: {fault.message} ({fault.found})"
        raise UsageError(f"{what}. Skriv om texten efter --rubrik för hand. Ingenting har skrivits.")


def _refuse_alike(project: Path, files: Iterable[str]) -> None:
    """Raise UsageError where a new file or folder, or one above it, is another name for one that is there."""
    for path in dict.fromkeys(above for file in files for above in (Path(file), *Path(file).parents[:-1])):
        names = {each.name for each in (project / path).parent.glob("*")}
        if other := next((each for each in names - {path.name} if same_name(each) == same_name(path.name)), ""):
            what = f"{path.as_posix()} är samma namn som {path.parent.as_posix()}/{other} på Windows och Mac."
            raise UsageError(f"{what} Skriv det som det står, eller välj ett annat namn.")


def _refuse_existing(project: Path, path: str) -> None:
    """Raise UsageError where something has the name of a new folder, but for an empty folder."""
    if os.path.lexists(project / path) and (not (project / path).is_dir() or any((project / path).glob("*"))):
        raise UsageError(f"{path} finns redan, och inget skrivs över. Ta bort det först, eller välj ett annat namn.")


def _refuse_blocked(project: Path, files: Iterable[str]) -> None:
    """Raise UsageError where something stands in the place of a folder of the new files."""
    for path in dict.fromkeys(above for file in files for above in reversed(Path(file).parents[:-1])):
        if os.path.lexists(project / path) and not (project / path).is_dir():
            found = not_a_file(project / path) or "en fil"
            raise UsageError(f"{path.as_posix()} är {found}, och där ska en mapp vara. Ta bort det, eller döp om det.")


# --- a house style -------------------------------------------------------------------------------------------------


def _profile(project: Path, name: str, municipality: str) -> tuple[dict[str, bytes], str]:
    _check_folder_names(name)
    if (built_in_templates() / name).is_dir():
        raise UsageError(f"Profilen ”{name}” finns redan. Välj ett annat namn.")
    _refuse_existing(project, f"templates/{name}")
    values = {"house": name, "municipality": municipality}
    base = (str(built_in_templates() / "base"),)
    files = {f"templates/{name}/{file}": skeleton(base, f"profil/{file}", **values) for file in PROFILE_FILES}
    own = f"content/{name}/kommun.yaml"
    if os.path.lexists(project / own):
        return files, f"skriv profil: {name} i {own}, så använder kommunens nämnder profilen."
    files[own] = skeleton(base, "profil/kommun.yaml", **values)
    return files, f"en period att prova profilen på, till exempel tertial new period {name}/namnden/2025-t1"


# --- a period ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _PeriodWords:
    title: str
    start: str
    end: str
    follows: str


def _period_words(command: NewCommand) -> _PeriodWords:
    """The period that is followed and the first day are given with the same option."""
    follows = [each for each in command.start or () if means_a_period(each)]
    start = [each for each in command.start or () if each not in follows]
    for option, values in (("--efter", follows), ("--från", start)):
        if values[1:]:
            raise UsageError(f"{option} är angivet två gånger: {', '.join(values)}.")
    return _PeriodWords(command.title, "".join(start), command.end, "".join(follows))


def _period(command: NewCommand, terminal: Terminal, name: str) -> tuple[dict[str, bytes], str]:
    project, words = command.project, _period_words(command)
    if words.follows and command.outlines:
        raise UsageError("En period som följer på en annan har dess dokument: --mall passar inte här.")
    before = choose_period(words.follows, find_periods(project)) if words.follows else ""
    if before and "/" not in name:
        name = f"{before.rpartition('/')[0]}/{name}"
    path = _period_path(project, name)
    _refuse_existing(project, f"content/{path}")
    if before and command.workbook is not None:
        way = f"Gör perioden först, och sedan: tertial import --ny {command.workbook} {path}"
        raise UsageError(f"En period som följer på en annan har dess tabeller: --ur passar inte här. {way}")
    files: dict[str, bytes] = {}
    made: WorkbookTables | None = None
    if before:
        in_period = next_period(project, before, _facts(project, path, words))
    else:
        house = _house(project, path.split("/")[0])
        outlines = _outlines(project, path, house, command.outlines or (), terminal)
        if command.workbook is not None:
            made = tables_of_file(command.workbook, command.sheets or (), house.record_types)
        tables = [table.id for table in made.tables] if made else []
        in_period = new_period_files(_facts(project, path, words), outlines, house, tables)
        own_file = tables_file(made, in_period) if made else ""
        in_period |= {own_file: made.yaml} if made else {}
        board = path.split("/")[1]
        board_file = f"content/{path.rpartition('/')[0]}/namnd.yaml"
        if board != MUNICIPALITY_ITSELF and not os.path.lexists(project / board_file):
            files[board_file] = new_board_file(outlines.values(), house)
    files |= {f"content/{path}/{file}": data for file, data in in_period.items()}
    if made is not None:
        prove(project, path, files)
        terminal.note("\n".join(report(made, f"content/{path}/{own_file}")))
        terminal.problems(made.notices)
    return files, f"tertial check {path} visar var något ska fyllas i."


def _period_path(project: Path, name: str) -> str:
    parts = name.replace("\\", "/").removeprefix("./").strip("/").removeprefix("content/").split("/")
    if len(parts) != _LEVELS:
        raise UsageError(f"”{name}” är ingen period: skriv kommun/nämnd/period, till exempel: {EXAMPLES['period']}")
    _check_folder_names(*parts)
    municipality = parts[0]
    if not os.path.lexists(project / "content" / municipality / "kommun.yaml"):
        municipalities = [path.parent.name for path in project.glob("content/*/kommun.yaml")]
        hint = f"{nearest_hint(municipality, municipalities)} En ny kommun: tertial new profil {municipality}".lstrip()
        raise UsageError(f"Kommunen ”{municipality}” finns inte under content/. {hint}")
    return "/".join(parts)


def _house(project: Path, municipality: str) -> House:
    reading = ProjectFiles(project.resolve(), built_in_templates().resolve())
    # Its name may still be unfilled: only its profile matters here.
    source = read_house_files(reading, reading.yaml(Path("content", municipality, "kommun.yaml")))
    refuse(reading.problems)
    problems = Problems()
    house, _ = read_house(source, problems)
    refuse(problems)
    return house


def _outlines(
    project: Path, path: str, house: House, names: Sequence[str], terminal: Terminal
) -> Mapping[str, Outline]:
    """The outline of each document: those named; else those of the board's last such period; else the house's own."""
    for name in names:
        if name not in house.outlines:
            hint = nearest_hint(name, house.outlines, most_listed=0)
            what = f"Mallen ”{name}” finns inte i profilen {house.id}. {hint}".rstrip()
            raise UsageError(f"{what} Mallarna är:\n{_listed(house.outlines.values())}")
    outline_names = {name: name for name in names} or _of_last_period(project, path, house)
    if not outline_names:
        outline_names = _own_outlines(house)
        if others := [each for name, each in house.outlines.items() if name not in outline_names]:
            terminal.note(f"Det finns fler mallar att välja med --mall:\n{_listed(others)}")
    outlines = {document: house.outlines[name] for document, name in outline_names.items()}
    # A memo is written when its report is.
    return dict(sorted(outlines.items(), key=lambda each: is_memo(each[1])))


def _own_outlines(house: House) -> Mapping[str, str]:
    own = {name: name for name, each in house.outlines.items() if f"/{house.id}/" in each.where.file}
    return own if own and house.id != "base" else {_REPORT: _REPORT}


def _listed(outlines: Iterable[Outline]) -> str:
    """A line for each outline: its name, and what it is for."""
    lines = {each.id: each.description or (each.title.text if each.title else "") for each in outlines}
    width = max(map(len, lines), default=0)
    return "\n".join(f"  {name:{width}}  {lines[name]}".rstrip() for name in sorted(lines, key=sort_key))


def _of_last_period(project: Path, path: str, house: House) -> Mapping[str, str]:
    """The outline's name of each document of the board's last period of the same kind."""
    board, _, period = path.rpartition("/")
    facts = period_facts(period)
    reading = ProjectFiles(project.resolve(), built_in_templates().resolve())
    for before in reversed(find_periods(project)):
        above, _, name = before.rpartition("/")
        earlier = period_facts(name)
        if above == board and earlier is not None and facts is not None and earlier.kind == facts.kind:
            documents = reading.yaml(Path("content", before, "period.yaml")).get(Text("dokument"))
            names = dict(_outline_names(documents)) if isinstance(documents, Block) else {}
            if names and set(names.values()) <= set(house.outlines):
                return names
    return {}


def _outline_names(documents: Block) -> Iterator[tuple[str, str]]:
    for key, document in documents.items():
        name = document.get(Text("mall")) if isinstance(document, Block) else None
        if isinstance(name, Text) and name:
            yield str(key), str(name)


def _facts(project: Path, path: str, words: _PeriodWords) -> NewPeriod:
    """What the id says of the period, where the user says nothing else."""
    board, period = (project / "content" / path).parent, path.rpartition("/")[2]
    guess = period_facts(period)
    options = {"--rubrik": words.title, "--från": words.start, "--till": words.end}
    missing = [option for option, text in options.items() if guess is None and not text]
    if missing:
        example = '--rubrik "Delår 1 2025" --från 2025-01-01 --till 2025-03-31'
        what = f"”{period}” säger inte vilka dagar perioden gäller: {', '.join(missing)} saknas."
        raise UsageError(f"{what} Skriv till exempel: {example}")
    start = _day("--från", words.start) or (guess.start if guess else None)
    end = _day("--till", words.end) or (guess.end if guess else None)
    title = words.title or (guess.title if guess else "")
    if start is None or end is None or end < start:
        raise UsageError("Perioden slutar innan den börjar: rätta --från eller --till.")
    earlier = {
        "föregående_period": "",
        "samma_period_föregående_år": _if_there(board, same_a_year_before(period)),
        "föregående_prognos": "",
        "föregående_bokslut": _if_there(board, closing_before(period)),
    }
    return NewPeriod(period, title, start, end, earlier)


def _if_there(board: Path, period: str) -> str:
    return period if period and (board / period / "period.yaml").is_file() else ""


def _day(option: str, text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except NotADate as error:
        raise UsageError(f"{option} ”{text}” är inget datum: {error.hint}") from error
