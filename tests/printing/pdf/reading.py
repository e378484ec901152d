"""A PDF file in → what a screen reader meets in it out: its structure tree with texts, and the text of each page.

Only what these files hold is understood: text shown with Identity-H fonts that have a ToUnicode map.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pikepdf

Key = tuple[int, int]
OpenMark = tuple[str, dict[str, str]]
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")


@dataclass
class Node:
    """A structure element: its type, its attributes, and its parts: texts (marked content) and children."""

    role: str
    parts: list[str | Node] = field(default_factory=list)
    alt: str = ""
    language: str = ""
    expansion: str = ""
    layout: dict[str, str] = field(default_factory=dict)
    scope: str = ""
    id: str = ""
    spans: tuple[int, int] = (1, 1)
    header_ids: tuple[str, ...] = ()
    annotations: list[str] = field(default_factory=list)
    parent_is_right: bool = True

    @property
    def children(self) -> list[Node]:
        """The structure elements among the parts."""
        return [part for part in self.parts if isinstance(part, Node)]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, role: str) -> list[Node]:
        """All nodes of a type, this one included."""
        return [node for node in self.walk() if node.role == role]

    @property
    def full_text(self) -> str:
        """The text of this node and all below it in reading order, white space folded."""
        inner = (part if isinstance(part, str) else f" {part.full_text} " for part in self.parts)
        return " ".join("".join(inner).split())

    def shape(self) -> str:
        """Types only, as `L[LI[Lbl LBody] …]`."""
        inner = " ".join(child.shape() for child in self.children)
        return f"{self.role}[{inner}]" if inner else self.role


class Reading:
    """A PDF file taken in."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.size = len(data)
        self.marked: dict[Key, str] = {}
        self.artifacts: list[list[tuple[dict[str, str], str]]] = []
        self._pages = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        for number, page in enumerate(self.pdf.pages):
            self.artifacts.append([])
            self._read(page.obj, page.obj.Resources, number, [])

    def page_text(self, number: int) -> str:
        """The text of the content of a page (from 0), without artifacts, in the order it is painted."""
        return " ".join(" ".join(text for (page, _), text in self.marked.items() if page == number).split())

    @cached_property
    def tree(self) -> Node:
        """The structure tree, from Document down."""
        root = self.pdf.Root.StructTreeRoot.K
        return self._node(root[0] if isinstance(root, pikepdf.Array) else root, None)

    def parent_tree(self) -> dict[int, pikepdf.Object]:
        """Key → what it leads to, of the whole parent tree."""
        found: dict[int, pikepdf.Object] = {}
        nodes = [self.pdf.Root.StructTreeRoot.ParentTree]
        while nodes:
            node = nodes.pop()
            nodes.extend(node.get("/Kids", ()))
            numbers = node.get("/Nums", ())
            found.update((int(numbers[index]), numbers[index + 1]) for index in range(0, len(numbers), 2))
        return found

    def by_id(self) -> dict[str, pikepdf.Object]:
        """The structure elements that the tree of ids leads to, in the order of the file, which is by their bytes."""
        names = self.pdf.Root.StructTreeRoot.IDTree.Names
        ids = [bytes(names[index]) for index in range(0, len(names), 2)]
        assert ids == sorted(set(ids))
        return {str(names[index]): names[index + 1] for index in range(0, len(names), 2)}

    def outline(self) -> list[tuple[int, str, int]]:
        """The bookmarks: depth, title, page (from 1)."""
        found: list[tuple[int, str, int]] = []

        def walk(item: pikepdf.Object | None, depth: int) -> None:
            while item is not None:
                found.append((depth, str(item.Title), self._pages[item.Dest[0].objgen] + 1))
                walk(item.get("/First"), depth + 1)
                item = item.get("/Next")

        walk(self.pdf.Root.get("/Outlines", pikepdf.Dictionary()).get("/First"), 1)
        return found

    def destinations(self) -> dict[str, tuple[int, float, float]]:
        """Named destinations: name → page (from 1), x, y in points."""
        names = self.pdf.Root.Names.Dests.Names
        return {
            str(names[index]): (
                self._pages[names[index + 1][0].objgen] + 1,
                float(names[index + 1][2]),
                float(names[index + 1][3]),
            )
            for index in range(0, len(names), 2)
        }

    def links(self) -> list[tuple[int, str, str]]:
        """Link annotations: page (from 1), where they lead, what is read aloud."""
        return [
            (
                number,
                str(annotation.Dest) if "/Dest" in annotation else str(annotation.A.URI),
                str(annotation.Contents),
            )
            for number, page in enumerate(self.pdf.pages, start=1)
            for annotation in page.obj.get("/Annots") or ()
        ]

    def fonts(self) -> dict[tuple[int, int], str]:
        """Every font dictionary that a page or its furniture can use: object → name."""
        found: dict[tuple[int, int], str] = {}
        for page in self.pdf.pages:
            resources = [page.obj.Resources]
            resources += [
                form.Resources for form in page.obj.Resources.get("/XObject", {}).values() if "/Resources" in form
            ]
            for one in resources:
                found.update((font.objgen, str(font.BaseFont)) for font in one.get("/Font", {}).values())
        return found

    def _node(self, element: pikepdf.Object, parent: pikepdf.Object | None) -> Node:
        attributes = element.get("/A", pikepdf.Dictionary())
        node = Node(
            str(element.S).removeprefix("/"),
            alt=str(element.get("/Alt", "")),
            language=str(element.get("/Lang", "")),
            expansion=str(element.get("/E", "")),
            layout=_layout(element),
            scope=str(attributes.get("/Scope", "")).removeprefix("/"),
            id=str(element.get("/ID", "")),
            spans=(int(attributes.get("/ColSpan", 1)), int(attributes.get("/RowSpan", 1))),
            header_ids=tuple(str(name) for name in attributes.get("/Headers", ())),
            parent_is_right=parent is None or element.P.objgen == parent.objgen,
        )
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            self._kid(node, element, kid)
        return node

    def _kid(self, node: Node, element: pikepdf.Object, kid: pikepdf.Object | int) -> None:
        if isinstance(kid, int):
            node.parts.append(self.marked[self._pages[element.Pg.objgen], kid])
        elif kid.get("/Type") == "/MCR":
            node.parts.append(self.marked[self._pages[kid.Pg.objgen], int(kid.MCID)])
        elif kid.get("/Type") == "/OBJR":
            node.annotations.append(str(kid.Obj.Contents))
        else:
            node.parts.append(self._node(kid, element))

    def _read(self, stream: pikepdf.Object, resources: pikepdf.Object, page: int, open_marks: list[OpenMark]) -> None:
        fonts = {name: _unicode(font) for name, font in resources.get("/Font", {}).items()}
        font: dict[int, str] = {}
        for instruction in pikepdf.parse_content_stream(stream):
            operands, operator = list(instruction.operands), str(instruction.operator)
            if operator in ("BDC", "BMC"):
                open_marks.append((str(operands[0]), _properties(operands)))
                self._begin(open_marks[-1], page)
            elif operator == "EMC":
                open_marks.pop()
            elif operator == "Tf":
                font = fonts[str(operands[0])]
            elif operator in ("Tj", "TJ"):
                self._add(open_marks, page, _shown(operands[0], font))
            elif operator == "Do" and resources.XObject[str(operands[0])].Subtype == "/Form":
                form = resources.XObject[str(operands[0])]
                self._read(form, form.Resources, page, list(open_marks))

    def _begin(self, mark: OpenMark, page: int) -> None:
        if mark[0] == "/Artifact":
            self.artifacts[page].append((mark[1], ""))
        elif "/MCID" in mark[1]:
            self.marked[page, int(mark[1]["/MCID"])] = ""

    def _add(self, open_marks: list[OpenMark], page: int, text: str) -> None:
        assert open_marks, f"text outside of marked content on page {page + 1}: {text}"
        spoken = open_marks[-1][1].get("/ActualText")
        text = text if spoken is None else spoken
        name, properties = open_marks[-1 if spoken is None else -2]
        if name == "/Artifact":
            self.artifacts[page][-1] = (properties, self.artifacts[page][-1][1] + text)
        else:
            self.marked[page, int(properties["/MCID"])] += text


def _properties(operands: list[pikepdf.Object]) -> dict[str, str]:
    return {key: str(value) for key, value in operands[1].items()} if len(operands) > 1 else {}


def _unicode(font: pikepdf.Object) -> dict[int, str]:
    blocks = re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL)
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in blocks
        for glyph, text in _PAIR.findall(block)
    }


def _shown(operand: pikepdf.Object, font: dict[int, str]) -> str:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(font[int.from_bytes(codes[index : index + 2], "big")] for index in range(0, len(codes), 2))


def _layout(element: pikepdf.Object) -> dict[str, str]:
    """The attributes of layout of an element, without that of its box."""
    attributes = element.get("/A", pikepdf.Dictionary())
    if attributes.get("/O") != "/Layout":
        return {}
    return {name: str(value) for name, value in attributes.items() if name not in {"/O", "/BBox"}}
