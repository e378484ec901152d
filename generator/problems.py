"""Problems as data: what is wrong, where, and the way out. Other than `TertialError`, all that is raised is a bug."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Generic, NamedTuple, TypedDict, TypeVar, Unpack


class Severity(StrEnum):
    """The severity of a problem; an error refuses the report."""

    ERROR = "fel"
    WARNING = "varning"
    NOTICE = "upplysning"


# How the name of a file begins that is installed with Tertial and not in the project.
BUILT_IN = "inbyggt/"


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file: its path in the project, line and column from 1, or the `cell` of a workbook (`Blad1!B7`)."""

    file: str
    line: int = 0
    column: int = 0
    cell: str = ""

    def __str__(self) -> str:
        place = self.cell or (f"{self.line}:{self.column}" if self.line else "")
        return f"{self.file}:{place}" if place else self.file

    @property
    def printed(self) -> str:
        """The place as files of reports name it: alike where Tertial's templates lie in the project and where not."""
        place = str(self)
        return f"templates/{place.removeprefix(BUILT_IN)}" if place.startswith(BUILT_IN) else place

    def shifted(self, lines: int, column: int) -> Where:
        """Return the place `lines` further down, in `column` (from 1)."""
        return Where(self.file, self.line + lines, column, self.cell)


NOWHERE = Where("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, in Swedish; `place` is what a check's finding is about: the id of a figure, text or section."""

    code: str
    where: Where
    message: str
    expected: str = ""
    found: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR
    related: tuple[Where, ...] = ()
    place: str = ""


class ProblemTexts(TypedDict, total=False):
    """What a problem may have beside its message."""

    expected: str
    found: str
    hint: str
    related: tuple[Where, ...]


class Problems(list[Problem]):
    """The problems that a reader collects, in the order in which it finds them."""

    def add(self, code: str, where: Where, message: str, **texts: Unpack[ProblemTexts]) -> None:
        """Append a problem."""
        self.append(Problem(code, where, message, **texts))


CODES: Mapping[str, str] = {
    # reading files
    "T001": "Filen saknas",
    "T002": "Filen är inte UTF-8",
    "T003": "Filen är tom",
    "T004": "YAML går inte att läsa",
    "T005": "Tabb eller hårt mellanslag som indrag",
    "T006": "Samma nyckel två gånger",
    "T007": "Fri text eller tal i klammer",
    "T008": "Texten är avkapad av ett nummertecken",
    "T009": "Ankare, alias eller sammanslagning i YAML",
    "T010": "Citattecknen är typografiska",
    "T011": "Osynligt radbyte i texten",
    "T012": "Rad- eller listtecken sväljer innehållet",
    "T013": "CSV-filen går inte att läsa",
    "T014": "Excelfilen går inte att läsa",
    "T015": "Excelformel utan sparat värde",
    "T016": "Fil- eller mappnamn med annat än ASCII",
    "T017": "Filen ligger utanför projektet eller perioden",
    "T018": "Värdet behöver citattecken",
    "T019": "Namnet går inte att ha på alla datorer",
    "T020": "Cellen är inte vad den ser ut att vara",
    "T021": "Två versioner som git inte har slagit ihop",
    # figures from other systems
    "T030": "SIE-filen går inte att läsa",
    "T031": "Källan saknar det som ska hämtas",
    "T032": "Filen är öppen i ett annat program",
    "T033": "Källan passar inte tabellen",
    "T034": "Kontrollsumman stämmer inte",
    # shape of the content
    "T101": "Okänd nyckel",
    "T102": "Obligatoriskt innehåll saknas",
    "T103": "Fel slags värde",
    "T104": "Tvetydigt tal",
    "T105": "Inte ett tal",
    "T106": "Fel antal celler",
    "T107": "Samma id två gånger",
    "T108": "Värdet är inte ifyllt",
    "T109": "Okänd enhet",
    "T110": "Okänd status",
    "T111": "Okänt val",
    "T112": "Ogiltigt datum",
    "T113": "Ogiltigt id",
    "T114": "Reserverat ord som id",
    "T115": "Okänd uppföljningstyp, post eller grupp",
    "T116": "Okänd profil",
    "T117": "Okänd mall",
    "T118": "Filens kolumner är inte tabellens",
    # figures
    "T201": "Okänt namn i uttryck",
    "T202": "Uttrycket går inte att läsa",
    "T203": "Formlerna går i ring",
    "T204": "Tal som ska stämma av skiljer sig",
    "T205": "Enheterna går inte ihop",
    "T206": "Division med noll",
    "T207": "Talet saknar värde",
    "T208": "Filter som inte passar",
    "T209": "Otillåtet i uttryck",
    "T210": "Förklarad differens som inte längre gäller",
    "T211": "Tvetydigt namn i uttryck",
    "T212": "Talet är för stort",
    # outline, texts, charts
    "T301": "Okänd tabell",
    "T302": "Okänd text",
    "T303": "Okänt diagram",
    "T304": "Rå HTML i text",
    "T305": "Bild utanför perioden",
    "T306": "Texten tolkas inte som den ser ut",
    "T307": "Okänt avsnitt",
    "T308": "Obligatoriskt avsnitt utelämnat",
    "T309": "Okänd bilaga eller handling",
    "T310": "Okänd fotnot",
    "T311": "Länk som inte får finnas",
    "T312": "Trasig bild",
    "T313": "Okänd bild",
    # pages
    "T401": "Innehåll som inte får plats på sidan",
    "T402": "Tecken som saknas i typsnittet",
    "T403": "Fel i stilmallen",
    "T404": "Länk utan mål",
    "T405": "Resurs som inte får läsas",
    "T406": "Rättelsebladet är mer än en sida",
    "T407": "Det som Word eller Excel inte visar",
    "T408": "Symbol som syns dåligt på sin färg",
    # memos and matters
    "T601": "Obligatorisk del av skrivelsen saknas",
    "T602": "Sammanfattning saknas i en lång skrivelse",
    "T603": "Bilageförteckningen stämmer inte",
    "T604": "Skrivelsen är daterad efter sammanträdet",
    "T605": "Beslutspunkten säger inte vad som beslutas",
    "T606": "Platshållare eller anvisning står kvar",
    "T607": "Handlingarna i ärendet har olika diarienummer",
    "T608": "Brevhuvudets datum stämmer inte",
    # findings of checks
    "T701": "Kvittering som inte längre gäller",
    "T710": "Summan stämmer inte med talen som den är av",
    "T711": "Skillnaden stämmer inte med talen som den är av",
    "T712": "Kvoten stämmer inte med talen som den är av",
    "T713": "Tecknet bryter mot tabellens tecken",
    "T714": "Talet bryter ett samband som resten av tabellen håller",
    "T715": "Raden är en summa av rader som summeras igen",
    "T730": "Samma sak har två värden",
    "T731": "Jämförelsetalet är inte det som redovisades då",
    "T732": "Budgeten går inte ihop med sina ändringar",
    "T733": "Det ingående är inte det utgående",
    "T734": "Två kolumner har bytt plats",
    "T735": "Talen är förra periodens",
    "T721": "Talet i texten är ett annat än i tabellen",
    "T722": "Samma sak sägs med två tal i texten",
    "T723": "Orden säger motsatsen till talet",
    "T724": "Talet i texten kan citeras",
    "T725": "Talet i texten finns inte bland talen",
    "T726": "Rangordningen i texten är inte talens",
    # a period that follows another
    "T820": "Förra periodens text står kvar",
    # published versions
    "T801": "Historiken är ändrad för hand",
    "T802": "Historiken går inte att läsa",
    "T803": "Publicerad fil är ändrad eller saknas",
    "T804": "Versionen blir inte densamma",
    "T805": "Arkivet eller manifestet är trasigt",
    "T740": "Talet är skrivet på ett annat sätt än de andra",
    "T741": "Tabellen saknar enhet",
    "T742": "Faktor tusen",
    "T743": "Enheten skrivs på två sätt",
    "T744": "Samma sak under två namn",
    "T745": "Rubriken har fel år",
    "T746": "Tiden ligger utanför perioden",
    "T747": "Diarienumret skiljer sig",
    "T748": "Procent där det är procentenheter",
    "T749": "Negativt tal som läses som ett intervall",
    "T750": "Avvikelse utan kommentar",
    "T751": "Indikator utan utfall, mål eller bedömning",
    "T752": "Åtgärd utan ansvarig eller datum, eller borta",
    "T753": "Läget säger emot talen",
    "T754": "Stycket är oförändrat sedan förra perioden",
    "T755": "Andel som inte är i procent",
    "T756": "Innehåll som inte används",
    "T757": "Datum eller klockslag som inte finns",
    "T758": "Gissning ur en arbetsbok som ingen har sett efter",
    "T759": "Lagstadgat avsnitt saknas",
    "T760": "Personnummer",
    "T761": "Persons e-post eller telefon",
    "T762": "Litet antal",
    "T763": "Dolt antal som kan räknas ut",
    "T770": "Felstavat ord",
    "T771": "Samma ord två gånger",
    "T772": "Ord som profilen undviker",
    "T790": "Nämnden har inte lämnat underlag",
    "T791": "Summan saknar en nämnd",
    "T792": "Utkast i en handling",
    "T780": "Grov bild",
    "T781": "Bild som inte visas",
    # templates
    "T501": "Fel i mallfilen",
}


class TertialError(Exception):
    """The root of all errors that are raised on purpose."""


class Rejected(TertialError):
    """The author's content is refused: exit code 1. `problems` are sorted by place and code."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.where, problem.code)))
        super().__init__(f"{len(self.problems)} problem")


class UsageError(TertialError):
    """The command was called wrongly: exit code 2. The message is Swedish."""


def refuse(problems: Iterable[Problem]) -> None:
    """Raise Rejected with all of `problems` where at least one is an error."""
    collected = tuple(problems)
    if any(problem.severity is Severity.ERROR for problem in collected):
        raise Rejected(collected)


# More problems of one kind in a file are told as one: of findings later, since each is accepted by its own place.
_MOST_ALIKE, _MOST_FINDINGS_ALIKE, _PLACES = 20, 200, 5
# Files of data, where a kind of fault comes from one cause. In others each line is mended by itself.
_DATA = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".se", ".si", ".sie")
_VARYING = re.compile(r"”[^”]*”|\S*[0-9]\S*")
_CELL = re.compile(r"(.*?)([A-Za-z]*)([0-9]*)")


def gathered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with those that are alike in a file of data, or at one place, as one with the first places.

    Alike are those of one code whose messages differ only in what is quoted and in numbers. In other files, where each
    line is mended by itself, only a flood of them is told as one.
    """
    of_one_cause = _alike(dict.fromkeys(problems), _cause)
    told = (each for group in of_one_cause for each in _as_one(group, _most_alike(group)))
    floods = _alike(told, lambda problem: problem.where.file)
    return tuple(problem for group in floods for problem in _as_one(group, _MOST_FINDINGS_ALIKE))


def _alike(problems: Iterable[Problem], place_of: Callable[[Problem], object]) -> Iterable[Sequence[Problem]]:
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        words = _VARYING.sub("", problem.message)
        groups.setdefault((problem.code, problem.severity, place_of(problem), words), []).append(problem)
    return groups.values()


def _cause(problem: Problem) -> object:
    where = problem.where
    # What is wrong in a manifest has no line to be told apart by.
    found = problem.found if where.file.endswith(".json") else ""
    return where.file if where.file.lower().endswith(_DATA) else (where, found)


def _most_alike(group: Sequence[Problem]) -> int:
    return _MOST_FINDINGS_ALIKE if len({each.place for each in group}) > 1 else _MOST_ALIKE


def _as_one(group: Sequence[Problem], most: int) -> Sequence[Problem]:
    if len(group) <= most:
        return group
    first, *rest = sorted(group, key=lambda problem: _reading_order(problem.where))
    places = (each.where for each in rest[:_PLACES] if each.where != first.where)
    message = f"{first.message} Likadant är det {f'{len(rest):,}'.replace(',', ' ')} gånger till."
    return (replace(first, message=message, related=(*first.related, *places)),)


def _reading_order(where: Where) -> tuple[object, ...]:
    """Rows before columns, and B before AA: cells are not in order by their names."""
    match = _CELL.fullmatch(where.cell)
    sheet, column, row = match.groups() if match else (where.cell, "", "")
    return where.file, where.line, where.column, sheet, int(row or 0), len(column), column


# Of more names than this only those are compared with a word that stand beside it in order, from either end.
_MOST_COMPARED, _BESIDE = 200, 50
_LONGEST_NAME = 200


class _Sorted(NamedTuple):
    """Names in order, and in the order of their letters from the last to the first, each turned."""

    names: tuple[str, ...]
    turned: tuple[str, ...]


_Value = TypeVar("_Value")


class Itself(Generic[_Value]):
    """A value that is the same only as itself: to remember what is made of it without comparing all that it holds."""

    def __init__(self, value: _Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.value is self.value


# Who asks for a thousand words has the same names for all.
@lru_cache(maxsize=4)
def _in_order(names: Itself[Iterable[str]], _count: int) -> _Sorted:
    distinct = set(names.value)
    return _Sorted(tuple(sorted(distinct)), tuple(sorted(name[::-1] for name in distinct)))


def _sorted(names: Iterable[str]) -> _Sorted:
    return _in_order(Itself(names), len(names) if isinstance(names, Sized) else 0)


def nearest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return at most three of `names`, those most like `word` first; none where none is alike."""
    ordered, turned = _sorted(names)
    if len(word) > _LONGEST_NAME:
        return ()
    if len(ordered) > _MOST_COMPARED:
        beside = (name[::-1] for name in _beside(word[::-1], turned))
        ordered = tuple(sorted({*_beside(word, ordered), *beside}))
    return tuple(difflib.get_close_matches(word, ordered, cutoff=0.6))


def _beside(word: str, ordered: Sequence[str]) -> Sequence[str]:
    at = bisect_left(ordered, word)
    return ordered[max(0, at - _BESIDE) : at + _BESIDE]


def nearest_hint(word: str, names: Iterable[str], *, most_listed: int = 12) -> str:
    """Return a hint for an unknown word: «Menade du …?», else all `names` where they are few, else nothing."""
    names = names if isinstance(names, Sized) else tuple(names)
    words = _sorted(names).names
    if close := nearest(word, names):
        return "Menade du " + " eller ".join(f"”{name}”" for name in close) + "?"
    return "Kända namn: " + ", ".join(words) + "." if 0 < len(words) <= most_listed else ""
