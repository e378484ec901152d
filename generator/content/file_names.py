"""Names that files can have on every computer, and the names of the files that documents and matters become.

Windows and macOS tell names apart neither by letter case nor by how å is composed; Windows has names and signs of its
own that no name may have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from generator.content.fields import where_of
from generator.content.period import PeriodEntry
from generator.problems import Problems, Where
from generator.swedish import ascii_name

# Pages in output/ about a period's reports, beside the reports.
CHECK_PAGE, DIFFERENCES_PAGE, STATUS_PAGE = "kontroll.html", "jamforelse.html", "status.html"
# What Windows has for its devices, with any ending.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')


def same_name(name: str) -> str:
    """Return what a name is to a computer that has names alike in every letter case and composition."""
    return unicodedata.normalize("NFC", name).casefold()


def name_fault(name: str) -> str:
    """Return why a file or folder cannot have a name on every computer, as the end of a Swedish sentence, or ""."""
    if _DEVICE.match(name):
        return "är ett namn som Windows har för eget bruk"
    if name.endswith((".", " ")):
        return "slutar med en punkt eller ett blanksteg, som Windows tar bort"
    if sign := _FORBIDDEN.search(name):
        found = sign[0] if sign[0].isprintable() else f"U+{ord(sign[0]):04X}"
        return f"har tecknet {found}, som Windows inte kan ha i namn"
    return ""


def check_file_names(entry: PeriodEntry, problems: Problems) -> None:
    """Add a problem for each document or bundled matter whose files could not stand beside the others in `output/`."""
    pages = {page.rpartition(".")[0] for page in (CHECK_PAGE, DIFFERENCES_PAGE, STATUS_PAGE)}
    seen: dict[str, tuple[str, Where]] = {}
    for what, name, where in _named(entry):
        own = ascii_name(name)
        other, place = seen.setdefault(same_name(own), (name, where))
        if (fault := name_fault(own)) or own.lower() in pages:
            message = (
                f"{what} ”{name}” kan inte ge en fil sitt namn: {own} {fault or 'är en sida som Tertial skriver'}."
            )
            problems.add("T113", where, message, expected="ett annat id", found=name, hint="Ge det ett annat id.")
        elif (other, place) != (name, where):
            message = f"{what} ”{name}” och ”{other}” får samma filnamn, {own.lower()}.pdf, och den ena går förlorad."
            hint = "Ge det ena ett annat id."
            problems.add("T107", where, message, expected="ett eget filnamn", found=own, hint=hint, related=(place,))


def _named(entry: PeriodEntry) -> Iterator[tuple[str, str, Where]]:
    for name, document in entry.documents.items():
        yield "Dokumentet", name, where_of(name, document.where)
    for name, matter in entry.matters.items():
        if matter.bundled:
            yield "Ärendet", name, where_of(name, matter.where)
