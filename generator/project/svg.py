"""SVG that draws and does nothing else: no script, no entities, nothing from outside, and no more than can be drawn."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

_SVG, _XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
_XLINK, _XML = "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_DRAWING = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "switch", "view", "style", "title", "desc", "metadata"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image"),
        *("linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker", "filter"),
    }
)
_DOCTYPE = re.compile(r"-//W3C//DTD SVG (?:1\.[01]|1\.1 (?:Basic|Tiny)|20010904)//EN", re.IGNORECASE)
LARGEST_SVG = 5_000_000  # bytes
_MOST_ELEMENTS = 50_000
_DEEPEST = 100
_MOST_DRAWN = 200_000  # elements, each counted as often as it is drawn
_MOST_EMBEDDED = 20  # pictures in the picture
_LONGEST_SIDE = 100_000.0
_NUMBER = r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*"
_LENGTH = re.compile(rf"({_NUMBER})(?:px|pt|pc|mm|cm|in|em|ex|rem|Q|%)?\s*")

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_FETCHING = re.compile(
    r"@(?:import|font-face|namespace|charset)|(?:image-set|image|src|element|cross-fade)\(", re.IGNORECASE
)
_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""", re.IGNORECASE | re.DOTALL)


class _Refused(Exception):
    """What is wrong with the picture."""


@dataclass(slots=True)
class _Part:
    """An element: the parts within it, and the ids that it draws with how often it draws each."""

    parts: list[_Part] = field(default_factory=list)
    uses: list[tuple[str, int]] = field(default_factory=list)
    is_style: bool = False


@dataclass(slots=True)
class _Reader:
    embedded_fault: Callable[[str], str]
    open: list[_Part] = field(default_factory=list)
    by_id: dict[str, _Part] = field(default_factory=dict)
    top: _Part | None = None
    count: int = 0
    embedded: int = 0
    style: list[str] = field(default_factory=list)

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, element = name.rpartition("}")
        self.count += 1
        if self.count > _MOST_ELEMENTS or len(self.open) >= _DEEPEST:
            raise _Refused("den har för många delar")
        part = _Part(is_style=name == f"{_SVG}}}style")
        if self.top is None:
            self.top = part
            _check_top(name, attributes)
        elif namespace in {_SVG, _XHTML, ""} and (namespace != _SVG or not _is_drawing(element)):
            raise _Refused(f"<{element}> får inte finnas i en bild")
        for key, value in attributes.items():
            part.uses.extend((target, _times(key, attributes)) for target in self.attribute(key, value, element))
        if "id" in attributes:
            self.by_id.setdefault(attributes["id"], part)
        if self.open:
            self.open[-1].parts.append(part)
        self.open.append(part)

    def attribute(self, key: str, value: str, element: str) -> Iterator[str]:
        """Yield the ids that an attribute names. Raises _Refused for what reaches outside the picture."""
        namespace, _, name = key.rpartition("}")
        if name.lower().startswith("on"):
            raise _Refused(f"{name} får inte finnas i en bild")
        if namespace == _XML and name == "base":
            raise _Refused("den hämtar något utifrån")
        if name == "href" and namespace in {"", _XLINK}:
            yield from self.reference(value.strip(), is_image=element == "image")
        elif namespace == "" and not name.startswith(("data-", "aria-")):
            yield from self.css(value)

    def reference(self, address: str, *, is_image: bool) -> Iterator[str]:
        if address.startswith("#"):
            yield address[1:]
        elif is_image and address[:5].lower() == "data:":
            self.embedded += 1
            if self.embedded > _MOST_EMBEDDED:
                raise _Refused(f"den har mer än {_MOST_EMBEDDED} bilder i sig")
            if fault := self.embedded_fault(address):
                raise _Refused(fault)
        elif address:
            raise _Refused("den hämtar något utifrån, eller leder ut ur bilden")

    def css(self, text: str) -> Iterator[str]:
        """Yield the ids that a style names. Raises _Refused for one that fetches anything."""
        if "(" not in text and "@" not in text and "\\" not in text:
            return
        text = _ESCAPE.sub(_unescaped, _COMMENT.sub(" ", text))
        if _FETCHING.search(text) or len(_URL.findall(text)) < text.lower().count("url("):
            raise _Refused("den hämtar något utifrån")
        for _, address in _URL.findall(text):
            yield from self.reference(address.strip(), is_image=True)

    def end(self, _name: str) -> None:
        part = self.open.pop()
        if part.is_style:
            # What a rule draws is drawn by any part: by the whole.
            found = [(target, 1) for target in self.css("".join(self.style))]
            (self.top or part).uses.extend(found)
            self.style.clear()

    def text(self, data: str) -> None:
        if self.open and self.open[-1].is_style:
            self.style.append(data)


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if number <= sys.maxunicode else "\ufffd"


def _is_drawing(element: str) -> bool:
    return element in _DRAWING or (element.startswith("fe") and element != "feImage")


def _times(key: str, attributes: Mapping[str, str]) -> int:
    """Return how often an attribute draws what it names: a marker stands at every point of a line."""
    points = max(len(attributes.get("d", "")), len(attributes.get("points", "")))
    return max(1, points // 2) if key.startswith("marker") or "marker" in attributes.get("style", "") else 1


def _check_top(name: str, attributes: Mapping[str, str]) -> None:
    if name != f"{_SVG}}}svg":
        raise _Refused('den börjar inte med <svg xmlns="http://www.w3.org/2000/svg">')
    for key in ("width", "height"):
        length = attributes.get(key)
        if length is not None and length.strip() != "auto":
            match = _LENGTH.fullmatch(length)
            _check_side(key, match[1] if match else "")
    if "viewBox" in attributes:
        numbers = attributes["viewBox"].replace(",", " ").split()
        if len(numbers) != len(("x", "y", "width", "height")):
            raise _Refused("viewBox har inte fyra tal")
        for number in numbers[2:]:
            _check_side("viewBox", number)


def _check_side(key: str, number: str) -> None:
    if not re.fullmatch(_NUMBER, number) or not 0 < float(number) <= _LONGEST_SIDE:
        raise _Refused(f"{key} ger ingen storlek som går att rita")


def _check_drawn(top: _Part, by_id: Mapping[str, _Part]) -> None:
    """Refuse what draws itself, and what draws its parts more often than a page can take."""
    drawn: dict[int, int] = defaultdict(int)
    state: dict[int, int] = {}
    stack = [(top, False)]
    while stack:
        part, is_done = stack.pop()
        # What stands within a part, and what it names, is drawn whenever it is.
        drawing = [(each, 1) for each in part.parts]
        drawing += [(by_id[name], times) for name, times in part.uses if name in by_id]
        if is_done:
            state[id(part)] = 2
            drawn[id(part)] = 1 + sum(times * drawn[id(each)] for each, times in drawing)
            if drawn[id(part)] > _MOST_DRAWN:
                raise _Refused("den ritar samma delar för många gånger")
        elif id(part) not in state:
            state[id(part)] = 1
            stack.append((part, True))
            for each, _ in drawing:
                if state.get(id(each)) == 1:
                    raise _Refused("en del av den ritar sig själv")
                stack.append((each, False))


def svg_fault(data: bytes, embedded_fault: Callable[[str], str]) -> str:
    """Return what is wrong with an SVG; `embedded_fault` says what is wrong with a data address in it."""
    if len(data) > LARGEST_SVG:
        return f"filen är större än {LARGEST_SVG // 1_000_000} MB"
    reader = _Reader(embedded_fault)
    parser = _parser(reader)
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
        if reader.top is not None:
            _check_drawn(reader.top, reader.by_id)
    except expat.ExpatError as error:
        return f"den är inte hel XML (rad {error.lineno})"
    except (LookupError, ValueError):
        return "dess teckenkodning går inte att läsa"
    except _Refused as refused:
        return str(refused)
    return ""


def _parser(reader: _Reader) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _check_doctype
    parser.EntityDeclHandler = _refuse_entities
    parser.ProcessingInstructionHandler = _refuse_instructions
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def _check_doctype(_name: str, _system: str | None, public: str | None, has_subset: int) -> None:
    # Many programs name the standard; nothing is fetched for it.
    if has_subset or public is None or not _DOCTYPE.fullmatch(public):
        raise _Refused("den har en egen DOCTYPE")


def _refuse_entities(*_declared: object) -> None:
    raise _Refused("den har egna entiteter")


def _refuse_instructions(target: str, _data: str) -> None:
    raise _Refused(f"<?{target}?> får inte finnas i en bild")
