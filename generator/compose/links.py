"""What a text may show and lead to: pictures and documents of the period, places of the document, the world outside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from generator.content import Text, place_in
from generator.document import (
    LONGEST_ADDRESS,
    OUTGOING,
    PAPER,
    PUBLISHED_FORMATS,
    decoded,
    host_of,
    outgoing_address,
    scheme_of,
    unseen,
)
from generator.problems import Problem, Where, nearest_hint
from generator.swedish import ascii_name

# Stands for a figure that is cited in an address.
CITED = "\ue000"
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg")
_EXPECTED = "https://…, mailto:…, tel:…, #plats eller namnet på ett dokument i perioden"
_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_DOMAIN = re.compile(r"(?:www\.\S+|[\w-]+(?:\.[\w-]+)*\.(?:se|nu|com|org|net|eu)(?:[/?#:]\S*)?)", re.IGNORECASE)
_WEB = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_LONGEST_SHOWN = 80
# Characters of data addresses in a document, each use of a picture counted: 4 for 3 bytes.
MOST_OF_PICTURES = 100_000_000
# After so many searches in vain, a link is told at the beginning of its text.
_MOST_MISSES = 200


@dataclass(frozen=True, slots=True)
class LinkFault:
    """What is wrong with a link or a picture, without its place."""

    code: str
    message: str
    expected: str = ""
    found: str = ""
    hint: str = ""

    def at(self, where: Where) -> Problem:
        """Return the problem at a place."""
        return Problem(self.code, where, self.message, self.expected, self.found, self.hint)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture of a text: the address as `written`, and as printed, empty where something is wrong."""

    written: str
    address: str = ""
    faults: tuple[LinkFault, ...] = ()

    @property
    def target(self) -> str:
        """The id of the element that it leads to, or nothing."""
        return self.address[1:] if self.address.startswith("#") else ""


@dataclass(frozen=True, slots=True)
class Reachable:
    """What the texts of a period can show and lead to.

    `images` are data addresses, and `image_faults` what is wrong, by path; `papers` are documents by the names of their
    files. What leads within a board's own papers leads nowhere where they are `included` in another's.
    """

    images: Mapping[str, str] = field(default_factory=dict)
    image_faults: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    included: bool = False

    def link(self, written: str, words: str = "") -> Link:
        """Read the address of a link, as `read_link`."""
        link = read_link(written, self.papers, words)
        leads_within = link.address.startswith(("#", PAPER))
        return replace(link, address="") if self.included and leads_within else link


def paper_names(documents: Iterable[str]) -> Mapping[str, str]:
    """Return the ids of documents by the names of the files that are made of them."""
    return {f"{ascii_name(name)}.{form}": name for name in documents for form in PUBLISHED_FORMATS}


def read_link(written: str, papers: Mapping[str, str], words: str = "") -> Link:
    """Read the address of a link: nothing but what is allowed comes out of it. `words` are those of the link."""
    address = unicodedata.normalize("NFC", written)
    fault = _fault_of_signs(address)
    if fault is not None:
        return Link(written, "", (fault,))
    if address.startswith("#"):
        return Link(written, f"#{decoded(address[1:])}")
    if outgoing := outgoing_address(address):
        return (
            Link(written, outgoing)
            if _leads_as_said(words, outgoing)
            else Link(written, "", (_misleading(words, address),))
        )
    name = decoded(address).removeprefix("./")
    if name in papers:
        return Link(written, PAPER + papers[name])
    return Link(written, "", (_fault("Länken leder inte dit den ska.", address, _way_out(address, name, papers)),))


def read_picture(
    written: str, alternative: str, reachable: Reachable, room: int = MOST_OF_PICTURES, *, decorative: bool = False
) -> Link:
    """Read the address of a picture, its path in the period's folder; `room` is left for pictures in the document.

    A `decorative` one says nothing, and has no alternative text.
    """
    name = _picture_name(written)
    faults = []
    if name not in reachable.images:
        message = f"Bilden ”{_shown(name)}” finns inte i perioden."
        hint = _way_to_picture(name, reachable.images)
        faults.append(LinkFault("T305", message, "en bild i periodens mapp", _shown(name), hint))
    elif fault := reachable.image_faults.get(name):
        hint = "Spara om bilden i programmet där den är gjord, som PNG, JPEG eller enkel SVG."
        faults.append(LinkFault("T312", f"Bilden {name} är trasig: {fault}.", "en hel bild", name, hint))
    elif len(reachable.images[name]) > room:
        expected = f"högst {MOST_OF_PICTURES // 4 * 3 // 1_000_000} MB bilder i ett dokument"
        hint = "Spara bilderna mindre. Varje gång en bild visas räknas den."
        faults.append(LinkFault("T312", "Dokumentets bilder är tillsammans för stora.", expected, name, hint))
    if decorative and alternative.strip():
        hint = "Ta bort dekorativ=ja om bilden säger något, annars texten inom hakparentesen."
        faults.append(
            LinkFault("T103", "En dekorativ bild har ingen alternativtext.", "![](fil.png)", alternative, hint)
        )
    elif not decorative and not alternative.strip():
        hint = "Skriv vad bilden visar, för den som inte ser den. Är den bara till prydnad: ![](fil.png){dekorativ=ja}."
        faults.append(LinkFault("T102", "Bilden saknar alternativtext.", "![Vad bilden visar](fil.png)", hint=hint))
    return Link(written, "" if faults else reachable.images[name], tuple(faults))


def _leads_as_said(words: str, outgoing: str) -> bool:
    """Whether the words of a link are no address of another host, or mailbox, than the link leads to."""
    words = words.strip()
    if _MAIL.fullmatch(words) and scheme_of(outgoing) == "mailto":
        return outgoing_address(f"mailto:{words}").lower() in {f"mailto:{each}" for each in _mailboxes(outgoing)}
    web = _WEB.match(words) or (_DOMAIN.fullmatch(words) and _WEB.match(f"https://{words}"))
    said = host_of(web[0]) if web else ""
    host, said = host_of(outgoing), said.removeprefix("www.")
    return not said or not host or f".{host}".endswith(f".{said}")


def _mailboxes(outgoing: str) -> list[str]:
    return outgoing.removeprefix("mailto:").partition("?")[0].lower().split(",")


def _misleading(words: str, address: str) -> LinkFault:
    message = "Länkens text är en annan adress än den som länken leder till."
    hint = "Skriv i ord vad länken leder till, eller samma adress på båda ställena."
    return LinkFault("T311", message, _shown(words.strip()), _shown(address), hint)


def _picture_name(written: str) -> str:
    # Hard spaces come from typesetting, %20 from other programs.
    name = unicodedata.normalize("NFC", decoded(written).replace("\u00a0", " "))
    return name.removeprefix("./")


def dead_end(target: str, targets: Iterable[str]) -> LinkFault:
    """Return what is wrong with a link to an element that the document does not have."""
    near = nearest_hint(f"#{target}", [f"#{name}" for name in targets])
    hint = near or "En plats heter som avsnittets id, eller tabell-, text- eller diagram- och id."
    return LinkFault("T404", "Länken leder till en plats som inte finns i dokumentet.", "#plats", f"#{target}", hint)


# --- where it stands -----------------------------------------------------------------------------------------------


def places_of_links(links: Iterable[Link], texts: Collection[Text]) -> Iterator[tuple[Link, Where]]:
    """Yield the links of a text with their places; `texts` are the text and those that are set in it."""
    after = dict.fromkeys(texts, 0)
    misses = 0
    for link in links:
        place = next(iter(texts)).where
        for text, start in after.items() if misses < _MOST_MISSES else ():
            pattern = _as_written(link.written)
            match = pattern.search(text, start)
            misses += match is None
            if match := match or pattern.search(text):
                after[text] = match.end()
                place = place_in(text, match.start(1))
                break
        yield link, place


def _as_written(address: str) -> re.Pattern[str]:
    """Return a pattern of an address as an author may write it: after a sign that begins one, with escapes."""
    literal = address.partition("x" + CITED)[0].removeprefix("mailto:")[:_LONGEST_SHOWN]
    signs = (r"\s+" if sign.isspace() else rf"\\?{re.escape(sign)}" for sign in literal)
    return re.compile(rf"(?:\(|\]:|<)\s*<?((?:mailto:)?{''.join(signs)})")


# --- what is wrong -------------------------------------------------------------------------------------------------


def _fault(message: str, address: str, hint: str) -> LinkFault:
    return LinkFault("T311", message, _EXPECTED, _shown(address), hint)


def _shown(address: str) -> str:
    hidden = {sign: f"⟨U+{ord(sign):04X}⟩" for sign in unseen(address) if sign != " "}
    visible = "".join(hidden.get(sign, sign) for sign in address[:_LONGEST_SHOWN])
    return visible + ("…" if len(address) > _LONGEST_SHOWN else "")


def _fault_of_signs(address: str) -> LinkFault | None:
    if address in {"", "#"}:
        return _fault("Länken har ingen adress.", address, "Skriv adressen inom parentesen: [text](https://…).")
    if CITED in address:
        hint = "Skriv adressen ordagrant och citera talet i länkens text."
        return _fault("Ett tal kan inte citeras i en länks adress.", address.partition("x" + CITED)[0], hint)
    if len(address) > LONGEST_ADDRESS:
        hint = f"Korta den: högst {LONGEST_ADDRESS} tecken."
        return _fault("Länkens adress är för lång.", address, hint)
    signs = "".join(unseen(address))
    if signs.strip(" \u00a0"):
        hint = "Ta bort tecknet, eller skriv om adressen för hand."
        return _fault("Länkens adress har ett tecken som inte syns.", address, hint)
    if signs and scheme_of(address) in {"http", "https", "mailto"}:
        return _fault("Länkens adress har ett mellanslag.", address, "Skriv %20 i stället för mellanslaget.")
    return None


def _way_out(address: str, name: str, papers: Mapping[str, str]) -> str:
    if _MAIL.fullmatch(address):
        return f"Skriv mailto:{address}."
    if address.startswith("//"):
        return f"Skriv https:{address}."
    if _DOMAIN.fullmatch(address) and outgoing_address(f"https://{address}"):
        return f"Skriv https://{address}."
    if scheme_of(address) in OUTGOING:
        return (
            "Rätta adressen: den ska vara hel, utan användarnamn och utan tecken som inte hör dit. Värden skrivs med "
            "sitt namn, inte sitt nummer, och med ett alfabets bokstäver."
        )
    if _DRIVE.match(address) or "\\" in address or scheme_of(address) == "file":
        return "En fil på den egna datorn kan ingen annan öppna. Länka till den på webben, eller till ett dokument."
    if scheme_of(address):
        return "En länk börjar med https:, http:, mailto: eller tel:."
    path, mark, _ = name.partition("#")
    if mark and path in papers:
        return f"Länka till dokumentet: {path}."
    near = nearest_hint(name, papers)
    return f"{near} En plats i dokumentet skrivs #id.".strip()


def _way_to_picture(name: str, images: Iterable[str]) -> str:
    if name.rpartition("/")[2].rpartition(".")[2].lower() not in {ending[1:] for ending in PICTURE_ENDINGS}:
        return f"Bilder är filer som slutar på {', '.join(PICTURE_ENDINGS)}."
    near = nearest_hint(name.replace("\\", "/"), images, most_listed=0)
    if "://" in name:
        return "Bilder hämtas inte från nätet. Lägg bilden i periodens mapp och skriv dess namn därifrån."
    return near or "Lägg bilden i periodens mapp och skriv dess namn därifrån: bilder/karta.png"
