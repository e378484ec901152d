"""Traps in YAML: what it accepts and no controller means; a text or a place in → the problem and the way out.

The reader finds those that stand in its tree (`duplicate`, `merge`, …) and asks here for the words; those that stand in
the text alone are found here (`bad_indents`, `cut_texts`, `swallowed_rows`), by patterns over the whole of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from yaml._yaml import CParser
from yaml.tokens import BlockEntryToken, ScalarToken, ValueToken

from generator.content import Block, Text
from generator.problems import Problem, Where
from generator.project.yaml_faults import QUOTE_WHOLE, WHOLE, rest_of_line

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


def bad_indents(text: str, file: str) -> tuple[Problem, ...]:
    """The text and the file's name go in; every line that is indented with anything but spaces comes out."""
    return tuple(
        Problem(
            "T005",
            Where(file, text.count("\n", 0, match.start()) + 1, match.start(1) - match.start() + 1),
            f"Raden är indragen med {'en tabb' if match[1] == _TAB else 'ett hårt mellanslag'}.",
            expected="vanliga mellanslag",
            found=_TAB_FOUND if match[1] == _TAB else f"{_HARD} (U+{ord(match[1]):04X})",
            hint="Ta bort indraget och gör om det med mellanslag, två för varje nivå.",
        )
        for match in _BAD_INDENT.finditer(text)
    )


def has_tabs(problems: Sequence[Problem]) -> bool:
    """Whether a tab is among the indentations of `bad_indents`."""
    return any(problem.found == _TAB_FOUND for problem in problems)


def with_spaces(text: str) -> str:
    """The text with a space for each hard one in its indentation."""
    return _BAD_INDENT.sub(lambda match: match[0].replace(match[1], " "), text)


def cut_texts(text: str, file: str) -> tuple[Problem, ...]:
    """The text and the file's name go in; every text that ends at a # which was meant to be printed comes out."""
    cuts = {match.start(): match for match in _CUT.finditer(text)}
    if not cuts:
        return ()
    return tuple(
        Problem(
            "T008",
            Where(file, mark.line + 1, mark.column + 2),
            "Texten är avkapad: efter blanksteg läser YAML # och resten av raden som en kommentar.",
            expected="hela texten, eller två blanksteg före # och ett efter för en kommentar",
            found=rest_of_line(text, mark.index + 1),
            hint="Sätt citattecken runt hela värdet om # hör till texten.",
        )
        for mark in _ends_of_plain(text)
        if cuts.pop(mark.index, None)
    )


def swallowed(where: Where, sign: str, content: str) -> Problem | None:
    """A text after | or > that is a table's rows or attributes, or None where `content` is a text."""
    if not _SWALLOWED.match(content):
        return None
    return Problem(
        "T012",
        where,
        f"Tecknet {sign} sist på raden gör raderna under till löpande text.",
        expected="celler, ett block eller en text på raderna under",
        found=content.split("\n", 1)[0],
        hint=f"Ta bort {sign}; för en tom cell: skriv _.",
    )


def listed_below(where: Where, found: str) -> Problem:
    """A line that begins with a dash and has become the end of the text above it."""
    return Problem(
        "T012",
        where,
        "Punkten är för långt indragen och läses av YAML som en fortsättning på texten ovanför.",
        expected="samma indrag som de andra punkterna",
        found=found,
        hint="Ändra indraget, eller avsluta raden ovanför med ett kolon om punkten hör till den.",
    )


def glued(where: Where, value: str) -> Problem | None:
    """A key and its value, or a dash and its item, joined by a blank that is no space; None for other texts."""
    match = _GLUED.match(value)
    if match is None:
        return None
    after = "strecket" if value.startswith("-") else "kolonet"
    return Problem(
        "T005",
        Where(where.file, where.line, where.column + match.start(1)),
        f"Efter {after} står ett hårt mellanslag, och YAML läser alltihop som en text.",
        expected="ett vanligt mellanslag",
        found=f"{_HARD} (U+{ord(match[1]):04X})",
        hint="Byt det mot ett vanligt mellanslag.",
    )


def empty_block_text(where: Where, sign: str) -> Problem:
    """A | or > with no text under it."""
    return Problem(
        "T012",
        where,
        f"Efter {sign} står ingen text på indragna rader.",
        expected="en text på raderna under, mer indragen än nyckeln",
        found=f"{sign} och ingenting mer",
        hint="Dra in texten under nyckeln; för en rad med tomma celler: skriv _ i varje cell.",
    )


def empty_file(where: Where) -> Problem:
    """A file that says nothing."""
    return Problem("T003", where, "Filen är tom.", hint="Skriv innehållet eller ta bort filen.")


def not_mapping(where: Where, *, is_list: bool) -> Problem:
    """A file whose outermost level is a list or a text."""
    return Problem(
        "T004",
        where,
        "Filen ska bestå av nycklar med innehåll.",
        expected="nyckel: värde",
        found="en lista" if is_list else "text utan nyckel",
        hint="Börja med en nyckel, till exempel ”tabeller:” eller ”texter:”, och dra in innehållet under den.",
    )


def second_document(where: Where) -> Problem:
    """A second YAML document in a file."""
    return Problem(
        "T004",
        where,
        "Här börjar ett nytt YAML-dokument; en fil ska bara ha ett.",
        expected="mer innehåll eller filens slut",
        found="---",
        hint="Ta bort raden ”---” eller lägg det som följer i en egen fil.",
    )


def duplicate(key: Text, first: Text) -> Problem:
    """A key that its block has already: in plain YAML the last one wins in silence."""
    return Problem(
        "T006",
        key.where,
        f"Nyckeln ”{key}” står två gånger i samma block.",
        expected="varje nyckel en gång",
        found=f"”{key}” även på rad {first.where.line}",
        hint="Ta bort den ena, ge den ett annat namn eller slå ihop innehållet.",
        related=(first.where,),
    )


def key_of_many(where: Where, found: str) -> Problem:
    """A list or a block in the place of a key."""
    return Problem(
        "T004",
        where,
        "En nyckel får inte vara en lista eller ett block.",
        expected="ett ord eller en etikett",
        found=found,
        hint="Sätt citattecken runt hela nyckeln.",
    )


def merge(where: Where) -> Problem:
    """A merge key."""
    return Problem(
        "T009",
        where,
        "Sammanslagning (<<) används inte här.",
        expected="en egen nyckel",
        found="<<",
        hint="Skriv ut innehållet där det ska stå.",
    )


def reference(where: Where, sign: str, found: str) -> Problem:
    """An alias (*), an anchor (&) or a tag (!), meant or not."""
    read_as = {"*": "en hänvisning", "&": "ett ankare", "!": "en typ"}[sign]
    return Problem(
        "T009",
        where,
        f"Ett värde som börjar med {sign} läses av YAML som {read_as}.",
        expected="text",
        found=found,
        hint="Sätt citattecken runt hela värdet om tecknet ska tryckas; annars: skriv ut innehållet där det ska stå.",
    )


def in_flow(where: Where, found: str) -> Problem:
    """Free text or a number inside brackets."""
    return Problem(
        "T007",
        where,
        "Fri text eller tal står inom klammer, där varje komma delar.",
        expected="id, nyckelord eller uttryck",
        found=found,
        hint="Skriv varje del på en egen rad, eller sätt citattecken runt varje del.",
    )


def unquoted_citation(where: Where, found: str) -> Problem:
    """A value that begins with {{ and is not quoted."""
    quote = "'" if '"' in found else '"'
    return Problem(
        "T018",
        where,
        "Värdet börjar med {{ och läses av YAML som en klammer.",
        expected=WHOLE,
        found=found,
        hint=f"Skriv {quote}{found}{quote}" if not found.endswith("…") else QUOTE_WHOLE,
    )


def curly_quotes(where: Where, value: str) -> Problem | None:
    """A whole value between typographic quotation marks, or None where `value` is something else."""
    if not _CURLY.match(value):
        return None
    return Problem(
        "T010",
        where,
        "Värdet står mellan typografiska citattecken, som YAML inte läser som citattecken.",
        expected="raka citattecken",
        found=value,
        hint=f'Skriv "{value[1:-1]}", eller "{value}" om citattecknen ska tryckas.',
    )


def colons_in_items(nodes: Sequence[Node]) -> Iterator[Problem]:
    """Items of a list of sentences that a colon and a space have made into a key and a value."""
    if not any(isinstance(node, Text) for node in nodes):
        return
    for node in nodes:
        if not isinstance(node, Block) or len(node) != 1 or node.flow:
            continue
        ((key, value),) = node.items()
        if not isinstance(value, Text) or value.style != "plain" or _FIGURE.match(value):
            continue
        if key.style == "plain" and (" " in key or key[:1].isupper()):
            yield Problem(
                "T018",
                key.where,
                "Punkten har ett kolon och läses av YAML som nyckel och värde.",
                expected="text som de andra punkterna i listan",
                found=f"{key}: {value}",
                hint="Sätt citattecken runt hela punkten.",
            )


def _ends_of_plain(text: str) -> Iterator[Mark]:
    """Where an unquoted text ends, or where one could have begun and did not."""
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
