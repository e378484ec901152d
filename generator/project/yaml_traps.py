"""Traps of YAML: what it accepts and no controller means, in a text or met by the reader in its tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from yaml._yaml import CParser
from yaml.tokens import BlockEntryToken, ScalarToken, ValueToken

from generator.content import Block, LineStarts, Text
from generator.problems import Problem, Where
from generator.project.yaml_faults import QUOTE_WHOLE, WHOLE, YamlFault, rest_of_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from yaml.error import Mark

    from generator.content import Node

# A tab, or a blank other than the space, where the indentation of a line that says something is.
_BAD_INDENT = re.compile(r"^ *([\t\xa0\u2000-\u200a\u202f\u3000])[^\S\n]*\S", re.MULTILINE)
# A comment has two blanks before its # or one after it; what has neither was meant as text.
_CUT = re.compile(r"(?<=\S) (#[^\s#][^\n]*)")
# A text that is made of what a table is made of was never meant as text.
_ATTRIBUTE = (
    "typ|id|enhet|decimaler|talformat|fotnot|summera|formel|stäms_av_mot|ingår_i|rubrik|radrubrik|kolumner|rader|fält|"
    "data"
)
_SWALLOWED = re.compile(rf"(?:- )?(?:{_ATTRIBUTE}):(?: |\n|\Z)|- [^:\n]+: +[-−]?\d[^|\n]*\|")
# A blank that is no space where YAML needs a space: after a dash, or after the colon of a key.
_GLUED = re.compile(r"(?:-|[^\s:\"']+:)([\xa0\u2007\u202f])")
_HARD = "hårt mellanslag"
_CURLY = re.compile(r"[”“„»«][^”“„»«]*[”“»«]\Z|[’\u2018\u201a][^’\u2018\u201a]*[’\u2018]\Z")
_TAB, _TAB_FOUND = "\t", "tabb"
_FIGURE = re.compile(r"[-−+=_–.]? ?\d|[-_–.]+\Z|=")

EMPTY_FILE = YamlFault("T003", "Filen är tom.", "", "Skriv innehållet eller ta bort filen.")
SECOND_DOCUMENT = YamlFault(
    "T004",
    "Här börjar ett nytt YAML-dokument; en fil ska bara ha ett.",
    "mer innehåll eller filens slut",
    "Ta bort raden ”---” eller lägg det som följer i en egen fil.",
)
NOT_MAPPING = YamlFault(
    "T004",
    "Filen ska bestå av nycklar med innehåll.",
    "nyckel: värde",
    "Börja med en nyckel, till exempel ”tabeller:” eller ”texter:”, och dra in innehållet under den.",
)
COMPOUND_KEY = YamlFault(
    "T004",
    "En nyckel får inte vara en lista eller ett block.",
    "ett ord eller en etikett",
    "Sätt citattecken runt hela nyckeln.",
)
MERGE_KEY = YamlFault(
    "T009", "Sammanslagning (<<) används inte här.", "en egen nyckel", "Skriv ut innehållet där det ska stå."
)
# Free text or a number inside brackets.
IN_FLOW = YamlFault(
    "T007",
    "Fri text eller tal står inom klammer, där varje komma delar.",
    "id, nyckelord eller uttryck",
    "Skriv varje del på en egen rad, eller sätt citattecken runt varje del.",
)
# A line that begins with a dash and has become the end of the text above it.
LISTED_BELOW = YamlFault(
    "T012",
    "Punkten är för långt indragen och läses av YAML som en fortsättning på texten ovanför.",
    "samma indrag som de andra punkterna",
    "Ändra indraget, eller avsluta raden ovanför med ett kolon om punkten hör till den.",
)
_CUT_TEXT = YamlFault(
    "T008",
    "Texten är avkapad: efter blanksteg läser YAML # och resten av raden som en kommentar.",
    "hela texten, eller två blanksteg före # och ett efter för en kommentar",
    "Sätt citattecken runt hela värdet om # hör till texten.",
)
_COLON_IN_ITEM = YamlFault(
    "T018",
    "Punkten har ett kolon och läses av YAML som nyckel och värde.",
    "text som de andra punkterna i listan",
    "Sätt citattecken runt hela punkten.",
)


def bad_indents(text: str, file: str) -> tuple[Problem, ...]:
    """Return a problem for every line that is indented with anything but spaces."""
    if not _BAD_INDENT.search(text):
        return ()
    lines = LineStarts(text)
    return tuple(_bad_indent(match, file, lines) for match in _BAD_INDENT.finditer(text))


def _bad_indent(match: re.Match[str], file: str, lines: LineStarts) -> Problem:
    is_tab = match[1] == _TAB
    line, column = lines.place(match.start(1))
    where = Where(file, line + 1, column + 1)
    message = f"Raden är indragen med {'en tabb' if is_tab else 'ett hårt mellanslag'}."
    found = _TAB_FOUND if is_tab else f"{_HARD} (U+{ord(match[1]):04X})"
    hint = "Ta bort indraget och gör om det med mellanslag, två för varje nivå."
    return Problem("T005", where, message, "vanliga mellanslag", found, hint)


def has_tabs(problems: Sequence[Problem]) -> bool:
    """Whether a tab is among the indentations of `bad_indents`."""
    return any(problem.found == _TAB_FOUND for problem in problems)


def with_spaces(text: str) -> str:
    """Replace the hard spaces in the indentation of a text."""
    return _BAD_INDENT.sub(lambda match: match[0].replace(match[1], " "), text)


def cut_texts(text: str, file: str) -> tuple[Problem, ...]:
    """Return a problem for every text that ends at a # which was meant to be printed."""
    cuts = {match.start() for match in _CUT.finditer(text)}
    if not cuts:
        return ()
    return tuple(
        _CUT_TEXT.at(Where(file, mark.line + 1, mark.column + 2), rest_of_line(text, mark.index + 1))
        # A value may end where an empty one could have begun.
        for mark in {mark.index: mark for mark in _ends_of_plain(text)}.values()
        if mark.index in cuts
    )


def swallowed(where: Where, sign: str, content: str) -> Problem | None:
    """Return a problem where the text after | or > is a table's rows or attributes."""
    if not _SWALLOWED.match(content):
        return None
    message = f"Tecknet {sign} sist på raden gör raderna under till löpande text."
    expected = "celler, ett block eller en text på raderna under"
    hint = f"Ta bort {sign}; för en tom cell: skriv _."
    return Problem("T012", where, message, expected, content.split("\n", 1)[0], hint)


def glued(where: Where, value: str) -> Problem | None:
    """Return a problem where a blank that is no space joins a key and its value, or a dash and its item."""
    match = _GLUED.match(value)
    if match is None:
        return None
    after = "strecket" if value.startswith("-") else "kolonet"
    place = Where(where.file, where.line, where.column + match.start(1))
    message = f"Efter {after} står ett hårt mellanslag, och YAML läser alltihop som en text."
    found = f"{_HARD} (U+{ord(match[1]):04X})"
    return Problem("T005", place, message, "ett vanligt mellanslag", found, "Byt det mot ett vanligt mellanslag.")


def empty_block_text(where: Where, sign: str) -> Problem:
    """Return the problem of a | or > with no text under it."""
    message = f"Efter {sign} står ingen text på indragna rader."
    expected = "en text på raderna under, mer indragen än nyckeln"
    hint = "Dra in texten under nyckeln; för en rad med tomma celler: skriv _ i varje cell."
    return Problem("T012", where, message, expected, f"{sign} och ingenting mer", hint)


def duplicate(key: Text, first: Text) -> Problem:
    """Return the problem of a key that its block has already: in plain YAML the last one wins in silence."""
    message = f"Nyckeln ”{key}” står två gånger i samma block."
    found = f"”{key}” även på rad {first.where.line}"
    hint = "Ta bort den ena, ge den ett annat namn eller slå ihop innehållet."
    return Problem("T006", key.where, message, "varje nyckel en gång", found, hint, related=(first.where,))


def reference(where: Where, sign: str, found: str) -> Problem:
    """Return the problem of an alias (*), an anchor (&) or a tag (!), meant or not."""
    read_as = {"*": "en hänvisning", "&": "ett ankare", "!": "en typ"}[sign]
    message = f"Ett värde som börjar med {sign} läses av YAML som {read_as}."
    hint = "Sätt citattecken runt hela värdet om tecknet ska tryckas; annars: skriv ut innehållet där det ska stå."
    return Problem("T009", where, message, "text", found, hint)


def unquoted_citation(where: Where, found: str) -> Problem:
    """Return the problem of a value that begins with {{ and is not quoted."""
    quote = "'" if '"' in found else '"'
    hint = f"Skriv {quote}{found}{quote}" if not found.endswith("…") else QUOTE_WHOLE
    return Problem("T018", where, "Värdet börjar med {{ och läses av YAML som en klammer.", WHOLE, found, hint)


def curly_quotes(where: Where, value: str) -> Problem | None:
    """Return a problem where a whole value stands between typographic quotation marks."""
    if not _CURLY.match(value):
        return None
    message = "Värdet står mellan typografiska citattecken, som YAML inte läser som citattecken."
    hint = f'Skriv "{value[1:-1]}", eller "{value}" om citattecknen ska tryckas.'
    return Problem("T010", where, message, "raka citattecken", value, hint)


def colons_in_items(nodes: Sequence[Node]) -> Iterator[Problem]:
    """Yield a problem for each item of a list of sentences that a colon has made into a key and a value."""
    if not any(isinstance(node, Text) for node in nodes):
        return
    for node in nodes:
        if not isinstance(node, Block) or len(node) != 1 or node.flow:
            continue
        ((key, value),) = node.items()
        if not isinstance(value, Text) or value.style != "plain" or _FIGURE.match(value):
            continue
        if key.style == "plain" and (" " in key or key[:1].isupper()):
            yield _COLON_IN_ITEM.at(key.where, f"{key}: {value}")


def _ends_of_plain(text: str) -> Iterator[Mark]:
    """Yield where an unquoted text ends, or could have begun and did not."""
    scanner = CParser(text)
    try:
        while (token := scanner.get_token()) is not None:
            if isinstance(token, ValueToken | BlockEntryToken) or (isinstance(token, ScalarToken) and token.plain):
                yield token.end_mark
    except yaml.YAMLError:
        # What follows a fault of syntax is reported once that is mended.
        return
    finally:
        scanner.dispose()
