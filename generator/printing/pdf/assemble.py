"""Stage 7: assemble fragments into one file that is PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from generator.document import PAPER, Attachment, Fragment, Layout, Metadata, Pdf, Placed, offsets, page_labels
from generator.printing.pdf.engine import colour_profile
from generator.printing.pdf.fonts import FontShelf
from generator.printing.pdf.late import Array, Dictionary, Name, String, pikepdf
from generator.printing.pdf.metadata import info_entries, pdf_date, xmp_packet
from generator.swedish import ascii_name

_POINTS = 0.75  # a CSS pixel in points
_OVERLAY = b"Q q /%s Do Q"


class AssemblyError(RuntimeError):
    """The fragments do not fit together: a fault of the program, not of the content."""


@dataclass(frozen=True, slots=True)
class _BoundPaper:
    """A paper's layout as a part of a file; `prefix`, if any, begins all its names."""

    id: str
    layout: Layout
    prefix: str = ""


class _Binder:
    def __init__(self, language: str) -> None:
        self.out = out = pikepdf.new()
        self.document = out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        self.tree = out.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([self.document])))
        self.document.P = self.tree
        self.document.Lang = String(language)
        out.Root.StructTreeRoot = self.tree
        self.tree.ParentTree = out.make_indirect(Dictionary(Kids=Array()))
        self.by_id: dict[str, pikepdf.Object] = {}
        self.fonts = FontShelf()
        self.next_key = 0

    def add(self, data: bytes, part: _BoundPaper, papers: frozenset[str]) -> None:
        """Append a fragment's pages and its part of the structure tree.

        Keys are renumbered and the source's Document is cut off before copying: a copy would drag the old tree along.
        Pages come first, so that the tree's copy finds them.
        """
        source = pikepdf.open(io.BytesIO(data))
        nums = source.Root.StructTreeRoot.ParentTree.Nums
        for index in range(0, len(nums), 2):
            nums[index] = int(nums[index]) + self.next_key
        for page in source.pages:
            page.obj.StructParents = int(page.obj.StructParents) + self.next_key
            for annotation in page.obj.get("/Annots") or ():
                annotation.StructParent = int(annotation.StructParent) + self.next_key
                _lead(annotation, part, papers)
        subtree = source.Root.StructTreeRoot.K[0].K[0]
        del subtree["/P"]
        if part.prefix:
            _prefix_ids(subtree, part.prefix)
        names = self.fonts.take(source)
        for page in source.pages:
            self.out.pages.append(page)
        self.fonts.want(self.out.pages[-1].resources.Font, names)
        copied = self.out.copy_foreign(subtree)
        copied.P = self.document
        if copied.get("/Lang") == self.document.Lang:
            del copied["/Lang"]
        self.document.K.append(copied)
        self._name_elements(source, part.prefix)
        node = self.out.copy_foreign(source.Root.StructTreeRoot.ParentTree)
        count = len(nums) // 2
        node.Limits = Array([self.next_key, self.next_key + count - 1])
        self.tree.ParentTree.Kids.append(node)
        self.next_key += count

    def _name_elements(self, source: pikepdf.Pdf, prefix: str) -> None:
        names = source.Root.StructTreeRoot.get("/IDTree", Dictionary(Names=Array())).Names
        for index in range(0, len(names), 2):
            self.by_id[f"{prefix}{names[index]}"] = self.out.copy_foreign(names[index + 1])

    def finish_tree(self) -> None:
        """Write what a reader finds elements by: the next free key, and ids (ISO 32000-1, table 322)."""
        self.tree.ParentTreeNextKey = self.next_key
        if self.by_id:
            self.tree.IDTree = self.out.make_indirect(_name_tree(self.by_id))


def _name_tree(objects: Mapping[str, pikepdf.Object]) -> Dictionary:
    """Return a name tree of one node. It is sorted by the bytes that the file holds, not by the letters."""
    flat = Array()
    for encoded, name in sorted((bytes(String(name)), name) for name in objects):
        flat.extend((String(encoded), objects[name]))
    return Dictionary(Names=flat)


def _prefix_ids(element: pikepdf.Object, prefix: str) -> None:
    """Tell a paper's elements from those of other papers in the same file, also where cells name their headers."""
    if "/ID" in element:
        element.ID = String(prefix + str(element.ID))
    attributes = element.get("/A")
    if attributes is not None and "/Headers" in attributes:
        attributes.Headers = Array([String(prefix + str(name)) for name in attributes.Headers])
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            _prefix_ids(kid, prefix)


def _lead(annotation: pikepdf.Object, part: _BoundPaper, papers: frozenset[str]) -> None:
    """Lead a link to a name of its own paper, to another paper in this file, or to that paper's file."""
    if "/Dest" in annotation:
        annotation.Dest = String(part.prefix + str(annotation.Dest))
    action = annotation.get("/A")
    address = str(action.get("/URI", "")) if action is not None else ""
    if not address.startswith(PAPER):
        return
    paper = unquote(address.removeprefix(PAPER))
    if paper in papers:
        del annotation["/A"]
        annotation.Dest = String(f"{PAPER}{paper}")
    else:
        annotation.A.URI = String(f"{ascii_name(paper)}.pdf")


def _lay_over(out: pikepdf.Pdf, furniture: bytes, fonts: FontShelf, first: int) -> None:
    """Lay the furniture over the pages from `first` (from 0). All that it paints is artifacts already."""
    source = pikepdf.open(io.BytesIO(furniture))
    before = out.make_stream(b"q")
    names = fonts.take(source)
    pages = [out.pages[first + index] for index in range(len(source.pages))]
    for number, (page, over) in enumerate(zip(pages, source.pages, strict=True), start=first + 1):
        if [round(float(x), 2) for x in page.mediabox] != [round(float(x), 2) for x in over.mediabox]:
            raise AssemblyError(f"page {number} and its furniture differ in size")
        form = out.copy_foreign(over.as_form_xobject(handle_transformations=False))
        name = f"Furniture{number}"
        page.resources.XObject[f"/{name}"] = form
        page.obj.Contents = Array([before, page.obj.Contents, out.make_stream(_OVERLAY % name.encode())])
    fonts.want(form.Resources.Font, names)


def _point(out: pikepdf.Pdf, page: int, x: float, y: float) -> Array:
    """Return a destination: page (from 1) and a point in CSS pixels from its top left."""
    target = out.pages[page - 1]
    height = float(target.mediabox[3])
    return Array([target.obj, Name.XYZ, round(_POINTS * x, 3), round(height - _POINTS * y, 3), 0])


def _add_destinations(out: pikepdf.Pdf, parts: tuple[_BoundPaper, ...]) -> None:
    """Name the points that links can lead to. Raises AssemblyError if a link leads to none of them."""
    annotations = [annotation for page in out.pages for annotation in page.obj.get("/Annots") or ()]
    wanted = {str(annotation.Dest) for annotation in annotations if "/Dest" in annotation}
    points = {f"{PAPER}{part.id}": _point(out, first + 1, 0, 0) for first, part in _starts(parts) if part.prefix}
    for before, part, fragment in _bound_fragments(parts):
        for place in fragment.destinations:
            name = part.prefix + place.id
            if name not in points and (name in wanted or not place.figure):
                points[name] = _point(out, before + place.page, place.x, place.y)
    objects = {name: out.make_indirect(point) for name, point in points.items()}
    out.Root.Names = Dictionary(Dests=out.make_indirect(_name_tree(objects)))
    if wanted - set(points):
        raise AssemblyError(f"links lead to nothing: {sorted(wanted - set(points))}")


def _bound_fragments(parts: tuple[_BoundPaper, ...]) -> Iterator[tuple[int, _BoundPaper, Fragment]]:
    for first, part in _starts(parts):
        for before, fragment in offsets(part.layout.fragments):
            yield first + before, part, fragment


def _add_outline(out: pikepdf.Pdf, parts: tuple[_BoundPaper, ...]) -> None:
    top = out.make_indirect(Dictionary(Type=Name.Outlines))
    open_items: list[tuple[int, pikepdf.Object]] = [(0, top)]
    bookmarks = [
        (before, bookmark) for before, _, fragment in _bound_fragments(parts) for bookmark in fragment.bookmarks
    ]
    for before, bookmark in bookmarks:
        while open_items[-1][0] >= bookmark.level:
            open_items.pop()
        parent = open_items[-1][1]
        target = _point(out, before + bookmark.page, bookmark.x, bookmark.y)
        item = out.make_indirect(Dictionary(Title=String(bookmark.label), Parent=parent, Dest=target))
        if "/Last" in parent:
            item.Prev = parent.Last
            parent.Last.Next = item
        else:
            parent.First = item
        parent.Last = item
        for _, ancestor in open_items[1:]:
            ancestor.Count = int(ancestor.get("/Count", 0)) + 1
        open_items.append((bookmark.level, item))
    if bookmarks:
        top.Count = len(bookmarks)
        out.Root.Outlines = top


def _add_page_labels(out: pikepdf.Pdf, parts: tuple[_BoundPaper, ...]) -> tuple[str, ...]:
    """Write the printed numbers if they differ from the pages' place in the file, and return them."""
    labels = tuple(label for part in parts for label in page_labels(part.layout.fragments))
    if labels != tuple(str(number) for number in range(1, len(labels) + 1)):
        flat = Array()
        for index, label in enumerate(labels):
            flat.append(index)
            flat.append(Dictionary(P=String(label)) if label else Dictionary())
        out.Root.PageLabels = out.make_indirect(Dictionary(Nums=flat))
    return labels


def _add_metadata(out: pikepdf.Pdf, metadata: Metadata) -> None:
    packet = out.make_stream(xmp_packet(metadata))
    packet.Type, packet.Subtype = Name.Metadata, Name.XML
    profile = out.make_stream(colour_profile())
    profile.N = 3
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=profile)
    intent.OutputConditionIdentifier = String("sRGB")
    intent.Info = String("sRGB IEC61966-2.1")
    root = out.Root
    root.Metadata = packet
    root.Lang = String(metadata.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.OutputIntents = Array([intent])
    for key, text in info_entries(metadata).items():
        out.docinfo[key] = String(text)


def _file_spec(out: pikepdf.Pdf, attachment: Attachment) -> pikepdf.Object:
    if not attachment.name.isascii():
        raise AssemblyError(f"the name of an attachment is not ASCII: {attachment.name}")
    date = String(pdf_date(attachment.modified))
    stream = out.make_stream(attachment.data)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name("/" + attachment.media_type)
    digest = hashlib.md5(attachment.data, usedforsecurity=False).digest()
    stream.Params = Dictionary(Size=len(attachment.data), CheckSum=String(digest), CreationDate=date, ModDate=date)
    name = String(attachment.name)
    spec = Dictionary(Type=Name.Filespec, F=name, UF=name, EF=Dictionary(F=stream, UF=stream), AFRelationship=Name.Data)
    spec.Desc = String(attachment.description)
    return out.make_indirect(spec)


def _add_attachments(out: pikepdf.Pdf, attachments: tuple[Attachment, ...]) -> None:
    if not attachments:
        return
    specs = {attachment.name: _file_spec(out, attachment) for attachment in attachments}
    if len(specs) < len(attachments):
        raise AssemblyError("two attachments have the same name")
    out.Root.Names.EmbeddedFiles = out.make_indirect(_name_tree(specs))
    out.Root.AF = Array(list(specs.values()))


def _starts(parts: tuple[_BoundPaper, ...]) -> Iterator[tuple[int, _BoundPaper]]:
    before = 0
    for part in parts:
        yield before, part
        before += sum(fragment.page_count for fragment in part.layout.fragments)


def _bind(parts: tuple[_BoundPaper, ...], metadata: Metadata, attachments: tuple[Attachment, ...] = ()) -> Pdf:
    binder = _Binder(metadata.language)
    out = binder.out
    papers = frozenset(part.id for part in parts if part.prefix)
    for part in parts:
        for fragment in part.layout.fragments:
            binder.add(fragment.pdf, part, papers)
    binder.finish_tree()
    for first, part in _starts(parts):
        if part.layout.furniture:
            _lay_over(out, part.layout.furniture, binder.fonts, first)
    binder.fonts.give_back(out)
    _add_destinations(out, parts)
    _add_outline(out, parts)
    labels = _add_page_labels(out, parts)
    _add_metadata(out, metadata)
    _add_attachments(out, attachments)
    placed = tuple(
        Placed(part.prefix + place.id, replace(place.box, page=before + place.box.page))
        for before, part, fragment in _bound_fragments(parts)
        for place in fragment.placed
    )
    buffer = io.BytesIO()
    out.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True, force_version="1.7")
    return Pdf(buffer.getvalue(), labels, placed)


def assemble(layout: Layout, metadata: Metadata, attachments: tuple[Attachment, ...] = ()) -> Pdf:
    """Make one file of a layout. Raises AssemblyError for dead links, furniture of another size, names not in ASCII."""
    return _bind((_BoundPaper("", layout),), metadata, attachments)


def bundle(layouts: Mapping[str, Layout], metadata: Metadata, attachments: tuple[Attachment, ...] = ()) -> Pdf:
    """Make one file of a matter's papers, in order, by their ids. Raises AssemblyError as `assemble`.

    Each paper keeps its page numbers, orientation and furniture. A link to a paper outside leads to the file beside.
    """
    parts = tuple(_BoundPaper(paper, layout, f"{paper}/") for paper, layout in layouts.items())
    return _bind(parts, metadata, attachments)
