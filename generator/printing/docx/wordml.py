"""Elements of WordprocessingML and DrawingML. Children are given in the order of the schema, which Word insists on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, register_namespace, tostring

_OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES: Final = {
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
    "a": f"{_OFFICE}/drawingml/2006/main",
    "pic": f"{_OFFICE}/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "cp": f"{_OFFICE}/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36000
EMU_PER_PIXEL = 9525

for _prefix, _address in NAMESPACES.items():
    register_namespace(_prefix, _address)


def name_of(tag: str) -> str:
    """Return a name with its namespace: `w:p` as ElementTree has it."""
    prefix, _, local = tag.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """Return an element with plain attributes."""
    made = Element(name_of(tag), {name: clean(str(value)) for name, value in attributes.items()})
    made.extend(children)
    return made


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """Return an element of Word's own; no child stands for None, and attributes have its namespace."""
    values = {name_of(f"w:{name.rstrip('_')}"): clean(str(value)) for name, value in attributes.items()}
    made = Element(name_of(f"w:{tag}"), values)
    made.extend(child for child in children if child is not None)
    return made


def related(made: Element, attribute: str, relation: str) -> Element:
    """Give an element the id of a relationship, and return it."""
    made.set(name_of(f"r:{attribute}"), relation)
    return made


def text(words: str, tag: str = "t") -> Element:
    """Return the text of a run, with its blanks."""
    made = w(tag)
    made.text = clean(words)
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field(instruction: str, result: Iterable[Element], *, dirty: bool = False) -> list[Element]:
    """Return the runs of a field; a `dirty` one is computed when the document is opened."""
    begin = w("fldChar", fldCharType="begin", dirty="true") if dirty else w("fldChar", fldCharType="begin")
    return [
        w("r", begin),
        w("r", text(f" {instruction} ", "instrText")),
        w("r", w("fldChar", fldCharType="separate")),
        *result,
        w("r", w("fldChar", fldCharType="end")),
    ]


def clean(words: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", words)


def twips(millimetres: float) -> int:
    """Return a length in twentieths of a point."""
    return round(millimetres * _TWIPS_PER_MM)


def serialized(root: Element) -> bytes:
    """Return a part of the package."""
    body: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return body
