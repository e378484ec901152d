"""A text in Markdown → problems: raw HTML, images from elsewhere, and what Markdown would read as something else.

Markdown turns a line that opens with `2023.` into item 2023 of a list, one that opens with `-3,2` with a blank into a
bullet, and a list that follows a line without a blank line into running text. Authors mean none of that.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from generator.expression import place_in
from generator.fields import Cited
from generator.problems import Problem

_CITATION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_HTML = re.compile(r"<(?:[A-Za-z/!?][^>\n]*>|!--)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<file>[^)\s]+)[^)]*\)")
_YEAR_ITEM = re.compile(r"\d{3,}[.)] ")
_SIGNED = re.compile(r"[+\-*] ?\d")
_ITEM = re.compile(r"(?:[-*+•–▪\u203a] |\d{1,2}[.)] )\S")


def check_text(text: Cited, images: Container[str]) -> Iterator[Problem]:
    """A text and the names of the period's images go in; problems T304–T306 come out, each at its line and column."""
    plain = _CITATION.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), text.text)
    plain = _CODE.sub(lambda match: "x" * len(match[0]), plain)
    for match in _HTML.finditer(plain):
        yield Problem(
            "T304",
            place_in(text.text, match.start()),
            "HTML får inte stå i text.",
            "Markdown",
            f"”{match[0]}”",
            "Skriv **fetstil**, *kursiv*, listor och rubriker i Markdown; < skrivs \\<.",
        )
    for match in _IMAGE.finditer(plain):
        where = place_in(text.text, match.start("file"))
        if match["file"] not in images:
            yield Problem(
                "T305",
                where,
                f"Bilden ”{match['file']}” finns inte i perioden.",
                "en bild i periodens mapp",
                match["file"],
                "Lägg bilden i periodens mapp och skriv dess namn därifrån: bilder/karta.png",
            )
        if not match["alt"].strip():
            yield Problem("T102", where, "Bilden saknar alternativtext.", "![Vad bilden visar](fil.png)")
    yield from _misread_lines(text, plain)


def _misread_lines(text: Cited, plain: str) -> Iterator[Problem]:
    offset, before = 0, ""
    for line in plain.split("\n"):
        opens = not before.strip()
        where = place_in(text.text, offset + len(line) - len(line.lstrip()))
        stripped = line.strip()
        if opens and (match := _YEAR_ITEM.match(stripped)):
            yield Problem(
                "T306",
                where,
                "Stycket skulle bli en numrerad lista.",
                found=f"”{match[0].strip()}” först på raden",
                hint="Börja meningen med ett ord, eller skriv \\ före punkten.",
            )
        elif opens and (match := _SIGNED.match(stripped)) and not _ITEM.match(stripped):
            yield Problem(
                "T306",
                where,
                "Stycket börjar med ett tecken och en siffra.",
                found=f"”{match[0]}”",
                hint="Börja meningen med ett ord; listpunkter skrivs med streck och mellanslag.",
            )
        elif (
            not opens
            and _ITEM.match(stripped)
            and not _ITEM.match(before.strip())
            and not before.startswith((" ", "\t"))
        ):
            yield Problem(
                "T306",
                where,
                "Listan skulle bli löpande text.",
                "en tom rad före listan",
                hint="Lägg en tom rad mellan stycket och listan.",
            )
        before = line
        offset += len(line) + 1
