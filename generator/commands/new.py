"""What is to be made and its name → the files of a new house style, or of a new period, ready to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from generator.commands.voice import ExitCode, Voice
from generator.content import Block, House, Outline, Text, read_house
from generator.editing import (
    NewPeriod,
    closing_before,
    is_memo,
    means_a_period,
    new_board_file,
    new_period_files,
    next_period,
    period_before,
    period_facts,
    same_a_year_before,
    skeleton,
)
from generator.problems import Problems, UsageError, nearest_hint, refuse
from generator.project import FOLDER_NAME, ProjectFiles, built_in_templates, find_periods, read_house_files, write_files
from generator.swedish import NotADate, parse_date

PROFILE, PERIOD = "profil", "period"
KINDS: Mapping[str, str] = {PROFILE: PROFILE, "profile": PROFILE, PERIOD: PERIOD}
EXAMPLES: Mapping[str, str] = {
    PROFILE: 'tertial new profil storkoping --rubrik "Storköpings kommun"',
    PERIOD: "tertial new period storkoping/socialnamnden/2025-t1",
}
PROFILE_FILES = ("profil.yaml", "mallar/rapport.yaml", "mallar/tjansteskrivelse.yaml", "css/profil.css")
_LEVELS = 3


def new(
    project: Path, words: Sequence[str], told: Mapping[str, str | Sequence[str]], outlines: Sequence[str], voice: Voice
) -> ExitCode:
    """Makes a new house style or period: `words` are profil or period, and the profile's name or the period's path.

    `told` has what the user says beside that: `rubrik` (the municipality's name, or the period in words), and the
    days `från` and `till`, each empty where it is not said; `från` is several texts, one of which may be the period
    that the new one follows. `outlines` are those of the period's documents.

    Raises UsageError where something is missing or stands there already, Rejected where the house style has faults.
    """
    if not project.is_dir():
        raise UsageError(f"Mappen {project} finns inte.")
    kind, name = _meant(words)
    if kind == PROFILE:
        made, then = _profile(project, name, str(told["rubrik"]))
    else:
        made, then = _period(project, name, _said(told), outlines)
    write_files(project, made)
    for path in made:
        voice.result(path)
    voice.note(then)
    return ExitCode.FINE


def _meant(words: Sequence[str]) -> tuple[str, str]:
    """What is to be made, and its name."""
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
        if not FOLDER_NAME.match(name):
            hint = "Mappar heter med a–z, siffror, bindestreck och understreck, utan å, ä och ö."
            raise UsageError(f"”{name}” kan inte vara namnet på en mapp. {hint}")


def _untouched(project: Path, paths: Sequence[str]) -> None:
    """Refuse where something of that name stands there; an empty folder is nothing."""
    there = [path for path in paths if (project / path).is_file() or any((project / path).glob("*"))]
    if there:
        raise UsageError(
            f"{there[0]} finns redan, och inget skrivs över. Ta bort det först, eller välj ett annat namn."
        )


# --- a house style -------------------------------------------------------------------------------------------------


def _profile(project: Path, name: str, municipality: str) -> tuple[dict[str, bytes], str]:
    _check_folder_names(name)
    if (built_in_templates() / name).is_dir():
        raise UsageError(f"Profilen ”{name}” finns redan. Välj ett annat namn.")
    _untouched(project, [f"templates/{name}"])
    own = f"content/{name}/kommun.yaml"
    values = {"house": name, "municipality": municipality}
    base = (str(built_in_templates() / "base"),)
    made = {f"templates/{name}/{file}": skeleton(base, f"profil/{file}", **values) for file in PROFILE_FILES}
    if (project / own).exists():
        then = f"Nästa steg: skriv profil: {name} i {own}, så använder kommunens nämnder profilen."
    else:
        made[own] = skeleton(base, "profil/kommun.yaml", **values)
        then = f"Nästa steg: en period att prova profilen på, till exempel tertial new period {name}/namnden/2025-t1"
    return made, then


# --- a period ------------------------------------------------------------------------------------------------------


def _said(told: Mapping[str, str | Sequence[str]]) -> Mapping[str, str]:
    """What the user says, with the period that is followed (`efter`) told from the first day (`från`)."""
    said = {"efter": [each for each in told["från"] if means_a_period(each)]}
    said["från"] = [each for each in told["från"] if each not in said["efter"]]
    for word, values in said.items():
        if values[1:]:
            raise UsageError(f"--{word} är angivet två gånger: {', '.join(values)}.")
    return {
        "rubrik": str(told["rubrik"]),
        "till": str(told["till"]),
        **{key: "".join(each) for key, each in said.items()},
    }


def _period(project: Path, name: str, told: Mapping[str, str], outlines: Sequence[str]) -> tuple[dict[str, bytes], str]:
    if told["efter"] and outlines:
        raise UsageError("En period som följer på en annan har dess dokument: --mall passar inte här.")
    if told["efter"]:
        return _next_period(project, name, told)
    municipality, board, period = _parts(project, name)
    above = f"content/{municipality}/{board}"
    _untouched(project, [f"{above}/{period}"])
    house = _house(project, municipality)
    chosen = _outlines(project, (municipality, board, period), house, outlines)
    facts = _facts(project / above, period, told)
    made = {f"{above}/{period}/{file}": data for file, data in new_period_files(facts, chosen, house).items()}
    if not (project / above / "namnd.yaml").exists():
        made = {f"{above}/namnd.yaml": new_board_file(chosen.values(), house), **made}
    path = f"{municipality}/{board}/{period}"
    return made, f"Nästa steg: tertial check {path} visar var något ska fyllas i."


def _next_period(project: Path, name: str, told: Mapping[str, str]) -> tuple[dict[str, bytes], str]:
    """The files of a period that follows another, whose board it has where only its own name is written."""
    before = period_before(project, told["efter"])
    board, _, _ = before.rpartition("/")
    path = "/".join(_parts(project, name if "/" in name else f"{board}/{name}"))
    _untouched(project, [f"content/{path}"])
    facts = _facts(project / "content" / path.rpartition("/")[0], path.rpartition("/")[2], told)
    made = next_period(project, before, facts)
    return (
        {f"content/{path}/{file}": data for file, data in made.items()},
        f"Nästa steg: tertial check {path} visar var något ska fyllas i.",
    )


def _parts(project: Path, name: str) -> tuple[str, str, str]:
    parts = name.replace("\\", "/").removeprefix("./").strip("/").removeprefix("content/").split("/")
    if len(parts) != _LEVELS:
        raise UsageError(f"”{name}” är ingen period: skriv kommun/nämnd/period, till exempel: {EXAMPLES['period']}")
    _check_folder_names(*parts)
    municipality, board, period = parts
    if not (project / "content" / municipality / "kommun.yaml").is_file():
        known = [path.parent.name for path in project.glob("content/*/kommun.yaml")]
        hint = f"{nearest_hint(municipality, known)} En ny kommun: tertial new profil {municipality}".lstrip()
        raise UsageError(f"Kommunen ”{municipality}” finns inte under content/. {hint}")
    return municipality, board, period


def _house(project: Path, municipality: str) -> House:
    """The house style of a municipality; what is wrong with it is refused here, and not left to every period."""
    reading = ProjectFiles(project.resolve(), built_in_templates().resolve())
    # Its name may still be unfilled: only its profile matters here.
    source = read_house_files(reading, reading.yaml(Path("content", municipality, "kommun.yaml")))
    refuse(reading.problems)
    problems = Problems()
    house, _ = read_house(source, problems)
    refuse(problems)
    return house


def _outlines(project: Path, path: tuple[str, str, str], house: House, asked: Sequence[str]) -> Mapping[str, Outline]:
    """The outline of each document: those asked for; else the board's last period's of the same kind; else all."""
    for name in asked:
        if name not in house.outlines:
            hint = nearest_hint(name, house.outlines)
            raise UsageError(f"Mallen ”{name}” finns inte i profilen {house.id}. {hint}".rstrip())
    known = {name: name for name in asked} or _of_last_period(project, path, house)
    chosen = {each: house.outlines[name] for each, name in (known or _own_outlines(house)).items()}
    # A memo is written when its report is.
    return dict(sorted(chosen.items(), key=lambda each: is_memo(each[1])))


def _own_outlines(house: House) -> Mapping[str, str]:
    own = {name: name for name, each in house.outlines.items() if f"/{house.id}/" in each.where.file}
    return own or {name: name for name in house.outlines}


def _of_last_period(project: Path, path: tuple[str, str, str], house: House) -> Mapping[str, str]:
    """The documents of the board's last period of the same kind, and the outline of each."""
    municipality, board, period = path
    facts = period_facts(period)
    reading = ProjectFiles(project.resolve(), built_in_templates().resolve())
    for before in reversed(find_periods(project)):
        *above, name = before.split("/")
        known = period_facts(name)
        if above == [municipality, board] and known is not None and facts is not None and known.kind == facts.kind:
            documents = reading.yaml(Path("content", before, "period.yaml")).get(Text("dokument"))
            found = dict(_outline_names(documents)) if isinstance(documents, Block) else {}
            if found and set(found.values()) <= set(house.outlines):
                return found
    return {}


def _outline_names(documents: Block) -> Iterator[tuple[str, str]]:
    for key, document in documents.items():
        name = document.get(Text("mall")) if isinstance(document, Block) else None
        if isinstance(name, Text) and name:
            yield str(key), str(name)


def _facts(board: Path, period: str, told: Mapping[str, str]) -> NewPeriod:
    """What the id says of the period, and what the user says instead."""
    guessed = period_facts(period)
    missing = [f"--{word}" for word in ("rubrik", "från", "till") if guessed is None and not told[word]]
    if missing:
        asked = '--rubrik "Delår 1 2025" --från 2025-01-01 --till 2025-03-31'
        what = f"”{period}” säger inte vilka dagar perioden gäller: {', '.join(missing)} saknas."
        raise UsageError(f"{what} Skriv till exempel: {asked}")
    start = _day(told, "från") or (guessed.start if guessed else None)
    end = _day(told, "till") or (guessed.end if guessed else None)
    title = told["rubrik"] or (guessed.title if guessed else "")
    if start is None or end is None or end < start:
        raise UsageError("Perioden slutar innan den börjar: rätta --från eller --till.")
    earlier = (
        ("föregående_period", ""),
        ("samma_period_föregående_år", _if_there(board, same_a_year_before(period))),
        ("föregående_prognos", ""),
        ("föregående_bokslut", _if_there(board, closing_before(period))),
    )
    return NewPeriod(period, title, start, end, earlier)


def _if_there(board: Path, period: str) -> str:
    return period if period and (board / period / "period.yaml").is_file() else ""


def _day(told: Mapping[str, str], word: str) -> date | None:
    if not told[word]:
        return None
    try:
        return parse_date(told[word])
    except NotADate as error:
        raise UsageError(f"--{word} ”{told[word]}” är inget datum: {error.hint}") from error
