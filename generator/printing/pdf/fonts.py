"""The fragments' subsets of one font merged into one, so that the file carries each font once.

The engine keeps the numbers of shown glyphs, so the merged program shows the text of all fragments.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from generator.printing.pdf.late import Array, Name, pikepdf

# What a PDF reader needs of a TrueType program (ISO 32000-1, 9.9), beside the tables that are merged.
_CARRIED = ("cvt ", "fpgm", "prep")
_BFCHAR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
_GLYPH_HEADER = 10
_BATCH = 100  # entries of a bfchar block (Adobe technical note 5014)


class FontConflict(ValueError):
    """The programs are not subsets of one font."""


@dataclass(frozen=True, slots=True)
class _Program:
    """A TrueType program taken apart. Glyphs up to `last` have the font's numbers; those beyond are parts of others."""

    tables: Mapping[str, bytes]
    glyphs: Sequence[bytes]
    metrics: Sequence[tuple[int, int]]
    last: int


def _tables(data: bytes) -> dict[str, bytes]:
    count = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sLLL", data, 12 + 16 * index) for index in range(count))
    return {tag.decode("ascii"): data[offset : offset + length] for tag, _checksum, offset, length in entries}


def _take_apart(data: bytes, last: int) -> _Program:
    tables = _tables(data)
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    if struct.unpack_from(">h", tables["head"], 50)[0]:
        offsets = struct.unpack_from(f">{count + 1}L", tables["loca"])
    else:
        offsets = tuple(2 * half for half in struct.unpack_from(f">{count + 1}H", tables["loca"]))
    glyphs = [tables["glyf"][start:end] for start, end in pairwise(offsets)]
    full = struct.unpack_from(">H", tables["hhea"], 34)[0]
    metrics = [struct.unpack_from(">Hh", tables["hmtx"], 4 * index) for index in range(full)]
    bearings = struct.unpack_from(f">{count - full}h", tables["hmtx"], 4 * full)
    metrics += [(metrics[-1][0], bearing) for bearing in bearings]
    return _Program(tables, glyphs, metrics, last)


def _component_places(glyph: bytes) -> Iterator[int]:
    """Yield where a composite glyph names its parts (OpenType, glyf: composite glyph description)."""
    if len(glyph) < _GLYPH_HEADER or struct.unpack_from(">h", glyph)[0] >= 0:
        return
    place, more = _GLYPH_HEADER, True
    while more:
        flags = struct.unpack_from(">H", glyph, place)[0]
        yield place + 2
        place += 8 if flags & 0x0001 else 6
        place += 2 * bool(flags & 0x0008) + 4 * bool(flags & 0x0040) + 8 * bool(flags & 0x0080)
        more = bool(flags & 0x0020)


class _Glyphs:
    """Glyphs of all programs: those with the font's numbers, then the parts that only other glyphs use."""

    def __init__(self, programs: Sequence[_Program]) -> None:
        count = 1 + max(program.last for program in programs)
        self.outlines = [b""] * count
        self.metrics = [(0, 0)] * count
        self._parts: dict[bytes, int] = {}
        for program in programs:
            for number in range(min(program.last + 1, len(program.glyphs))):
                self._add(number, self._renumbered(program, program.glyphs[number]), program.metrics[number])

    def _add(self, number: int, outline: bytes, metric: tuple[int, int]) -> None:
        earlier = self.outlines[number]
        # The header of a composite glyph is its box; its parts may have other numbers in another program.
        size = _GLYPH_HEADER if any(_component_places(outline)) else len(outline)
        if outline and earlier and earlier[:size] != outline[:size]:
            raise FontConflict(f"glyph {number} has two outlines")
        if (outline and not earlier) or metric[0] > self.metrics[number][0]:
            self.outlines[number], self.metrics[number] = earlier or outline, metric

    def _renumbered(self, program: _Program, glyph: bytes) -> bytes:
        changed = bytearray(glyph)
        for place in _component_places(glyph):
            part = struct.unpack_from(">H", glyph, place)[0]
            if part > program.last:
                struct.pack_into(">H", changed, place, self._part(program, part))
        return bytes(changed)

    def _part(self, program: _Program, part: int) -> int:
        outline: bytes = self._renumbered(program, program.glyphs[part])
        if outline not in self._parts:
            self._parts[outline] = len(self.outlines)
            self.outlines.append(outline)
            self.metrics.append(program.metrics[part])
        return self._parts[outline]


def _head(programs: Sequence[_Program]) -> bytes:
    heads = [program.tables["head"] for program in programs]
    if len({head[18:20] for head in heads}) > 1:
        raise FontConflict("the programs differ in units per em")
    left, bottom, right, top = zip(*(struct.unpack_from(">hhhh", head, 36) for head in heads), strict=True)
    box = struct.pack(">hhhh", min(left), min(bottom), max(right), max(top))
    # The checksum is set when the whole program is there; glyph offsets are long ones.
    return b"".join((heads[0][:8], bytes(4), heads[0][12:36], box, heads[0][44:50], struct.pack(">hh", 1, 0)))


def _checksum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}L", padded)
    return sum(words) & 0xFFFFFFFF


def _put_together(tables: Mapping[str, bytes]) -> bytes:
    names = sorted(tables)
    power = len(names).bit_length() - 1
    header = struct.pack(">LHHHH", 0x00010000, len(names), 16 << power, power, 16 * len(names) - (16 << power))
    body, directory = b"", b""
    for name in names:
        offset = 12 + 16 * len(names) + len(body)
        directory += struct.pack(">4sLLL", name.encode(), _checksum(tables[name]), offset, len(tables[name]))
        body += tables[name] + bytes(-len(tables[name]) % 4)
    data = header + directory + body
    place = data.index(tables["head"], 12 + 16 * len(names)) + 8
    return data[:place] + struct.pack(">L", (0xB1B0AFBA - _checksum(data)) & 0xFFFFFFFF) + data[place + 4 :]


def merge_programs(subsets: Sequence[tuple[bytes, int]]) -> bytes:
    """Merge TrueType subsets of one font, each with the highest glyph number shown. Raises FontConflict.

    Up to that number a subset has the font's own glyph numbers.
    """
    if len({data for data, _last in subsets}) == 1:
        return subsets[0][0]
    programs = [_take_apart(data, last) for data, last in subsets]
    first = programs[0].tables
    glyphs = _Glyphs(programs)
    padded = [glyph + bytes(-len(glyph) % 4) for glyph in glyphs.outlines]
    offsets = list(accumulate(map(len, padded), initial=0))
    maxima = map(max, *(struct.unpack_from(">13H", program.tables["maxp"], 6) for program in programs))
    tables = {name: first[name] for name in _CARRIED if name in first}
    tables |= {
        "glyf": b"".join(padded),
        "loca": struct.pack(f">{len(offsets)}L", *offsets),
        "hmtx": b"".join(struct.pack(">Hh", *metric) for metric in glyphs.metrics),
        "hhea": first["hhea"][:34] + struct.pack(">H", len(padded)),
        "maxp": first["maxp"][:4] + struct.pack(">14H", len(padded), *maxima),
        "head": _head(programs),
    }
    return _put_together(tables)


def _read_unicode(stream: pikepdf.Object) -> dict[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in re.findall(rb"beginbfchar(.*?)endbfchar", stream.read_bytes(), re.DOTALL)
        for glyph, text in _BFCHAR.findall(block)
    }


def merge_unicode(maps: Iterable[Mapping[int, str]]) -> dict[int, str]:
    """Merge maps of glyphs to texts.

    Of several characters of one glyph (a space, a no-break space) the shortest, then the lowest code point, wins.
    """
    texts: dict[int, list[str]] = {}
    for each in maps:
        for glyph, text in each.items():
            texts.setdefault(glyph, []).append(text)
    return {glyph: min(texts[glyph], key=lambda text: (not text, len(text), text)) for glyph in sorted(texts)}


def _unicode_stream(texts: Mapping[int, str]) -> bytes:
    """Return a ToUnicode CMap (ISO 32000-1, 9.10.3)."""
    entries = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in texts.items()]
    blocks = [entries[start : start + _BATCH] for start in range(0, len(entries), _BATCH)]
    lines = [
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo",
        "<< /Registry (Adobe)\n/Ordering (UCS)\n/Supplement 0\n>> def",
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def",
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join([*lines, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"]).encode()


def _read_widths(array: pikepdf.Object) -> dict[int, object]:
    """Return the glyph widths of a W array whose entries are all of the form `first [width …]`."""
    widths: dict[int, object] = {}
    for index in range(0, len(array), 2):
        widths.update(enumerate(array[index + 1], start=int(array[index])))
    return widths


def _width_array(widths: Mapping[int, object]) -> Array:
    runs: list[tuple[int, list[object]]] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            runs.append((glyph, []))
        runs[-1][1].append(widths[glyph])
    return Array([part for first, run in runs for part in (first, Array(run))])


@dataclass(slots=True)
class _Subset:
    font: pikepdf.Object
    program: bytes
    unicode: dict[int, str]
    widths: dict[int, object]


def _descriptor(font: pikepdf.Object) -> pikepdf.Object:
    return font.DescendantFonts[0].FontDescriptor


class FontShelf:
    """Takes the fonts out of fragments before they are copied, and gives all of them shared ones back."""

    def __init__(self) -> None:
        # A closed file takes its objects with it.
        self._sources: list[pikepdf.Pdf] = []
        self._subsets: dict[str, list[_Subset]] = {}
        self._wanted: list[tuple[pikepdf.Object, tuple[str, ...]]] = []

    def take(self, source: pikepdf.Pdf) -> tuple[str, ...]:
        """Take out what can be shared of the font resources, alike on all pages, and return its names."""
        self._sources.append(source)
        fonts = source.pages[0].resources.Font
        names = tuple(
            name
            for name in sorted(fonts.keys())
            # Another encoding means missing glyphs; another kind of program is not merged.
            if fonts[name].get("/Encoding") == Name("/Identity-H") and "/FontFile2" in _descriptor(fonts[name])
        )
        for name in names:
            font = fonts[name]
            program = _descriptor(font).FontFile2.read_bytes()
            subset = _Subset(font, program, _read_unicode(font.ToUnicode), _read_widths(font.DescendantFonts[0].W))
            self._subsets.setdefault(name, []).append(subset)
            del fonts[name]
        return names

    def want(self, fonts: pikepdf.Object, names: tuple[str, ...]) -> None:
        """Note that these font resources of the file are to have these fonts."""
        self._wanted.append((fonts, names))

    def give_back(self, out: pikepdf.Pdf) -> None:
        """Put the shared fonts into all resources that want them."""
        shared = {name: _shared(out, subsets) for name, subsets in self._subsets.items()}
        for fonts, names in self._wanted:
            for name in names:
                fonts[name] = shared[name]


def _shared(out: pikepdf.Pdf, subsets: Sequence[_Subset]) -> pikepdf.Object:
    font = out.copy_foreign(subsets[0].font)
    program = merge_programs([(subset.program, max(subset.widths)) for subset in subsets])
    widths: dict[int, object] = {}
    for subset in subsets:
        widths = subset.widths | widths
    descendant = font.DescendantFonts[0]
    descendant.FontDescriptor.FontFile2.write(program)
    descendant.FontDescriptor.FontFile2.Length1 = len(program)
    box = Array(descendant.FontDescriptor.FontBBox)
    box[2] = max(widths.values(), key=float)  # type: ignore[arg-type]
    descendant.FontDescriptor.FontBBox = box
    descendant.W = _width_array(widths)
    font.ToUnicode.write(_unicode_stream(merge_unicode(subset.unicode for subset in subsets)))
    return font
