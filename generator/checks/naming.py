"""Names, years, months and registry numbers that do not fit the rest of the report: T744–T747."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import HEADINGS, RUNNING, Content, PeriodEntry, Wording, wordings_of
from generator.problems import Problem
from generator.swedish import MONTHS

_NAMING_FIELDS = frozenset({"rubrik", "enhet", "namn", "verksamhet", "förvaltning", "avdelning"})
_LONGEST_NAME = 80
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST_WORD = 6
_YEAR = re.compile(r"(?<![\d/:.,-])(20\d\d)(?![\d/:]|[-–]\d|,\d)")
_OF_ANOTHER_YEAR = re.compile(
    r"föregående|förra|fjol|jämför|sedan|från och med|fr\.? ?o\.? ?m|beslut|antag|\blag|\bsfs|dnr|uppföljning av|"
    r"plan\b|planen|avtal|överenskomm|bokslut|historik|överför|kvarstå|effekt|enkät|undersökning|mätning|"
    r"öppna jämförelser|"
    r"\bKF\b|protokoll|program|strategi|policy|agenda|\bmot\b|brukarundersök|resultat från|prop\b|från \d{4}",
    re.IGNORECASE,
)
_TERTIAL = re.compile(r"\btertial\w*[ \u00a0](\d)\b", re.IGNORECASE)
_MONTH = "|".join(MONTHS)
_SPAN = re.compile(
    rf"\b(?P<first>{_MONTH})[ \u00a0]?(?:–|-|till och med|t\.o\.m\.|till)[ \u00a0]?(?P<last>{_MONTH})\b"
    rf"(?:[ \u00a0](?P<year>20\d\d))?",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"\b(?:t\.?o\.?m\.?|till och med)[ \u00a0](?P<last>{_MONTH})\b(?:[ \u00a0](?P<year>20\d\d))?", re.IGNORECASE
)
_ACCOUNTED = re.compile(r"\b(?:resultat\w*|utfall\w*|nettokostnad\w*|avvikelse\w*|ackumulera\w*)", re.IGNORECASE)
_SEASONS = {"våren": 2, "sommaren": 6, "hösten": 9}
_MOMENT = re.compile(
    rf"\b(?:(?P<month>{_MONTH})|(?P<season>{'|'.join(_SEASONS)}))[ \u00a0](?P<year>20\d\d)\b", re.IGNORECASE
)
_PAST = re.compile(
    r"\b(?:var|blev|fick|hade|gick|gjordes|genomfördes|infördes|hölls|togs|kom|skedde|\w+(?:ade|ades|erades|ördes)|"
    r"har (?:\w+ )?\w+(?:at|ats|erat|erats|it|its|rts|ort))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:ska|skall|kommer|kan|bör|skulle|planer\w*|vänta\w*|förvänta\w*|beräkna\w*|prognos\w*|budget\w*|senast|"
    r"löper|gäll\w+|avse\w*|inför|börja\w*|start\w*|från och med|till och med|fr\.o\.m|t\.o\.m|framåt|besluta\w*|"
    r"uppdra\w*|klart?|mål\w*|avtal\w*|förläng\w*|lag\w*|flytta\w*|skjut\w*|skjutits|senarelagt\w*|tills|fram till)\b",
    re.IGNORECASE,
)
_REGISTER = re.compile(
    r"\b(?P<register>[A-ZÅÄÖ]{2,}(?:-[A-ZÅÄÖ]+)?)[ \u00a0-]?(?P<year>20\d\d)[/:-](?P<number>\d{1,6})(?!\d)"
)
_DAYS_AFTER = 75


_TWO_NAMES = FindingKind(
    "T744", "Samma sak tycks stå under två namn.", "Skriv namnet på ett sätt. Är det två olika saker: kvittera fyndet."
)
_LAST_YEAR = FindingKind(
    "T745",
    "Rubriken har förra årets årtal.",
    "Rätta årtalet, eller skriv {{ period.år }}, som följer med till nästa period.",
)
_OTHER_TERTIAL = FindingKind(
    "T745", "Rubriken nämner en annan tertial än perioden.", "Rätta rubriken, eller citera {{ period.rubrik }}."
)
_OTHER_MONTHS = FindingKind(
    "T746",
    "Månaderna stämmer inte med perioden.",
    "Rätta månaderna, eller citera {{ period.från }} och {{ period.till }}.",
)
_LATER_MONTH = FindingKind("T746", "Månaden ligger efter perioden.", "Rätta månaden, eller citera {{ period.till }}.")
_PAST_TO_COME = FindingKind(
    "T746",
    "Texten berättar i dåtid om något som ligger efter rapportens datum.",
    "Rätta årtalet eller månaden, eller skriv om det till något som ska ske.",
)
_MISTYPED_NUMBER = FindingKind(
    "T747", "Diarienumret skiljer sig från ärendets.", "Rätta numret, eller citera {{ ärende.diarienummer }}."
)
_SEVERAL_NUMBERS = FindingKind(
    "T747", "Handlingarna i ärendet har olika diarienummer.", "Skriv numret en gång, på ärendet: diarienummer."
)


def naming(understood: Understood) -> Iterator[Problem]:
    """Yield T744–T747 of a period."""
    content = understood.content
    wordings = wordings_of(content)
    yield from _names(wordings, understood.spelling.knows if understood.spelling else None)
    yield from _years(wordings, content)
    yield from _months(wordings, content)
    yield from _letterheads(content)
    yield from _registry_numbers(wordings, content)


# --- one thing under two names -------------------------------------------------------------------------------------


def _names(wordings: Sequence[Wording], knows: Callable[[str], bool] | None) -> Iterator[Problem]:
    by_name: dict[str, list[Wording]] = defaultdict(list)
    for wording in wordings:
        if _is_name(wording):
            by_name[_normalized(wording.plain)].append(wording)
    reported: set[str] = set()
    for alike in _alike_in_letters(by_name):
        usual, *others = sorted(alike, key=lambda name: -len(by_name[name]))
        reported.update(others)
        yield from (_two_names(by_name[other], by_name[usual]) for other in others)
    if knows is None:
        return
    for one, other in _one_letter_apart(sorted(by_name)):
        odd = _misspelt(one, other, knows)
        if odd is not None and odd not in reported:
            reported.add(odd)
            yield _two_names(by_name[odd], by_name[other if odd == one else one])


def _is_name(wording: Wording) -> bool:
    if len(wording.plain) > _LONGEST_NAME or not wording.own or wording.text.count("{{"):
        return False
    of_record = wording.kind == "fält" and wording.place.rpartition(".")[2] in _NAMING_FIELDS
    return of_record or wording.kind in {"etikett", "namn", "titel", "rubrik"}


def _two_names(odd: Sequence[Wording], usual: Sequence[Wording]) -> Problem:
    first, other = odd[0], usual[0]
    expected, actual = (f"”{each.plain.strip()}”" for each in (other, first))
    return _TWO_NAMES.in_text(first, 0, expected, actual, (other.where(),))


def _normalized(name: str) -> str:
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"[\s\u00a0]+", " ", name)).strip().casefold()
    # A dash before a name indents it, and one with blanks on both sides parts the words of a heading.
    plain = re.sub(r"^(?:-+|[•·*]) ", "", plain)
    plain = re.sub(r" -+ ", " ", re.sub(r"^(\d+)[ -]+", r"\1 ", plain))
    return re.sub(r"[ .:;*]+$|[\[(]\d+[\])]$", "", plain).replace("**", "")


def _alike_in_letters(names: Iterable[str]) -> Iterator[list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        joined = re.sub(r"[^\w]+", "", re.sub(r"[&+]| o ", " och ", name))
        if len(joined) >= _SHORTEST_WORD and not joined.isdigit():
            groups[joined].append(name)
    yield from (group for group in groups.values() if len(group) > 1 and not _differ_in_numbers(group))


def _differ_in_numbers(group: Sequence[str]) -> bool:
    return len({tuple(re.findall(r"\d+", name)) for name in group}) > 1


def _one_letter_apart(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    seen: dict[str, list[str]] = defaultdict(list)
    pairs: dict[tuple[str, str], None] = {}
    for name in names:
        signatures = {name}
        for match in _WORD.finditer(name):
            if len(match[0]) >= _SHORTEST_WORD:
                signatures.update(name[:at] + name[at + 1 :] for at in range(match.start() + 1, match.end() - 1))
        for signature in signatures:
            pairs.update({(other, name): None for other in seen[signature]})
            seen[signature].append(name)
    yield from pairs


def _misspelt(one: str, other: str, knows: Callable[[str], bool]) -> str | None:
    words, others = _WORD.findall(one), _WORD.findall(other)
    apart = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    if len(apart) != 1 or len(words) != len(others):
        return None
    first, second = map(knows, apart[0])
    return None if first == second else other if first else one


# --- years ---------------------------------------------------------------------------------------------------------


def _years(wordings: Sequence[Wording], content: Content) -> Iterator[Problem]:
    entry = content.period.entry
    if entry.start.year != entry.end.year:
        return
    now, tertial = entry.end.year, _TERTIAL.search(entry.title)
    for wording in wordings:
        if wording.kind not in HEADINGS or not wording.own:
            continue
        excused = _OF_ANOTHER_YEAR.search(wording.plain) and wording.kind != "titel"
        years = {int(match[1]): match for match in _YEAR.finditer(wording.plain)}
        if years.keys() == {now - 1} and not excused and _is_of_period(wording, content, now):
            year = years[now - 1]
            yield _LAST_YEAR.in_text(wording, year.start(), str(now), year[1])
        other = _TERTIAL.search(wording.plain)
        if tertial and other and other[1] != tertial[1] and wording.kind == "titel":
            yield _OTHER_TERTIAL.in_text(wording, other.start(), tertial[0], other[0])


def _is_of_period(wording: Wording, content: Content, now: int) -> bool:
    if wording.kind != "tabellrubrik":
        return True
    table = content.period.tables.get(wording.place)
    headings = [each for column in table.columns for each in (column.heading, column.group_heading)] if table else []
    return any(str(now) in heading.text for heading in headings if heading is not None)


# --- months and seasons --------------------------------------------------------------------------------------------


def _months(wordings: Sequence[Wording], content: Content) -> Iterator[Problem]:
    dated = [plan.entry.dated for plan in content.documents if plan.entry.dated is not None]
    written = max(dated, default=content.period.entry.end + timedelta(days=_DAYS_AFTER))
    for wording in wordings:
        if wording.own and wording.kind in RUNNING | HEADINGS and content.period.entry.scope == "ackumulerat":
            yield from _spans(wording, content.period.entry)
            yield from _ends(wording, content.period.entry)
        if wording.own and wording.kind in RUNNING:
            yield from _moments(wording, written)


def _month_number(name: str) -> int:
    return MONTHS.index(name.lower()) + 1


def _spans(wording: Wording, period: PeriodEntry) -> Iterator[Problem]:
    start, end = period.start, period.end
    for match in _SPAN.finditer(wording.plain):
        first, last = _month_number(match["first"]), _month_number(match["last"])
        if (first, int(match["year"] or end.year)) != (start.month, end.year) or last == end.month:
            continue
        of_whole = wording.kind in {"titel", "rubrik"} and end.month < len(MONTHS)
        if (last > end.month or of_whole) and not _AHEAD.search(wording.sentence(match.start())):
            expected = f"{MONTHS[start.month - 1]}–{MONTHS[end.month - 1]}"
            yield _OTHER_MONTHS.in_text(wording, match.start(), expected, match[0])


def _ends(wording: Wording, period: PeriodEntry) -> Iterator[Problem]:
    end = period.end
    for match in _UNTIL.finditer(wording.plain):
        rest = wording.sentence(match.start()).replace(match[0], "")
        later = int(match["year"] or end.year) == end.year and _month_number(match["last"]) > end.month
        if later and _ACCOUNTED.search(rest) and not _AHEAD.search(rest):
            yield _LATER_MONTH.in_text(wording, match.start(), f"till och med {MONTHS[end.month - 1]}", match[0])


def _moments(wording: Wording, written: date) -> Iterator[Problem]:
    """Yield past tenses of what lies after the day of the paper."""
    for match in _MOMENT.finditer(wording.plain):
        month = _month_number(match["month"]) if match["month"] else _SEASONS[match["season"].lower()]
        sentence = wording.sentence(match.start())
        after = date(int(match["year"]), month, 1) > written
        if after and _PAST.search(sentence) and not _AHEAD.search(sentence):
            yield _PAST_TO_COME.in_text(wording, match.start(), f"senast {written.isoformat()}", match[0])


# --- registry numbers ----------------------------------------------------------------------------------------------


def _registry_numbers(wordings: Sequence[Wording], content: Content) -> Iterator[Problem]:
    matters = content.period.entry.matters.values()
    own = [matter.registry_number for matter in matters if matter.registry_number]
    of_steps = [step.registry_number for matter in matters for step in matter.steps if step.registry_number]
    numbers = [match for number in own if (match := _REGISTER.search(number))]
    lawful = {match[0] for number in (*own, *of_steps) if (match := _REGISTER.search(number))}
    for wording in wordings:
        if wording.kind in {"etikett", "kolumnrubrik"}:
            continue
        for match in _REGISTER.finditer(wording.plain):
            meant = next((number for number in numbers if _nearly(match, number)), None)
            if meant is not None and match[0] not in lawful:
                yield _MISTYPED_NUMBER.in_text(wording, match.start(), meant[0], match[0])


def _nearly(written: re.Match[str], meant: re.Match[str]) -> bool:
    """Whether two numbers of one register are the same but for a slip: swapped or lost digits, or last year's."""
    one, other = written["number"], meant["number"]
    if written["register"] != meant["register"]:
        return False
    if one == other:
        return abs(int(written["year"]) - int(meant["year"])) == 1 and len(one) > 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    lost = len(shorter) > 1 and shorter in {longer[:at] + longer[at + 1 :] for at in range(len(longer))}
    return written["year"] == meant["year"] and (lost or sorted(one) == sorted(other))


def _letterheads(content: Content) -> Iterator[Problem]:
    for matter in content.period.entry.matters.values():
        plans = [plan for plan in content.documents if plan.id in matter.papers and matter.registry_number is None]
        letterheads = [(plan, plan.entry.letterhead.get("diarienummer")) for plan in plans]
        given = [(plan, number) for plan, number in letterheads if number and "{{" not in number]
        usual = Counter(number for _, number in given).most_common(1)
        for plan, number in given:
            if number != usual[0][0]:
                where = getattr(number, "where", plan.entry.where)
                yield _SEVERAL_NUMBERS.at(where, plan.id, usual[0][0], number)
