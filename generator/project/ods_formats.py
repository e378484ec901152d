"""The data styles of OpenDocument (ODF 1.3, part 3, 16.29) as number formats of Excel, which say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as ET

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_COLOUR = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}color"
_MOST_DECIMALS = 30
# How far a style may be from the one that it inherits its format of.
_MOST_PARENTS = 20
_PARTS = {"day": "d", "month": "m", "year": "yy", "hours": "h", "minutes": "m", "seconds": "s"}
_FIXED = {"am-pm": " AM/PM", "text-content": "@", "scientific-number": "0.00E+00", "fraction": "# ?/?"}
_CONDITION = re.compile(r"value\(\)(?P<sign><=|>=|!=|<|>|=)(?P<bound>-?[0-9.]+)\Z")


@dataclass(frozen=True, slots=True)
class CellFormats:
    """The styles of cells by name, each with its data style and its parent, and the data styles themselves."""

    styles: Mapping[str, tuple[str, str]]
    formats: Mapping[str, ET.Element]

    def code(self, name: str, kind: str) -> str:
        """Return the number format of a cell; of one without any, that of the kind of its value."""
        for _ in range(_MOST_PARENTS):
            data, name = self.styles.get(name, ("", ""))
            if data in self.formats:
                return _code(self.formats[data], self.formats)
        return "0.00%" if kind == "percentage" else ""


def cell_formats(*roots: ET.Element) -> CellFormats:
    """Return the formats of a file's parts: what a later one names is its own."""
    styles: dict[str, tuple[str, str]] = {}
    formats: dict[str, ET.Element] = {}
    for root in roots:
        for each in root.iter():
            name = each.get(f"{_STYLE}name", "")
            if each.tag == f"{_STYLE}style" and each.get(f"{_STYLE}family") == "table-cell":
                styles[name] = each.get(f"{_STYLE}data-style-name", ""), each.get(f"{_STYLE}parent-style-name", "")
            elif each.tag.startswith(_NUMBER) and each.tag.endswith("-style"):
                formats[name] = each
    return CellFormats(styles, formats)


def _code(style: ET.Element, formats: Mapping[str, ET.Element]) -> str:
    """A format and those that it goes over to for some values."""
    maps: list[tuple[re.Match[str], ET.Element]] = []
    for each in style.iter(f"{_STYLE}map"):
        match = _CONDITION.match(each.get(f"{_STYLE}condition", "").replace(" ", ""))
        other = formats.get(each.get(f"{_STYLE}apply-style-name", ""))
        if match and other is not None:
            maps.append((match, other))
    if not maps:
        return _section(style)
    if all(_bound(match) == 0 for match, _ in maps):
        above, below, zero = (
            next((other for match, other in maps if _holds(match["sign"], value)), style) for value in (1, -1, 0)
        )
        # A section of its own says its sign; one that is of both has the minus added.
        minus = '"-"' if below is above else ""
        return f"{_section(above)};{minus}{_section(below)};{_section(zero)}"
    conditional = (f"[{match['sign'].replace('!=', '<>')}{match['bound']}]{_section(other)}" for match, other in maps)
    return ";".join((*conditional, _section(style)))


def _bound(match: re.Match[str]) -> Decimal | None:
    try:
        return Decimal(match["bound"])
    except InvalidOperation:
        return None


def _holds(sign: str, value: int) -> bool:
    return {"<": value < 0, "<=": value <= 0, ">": value > 0, ">=": value >= 0, "=": value == 0}.get(sign, value != 0)


def _section(style: ET.Element) -> str:
    if style.get(f"{_NUMBER}automatic-order") == "true":
        return "General"
    code = "".join(_tokens(style))
    percent = style.tag == f"{_NUMBER}percentage-style" and "%" not in code
    colours = (each.get(_COLOUR, "") for each in style.iter(f"{_STYLE}text-properties"))
    return ("[Red]" if any(colour not in {"", "#000000"} for colour in colours) else "") + code + "%" * percent


def _tokens(style: ET.Element) -> Iterator[str]:
    alone = all(not (each.text or "").strip() for each in style)
    for each in style:
        name = each.tag.removeprefix(_NUMBER)
        long = each.get(f"{_STYLE}style", each.get(f"{_NUMBER}style")) == "long"
        if name == "number":
            yield _digits(each, general=alone)
        elif name in _PARTS:
            word = "mmm" if each.get(f"{_NUMBER}textual") == "true" else _PARTS[name]
            yield word + (word if long and word != "mmm" else "m" * long)
        elif name in {"text", "currency-symbol"}:
            text = each.text or ""
            # A per cent sign is what the value is multiplied for: it stays outside of quotation marks.
            percent = style.tag == f"{_NUMBER}percentage-style"
            quoted = [f'"{part}"' if part else "" for part in text.replace('"', "").split("%" if percent else "\0")]
            yield "%".join(quoted)
        else:
            yield _FIXED.get(name, "")


def _digits(number: ET.Element, *, general: bool) -> str:
    places = number.get(f"{_NUMBER}decimal-places")
    factor = number.get(f"{_NUMBER}display-factor", "1").partition(".")[0]
    if places is None and general and factor == "1":
        return "General"
    decimals = min(int(places or 0), _MOST_DECIMALS)
    whole = "#,##0" if number.get(f"{_NUMBER}grouping") == "true" else "0"
    if number.get(f"{_NUMBER}min-integer-digits") == "0":
        whole = whole[:-1] + "#"
    return whole + "." * bool(decimals) + "0" * decimals + "," * (factor.count("0") // 3)
