"""Words that are misspelt, written twice, or avoided by the profile: T770–T772, never errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.checks.finding import FindingKind
from generator.compose import Spelling, Understood
from generator.content import HIDDEN, RUNNING, Content, Wording, wordings_of
from generator.problems import Problem, Severity
from generator.swedish import MONTHS

_WORD = re.compile(r"[^\W\d_]+(?:[-:’'][^\W\d_]+)*")
_CHUNK = re.compile(r"\S+")
# Figures, citations, addresses and code are no words, nor is what has a full stop inside.
_NO_WORD = re.compile(rf"[\d@`{HIDDEN}]|://|\]\(|[^\W\d_]\.[^\W\d_]")
_SHORTEST, _SHORTEST_NAME = 5, 11
# What is longer is no slip, and a text with more unknown words than this is in another language.
_LONGEST, _MOST_UNKNOWN = 40, 300
_TERM = 3
# marsutfallet: the names of the months are first parts in reports of money, and few dictionaries have them all so.
_MONTH_FIRST = re.compile(rf"^(?:{'|'.join(MONTHS)})(?=\w{{4}})", re.IGNORECASE)
_TWICE = re.compile(
    r"(?<![\w-])(?P<word>[^\W\d_]+)(?:[ \u00a0]+|[ \u00a0]*\n[ \u00a0]*(?!\n))(?P=word)(?![\w-])", re.IGNORECASE
)
# What may stand twice in a right sentence: "det det handlar om", "för för tidigt".
_DOUBLES = "det de där var som för man så den mer om här vad när då ja nej mycket långt bra hej ha"
_MAY_BE_TWICE = frozenset(_DOUBLES.split())
_ENDINGS = r"(?:s|n|en|ens|et|ets|er|ers|erna|ernas|ar|ars|arna|arnas|or|na|nas|t|a)?"


_MISSPELT = FindingKind(
    "T770",
    "Ordet finns inte i ordlistan.",
    "Rätta ordet, eller skriv det i profilens kontrollvärden: egna_ord.",
    Severity.NOTICE,
)
_REPEATED = FindingKind("T771", "Samma ord står två gånger i rad.", "Ta bort det ena.")
_AVOIDED = FindingKind("T772", "Profilen undviker ordet.", "Byt ordet, eller ändra kontrollvärdet undvik i profilen.")


def language(understood: Understood) -> Iterator[Problem]:
    """Yield T770–T772 of a period's own texts."""
    wordings = [each for each in wordings_of(understood.content) if each.own and each.kind != "brevhuvud"]
    for wording in wordings:
        yield from _repeated(wording)
    avoided = _avoided_words(understood.settings.avoided)
    for wording in wordings:
        yield from _avoided(wording, avoided)
    if understood.spelling is not None:
        yield from _misspelt(wordings, understood, understood.spelling)


# --- spelling ------------------------------------------------------------------------------------------------------


def _misspelt(wordings: Sequence[Wording], understood: Understood, spelling: Spelling) -> Iterator[Problem]:
    written = [(wording, offset, word) for wording in wordings for offset, word in _words(wording.plain)]
    counted = Counter(word.casefold() for _, _, word in written)
    passed = set(understood.settings.words_of_house | _names(understood.content))
    passed.update(word for word, count in counted.items() if count >= _TERM)
    unknown = 0
    for wording, offset, word in written:
        low = word.casefold()
        if low in passed:
            continue
        passed.add(low)
        if len(low) > _LONGEST:
            continue
        # A capital may be a name's, unless it opens a sentence and the word is too long for one.
        may_be_name = len(word) < _SHORTEST_NAME or not _opens(wording.plain, offset)
        if _is_known(word, spelling.knows) or (word[0].isupper() and may_be_name):
            continue
        # What is near no word at all is a foreign word or a term rather than a slip.
        unknown += 1
        if near := spelling.near(low) if unknown <= _MOST_UNKNOWN else "":
            yield _MISSPELT.in_text(wording, offset, f"”{near}”?", f"”{word}”")


def _words(text: str) -> Iterator[tuple[int, str]]:
    for chunk in _CHUNK.finditer(text):
        if not _NO_WORD.search(chunk[0]):
            yield from ((match.start() + chunk.start(), match[0]) for match in _WORD.finditer(chunk[0]))


def _is_known(word: str, knows: Callable[[str], bool]) -> bool:
    return all(
        len(part) < _SHORTEST or part[1:] != part[1:].lower() or knows(part) or knows(_MONTH_FIRST.sub("", part))
        for part in re.split(r"[-:’']", word)
    )


def _opens(text: str, offset: int) -> bool:
    """Whether a word stands where any word has a capital: first in the text, a sentence or a line."""
    before = text[:offset].rstrip(' \u00a0*_"”(')
    return not before or before[-1] in ".!?:\n-•"


def _names(content: Content) -> frozenset[str]:
    board, municipality = content.board, content.municipality
    names: list[str | None] = [board.name, board.definite, board.administration, municipality.name]
    names += [municipality.short_name, *board.roles.values(), *content.house.units]
    names += [word for scale in content.house.scales.values() for word in scale]
    return frozenset(word.casefold() for name in names if name for word in _WORD.findall(name))


# --- words written twice --------------------------------------------------------------------------------------------


def _repeated(wording: Wording) -> Iterator[Problem]:
    if wording.kind not in RUNNING:
        return
    for match in _TWICE.finditer(wording.plain):
        word = match["word"]
        if word.lower() not in _MAY_BE_TWICE and (len(word) > 1 or word.lower() in {"i", "å", "ö"}):
            yield _REPEATED.in_text(wording, match.start(), f"”{word}”", f"”{' '.join(match[0].split())}”")


# --- words that the profile avoids ---------------------------------------------------------------------------------


def _avoided_words(setting: str) -> Mapping[re.Pattern[str], str]:
    """Read `kund → medborgare; handikapp → funktionsnedsättning`."""
    avoided = {}
    for each in setting.split(";"):
        word, _, better = (part.strip() for part in re.sub(r"→|=>|=", "→", each).partition("→"))
        if word:
            avoided[re.compile(rf"(?<![\w-]){re.escape(word)}{_ENDINGS}(?![\w-])", re.IGNORECASE)] = better
    return avoided


def _avoided(wording: Wording, avoided: Mapping[re.Pattern[str], str]) -> Iterator[Problem]:
    for pattern, better in avoided.items():
        for match in pattern.finditer(wording.plain):
            expected = f"”{better}”" if better else "ett annat ord"
            yield _AVOIDED.in_text(wording, match.start(), expected, f"”{match[0]}”")
