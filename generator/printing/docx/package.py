"""A package of parts with relationships, as Office files are, zipped without a clock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_MEDIA = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml"}

# The kind, the target, and whether that is an address outside the package.
_Relationship = tuple[str, str, bool]


@dataclass
class Package:
    """Parts by name with their media types, and the ids of the relationships of each; "" is the package itself.

    `pictures` are the names of those parts that are pictures, by their data and form.
    """

    parts: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    relations: dict[str, dict[_Relationship, str]] = field(default_factory=dict)
    pictures: dict[tuple[bytes, str], str] = field(default_factory=dict)

    def add(self, name: str, media_type: str, data: bytes) -> None:
        """Add a part, or replace it."""
        self.parts[name], self.types[name] = data, media_type

    def relate(self, source: str, kind: str, target: str, *, external: bool = False) -> str:
        """Relate a part to another or to an address; return the id, the same for the same target."""
        address = kind if "://" in kind else f"{_RELATION}/{kind}"
        known = self.relations.setdefault(source, {})
        return known.setdefault((address, target, external), f"rId{len(known) + 1}")

    def picture(self, source: str, data: bytes, form: str) -> str:
        """Relate a part to a picture, which is kept once; return the id."""
        if (data, form) not in self.pictures:
            name = f"word/media/bild{len(self.pictures) + 1}.{form}"
            self.pictures[data, form] = name
            self.add(name, _MEDIA[form], data)
        return self.relate(source, "image", self.pictures[data, form].removeprefix("word/"))

    def zipped(self) -> bytes:
        """Return the file: the list of types first, then parts and relationships by name."""
        files = dict(self.parts)
        for source, relations in self.relations.items():
            folder, _, name = source.rpartition("/")
            files[f"{folder}/_rels/{name}.rels".lstrip("/")] = _relationships(relations)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in [("[Content_Types].xml", self._content_types()), *sorted(files.items())]:
                entry = zipfile.ZipInfo(name, _EARLIEST)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data, compresslevel=6)
        return out.getvalue()

    def _content_types(self) -> bytes:
        root = Element("Types", xmlns=f"{_PACKAGE}/content-types")
        rels = "application/vnd.openxmlformats-package.relationships+xml"
        SubElement(root, "Default", Extension="rels", ContentType=rels)
        for name, media_type in sorted(self.types.items()):
            SubElement(root, "Override", PartName=f"/{name}", ContentType=media_type)
        return _xml(root)


def _relationships(relations: Mapping[_Relationship, str]) -> bytes:
    root = Element("Relationships", xmlns=f"{_PACKAGE}/relationships")
    for (kind, target, external), name in relations.items():
        mode = {"TargetMode": "External"} if external else {}
        SubElement(root, "Relationship", {"Id": name, "Type": kind, "Target": target, **mode})
    return _xml(root)


def _xml(root: Element) -> bytes:
    body: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return body
