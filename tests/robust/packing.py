"""Archives and workbooks made of a description, whole or broken on purpose, the same bytes each time."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

Cell = str | int | float | None | Mapping[str, str]
"""A text, a number, nothing, or the parts of a cell: `värde`, `typ`, `format`, `formel`, `ref`."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_KINDS = {
    "fil": tarfile.REGTYPE,
    "mapp": tarfile.DIRTYPE,
    "länk": tarfile.SYMTYPE,
    "hård länk": tarfile.LNKTYPE,
    "rör": tarfile.FIFOTYPE,
    "enhet": tarfile.CHRTYPE,
}


@dataclass(frozen=True)
class Member:
    """A member of a tar archive; `size` is what its header says where that is not the truth."""

    name: str
    data: bytes = b""
    kind: str = "fil"
    target: str = ""
    size: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def tar(members: Sequence[Member]) -> bytes:
    """An archive of these members, in this order, without any check."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for member in members:
            info = tarfile.TarInfo(member.name)
            info.type, info.linkname, info.pax_headers = _KINDS[member.kind], member.target, dict(member.headers)
            info.size = len(member.data) if member.size is None else member.size
            out.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))
            out.write(member.data + b"\0" * (-len(member.data) % tarfile.BLOCKSIZE))
            archive.offset = out.tell()
    return out.getvalue()


def members_of(archive: bytes) -> list[Member]:
    """The files of an archive."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as opened:
        return [
            Member(each.name, file.read()) for each in opened if each.isreg() and (file := opened.extractfile(each))
        ]


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of parts by name, without dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts_of(archive: bytes) -> dict[str, bytes]:
    """The parts of a zip archive by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]], extra: str = "") -> dict[str, bytes]:
    """The parts of a workbook; `extra` follows the cells of each sheet, as `<mergeCells>` does."""
    cells = (cell for rows in sheets.values() for row in rows for cell in row)
    formats = sorted({cell["format"] for cell in cells if isinstance(cell, Mapping) and "format" in cell})
    names = list(sheets)
    parts = {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)}
            | {"rId0": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _styles(formats),
    }
    for number, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows, formats, extra)
    return {name: f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode() for name, text in parts.items()}


def _content_types(sheets: int) -> str:
    kinds = {"workbook": "sheet.main", "styles": "styles"} | {
        f"worksheets/sheet{number}": "worksheet" for number in range(1, sheets + 1)
    }
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f"{overrides}</Types>"
    )


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def _styles(formats: Sequence[str]) -> str:
    codes = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for number, code in enumerate(formats, 164)
    )
    uses = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *range(164, 164 + len(formats))))
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{codes}</numFmts><fonts><font/></fonts>'
        f"<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{uses}</cellXfs></styleSheet>"
    )


def _sheet(rows: Sequence[Sequence[Cell]], formats: Sequence[str], extra: str) -> str:
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(cell, number, column, formats) for column, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{extra}</worksheet>'


def _cell(cell: Cell, row: int, column: int, formats: Sequence[str]) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    if not isinstance(cell, Mapping):
        return f'<c r="{place}"><v>{cell}</v></c>'
    style = formats.index(cell["format"]) + 1 if "format" in cell else 0
    formula = f"<f>{escape(cell['formel'])}</f>" if "formel" in cell else ""
    value = f"<v>{cell['värde']}</v>" if "värde" in cell else ""
    return f'<c r="{cell.get("ref", place)}" s="{style}" t="{cell.get("typ", "n")}">{formula}{value}</c>'
