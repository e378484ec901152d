"""The structure tree of a unit (ISO 32000-1, 14.8; ISO 14289-1, 7): what a screen reader reads.

Elements are added in reading order; a source element has one structure element, however many pages it spans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from generator.printing.pdf.engine import EngineObject, HtmlElement

# Types that may hold content only by way of a paragraph.
GROUPING = frozenset({"Part", "Sect", "Art", "Div", "BlockQuote", "TOC", "L"})
INLINE = frozenset({"Link", "Span", "Reference", "Lbl", "Note"})
# An empty one of these still means something: a cell keeps the grid regular.
KEPT_EMPTY = frozenset({"TH", "TD", "TR", "Part"})


@dataclass(slots=True, eq=False)
class Mark:
    """Marked content `mcid` on a page of the unit (from 0)."""

    page: int
    mcid: int


@dataclass(slots=True, eq=False)
class Annotation:
    """A link annotation (the engine's object) on a page (from 0)."""

    page: int
    target: Any


@dataclass(slots=True, eq=False)
class CellAttributes:
    """A table cell's spans and HTML attributes."""

    columns: int = 1
    rows: int = 1
    scope: str = ""
    html_id: str = ""
    html_headers: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Element:
    """A structure element being built, with its kids in reading order."""

    role: str
    parent: Element | None = None
    kids: list[Element | Mark | Annotation] = field(default_factory=list)
    source: HtmlElement = None
    language: str = ""
    alt: str = ""
    expansion: str = ""
    layout: tuple[tuple[str, str | int], ...] = ()
    id: str = ""
    box: tuple[float, float, float, float] | None = None
    numbering: str = ""
    cell: CellAttributes | None = None
    scope: str = ""
    headers: tuple[str, ...] = ()

    def add(self, role: str, source: object = None) -> Element:
        """Add a last child and return it."""
        child = Element(role, self, source=source)
        self.kids.append(child)
        return child

    def children(self) -> Iterator[Element]:
        """Yield the structure elements among the kids."""
        return (kid for kid in self.kids if isinstance(kid, Element))

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in reading order."""
        yield self
        for child in self.children():
            yield from child.walk()

    def last(self, role: str) -> Element | None:
        """Return the last kid, if it is an element of this type."""
        kid = self.kids[-1] if self.kids else None
        return kid if isinstance(kid, Element) and kid.role == role else None


def place_for(role: str, parent: Element, block: object) -> Element:
    """Return the element that holds a child of this type ("" for text): `parent`, or a wrapper by the standard.

    Inline neighbours share a paragraph if they are in the same `block`.
    """
    inline = not role or role in INLINE
    if parent.role == "LI" and role not in ("Lbl", "LBody"):
        body = next((child for child in parent.children() if child.role == "LBody"), None)
        return place_for(role, body or parent.add("LBody"), block)
    if parent.role == "TOCI" and role not in ("Lbl", "Reference", "TOC"):
        return parent.last("Reference") or parent.add("Reference")
    if inline and parent.role in GROUPING:
        paragraph = parent.last("P")
        return paragraph if paragraph is not None and paragraph.source is block else parent.add("P", block)
    return parent


def list_entry(role: str, parent: Element) -> Element:
    """Add a term (`Lbl`) or description (`LBody`) to a list: each term begins an entry."""
    entry = parent.last("LI")
    if entry is None or (role == "Lbl" and any(child.role == "LBody" for child in entry.children())):
        entry = parent.add("LI")
    # A description after a description is a further paragraph of the same body.
    body = entry.last("LBody")
    return body.add("P") if body is not None else entry.add(role)


def finish(root: Element, prefix: str) -> None:
    """Drop empty elements, give notes and header cells ids that begin with `prefix`, link cells to headers."""
    _prune(root)
    count = 0
    for element in root.walk():
        if element.role in ("Note", "TH"):
            count += 1
            element.id = f"{prefix}.{count}"
    for element in root.walk():
        if element.role == "Table":
            _link_headers(element)


def _prune(element: Element) -> None:
    for child in element.children():
        _prune(child)
    element.kids = [kid for kid in element.kids if not isinstance(kid, Element) or kid.kids or kid.role in KEPT_EMPTY]


@dataclass(slots=True, eq=False)
class _GridCell:
    element: Element
    cell: CellAttributes
    row: int
    column: int
    group: Element

    @property
    def is_head(self) -> bool:
        return self.element.role == "TH"

    def shares_column(self, other: _GridCell) -> bool:
        return self.column < other.column + other.cell.columns and other.column < self.column + self.cell.columns

    def shares_row(self, other: _GridCell) -> bool:
        return self.row < other.row + other.cell.rows and other.row < self.row + self.cell.rows


def _rows(element: Element, group: Element) -> Iterator[tuple[Element, Element]]:
    for child in element.children():
        if child.role == "TR":
            yield child, group
        elif child.role in ("THead", "TBody", "TFoot"):
            yield from _rows(child, child)


def _grid(table: Element) -> list[_GridCell]:
    """Place the cells by the table model of HTML: a cell takes the first free column of its row."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for row, (line, group) in enumerate(_rows(table, table)):
        column = 0
        for element in line.children():
            cell = element.cell
            if cell is None:
                continue
            while (row, column) in taken:
                column += 1
            taken.update((row + i, column + j) for i in range(cell.rows) for j in range(cell.columns))
            placed.append(_GridCell(element, cell, row, column, group))
    return placed


def _scope(head: _GridCell) -> str:
    """Return Row or Column: as the HTML says, else by the place of the cell (HTML 4.9.12.2)."""
    stated = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}.get(head.cell.scope)
    return stated or ("Column" if head.group.role in ("THead", "Table") or head.row == 0 else "Row")


def _headers(cell: _GridCell, heads: list[_GridCell]) -> tuple[str, ...]:
    """Return the ids of the nearest row group heading above, then of rows, then of columns from the outermost."""
    above = [head for head in heads if head.row <= cell.row]
    groups = [head for head in above if head.cell.scope == "rowgroup" and head.group is cell.group][-1:]
    in_row = [head for head in heads if head.shares_row(cell) and head.column < cell.column]
    rows = [head for head in in_row if head.element.scope == "Row" and head.cell.scope != "rowgroup"]
    in_column = [head for head in above if head.row < cell.row and head.shares_column(cell)]
    columns = [head for head in in_column if head.element.scope == "Column"]
    return tuple(head.element.id for head in (*groups, *rows, *columns))


def _link_headers(table: Element) -> None:
    cells = _grid(table)
    heads = [cell for cell in cells if cell.is_head]
    named = {head.cell.html_id: head.element.id for head in heads if head.cell.html_id}
    for head in heads:
        head.element.scope = _scope(head)
    for cell in cells:
        stated = tuple(named[name] for name in cell.cell.html_headers if name in named)
        cell.element.headers = stated or (() if cell.is_head else _headers(cell, heads))


XREF = "xref:"
_PRINTED = 4  # annotation flag that PDF/A-3 asks for (ISO 19005-3, 6.3.2)
_POINTS = 0.75  # a CSS pixel in points


@dataclass(slots=True)
class _Writer:
    pdf: EngineObject
    pydyf: EngineObject
    heights: Sequence[float]
    references: dict[Element, bytes] = field(default_factory=dict)

    def element(self, element: Element, parent: bytes) -> bytes:
        record = self.pydyf.Dictionary({"Type": "/StructElem", "S": f"/{element.role}", "P": parent})
        self.pdf.add_object(record)
        self.references[element] = record.reference
        first = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
        if first is not None:
            record["Pg"] = self.pdf.page_references[first]
        record["K"] = self.pydyf.Array([self._kid(kid, record.reference, first) for kid in element.kids])
        texts = {"Lang": element.language, "Alt": element.alt, "E": element.expansion, "ID": element.id}
        for key, value in texts.items():
            if value:
                record[key] = self.pydyf.String(value)
        attributes = self._attributes(element, first or 0)
        if attributes:
            record["A"] = self.pydyf.Dictionary(attributes)
        return record.reference  # type: ignore[no-any-return]

    def _kid(self, kid: Element | Mark | Annotation, parent: bytes, page: int | None) -> EngineObject:
        if isinstance(kid, Element):
            return self.element(kid, parent)
        reference = self.pdf.page_references[kid.page]
        if isinstance(kid, Annotation):
            return self.pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.target.reference, "Pg": reference})
        marked = {"Type": "/MCR", "Pg": reference, "MCID": kid.mcid}
        return kid.mcid if kid.page == page else self.pydyf.Dictionary(marked)

    def _attributes(self, element: Element, page: int) -> dict[str, EngineObject]:
        if element.numbering:
            return {"O": "/List", "ListNumbering": f"/{element.numbering}"}
        if element.layout:
            return {"O": "/Layout", **dict(element.layout)}
        if element.box is not None:
            left, top, right, bottom = element.box
            height = self.heights[page]
            corners = (left, height - bottom, right, height - top)
            return {"O": "/Layout", "BBox": self.pydyf.Array([round(_POINTS * value, 3) for value in corners])}
        if element.cell is None:
            return {}
        attributes: dict[str, EngineObject] = {"O": "/Table"}
        if element.scope:
            attributes["Scope"] = f"/{element.scope}"
        if element.headers:
            attributes["Headers"] = self.pydyf.Array(list(map(self.pydyf.String, element.headers)))
        if element.cell.columns != 1:
            attributes["ColSpan"] = element.cell.columns
        if element.cell.rows != 1:
            attributes["RowSpan"] = element.cell.rows
        return attributes


def _mend_links(element: Element, string: Callable[[str], EngineObject]) -> Iterator[tuple[EngineObject, Element]]:
    """Give annotations a text to read aloud and a destination outside the unit; yield them with their elements."""
    for link in element.walk():
        for kid in link.kids:
            if not isinstance(kid, Annotation):
                continue
            annotation, source = kid.target, link.source
            text = source.get("aria-label") or source.get("title") or " ".join("".join(source.itertext()).split())
            annotation["F"] = _PRINTED
            address = annotation["A"]["URI"].string if "A" in annotation else ""
            if address.startswith(XREF):
                annotation["Dest"] = string(unquote(address.removeprefix(XREF)))
                del annotation["A"]
            annotation["Contents"] = string(text or address or annotation["Dest"].string)
            yield annotation, link


def write_tree(
    pdf: EngineObject, part: Element, owners: Sequence[Mapping[int, Element]], heights: Sequence[float]
) -> None:
    """Put the tree of `part`, and the ways to its elements from content and from ids, into the engine's PDF.

    `owners` are the elements by marked content, page by page; `heights` those of the pages in CSS pixels.
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
    named = sorted((element.id, reference) for element, reference in writer.references.items() if element.id)
    if named:
        flat = (each for name, reference in named for each in (pydyf.String(name), reference))
        root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(flat)})
    numbers["Nums"] = pydyf.Array()
    for page, marked in enumerate(owners):
        numbers["Nums"].extend((page, pydyf.Array([writer.references[marked[mcid]] for mcid in sorted(marked)])))
    for key, (annotation, holder) in enumerate(annotations, start=len(owners)):
        annotation["StructParent"] = key
        numbers["Nums"].extend((key, writer.references[holder]))
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
