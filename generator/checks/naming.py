"""Evidence → names, years, months and registry numbers that do not fit the rest of the report: T744–T747."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from generator.checks.wordings import HEADINGS, RUNNING, Wording, wordings_of
from generator.compose import Evidence
from generator.content import Content, Table
from generator.problems import Problem, Severity
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


def naming(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T744–T747 come out, all warnings."""
    content = evidence.content
    words = wordings_of(content)
    found = [*_names(words, evidence.knows), *_years(words, content), *_months(words, content)]
    return (*found, *_registry_numbers(words, content))


def _warning(code: str, wording: Wording, offset: int, texts: tuple[str, str, str, str]) -> Problem:
    message, expected, found, hint = texts
    return Problem(code, wording.where(offset), message, expected, found, hint, Severity.WARNING, place=wording.place)


# --- one thing under two names -------------------------------------------------------------------------------------


def _names(words: Sequence[Wording], knows: Callable[[str], bool] | None) -> Iterator[Problem]:
    named = [wording for wording in words if _is_name(wording)]
    by_name: dict[str, list[Wording]] = defaultdict(list)
    for wording in named:
        by_name[_spaced(wording.plain)].append(wording)
    told: set[str] = set()
    for alike in _alike_in_letters(by_name):
        usual, *others = sorted(alike, key=lambda name: -len(by_name[name]))
        for other in others:
            told.add(other)
            yield _two_names(by_name[other], by_name[usual])
    if knows is not None:
        for one, other in _one_letter_apart(sorted(by_name)):
            odd = _misspelt(one, other, knows)
            if odd is not None and odd not in told:
                told.add(odd)
                yield _two_names(by_name[odd], by_name[other if odd == one else one])


def _is_name(wording: Wording) -> bool:
    if len(wording.plain) > _LONGEST_NAME or not wording.own or wording.text.count("{{"):
        return False
    of_record = wording.kind == "fält" and wording.place.rpartition(".")[2] in _NAMING_FIELDS
    return of_record or wording.kind in {"etikett", "namn", "titel", "rubrik"}


def _two_names(odd: Sequence[Wording], usual: Sequence[Wording]) -> Problem:
    first, other = odd[0], usual[0]
    return Problem(
        "T744",
        first.where(),
        "Samma sak tycks stå under två namn.",
        f"”{other.plain.strip()}”",
        f"”{first.plain.strip()}”",
        "Skriv namnet på ett sätt. Är det två olika saker: kvittera fyndet.",
        Severity.WARNING,
        related=(other.where(),),
        place=first.place,
    )


def _spaced(name: str) -> str:
    """A name without what typography alone decides: letter case, kinds of blanks and dashes, a sign at the end."""
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", re.sub(r"[\s\u00a0]+", " ", name)).strip().casefold()
    plain = re.sub(r"^(\d+)[ -]+", r"\1 ", plain)
    return re.sub(r"[ .:;*]+$|[\[(]\d+[\])]$", "", plain).replace("**", "")


def _alike_in_letters(names: Iterable[str]) -> Iterator[list[str]]:
    """Groups of names that differ in blanks, hyphens and ampersands only."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        joined = re.sub(r"[^\w]+", "", re.sub(r"[&+]| o ", " och ", name))
        if len(joined) >= _SHORTEST_WORD and not joined.isdigit():
            groups[joined].append(name)
    yield from (group for group in groups.values() if len(group) > 1 and not _differ_in_numbers(group))


def _differ_in_numbers(group: Sequence[str]) -> bool:
    return len({tuple(re.findall(r"\d+", name)) for name in group}) > 1


def _one_letter_apart(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names that are equal but for one letter inside a word: left out, put in, changed or swapped."""
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
    """Of two names: the one with a word that no dictionary has, where the other's is a word."""
    words = [(left, right) for left, right in zip(_WORD.findall(one), _WORD.findall(other), strict=False)]
    apart = [(left, right) for left, right in words if left != right]
    if len(apart) != 1 or len(_WORD.findall(one)) != len(_WORD.findall(other)):
        return None
    left, right = (knows(word) for word in apart[0])
    return None if left == right else other if left else one


# --- years ---------------------------------------------------------------------------------------------------------


def _years(words: Sequence[Wording], content: Content) -> Iterator[Problem]:
    entry = content.period.entry
    if entry.start.year != entry.end.year:
        return
    now, tertial = entry.end.year, _TERTIAL.search(entry.title)
    for wording in words:
        if wording.kind not in HEADINGS or not wording.own:
            continue
        years = {int(match[1]): match for match in _YEAR.finditer(wording.plain)}
        last = years.get(now - 1)
        excused = _OF_ANOTHER_YEAR.search(wording.plain) and wording.kind != "titel"
        if last is not None and len(years) == 1 and not excused and _is_of_period(wording, content, now):
            yield _warning(
                "T745",
                wording,
                last.start(),
                (
                    "Rubriken har förra årets årtal.",
                    str(now),
                    last[1],
                    "Rätta årtalet, eller skriv {{ period.år }}, som följer med till nästa period.",
                ),
            )
        told = _TERTIAL.search(wording.plain)
        if tertial and told and told[1] != tertial[1] and wording.kind == "titel" and not excused:
            hint = "Rätta rubriken, eller citera {{ period.rubrik }}."
            texts = ("Rubriken nämner en annan tertial än perioden.", tertial[0], told[0], hint)
            yield _warning("T745", wording, told.start(), texts)


def _is_of_period(wording: Wording, content: Content, now: int) -> bool:
    """A table may be of last year; where its columns are of this one, its heading should be so too."""
    if wording.kind != "tabellrubrik":
        return True
    table = content.period.tables.get(wording.place)
    return table is not None and any(str(now) in heading for heading in _headings(table))


def _headings(table: Table) -> Iterator[str]:
    for column in table.columns:
        yield column.heading.text
        if column.group_heading is not None:
            yield column.group_heading.text


# --- months and seasons --------------------------------------------------------------------------------------------


def _months(words: Sequence[Wording], content: Content) -> Iterator[Problem]:
    dated = [plan.entry.dated for plan in content.documents if plan.entry.dated is not None]
    written = max(dated, default=content.period.entry.end + timedelta(days=_DAYS_AFTER))
    for wording in words:
        if not wording.own:
            continue
        if wording.kind in RUNNING or wording.kind in HEADINGS:
            yield from _spans(wording, content)
        if wording.kind in RUNNING:
            yield from _moments(wording, written)


def _spans(wording: Wording, content: Content) -> Iterator[Problem]:
    """An interval that begins with the period and ends elsewhere."""
    entry = content.period.entry
    if entry.scope != "ackumulerat":
        return
    for match in _SPAN.finditer(wording.plain):
        first, last = (MONTHS.index(match[name].lower()) + 1 for name in ("first", "last"))
        year = int(match["year"] or entry.end.year)
        if first != entry.start.month or year != entry.end.year or last == entry.end.month:
            continue
        after = last > entry.end.month
        looks_ahead = _AHEAD.search(wording.sentence(match.start())) is not None
        of_whole = wording.kind in {"titel", "rubrik"} and entry.end.month < len(MONTHS)
        if (after and not looks_ahead) or (not after and of_whole and not looks_ahead):
            expected = f"{MONTHS[entry.start.month - 1]}–{MONTHS[entry.end.month - 1]}"
            hint = "Rätta månaderna, eller citera {{ period.från }} och {{ period.till }}."
            texts = ("Månaderna stämmer inte med perioden.", expected, match[0], hint)
            yield _warning("T746", wording, match.start(), texts)
    for match in _UNTIL.finditer(wording.plain):
        last, year = MONTHS.index(match["last"].lower()) + 1, int(match["year"] or entry.end.year)
        sentence = wording.sentence(match.start())
        rest = sentence.replace(match[0], "")
        later = year == entry.end.year and last > entry.end.month
        if later and _ACCOUNTED.search(rest) and not _AHEAD.search(rest):
            hint = "Rätta månaden, eller citera {{ period.till }}."
            texts = ("Månaden ligger efter perioden.", f"till och med {MONTHS[entry.end.month - 1]}", match[0], hint)
            yield _warning("T746", wording, match.start(), texts)


def _moments(wording: Wording, written: date) -> Iterator[Problem]:
    """Something told as past that lies after the day the paper was written."""
    for match in _MOMENT.finditer(wording.plain):
        month = MONTHS.index(match["month"].lower()) + 1 if match["month"] else _SEASONS[match["season"].lower()]
        if date(int(match["year"]), month, 1) <= written:
            continue
        sentence = wording.sentence(match.start())
        if _PAST.search(sentence) and not _AHEAD.search(sentence):
            hint = "Rätta årtalet eller månaden, eller skriv om det till något som ska ske."
            texts = (
                "Texten berättar i dåtid om något som ligger efter rapportens datum.",
                f"senast {written.isoformat()}",
                match[0],
                hint,
            )
            yield _warning("T746", wording, match.start(), texts)


# --- registry numbers ----------------------------------------------------------------------------------------------


def _registry_numbers(words: Sequence[Wording], content: Content) -> Iterator[Problem]:
    yield from _letterheads(content)
    own = [matter.registry_number for matter in content.period.entry.matters.values() if matter.registry_number]
    steps = [step.registry_number for matter in content.period.entry.matters.values() for step in matter.steps]
    known = [match for number in own if (match := _REGISTER.search(number))]
    lawful = {match[0] for number in (*own, *steps) if number and (match := _REGISTER.search(number))}
    for wording in words:
        if wording.kind in {"etikett", "kolumnrubrik"}:
            continue
        for match in _REGISTER.finditer(wording.plain):
            meant = next((number for number in known if _nearly(match, number)), None)
            if meant is not None and match[0] not in lawful:
                hint = "Rätta numret, eller citera {{ ärende.diarienummer }}."
                texts = ("Diarienumret skiljer sig från ärendets.", meant[0], match[0], hint)
                yield _warning("T747", wording, match.start(), texts)


def _nearly(told: re.Match[str], known: re.Match[str]) -> bool:
    """Whether two numbers of one register are the same but for a slip: swapped or lost digits, or last year's."""
    if told["register"] != known["register"]:
        return False
    if told["number"] == known["number"]:
        return abs(int(told["year"]) - int(known["year"])) == 1 and len(told["number"]) > 1
    swapped = sorted(told["number"]) == sorted(known["number"])
    longer, shorter = sorted((told["number"], known["number"]), key=len, reverse=True)
    lost = len(longer) == len(shorter) + 1 and len(shorter) > 1
    lost = lost and any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    return told["year"] == known["year"] and (swapped or lost)


def _letterheads(content: Content) -> Iterator[Problem]:
    """Papers of one matter without a number of its own, whose letterheads tell different numbers."""
    for matter in content.period.entry.matters.values():
        plans = [plan for plan in content.documents if plan.id in matter.papers and matter.registry_number is None]
        told = [(plan, plan.entry.letterhead.get("diarienummer")) for plan in plans]
        given = [(plan, number) for plan, number in told if number and "{{" not in number]
        usual = Counter(number for _, number in given).most_common(1)
        for plan, number in given:
            if number != usual[0][0]:
                yield Problem(
                    "T747",
                    getattr(number, "where", plan.entry.where),
                    "Handlingarna i ärendet har olika diarienummer.",
                    usual[0][0],
                    number,
                    "Skriv numret en gång, på ärendet: diarienummer.",
                    Severity.WARNING,
                    place=plan.id,
                )
