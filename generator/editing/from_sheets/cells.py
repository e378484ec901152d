"""The cells of a sheet → cells of a draft: a number with its unit and decimals, a sign, or words."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from generator.content import NOTE_MARK, OPEN, CellText, Text, number_text
from generator.editing.from_sheets.blocks import shown_text
from generator.editing.from_sheets.draft import DraftCell
from generator.swedish import (
    Ambiguous,
    NotANumber,
    NumberFormat,
    ReadNumber,
    known_unit,
    parse_labelled,
    parse_number,
    rounded,
)

_SIGNS = {"-": "–", "–": "–", "—": "–", "−": "–", "..": "..", "…": ".."}
_DIGITS = re.compile(r"\d(?:[\d \u00a0\u202f.]*\d)?(?:,(?P<decimals>\d+))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
# No more can be printed.
_MOST_DECIMALS = 9
_BETWEEN = re.compile(r"[\n;]")


def draft_cell(text: Text) -> DraftCell:
    """Return what a cell holds."""
    shown = shown_text(text)
    if not text:
        return DraftCell("blank", "_", text)
    if text == OPEN:
        return DraftCell("open", OPEN, text)
    if shown in _SIGNS:
        return DraftCell("sign", _SIGNS[shown], text)
    try:
        number = parse_number(number_text(text))
    except Ambiguous:
        return DraftCell("open", OPEN, text)
    except NotANumber:
        return _labelled(text) or DraftCell("words", plain(shown), text)
    if number.unit is not None and known_unit(number.unit) is None:
        return DraftCell("words", plain(shown), text)
    return _number(text, number)


def _number(text: Text, number: ReadNumber) -> DraftCell:
    shown, decimals = (text.shown if isinstance(text, CellText) else text), number.decimals
    if isinstance(text, CellText):
        digits = _DIGITS.search(shown)
        decimals = len(digits["decimals"] or "") if digits else 0
    decimals = min(decimals, _MOST_DECIMALS)
    written = _written(number.value, max(decimals, number.decimals))
    longer = number.decimals > decimals
    return DraftCell("number", written, text, number.value, number.unit or "", decimals, longer, shown.startswith("+"))


def as_shown(cell: DraftCell) -> DraftCell:
    """Return a number with no more decimals than are seen."""
    value = rounded(cell.value, NumberFormat(decimals=cell.decimals), cell.decimals)
    return replace(cell, value=value, written=_written(value, cell.decimals), rounded=False)


def seen_decimals(cell: DraftCell, most: int) -> int:
    """Return how many decimals a number is shown with where zeros at its end are left out."""
    value = rounded(cell.value, NumberFormat(decimals=most), most)
    return len(f"{value:.{most}f}".partition(".")[2].rstrip("0"))


def _written(value: Decimal, decimals: int) -> str:
    """The digits of a number as authors write them: a blank between thousands."""
    whole, _, fraction = f"{abs(value):.{decimals}f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", " ") if len(whole) > len("9999") else whole
    return ("-" if value < 0 else "") + grouped + (f",{fraction}" if fraction else "")


def _labelled(text: Text) -> DraftCell | None:
    """Several numbers with their labels: `44 % Perioden`, and a line or a semicolon to the next."""
    parts = [" ".join(part.split()) for part in _BETWEEN.split(str(text)) if part.strip()]
    try:
        read = [parse_labelled(part) for part in parts]
    except NotANumber:
        return None
    if len({label.casefold() for _, label in read}) < len(read) or len(read) == 1:
        return None
    return DraftCell("labelled", " ; ".join(parts), text)


def is_day(cell: DraftCell) -> bool:
    """Whether a cell is a day of the calendar, and not a text that a spreadsheet took for one."""
    return isinstance(cell.text, CellText) and not cell.text.guessed and bool(_DAY.match(cell.text))


def plain(text: str) -> str:
    """Return a text so that nothing in it is a citation or the mark of a footnote."""
    return NOTE_MARK.sub(r"(\1)", text).replace("{{", "{ {").replace("}}", "} }")
