"""What a Word document takes from the house's style sheets: fonts, colours, margins, and the paint of charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator.document import Orientation, Style

_LENGTH = re.compile(r"([\d.]+)mm")
_COLOUR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-fA-F])")
_NAMED = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_SIDES, _SIX = 4, 6
_FONT = "fonts/source-sans-3-latin-400-normal.ttf"


@dataclass(frozen=True)
class Page:
    """A page in mm: its size, and the margins from the top clockwise."""

    width: float
    height: float
    margins: tuple[float, float, float, float]

    @property
    def text_width(self) -> float:
        """The width between the margins."""
        return self.width - self.margins[1] - self.margins[3]


_PAGES: Mapping[Orientation, Page] = {
    "stående": Page(210, 297, (31, 21, 25, 33)),
    "liggande": Page(297, 210, (28, 20, 22, 24)),
}
_FORMS: Mapping[str, Orientation] = {"": "stående", "liggande": "liggande"}


@dataclass(frozen=True)
class HouseStyle:
    """Values of the house's style sheets by name, its pages, declarations for charts by selector, and their font.

    `states` are the colours of status scales by name, as CSS writes them.
    """

    values: Mapping[str, str]
    pages: Mapping[Orientation, Page]
    chart: Mapping[str, Mapping[str, str]]
    chart_font: bytes
    states: Mapping[str, str]

    def colour(self, name: str) -> str:
        """Return a colour as Word writes it, such as 1F3F63; black if the house says it in another way."""
        return _digits(self.value(name)) or "000000"

    def state_colour(self, name: str) -> str:
        """Return the colour of a state as Word writes it; empty where the house has none that Word can have."""
        return _digits(self.states.get(name, ""))

    def family(self, name: str) -> str:
        """Return the first family of a list of fonts."""
        return self.value(name).partition(",")[0].strip().strip("\"'") or "Calibri"

    def value(self, name: str, seen: frozenset[str] = frozenset()) -> str:
        """Return a value, through others that it names; empty if it leads round."""
        text = self.values.get(name, "")
        named = _NAMED.fullmatch(text)
        if named is None or name in seen:
            return "" if named else text
        return self.value(named[1], seen | {name})


def _digits(colour: str) -> str:
    match = _COLOUR.search(colour)
    digits = match[1].upper() if match else ""
    return digits if len(digits) == _SIX else "".join(2 * digit for digit in digits)


@dataclass(frozen=True)
class _Rule:
    """A rule of a style sheet: its at-keyword or nothing, its selectors, and its declarations."""

    keyword: str
    prelude: str
    declarations: Mapping[str, str]


def read_house_style(style: Style, chart_css: str) -> HouseStyle:
    """Read the style of paper and that of charts, in which what comes last holds."""
    values: dict[str, str] = {}
    pages = dict(_PAGES)
    for rule in _rules(style.css):
        if (rule.keyword, rule.prelude) == ("", ":root"):
            values.update(rule.declarations)
        lengths = tuple(map(float, _LENGTH.findall(rule.declarations.get("margin", ""))))
        if rule.keyword == "page" and rule.prelude in _FORMS and len(lengths) == _SIDES:
            form = _FORMS[rule.prelude]
            top, right, bottom, left = lengths
            pages[form] = replace(pages[form], margins=(top, right, bottom, left))
    chart: dict[str, dict[str, str]] = {}
    for rule in _rules(chart_css):
        for selector in rule.prelude.split(","):
            chart.setdefault(selector.strip(), {}).update(rule.declarations)
    return HouseStyle(values, pages, chart, _font(style.base / _FONT), dict(style.state_colours))


def _font(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _rules(css: str) -> Iterator[_Rule]:
    # Loaded here: few builds make a Word file.
    import tinycss2

    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type in {"qualified-rule", "at-rule"} and rule.content is not None:
            nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            declared = {node.name: node for node in nodes if node.type == "declaration"}
            values = {name: tinycss2.serialize(node.value).strip() for name, node in declared.items()}
            yield _Rule(getattr(rule, "at_keyword", ""), tinycss2.serialize(rule.prelude).strip(), values)
