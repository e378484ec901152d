"""Evidence → words that are misspelt, said twice, or that the profile would rather not see: T770–T772, never errors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.checks.wordings import HIDDEN, RUNNING, Wording, wordings_of
from generator.compose import Evidence
from generator.content import Content
from generator.problems import Problem, Severity
from generator.swedish import MONTHS

_WORD = re.compile(r"[^\W\d_]+(?:[-:’'][^\W\d_]+)*")
_CHUNK = re.compile(r"\S+")
# Figures, citations, addresses and code are no words, nor is what has a full stop inside.
_NO_WORD = re.compile(rf"[\d@`{HIDDEN}]|://|\]\(|[^\W\d_]\.[^\W\d_]")
_SHORTEST, _SHORTEST_NAME = 5, 11
_TERM = 3
# marsutfallet: the names of the months are first parts in reports of money, and few dictionaries have them all so.
_MONTH_FIRST = re.compile(rf"^(?:{'|'.join(MONTHS)})(?=\w{{4}})", re.IGNORECASE)
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäöé"
_TWICE = re.compile(
    r"(?<![\w-])(?P<word>[^\W\d_]+)(?:[ \u00a0]+|[ \u00a0]*\n[ \u00a0]*(?!\n))(?P=word)(?![\w-])", re.IGNORECASE
)
# What may stand twice in a right sentence: "det det handlar om", "för för tidigt".
_DOUBLES = "det de där var som för man så den mer om här vad när då ja nej mycket långt bra hej ha"
_MAY_BE_TWICE = frozenset(_DOUBLES.split())
_ENDINGS = r"(?:s|n|en|ens|et|ets|er|ers|erna|ernas|ar|ars|arna|arnas|or|na|nas|t|a)?"
# Words of municipal administration that general dictionaries lack.
_TRADE_WORDS = (
    "mnkr mkr tkr kkr mdkr msek delår delårs delåret fokusmål nämndmål samlingsakt samlingsakten insatskod insatskoder "
    "avslutskod avslutskoder avslutskoderna kulturtolk kulturtolkar fältare turbunden turbundna orosanmälan "
    "årsarbetare heldygnsvård heldygnsvården öppenvårdsinsats biståndsbedömd biståndsbedömda myndighetsutövning "
    "vårdepisod vårddygn volymavvikelse prisavvikelse helårsprognos helårsprognosen tertialbokslut tertialrapport "
    "verksamhetsberättelse måluppfyllelse måluppfyllelsen nyckeltalsuppföljning digitaliseringsgrad suicidprevention "
    "våldsutsatt våldsutövare hedersrelaterat skyddsplacering skyddsplaceringar ensamkommande habiliteringsersättning "
    "familjehemsvård jourhem jourhemmet hvb lss ifo sol lvu lvm skr ivo enl exkl inkl pga resp avs mfl bla"
)
_TRADE = frozenset(_TRADE_WORDS.split())


def language(evidence: Evidence) -> tuple[Problem, ...]:
    """A period goes in; problems T770–T772 come out, warnings and notices."""
    words = [wording for wording in wordings_of(evidence.content) if wording.own and wording.kind != "brevhuvud"]
    found = [problem for wording in words for problem in _twice(wording)]
    avoided = _avoided(evidence.settings.get("undvik", ""))
    found.extend(problem for wording in words for problem in _unwanted(wording, avoided))
    if evidence.knows is not None:
        found.extend(_misspelt(words, evidence))
    return tuple(found)


# --- spelling ------------------------------------------------------------------------------------------------------


def _misspelt(words: Sequence[Wording], evidence: Evidence) -> Iterator[Problem]:
    """Unknown words; terms that the content uses again and again, names and abbreviations are none."""
    written = [(wording, tuple(_words(wording.plain))) for wording in words]
    counted = Counter(word.casefold() for _, said in written for _, word in said)
    told = set(_TRADE | _own_words(evidence) | _names(evidence.content))
    told.update(word for word, count in counted.items() if count >= _TERM)
    for wording, said in written:
        for at, word in said:
            low = word.casefold()
            if low in told:
                continue
            told.add(low)
            if _is_known(word, evidence):
                continue
            # A capital may be a name's, unless it opens a sentence and the word is too long for one.
            may_be_name = len(word) < _SHORTEST_NAME or not _opens(wording.plain, at)
            # What is near no word at all is a foreign word or a term rather than a slip.
            near = "" if word[0].isupper() and may_be_name else _nearest(word, evidence)
            if near:
                yield _misspelling(wording, at, word, near)


def _words(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text with their offsets."""
    for chunk in _CHUNK.finditer(text):
        if not _NO_WORD.search(chunk[0]):
            yield from ((match.start() + chunk.start(), match[0]) for match in _WORD.finditer(chunk[0]))


def _is_known(word: str, evidence: Evidence) -> bool:
    """Whether every part between hyphens is a word, an abbreviation or too short to tell."""
    knows = evidence.knows
    parts = [part for part in re.split(r"[-:’']", word) if part]
    return all(
        len(part) < _SHORTEST
        or part[1:] != part[1:].lower()
        or (knows is not None and (knows(part) or knows(_MONTH_FIRST.sub("", part))))
        for part in parts
    )


def _opens(text: str, offset: int) -> bool:
    """Whether a word stands where any word has a capital: first in the text, a sentence or a line."""
    before = text[:offset].rstrip(' \u00a0*_"”(')
    return not before or before[-1] in ".!?:\n-•"


def _own_words(evidence: Evidence) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.split(r"[\s,;]+", evidence.settings.get("egna_ord", "")) if word)


def _names(content: Content) -> frozenset[str]:
    """Words of the municipality's, the board's and the units' names, whatever they are."""
    board, municipality = content.board, content.municipality
    told: list[str | None] = [board.name, board.definite, board.administration, municipality.name]
    told += [municipality.short_name, *board.roles.values(), *content.house.units]
    told += [word for scale in content.house.scales.values() for word in scale]
    return frozenset(word.casefold() for text in told if text for word in _WORD.findall(text))


def _nearest(word: str, evidence: Evidence) -> str:
    """A known word one slip away, or nothing: a letter swapped, left out, put in or changed."""
    knows, low = evidence.knows, word.lower()
    if knows is None:
        return ""
    for at in range(len(low) - 1):
        if low[at] != low[at + 1] and knows(swapped := low[:at] + low[at + 1] + low[at] + low[at + 2 :]):
            return swapped
    for at in range(len(low)):
        if knows(shorter := low[:at] + low[at + 1 :]):
            return shorter
    for at in range(len(low) + 1):
        for letter in _LETTERS:
            if knows(longer := low[:at] + letter + low[at:]):
                return longer
    for at in range(len(low)):
        for letter in _LETTERS:
            if letter != low[at] and knows(changed := low[:at] + letter + low[at + 1 :]):
                return changed
    return ""


def _misspelling(wording: Wording, offset: int, word: str, near: str) -> Problem:
    return Problem(
        "T770",
        wording.where(offset),
        "Ordet finns inte i ordlistan.",
        f"”{near}”?",
        f"”{word}”",
        "Rätta ordet, eller skriv det i profilens kontrollvärden: egna_ord.",
        Severity.NOTICE,
        place=wording.place,
    )


# --- words said twice ----------------------------------------------------------------------------------------------


def _twice(wording: Wording) -> Iterator[Problem]:
    if wording.kind not in RUNNING:
        return
    for match in _TWICE.finditer(wording.plain):
        word = match["word"]
        if word.lower() not in _MAY_BE_TWICE and (len(word) > 1 or word.lower() in {"i", "å", "ö"}):
            yield Problem(
                "T771",
                wording.where(match.start()),
                "Samma ord står två gånger i rad.",
                f"”{word}”",
                f"”{' '.join(match[0].split())}”",
                "Ta bort det ena.",
                Severity.WARNING,
                place=wording.place,
            )


# --- words that the profile would rather not see -------------------------------------------------------------------


def _avoided(setting: str) -> Mapping[re.Pattern[str], str]:
    """`kund → medborgare; handikapp → funktionsnedsättning` → what to look for, and what to write."""
    found = {}
    for each in setting.split(";"):
        word, _, better = (part.strip() for part in re.sub(r"→|=>|=", "→", each).partition("→"))
        if word:
            found[re.compile(rf"(?<![\w-]){re.escape(word)}{_ENDINGS}(?![\w-])", re.IGNORECASE)] = better
    return found


def _unwanted(wording: Wording, avoided: Mapping[re.Pattern[str], str]) -> Iterator[Problem]:
    for pattern, better in avoided.items():
        for match in pattern.finditer(wording.plain):
            yield Problem(
                "T772",
                wording.where(match.start()),
                "Profilen undviker ordet.",
                f"”{better}”" if better else "ett annat ord",
                f"”{match[0]}”",
                "Byt ordet, eller ändra kontrollvärdet undvik i profilen.",
                Severity.WARNING,
                place=wording.place,
            )
