"""Check the footnotes of a text: each mark has its note, each note its mark, and neither stands where it cannot be."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from generator.content.expression import place_in
from generator.content.source import Text
from generator.content.text_forms import NOTE, NOTE_BELOW
from generator.problems import Problem

_BLOCK = re.compile(r"[-*+#>|][ \t]|\d+[.)][ \t]|:::")
_IN_LINK = re.compile(r"(?<!\\)\[[^\[\]\n]{0,400}(?P<mark>\[\^[\w-]{1,40}\])[^\[\]\n]{0,400}\]\(")
_WAY = "En fotnot är [^1] i texten, och på en egen rad [^1]: följt av noten."


def check_notes(text: Text, plain: str, *, allowed: bool) -> Iterator[Problem]:
    """Yield T310 and T306; `plain` is the text without citations and code. Some texts are not `allowed` any."""
    if "[^" not in plain:
        return
    notes = list(NOTE_BELOW.finditer(plain))
    below = {match["note"]: match for match in reversed(notes)}
    marks = [match for match in NOTE.finditer(plain) if match["note"]]
    if not allowed:
        if marks:
            message, hint = "En fotnot kan inte stå här.", "Skriv den inom parentes, eller i en text under texter:."
            yield Problem("T306", place_in(text, marks[0].start()), message, "", marks[0][0], hint)
        return
    starts = {match.start("note") for match in notes}
    used = [match for match in marks if match.start("note") not in starts]
    yield from _unknown(text, used, below)
    named = {match["note"] for match in used}
    for match in notes:
        yield from _of_note(text, match, first=below[match["note"]] is match, named=match["note"] in named)
    for match in _IN_LINK.finditer(plain):
        message = "En fotnot kan inte stå i en länk."
        yield Problem("T306", place_in(text, match.start("mark")), message, "", match["mark"], "Sätt den efter länken.")


def _unknown(text: Text, used: list[re.Match[str]], below: dict[str, re.Match[str]]) -> Iterator[Problem]:
    notes = sorted(below.values(), key=lambda note: note.start())
    starts = [note.start() for note in notes]
    for match in used:
        where = place_in(text, match.start())
        before = bisect_right(starts, match.start()) - 1
        if match["note"] not in below:
            yield Problem("T310", where, f"Fotnoten {match[0]} finns inte i texten.", f"{match[0]}: noten", "", _WAY)
        elif before >= 0 and match.start() < notes[before].end():
            message = "En fotnot kan inte stå i en fotnot."
            yield Problem("T306", where, message, "", match[0], "Skriv det inom parentes i noten.")


def _of_note(text: Text, match: re.Match[str], *, first: bool, named: bool) -> Iterator[Problem]:
    where = place_in(text, match.start("note") - len("[^"))
    written = f"[^{match['note']}]"
    if not first:
        yield Problem("T306", where, f"Fotnoten {written} finns två gånger.", "", "", "Ge den ena ett annat nummer.")
    elif not named:
        yield Problem("T306", where, f"Fotnoten {written} nämns inte i texten.", f"{written} i texten", "", _WAY)
    if not match["text"].strip() or _BLOCK.match(match["text"]):
        yield Problem("T306", where, f"Fotnoten {written} är ingen löpande text.", f"{written}: noten", "", _WAY)
