"""Pictures that print too coarsely, and those that nothing shows: T780 and T781."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import Period, Text, Wording, wordings_of
from generator.document import decoded
from generator.problems import Problem, Severity, Where

# The width of the text on an upright page, in millimetres.
_COLUMN = 156
_MM_PER_INCH = 25.4
_LEAST_DPI = 150
_WIDE = re.compile(r"""!\[[^\]]*\]\(\s*<?([^\s)>"]+)[^)]*\)\s?\{[^}]*?bredd\s*=\s*"?(\d{1,3})\s?%""")
# The frame headers of JPEG (ITU T.81, table B.1): height and width follow the length and the precision.
_FRAME = re.compile(rb"[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]")

_COARSE = FindingKind(
    "T780",
    "Bilden {name} blir grov i tryck: {dpi} punkter per tum.",
    "Välj en större bild, eller låt den stå smalare.",
)
_NOT_SHOWN = FindingKind(
    "T781",
    "Bilden {name} visas inte i någon text.",
    "Visa den med ![Vad den visar]({name}), eller ta bort filen.",
    Severity.NOTICE,
)


def pictures(understood: Understood) -> Iterator[Problem]:
    """Yield what is wrong with how the pictures of a period are shown."""
    period = understood.content.period
    wordings = wordings_of(understood.content) if period.images else ()
    for name, share, where, place in _wide(period, wordings):
        width = _pixels(period.images.get(name, b""))
        least = round(_LEAST_DPI * _COLUMN * share / (100 * _MM_PER_INCH))
        if 0 < width < least:
            dpi = _LEAST_DPI * width // least
            yield _COARSE.at(where, place, f"minst {least} bildpunkter på bredden", f"{width}", name=name, dpi=dpi)
    shown = "\n".join((*(decoded(each.text) for each in wordings), *(each.file for each in period.pictures.values())))
    for name in period.images:
        if name not in shown and not name.rpartition("/")[2].startswith("."):
            yield _NOT_SHOWN.at(Where(f"content/{period.source_id}/{name}"), name, "en text som visar den", name=name)


def _wide(period: Period, wordings: tuple[Wording, ...]) -> Iterator[tuple[str, int, Where, str]]:
    """Yield each picture whose width is said, with its per cent of the text's width, its place and the place's name."""
    for name, entry in period.pictures.items():
        if entry.width:
            where = entry.file.where if isinstance(entry.file, Text) else entry.where
            yield entry.file.removeprefix("./"), int(entry.width.rstrip("% ")), where, name
    for wording in wordings:
        for match in _WIDE.finditer(wording.text):
            yield decoded(match[1]).removeprefix("./"), int(match[2]), wording.where(match.start(1)), wording.place


def _pixels(data: bytes) -> int:
    """Return the width of a PNG or JPEG; 0 for what has none, such as a drawing."""
    if data.startswith(b"\x89PNG") and len(data) >= struct.calcsize(">16xI"):
        return int(struct.unpack_from(">I", data, 16)[0])
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 9 <= len(data):
        if _FRAME.match(data, at + 1):
            return int(struct.unpack_from(">H", data, at + 7)[0])
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return 0
