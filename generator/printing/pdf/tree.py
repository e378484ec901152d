"""The structure tree written: a finished tree of elements in → structure elements in the engine's PDF out.

The engine writes through pydyf, whose objects are made here: structure elements with their attributes, the parent tree
that leads from content back to its element, and what link annotations lack (ISO 32000-1, 14.7 and 14.8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from generator.printing.pdf.engine import EngineObject, HtmlElement
from generator.printing.pdf.structure import Annotation, Element, Mark

XREF = "xref:"
_PRINTED = 4  # annotation flag that PDF/A-3 asks for (ISO 19005-3, 6.3.2)
_POINTS = 0.75  # a CSS pixel in points


def _text(element: HtmlElement) -> str:
    """An HTML element's text, its white space folded."""
    return " ".join("".join(element.itertext()).split())


def _numbers(values: tuple[float, ...]) -> list[float]:
    return [round(value, 3) for value in values]


@dataclass(slots=True)
class _Writer:
    """Writes a finished tree into the engine's PDF."""

    pdf: EngineObject
    pydyf: EngineObject
    heights: Sequence[float]
    references: dict[Element, bytes] = field(default_factory=dict)

    def element(self, element: Element, parent: bytes) -> bytes:
        """Add the element and all below it; its reference comes back."""
        record = self.pydyf.Dictionary({"Type": "/StructElem", "S": f"/{element.role}", "P": parent})
        self.pdf.add_object(record)
        self.references[element] = record.reference
        first = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
        if first is not None:
            record["Pg"] = self.pdf.page_references[first]
        record["K"] = self.pydyf.Array([self._kid(kid, record.reference, first) for kid in element.kids])
        for key, value in (("Lang", element.language), ("Alt", element.alt), ("ID", element.id)):
            if value:
                record[key] = self.pydyf.String(value)
        attributes = self._attributes(element, first or 0)
        if attributes:
            record["A"] = self.pydyf.Dictionary(attributes)
        return record.reference  # type: ignore[no-any-return]

    def _kid(self, kid: Element | Mark | Annotation, parent: bytes, page: int | None) -> EngineObject:
        if isinstance(kid, Element):
            return self.element(kid, parent)
        if isinstance(kid, Annotation):
            reference = self.pdf.page_references[kid.page]
            return self.pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.target.reference, "Pg": reference})
        if kid.page == page:
            return kid.mcid
        reference = self.pdf.page_references[kid.page]
        return self.pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": kid.mcid})

    def _attributes(self, element: Element, page: int) -> dict[str, EngineObject]:
        if element.numbering:
            return {"O": "/List", "ListNumbering": f"/{element.numbering}"}
        if element.box is not None:
            left, top, right, bottom = element.box
            height = self.heights[page]
            corners = (left, height - bottom, right, height - top)
            return {"O": "/Layout", "BBox": self.pydyf.Array(_numbers(tuple(_POINTS * value for value in corners)))}
        if element.cell is None:
            return {}
        found: dict[str, EngineObject] = {"O": "/Table"}
        if element.scope:
            found["Scope"] = f"/{element.scope}"
        if element.headers:
            found["Headers"] = self.pydyf.Array([self.pydyf.String(header) for header in element.headers])
        if element.cell.columns != 1:
            found["ColSpan"] = element.cell.columns
        if element.cell.rows != 1:
            found["RowSpan"] = element.cell.rows
        return found


def _mend_links(element: Element, string: Callable[[str], EngineObject]) -> Iterator[tuple[EngineObject, Element]]:
    """Every annotation and its element, given a text to read aloud and, where it leaves the unit, a destination."""
    for link in element.walk():
        for kid in link.kids:
            if not isinstance(kid, Annotation):
                continue
            annotation: EngineObject = kid.target
            source: HtmlElement = link.source
            said = source.get("aria-label") or source.get("title") or _text(source)
            annotation["F"] = _PRINTED
            address = annotation["A"]["URI"].string if "A" in annotation else ""
            if address.startswith(XREF):
                annotation["Dest"] = string(unquote(address.removeprefix(XREF)))
                del annotation["A"]
            annotation["Contents"] = string(said or address or annotation["Dest"].string)
            yield annotation, link


def write_tree(
    pdf: EngineObject, part: Element, owners: Sequence[Mapping[int, Element]], heights: Sequence[float]
) -> None:
    """Put a finished tree, and the way back from content to tree, into the engine's PDF.

    `part` is the unit's root, `owners` the element of each marked content on each page, `heights` those of the pages in
    CSS pixels.
    """
    import pydyf

    annotations = list(_mend_links(part, pydyf.String))
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    document = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document"})
    numbers = pydyf.Dictionary()
    for record in (root, document, numbers):
        pdf.add_object(record)
    document["P"] = root.reference
    writer = _Writer(pdf, pydyf, heights)
    document["K"] = pydyf.Array([writer.element(part, document.reference)])
    root["K"] = pydyf.Array([document.reference])
    root["ParentTree"] = numbers.reference
    numbers["Nums"] = pydyf.Array()
    for page, marked in enumerate(owners):
        numbers["Nums"].extend((page, pydyf.Array([writer.references[marked[mcid]] for mcid in sorted(marked)])))
    for key, (annotation, holder) in enumerate(annotations, start=len(owners)):
        annotation["StructParent"] = key
        numbers["Nums"].extend((key, writer.references[holder]))
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
