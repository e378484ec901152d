"""Find the quantities that Swedish prose states, with their places.

Years, dates, sections of law, ages and the numbers of chapters, registers and telephones are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from generator.swedish.numbers import MOST_DIGITS
from generator.swedish.words import MONTHS

_BLANK = r"[ \u00a0\u202f]"
# Between a number and its unit there may be two blanks, or the end of a line.
_GAP = rf"(?:{_BLANK}{{1,3}}|{_BLANK}{{0,3}}\n{_BLANK}{{0,3}})"
_MONTH = "|".join((*MONTHS, "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept?", "okt", "nov", "dec"))
_COUNTED_OFF = (
    "mål|målet|delmål|fokusmål|fokusområde|fokusområden|punkt|punkten|punkterna|avsnitt|bilaga|bilagor|tabell|tabellen|"
    "diagram|figur|kapitel|sida|sidan|sidorna|sid|tertial|kvartal|kv|delår|delårsbokslut|halvår|vecka|veckorna|"
    "steg|fas|nr|nummer|uppdrag|åtgärd|årskurs|åk|version|artikel|paragraf|fotnot|etapp|omgång|klockan|kl|covid|"
    "indikator|aktivitet|riksväg|scenario|alternativ|kategori|beslutspunkt|att-sats|rutin|konto|ansvar|verksamhet|grupp"
)
# What has digits and is no quantity; their digits are hidden before numbers are looked for.
_NO_QUANTITY = re.compile(
    "|".join(
        (
            r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+|`[^`]*`|\]\([^)]{0,500}\)",
            r"\b\d{4}-\d{2}(?:-\d{2})?\b",
            rf"\b\d{{1,2}}(?:{_BLANK}?[–-]{_BLANK}?\d{{1,2}})?\.?{_GAP}(?:{_MONTH})\b\.?(?:{_GAP}\d{{4}})?",
            (
                rf"(?<![\d,.])(?:19|20)\d{{2}}(?:{_BLANK}?[–/-]{_BLANK}?(?:(?:19|20)?\d{{2}}))*(?![\d])(?!,\d)"
                rf"(?!{_BLANK}?(?:%|procent|[kmt]?kr\b|mnkr|msek|kronor|mdkr|miljon|miljard|tusen))"
            ),
            r"\b20\d{2}(?:0[1-9]|1[0-2])\b",
            rf"\b\d+{_BLANK}?[a-z]?(?:{_BLANK}?[–-]{_BLANK}?\d+{_BLANK}?[a-z]?)?{_BLANK}?(?:§§?|kap\b\.?)",
            rf"§§?{_BLANK}?\d+{_BLANK}?[a-z]?\b(?:{_BLANK}?(?:[–,-]|och){_BLANK}?\d+)*",
            r"\b[A-ZÅÄÖ]{2,}[\w-]*[ \u00a0]\d{4}[/:]\d+(?:[-:.]\d+)?|\b\d{4}[:/]\d+\b",
            r"\bdnr\.?:?[ \u00a0]?\S+(?:[ \u00a0]\d\S*)?",
            r"\+46[\d ()-]+|\b0\d{1,3}[-–/][\d ]{5,}\d|\b0\d{2,3} \d{2,3} \d{2} \d{2}\b",
            r"\b\d{6,8}-\d{4}\b|\bAgenda[ \u00a0]?\d+",
            (
                rf"\b(?:{_COUNTED_OFF})\.?{_BLANK}?\d+(?:[.:]\d+)*[a-z]?\b"
                rf"(?:(?:{_BLANK}?[–,-]{_BLANK}?|{_BLANK}(?:och|till){_BLANK})\d+\b)*"
                rf"(?!,\d)(?!{_BLANK}?(?:%|procent|[kmt]?kr\b|mnkr|kronor|miljon|tusen))"
            ),
            rf"\b\d+(?:{_BLANK}?(?:[–-]|till|och){_BLANK}?\d+)?(?:[-–]|{_BLANK})?(?:år(?:s|en|ens)?\b|åri(?:g|ng)\w*)",
            r"\b\d+:(?:a|e|an|en)\b|\b\d{1,2}:\d{1,2}\b|\b\d+/\d+\b",
            r"^[ \t]*\d+[.)](?=\s)|\b\d+(?:\.\d+){2,}\.?|\b\d\.\d(?=[ \u00a0][A-ZÅÄÖ])",
            r"\b[^\W\d_]+[-–]?\d+\w*|\b\d+(?!(?:kr|tkr|mkr|mnkr|st)\b)[^\W\d_]\w*",
        )
    ),
    re.MULTILINE | re.IGNORECASE,
)
_UNITS = {
    word: unit
    for unit, words in {
        "%": ("%", "procent"),
        "procentenheter": ("procentenhet", "procentenheter"),
        "kr": ("kr", "krona", "kronor"),
        "tkr": ("tkr", "kkr", "tusen kr", "tusen kronor"),
        "mnkr": ("mnkr", "mkr", "msek", "miljon", "miljoner"),
        "mdkr": ("mdkr", "miljard", "miljarder"),
    }.items()
    for word in words
}
_UNIT = (
    r"%|procentenhet(?:er)?|procent|mnkr|mkr|msek|mdkr|tkr|kkr|tusen\s(?:kronor|kr)|"
    r"miljon(?:er)?(?:\s{1,3}(?:kronor|kr))?|"
    r"miljard(?:er)?(?:\s{1,3}(?:kronor|kr))?|kronor|krona|kr"
)
_DIGITS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:,\d+|\.\d{1,2}(?!\d))?"
_HEDGES = {
    "about": "ca|ca.|cirka|c:a|omkring|ungefär|runt|kring|uppskattningsvis|i storleksordningen|i runda tal",
    "above": "drygt|dryga|över|mer än|fler än|lite över|strax över",
    "below": "knappt|knappa|närmare|nästan|nära|strax under|mindre än|färre än|inte fullt",
    "bound": "minst|högst|maximalt|max|upp till|uppemot|som mest|som minst|åtminstone",
}
_HEDGE = "|".join(rf"(?P<{name}>{words.replace('.', chr(92) + '.')})" for name, words in _HEDGES.items())
_NUMBER = re.compile(
    rf"(?:\b(?:{_HEDGE}){_GAP})?"
    rf"(?P<sign>\b(?:minus|plus){_GAP}|(?<![\w\x01%)])[-−–+]|(?<=[^\W\d_] |[,;:(] )[-−+]{_BLANK}(?=\d)|±)?"
    rf"(?<![\w\x01,.])(?P<digits>{_DIGITS})(?P<more>(?:[–-]|{_BLANK}–{_BLANK})(?:{_DIGITS}))?(?![\d\x01])"
    rf"(?:{_GAP}?(?P<unit>{_UNIT})(?![^\W_]))?",
    re.IGNORECASE,
)
_WORDS = ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")
_WORDED = re.compile(
    rf"\b(?:(?:{_HEDGE}){_GAP})?(?P<digits>{'|'.join(_WORDS)}){_GAP}(?P<unit>{_UNIT}|(?=[^\W\d_]))", re.IGNORECASE
)
_SHARES = {
    "hälften": "50",
    "varannan": "50",
    "en tredjedel": "33.3",
    "var tredje": "33.3",
    "två tredjedelar": "66.7",
    "en fjärdedel": "25",
    "var fjärde": "25",
    "tre fjärdedelar": "75",
    "en femtedel": "20",
    "var femte": "20",
    "en tiondel": "10",
    "var tionde": "10",
}
_SHARE = re.compile(rf"\b(?:(?:{_HEDGE}){_BLANK})?(?P<digits>{'|'.join(_SHARES)})\b", re.IGNORECASE)
# A number without a unit that takes that of the next one: "2 respektive 1 miljon kronor", "från 3 till 5 procent".
_NEXT = re.compile(
    rf"{_GAP}?(?:,|–|-|/|{_GAP}(?:respektive|resp\.|och|samt|till|eller)){_GAP}?"
    rf"(?:[-−–+]|minus{_BLANK}|plus{_BLANK})?{_BLANK}?$"
)
_ROOM = {
    "about": (Decimal("0.05"), Decimal("0.05")),
    "above": (Decimal(0), Decimal("0.1")),
    "below": (Decimal("0.1"), Decimal(0)),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in prose, from `start` to `end` of the text with its hedge, from `bare_start` without.

    `low` and `high` bound the absolute value, given precision and hedge. `unit` is None for a count. `shared` means
    that the unit, and the subject with it, is shared with the number beside it; `worded` that it is written in letters.
    """

    start: int
    end: int
    value: Decimal
    decimals: int
    unit: str | None
    sign: str
    low: Decimal
    high: Decimal
    hedge: str = ""
    shared: bool = False
    worded: bool = False
    bare_start: int = 0


@lru_cache(maxsize=4096)
def number_words(text: str) -> tuple[Mention, ...]:
    """Return the quantities in a text, in order. The caller must blank citations."""
    # Most texts have no digits, and the search for what is no quantity is the long one.
    hidden = _NO_QUANTITY.sub(lambda match: re.sub(r"\d", "\x01", match[0]), text) if re.search(r"\d", text) else text
    kinds = ((_NUMBER, _mention), (_WORDED, _worded), (_SHARE, _share))
    matches = ((mention_of, match) for pattern, mention_of in kinds for match in pattern.finditer(hidden))
    mentions = [mention_of(match) for mention_of, match in matches if not _is_endless(match)]
    return tuple(_with_shared_units(sorted(mentions, key=lambda mention: mention.start), hidden))


def _is_endless(match: re.Match[str]) -> bool:
    """Whether the match has more digits than any amount."""
    return any(sum(map(str.isdigit, part)) > MOST_DIGITS for part in re.split("[–,.-]", match[0]))


def _mention(match: re.Match[str]) -> Mention:
    value, decimals = _read(match["digits"])
    sign, unit, hedge = _sign(match["sign"] or ""), _unit(match["unit"]), _hedge(match)
    low, high = _bounds(value, decimals, hedge)
    if match["more"]:
        # "15–20 procent" stands for anything between.
        other, more_decimals = _read(match["more"].lstrip(" \u00a0\u202f–-"))
        hedge, high = "bound", max(high, _bounds(other, more_decimals, "")[1])
    bare = match.start("sign") if match["sign"] else match.start("digits")
    return Mention(
        match.start(), match.end(), -value if sign == "-" else value, decimals, unit, sign, low, high, hedge,
        bare_start=bare,
    )  # fmt: skip


def _worded(match: re.Match[str]) -> Mention:
    value = Decimal(_WORDS.index(match["digits"].lower()) + 2)
    hedge, unit = _hedge(match), _unit(match["unit"])
    end = match.end() if unit else match.end("digits")
    low, high = _bounds(value, 0, hedge)
    return Mention(
        match.start(), end, value, 0, unit, "", low, high, hedge, worded=True, bare_start=match.start("digits")
    )


def _share(match: re.Match[str]) -> Mention:
    value = Decimal(_SHARES[match["digits"].lower()])
    hedge = _hedge(match)
    # A share in words is a round one: half is anything from 48 to 52 per cent.
    low, high = value - 2, value + 2
    if hedge == "above":
        low, high = value, Decimal(100) if value >= 50 else value + 10  # noqa: PLR2004 - half, in per cent
    elif hedge == "below":
        low, high = value - 10, value
    return Mention(
        match.start(), match.end(), value, 0, "%", "", low, high, hedge or "about", worded=True,
        bare_start=match.start("digits"),
    )  # fmt: skip


def _read(digits: str) -> tuple[Decimal, int]:
    plain = re.sub(r"[ \u00a0\u202f]", "", digits).replace(",", ".")
    return Decimal(plain), len(plain.partition(".")[2])


def _sign(written: str) -> str:
    word = written.strip().lower()
    return "-" if word in {"-", "−", "–", "minus"} else "+" if word in {"+", "plus"} else ""


def _unit(written: str | None) -> str | None:
    words = re.sub(r"\s+", " ", (written or "").lower()).strip()
    if words.startswith(("miljon", "miljard")):
        words = words.split()[0]
    return _UNITS.get(words)


def _hedge(match: re.Match[str]) -> str:
    return next((name for name in _HEDGES if match[name]), "")


def _bounds(value: Decimal, decimals: int, hedge: str) -> tuple[Decimal, Decimal]:
    half = Decimal(5).scaleb(-decimals - 1)
    if hedge not in _ROOM:
        return value - half, value + half
    # "cirka 5 000" is rounded at its last digit that is not zero.
    zeros = len(str(int(value))) - len(str(int(value)).rstrip("0")) if not decimals and value else 0
    digit = Decimal(1).scaleb(zeros or -decimals)
    below, above = _ROOM[hedge]
    step = digit / 2 if hedge == "about" else digit
    return value - (max(step, value * below) if below else 0), value + (max(step, value * above) if above else 0)


def _with_shared_units(mentions: list[Mention], text: str) -> Iterator[Mention]:
    for at, mention in enumerate(mentions):
        before = at > 0 and _share_unit(mentions[at - 1], mention, text)
        after = at + 1 < len(mentions) and _share_unit(mention, mentions[at + 1], text)
        unit = mentions[at + 1].unit if after and mention.unit is None else mention.unit
        yield replace(mention, unit=unit, shared=before or after)


def _share_unit(left: Mention, right: Mention, text: str) -> bool:
    between = text[left.end : right.start]
    # After a comma only a number without a unit of its own leans on the next: "2, 3 och 4 mnkr".
    return _NEXT.fullmatch(between) is not None and not (left.unit and between.strip() in {",", "-", "–"})


_MOST = re.compile(
    r"\b(?:merparten|majoriteten?|huvuddelen|huvudparten|största delen|lejonparten|det mesta|de flesta)\b",
    re.IGNORECASE,
)
_MULTIPLES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"\b(?:fördubbl\w+|dubbelt så \w+|dubblera\w*)\b", re.IGNORECASE), "1.7", "2.4"),
    (re.compile(r"\b(?:tredubbl\w+|tre gånger så \w+)\b", re.IGNORECASE), "2.6", "3.5"),
    (re.compile(r"\b(?:halver\w+|hälften så \w+)\b", re.IGNORECASE), "0.4", "0.6"),
    (re.compile(r"\b(?:oförändra\w+|på samma nivå|lika (?:många|mycket|stor\w*))\b", re.IGNORECASE), "0.9", "1.1"),
)


@dataclass(frozen=True, slots=True)
class Multiple:
    """A word for a ratio, with the bounds of the ratios of which it is true."""

    start: int
    end: int
    word: str
    low: Decimal
    high: Decimal


def majorities(text: str) -> Iterator[Multiple]:
    """Return the words of a text for more than half of a whole, as shares of it."""
    for match in _MOST.finditer(text):
        yield Multiple(match.start(), match.end(), match[0], Decimal("0.5"), Decimal(1))


def multiples(text: str) -> Iterator[Multiple]:
    """Return the words of a text for how many times an earlier figure a figure is."""
    for pattern, low, high in _MULTIPLES:
        for match in pattern.finditer(text):
            yield Multiple(match.start(), match.end(), match[0], Decimal(low), Decimal(high))
