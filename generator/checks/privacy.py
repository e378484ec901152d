"""What may identify a person: identity numbers, addresses, and small counts: T760–T763.

The check digit is Luhn's (Skatteverket, SKV 704); a coordination number has 60 added to its day. Small counts are
hidden by the practice of SCB and Socialstyrelsen, and so is one more where the total would reveal it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import (
    RUNNING,
    SUM_KINDS,
    ComputedCell,
    NumberCell,
    SignCell,
    Table,
    TableCell,
    TextCell,
    Wording,
    wordings_of,
)
from generator.figures import Figure, Ledger
from generator.problems import Problem, Severity, Where
from generator.swedish import number_words

_IDENTITY = re.compile(r"(?<![\d-])(?P<century>19|20)?(?P<date>\d{6})(?P<sign>[-+–]?)(?P<serial>\d{4})(?![\d-])")
_COORDINATION = 60
_MAY_IDENTIFY = re.compile(r"@|\d{4}|\d\d[ -]?\d\d")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
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


_IDENTITY_NUMBER = FindingKind(
    "T760",
    "Här står ett personnummer eller samordningsnummer.",
    "Ta bort numret ur alla filer i perioden: de följer med som bilagor till rapporten.",
    Severity.ERROR,
)
_MADE_PUBLIC = "Handlingen blir allmän och läggs ut på webben: ta bort uppgiften, eller kvittera fyndet."
_PERSONAL_ADDRESS = FindingKind("T761", "Här står en persons e-postadress.", _MADE_PUBLIC)
_MOBILE_NUMBER = FindingKind("T761", "Här står ett mobilnummer.", _MADE_PUBLIC)
_SMALL_COUNT = FindingKind(
    "T762",
    "Antalet är mindre än profilens gräns {limit}.{also}",
    "Slå ihop grupper, eller skriv .. i cellen och i en cell till, så att antalet inte kan räknas ut.",
)
_COMPUTABLE_COUNT = FindingKind(
    "T763",
    "Det dolda antalet kan räknas ut av de andra och summan.",
    "Dölj ett antal till, eller slå ihop grupper.",
    Severity.ERROR,
)


def privacy(understood: Understood) -> Iterator[Problem]:
    """Yield T760–T763 of a period; T762 only where the setting `minsta_antal` asks for it."""
    wordings = wordings_of(understood.content)
    limit = understood.settings.smallest_count
    for wording in wordings:
        yield from _of_wording(wording)
    for table in understood.content.period.tables.values():
        yield from _hidden_that_shows(table, understood.ledger, limit)
        yield from _small_in_table(table, understood, limit) if limit else ()
    for wording in wordings if limit else ():
        yield from _small_in_prose(wording, limit)


# --- who somebody is -----------------------------------------------------------------------------------------------


def _of_wording(wording: Wording) -> Iterator[Problem]:
    if not _MAY_IDENTIFY.search(wording.plain):
        return
    for match in _IDENTITY.finditer(wording.plain):
        if is_identity_number(match[0]):
            masked = f"{match['date'][:2]}****{match['sign']}****"
            yield _IDENTITY_NUMBER.in_text(wording, match.start(), "en text utan uppgifter som pekar ut någon", masked)
    if wording.kind == "brevhuvud" or not wording.own:
        return
    for match in _MAIL.finditer(wording.plain):
        if _PERSONAL.match(match[0]) and not _FUNCTION.match(match[0]):
            yield _PERSONAL_ADDRESS.in_text(wording, match.start(), "en adress till en funktion", match[0])
    for match in _MOBILE.finditer(wording.plain):
        yield _MOBILE_NUMBER.in_text(wording, match.start(), "numret till kommunens växel, eller inget", match[0])


def is_identity_number(text: str) -> bool:
    """Whether ten or twelve digits, maybe with a hyphen, are a true identity or coordination number."""
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
    marked = bool(match["century"] or match["sign"])
    return marked and sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0


# --- counts that are too small -------------------------------------------------------------------------------------


def _of_people(table: Table, row: int, column: int, figure: Figure) -> bool:
    if figure.unit not in _COUNTS or figure.decimals:
        return False
    above = (table.entry.heading, table.columns[column].group_heading)
    texts = (*above, table.rows[row].label, table.columns[column].heading)
    words = " ".join(cited.text for cited in texts if cited is not None)
    return bool(_PEOPLE.search(words)) and not _NOT_PEOPLE.search(words)


def _small_in_table(table: Table, understood: Understood, limit: int) -> Iterator[Problem]:
    for (of, row, column), names in understood.ledger.cells.items():
        if of != table.id or isinstance(table.rows[row].cells[column], ComputedCell):
            continue
        for figure in (understood.ledger.figures[name] for name in names):
            if figure.value is not None and 0 < figure.value < limit and _of_people(table, row, column, figure):
                elsewhere = _elsewhere(figure.id, table, understood)
                also = f" Det står också i {elsewhere}." if elsewhere else ""
                yield _small(figure.where, figure.id, limit, f"{figure.value}", also)


def _elsewhere(name: str, table: Table, understood: Understood) -> str:
    slots = {"body": "texten", "heading": "en rubrik", "title": "titeln", "alternative text": "en alternativtext"}
    uses = (use for document in understood.documents for use in document.uses if use.figure == name)
    cited = [f"{slots[use.slot]} i {use.document}" for use in uses if use.slot in slots]
    drawn = [f"diagrammet {key}" for key, chart in understood.content.period.charts.items() if chart.table == table.id]
    filed = ["de bifogade filerna"] if cited or drawn else []
    return ", ".join(dict.fromkeys((*cited, *drawn, *filed)))


def _small_in_prose(wording: Wording, limit: int) -> Iterator[Problem]:
    if wording.kind not in RUNNING or not wording.own:
        return
    for mention in number_words(wording.plain):
        after = wording.plain[mention.end : mention.end + 40]
        of_people = re.match(r"[ \u00a0](?:[^\W\d_]+[ \u00a0])?", after) and _PEOPLE.match(after.lstrip(" \u00a0"))
        bare = mention.unit is None and not mention.decimals and not mention.hedge
        if bare and of_people and 0 < mention.value < limit:
            actual = f"{mention.value} {after.split()[0]}"
            yield _small(wording.where(mention.bare_start), wording.place, limit, actual)


def _small(where: Where, place: str, limit: int, actual: str, also: str = "") -> Problem:
    return _SMALL_COUNT.at(where, place, f"minst {limit}, eller ..", actual, limit=limit, also=also)


# --- a hidden count that the others tell ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Count:
    """A count in a cell, or of a hidden one its upper limit, 0 where none is written."""

    value: Decimal
    where: Where
    hidden: bool = False


def _hidden_that_shows(table: Table, ledger: Ledger, limit: int) -> Iterator[Problem]:
    counts = _counts(table, ledger)
    columns = range(len(table.columns))
    totals = [at for at, row in enumerate(table.rows) if row.kind in SUM_KINDS or _is_total(row.label.text)]
    for total in totals:
        first = max((at + 1 for at in totals if at < total and table.rows[at].kind == "delsumma"), default=0)
        rows = [at for at in range(first, total) if table.rows[at].kind == "rad" and at not in totals]
        for column in columns:
            parts = [counts.get((row, column)) for row in rows]
            yield from _computable(parts, counts.get((total, column)), f"{table.id}.{table.rows[total].id}", limit)
    whole = next((at for at, column in enumerate(table.columns) if _is_total(column.heading.text)), None)
    if whole is not None:
        beside = [at for at in columns if at != whole and table.columns[at].group == table.columns[whole].group]
        for number, row in enumerate(table.rows):
            parts = [counts.get((number, at)) for at in beside]
            yield from _computable(parts, counts.get((number, whole)), f"{table.id}.{row.id}", limit)


def _is_total(heading: str) -> bool:
    return re.match(r"(?:totalt?|summa|samtliga|alla|båda könen)\b", heading.strip(), re.IGNORECASE) is not None


def _counts(table: Table, ledger: Ledger) -> dict[tuple[int, int], _Count]:
    cells = {(row, at): cell for row, line in enumerate(table.rows) for at, cell in enumerate(line.cells)}
    counts = {place: _count(cell, ledger.first(table.id, *place)) for place, cell in cells.items()}
    return {place: count for place, count in counts.items() if count is not None}


def _count(cell: TableCell, figure: Figure | None) -> _Count | None:
    if isinstance(cell, NumberCell | ComputedCell):
        counts = figure is not None and not figure.decimals and figure.unit in _COUNTS
        return _Count(figure.value, cell.where) if figure and counts and figure.value is not None else None
    if isinstance(cell, SignCell):
        return _Count(Decimal(0), cell.where, hidden=True) if cell.sign == ".." else None
    text = cell.text.text.strip() if isinstance(cell, TextCell) else ""
    if hidden := _HIDDEN.match(text):
        return _Count(Decimal(hidden["limit"] or 0), cell.where, hidden=True)
    return _Count(Decimal(re.sub(r"\D", "", text)), cell.where) if _PLAIN_COUNT.match(text) else None


def _computable(parts: Sequence[_Count | None], total: _Count | None, place: str, limit: int) -> Iterator[Problem]:
    counts = [part for part in parts if part is not None]
    hidden = [part for part in counts if part.hidden]
    if len(hidden) != 1 or len(parts) != len(counts) or len(counts) == 1 or total is None or total.hidden:
        return
    value = total.value - sum(part.value for part in counts if not part.hidden)
    if 0 <= value < (hidden[0].value or limit):
        expected = "minst två dolda antal på raden eller i kolumnen, eller en dold summa"
        yield _COMPUTABLE_COUNT.at(hidden[0].where, place, expected, "ett dolt antal")
