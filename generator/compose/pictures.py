"""Pictures of a text: what stands in braces after one, and a picture with its caption as a figure of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from generator.compose.links import LinkFault
from generator.problems import nearest_hint

_BRACES = re.compile(r"\s?\{([^{}\n]*)\}")
_PAIR = re.compile(r"""\s*([^\s=]+)\s*=\s*(?:"([^"]*)"|”([^”]*)”|(\S+))\s*|\s*(\S+)\s*""")
_WIDTH = re.compile(r"(?:100|[1-9][0-9]?)%")
# Stands for a caption until its figures are set.
_CAPTION = "\ue001"
_APART = re.compile(r"(?<=\d)\s+(?=%)")
KEYS: Final = ("bredd", "placering", "fotograf", "dekorativ")
# The class that each place has.
PLACES: Final = {"vänster": "left", "mitten": "middle", "höger": "right"}


@dataclass(frozen=True, slots=True)
class PictureForm:
    """How a picture stands: its width as CSS or empty, its class, who took it, and whether it says nothing."""

    width: str = ""
    place: str = ""
    credit: str = ""
    decorative: bool = False

    def fit(self, element: Element) -> None:
        """Give an element width and place."""
        if self.width:
            element.set("style", f"width: {self.width}")
        if self.place:
            element.set("class", " ".join(filter(None, (element.get("class"), f"picture-{self.place}"))))


def taken_form(picture: Element) -> tuple[PictureForm, tuple[LinkFault, ...]]:
    """Take the braces away that follow a picture, and return what they say and what is wrong in them."""
    match = _BRACES.match(picture.tail or "")
    if match is None:
        return PictureForm(), ()
    picture.tail = (picture.tail or "")[match.end() :]
    said: dict[str, str] = {}
    faults: list[LinkFault] = []
    for pair in _PAIR.finditer(_APART.sub("", match[1])):
        key, value = pair[1] or "", next((each for each in pair.group(2, 3, 4) if each is not None), "")
        if fault := _fault(key, value, pair[5] or ""):
            faults.append(fault)
        else:
            said[key] = value
    place = PLACES.get(said.get("placering", ""), "")
    return PictureForm(said.get("bredd", ""), place, said.get("fotograf", ""), said.get("dekorativ") == "ja"), tuple(
        faults
    )


def _fault(key: str, value: str, loose: str) -> LinkFault | None:
    if key not in KEYS:
        hint = nearest_hint(key or loose, KEYS) or f"Bilden kan ha {', '.join(KEYS)}."
        return LinkFault("T101", f"”{key or loose}” går inte att säga om en bild.", "{bredd=60%}", key or loose, hint)
    if key == "bredd" and not _WIDTH.fullmatch(value):
        message = "Bildens bredd är en andel av textens bredd."
        return LinkFault("T103", message, "1–100 %, till exempel bredd=60%", value, "Skriv bredd=60%.")
    if key == "placering" and value not in PLACES:
        return LinkFault(
            "T111", f"”{value}” är ingen placering.", ", ".join(PLACES), value, nearest_hint(value, PLACES)
        )
    if key == "dekorativ" and value not in {"ja", "nej"}:
        return LinkFault("T103", "dekorativ är ja eller nej.", "ja eller nej", value, "Skriv dekorativ=ja.")
    return None


def set_apart(paragraph: Element, form: PictureForm) -> None:
    """Make a figure of a paragraph that holds one picture and nothing else, where it has a caption, place or width."""
    picture = paragraph[0]
    caption = picture.attrib.pop("title", "")
    if not (caption or form != PictureForm()):
        return
    paragraph.tag = "figure"
    paragraph.text = picture.tail = None
    paragraph.set("class", "picture")
    form.fit(paragraph)
    if caption or form.credit:
        words = SubElement(paragraph, "figcaption")
        words.text = caption
        if form.credit:
            credit = SubElement(words, "span", {"class": "credit"})
            credit.text = f"Foto: {form.credit}"
            words.text += " " if caption else ""


def stands_alone(paragraph: Element) -> bool:
    """Whether a paragraph holds one picture and nothing else."""
    return (
        paragraph.tag == "p"
        and len(paragraph) == 1
        and paragraph[0].tag == "img"
        and not (paragraph.text or "").strip()
        and not (paragraph[0].tail or "").strip()
    )


def figure_of(address: str, alternative: str, form: PictureForm, *, captioned: bool) -> tuple[str, str]:
    """Return the markup of a figure before and after the text of its caption."""
    paragraph = Element("p")
    SubElement(paragraph, "img", {"alt": alternative, "src": address, "title": _CAPTION if captioned else ""})
    set_apart(paragraph, form)
    before, _, after = tostring(paragraph, "unicode").partition(_CAPTION)
    return before, after
