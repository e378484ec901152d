"""Evidence → what may point out a person: identity numbers, addresses, and counts that are too small: T760–T763.

The check digit is Luhn's (Skatteverket, SKV 704); a coordination number has 60 added to its day. Small counts are
hidden by the practice of SCB and Socialstyrelsen, and so is one more where the others and the total would tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from generator.checks.wordings import RUNNING, Wording, wordings_of
from generator.compose import Evidence
from generator.content import SUM_KINDS, ComputedCell, NumberCell, SignCell, Table, TextCell
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity, Where
from generator.swedish import number_words

_IDENTITY = re.compile(r"(?<![\d-])(?P<century>19|20)?(?P<date>\d{6})(?P<sign>[-+–]?)(?P<serial>\d{4})(?![\d-])")
_COORDINATION = 60
_TOLD = re.compile(r"@|\d{4}|\d\d[ -]?\d\d")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PERSONAL = re.compile(r"^[^\W\d_]+[._-][^\W\d_]+(?:[._-][^\W\d_]+)?\d*@")
_FUNCTION = re.compile(
    r"^(?:info|kontakt|registrator|kommun|social|nämnd|namnd|kansli|diarie|post|support|service|media|press|tillgang|"
    r"dataskydd|brukar|hr|ekonomi|kund|medborgar|no-?reply|e-?post)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\d+])(?:\+46[ -]?(?:\(0\))?[ -]?7\d|07\d)[ -]?(?:\d[ -]?){6}\d(?![\d])")
_PEOPLE = re.compile(
    r"\b(?:person\w*|barn\w*|ungdom\w*|unga|vuxn\w*|kvinn\w*|män\w*|flick\w*|pojk\w*|brukare\w*|klient\w*|familj\w*|"
    r"elev\w*|medborgare|individ\w*|patient\w*|anställd\w*|medarbetare\w*|hushåll\w*|placera\w*|ensamkommande|"
    r"suicid\w*|dödsfall|avlidna|anmälning\w*|utredning\w*|ärenden\w*)\b",
    re.IGNORECASE,
)
_NOT_PEOPLE = re.compile(
    r"\b(?:årsarbet|per\b|kostnad|andel|index|betyg|dygn|timm|dagar|medelvärde|tusental)", re.IGNORECASE
)
_COUNTS = frozenset({None, "antal", "personer", "st", "barn"})
_HIDDEN = re.compile(
    r"^(?:<|färre än|mindre än|under|max|högst)[ \u00a0]?(?P<limit>\d+)$|^(?P<sign>[x*]|\.\.)$", re.IGNORECASE
)
_PLAIN_COUNT = re.compile(r"^\d{1,3}(?:[ \u00a0]?\d{3})*$")
_OFF = frozenset({"", "0", "nej", "av"})


def privacy(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T760–T763 come out. T762 is asked for by `minsta_antal` among the kontrollvärden."""
    words = wordings_of(evidence.content)
    limit = _limit(evidence.settings.get("minsta_antal", ""))
    found = [problem for wording in words for problem in _of_wording(wording)]
    for table in evidence.content.period.tables.values():
        found.extend(_hidden_that_shows(table, evidence.ledger, limit))
        if limit:
            found.extend(_small_in_table(table, evidence, limit))
    if limit:
        found.extend(problem for wording in words for problem in _small_in_prose(wording, limit))
    return tuple(found)


def _limit(setting: str) -> int:
    digits = re.search(r"\d+", setting)
    return int(digits[0]) if digits and setting.strip().lower() not in _OFF else 0


# --- who somebody is -----------------------------------------------------------------------------------------------


def _of_wording(wording: Wording) -> Iterator[Problem]:
    if not _TOLD.search(wording.plain):
        return
    for match in _IDENTITY.finditer(wording.plain):
        if is_identity_number(match[0]):
            yield Problem(
                "T760",
                wording.where(match.start()),
                "Här står ett personnummer eller samordningsnummer.",
                "en text utan uppgifter som pekar ut någon",
                f"{match['date'][:2]}****{match['sign']}****",
                "Ta bort numret ur alla filer i perioden: de följer med som bilagor till rapporten.",
                Severity.ERROR,
                place=wording.place,
            )
    if wording.kind == "brevhuvud" or not wording.own:
        return
    for match in _MAIL.finditer(wording.plain):
        if _PERSONAL.match(match[0]) and not _FUNCTION.match(match[0]):
            yield _contact(wording, match, "Här står en persons e-postadress.", "en adress till en funktion")
    for match in _MOBILE.finditer(wording.plain):
        yield _contact(wording, match, "Här står ett mobilnummer.", "numret till kommunens växel, eller inget")


def _contact(wording: Wording, match: re.Match[str], message: str, expected: str) -> Problem:
    hint = "Handlingen blir allmän och läggs ut på webben: ta bort uppgiften, eller kvittera fyndet."
    where = wording.where(match.start())
    return Problem("T761", where, message, expected, match[0], hint, Severity.WARNING, place=wording.place)


def is_identity_number(text: str) -> bool:
    """A text of ten or twelve digits, maybe with a hyphen, → whether it is a true identity or coordination number."""
    match = _IDENTITY.fullmatch(text)
    if match is None:
        return False
    day = int(match["date"][4:])
    year = int((match["century"] or "20") + match["date"][:2])
    try:
        date(year, int(match["date"][2:4]), day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return False
    digits = [int(digit) for digit in match["date"] + match["serial"]]
    doubled = (digit * (2 - at % 2) for at, digit in enumerate(digits))
    # Ten digits in a row with no sign or century are more often an amount, an organisation or an account.
    told = bool(match["century"] or match["sign"])
    return told and sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


# --- counts that are too small -------------------------------------------------------------------------------------


def _of_people(table: Table, row: int, column: int, figure: Figure) -> bool:
    if figure.unit not in _COUNTS or figure.decimals or figure.value is None:
        return False
    heading = table.entry.heading.text if table.entry.heading else ""
    group = table.columns[column].group_heading
    told = " ".join(
        (heading, table.rows[row].label.text, table.columns[column].heading.text, group.text if group else "")
    )
    return bool(_PEOPLE.search(told)) and not _NOT_PEOPLE.search(told)


def _small_in_table(table: Table, evidence: Evidence, limit: int) -> Iterator[Problem]:
    for (of, row, column), names in evidence.ledger.cells.items():
        if of != table.id or isinstance(table.rows[row].cells[column], ComputedCell):
            continue
        for name in names:
            figure = evidence.ledger.figures[name]
            if figure.value is not None and 0 < figure.value < limit and _of_people(table, row, column, figure):
                yield _small(figure.where, f"{figure.value}", name, limit, _also(name, table, evidence))


def _also(name: str, table: Table, evidence: Evidence) -> str:
    """Where else a count of a table comes out: everything of it must be taken away."""
    slots = {"body": "texten", "heading": "en rubrik", "title": "titeln", "alternative text": "en alternativtext"}
    cited = [
        f"{slots[use.slot]} i {use.document}"
        for document in evidence.documents
        for use in document.uses
        if use.figure == name and use.slot in slots
    ]
    drawn = [
        f"diagrammet {key}" for key, (chart, _) in evidence.content.period.charts.items() if chart.table == table.id
    ]
    filed = ["de bifogade filerna"] if cited or drawn else []
    return ", ".join(dict.fromkeys((*cited, *drawn, *filed)))


def _small(where: Where, found: str, place: str, limit: int, also: str = "") -> Problem:
    return Problem(
        "T762",
        where,
        f"Antalet är mindre än profilens gräns {limit}." + (f" Det står också i {also}." if also else ""),
        f"minst {limit}, eller ..",
        found,
        "Slå ihop grupper, eller skriv .. i cellen och i en cell till, så att antalet inte kan räknas ut.",
        Severity.WARNING,
        place=place,
    )


def _small_in_prose(wording: Wording, limit: int) -> Iterator[Problem]:
    if wording.kind not in RUNNING or not wording.own:
        return
    for mention in number_words(wording.plain):
        after = wording.plain[mention.end : mention.end + 40]
        of_people = re.match(r"[ \u00a0](?:[^\W\d_]+[ \u00a0])?", after) and _PEOPLE.match(after.lstrip(" \u00a0"))
        if (
            mention.unit is None
            and not mention.decimals
            and not mention.hedge
            and 0 < mention.value < limit
            and of_people
        ):
            yield _small(wording.where(mention.bare_start), f"{mention.value} {after.split()[0]}", wording.place, limit)


# --- a hidden count that the others tell ---------------------------------------------------------------------------


def _hidden_that_shows(table: Table, ledger: Ledger, limit: int) -> Iterator[Problem]:
    counts = _counts(table, ledger)
    columns = range(len(table.columns))
    totals = [at for at, row in enumerate(table.rows) if row.kind in SUM_KINDS or _is_total(row.label.text)]
    for total in totals:
        first = max((at + 1 for at in totals if at < total and table.rows[at].kind == "delsumma"), default=0)
        rows = [at for at in range(first, total) if table.rows[at].kind == "rad" and at not in totals]
        for column in columns:
            line = [(counts.get((row, column)), table.rows[row].cells[column].where) for row in rows]
            yield from _computable(line, counts.get((total, column)), f"{table.id}.{table.rows[total].id}", limit)
    whole = [at for at, column in enumerate(table.columns) if _is_total(column.heading.text)]
    for column in whole[:1]:
        parts = [at for at in columns if at != column and table.columns[at].group == table.columns[column].group]
        for row, told in enumerate(table.rows):
            line = [(counts.get((row, at)), told.cells[at].where) for at in parts]
            yield from _computable(line, counts.get((row, column)), f"{table.id}.{told.id}", limit)


def _is_total(heading: str) -> bool:
    return re.match(r"(?:totalt?|summa|samtliga|alla|båda könen)\b", heading.strip(), re.IGNORECASE) is not None


_Count = tuple[str, Decimal]


def _counts(table: Table, ledger: Ledger) -> dict[tuple[int, int], _Count]:
    """Cells by row and column: a count ("count", n), or a hidden one ("hidden", its limit or 0)."""
    found: dict[tuple[int, int], _Count] = {}
    for at, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            if isinstance(cell, NumberCell | ComputedCell):
                names = ledger.cells.get((table.id, at, column), ())
                figure = ledger.figures[names[0]] if names else None
                if figure is not None and figure.value is not None and not figure.decimals and figure.unit in _COUNTS:
                    found[at, column] = ("count", figure.value)
            elif isinstance(cell, SignCell) and cell.sign == "..":
                found[at, column] = ("hidden", Decimal(0))
            elif isinstance(cell, TextCell):
                text = cell.text.text.strip()
                hidden = _HIDDEN.match(text)
                if hidden is not None:
                    found[at, column] = ("hidden", Decimal(hidden["limit"] or 0))
                elif _PLAIN_COUNT.match(text):
                    found[at, column] = ("count", Decimal(re.sub(r"\D", "", text)))
    return found


def _computable(
    line: Sequence[tuple[_Count | None, Where]], total: _Count | None, place: str, limit: int
) -> Iterator[Problem]:
    hidden = [(cell[1], where) for cell, where in line if cell is not None and cell[0] == "hidden"]
    known = [cell[1] for cell, _ in line if cell is not None and cell[0] == "count"]
    complete = all(cell is not None for cell, _ in line)
    if len(hidden) != 1 or not known or not complete or total is None or total[0] != "count":
        return
    limit_told, where = hidden[0]
    value = total[1] - sum(known)
    most = limit_told or Decimal(limit)
    if 0 <= value < most:
        yield Problem(
            "T763",
            where,
            "Det dolda antalet kan räknas ut av de andra och summan.",
            "minst två dolda antal på raden eller i kolumnen, eller en dold summa",
            "ett dolt antal",
            "Dölj ett antal till, eller slå ihop grupper.",
            Severity.ERROR,
            place=place,
        )
