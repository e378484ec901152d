"""What stands in forms and templates until somebody fills it in: T606, in every text that is printed.

A placeholder is known by its form, whatever name it has: marks that prose does not use, letters for digits, and
instructions to who writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.finding import FindingKind
from generator.compose import Understood
from generator.content import (
    Content,
    ContentPlace,
    House,
    Text,
    Wording,
    every_section,
    passages_of,
    texts_in,
    wordings_of,
)
from generator.problems import Problem, Severity, Where
from generator.swedish import MONTHS

_NAME = r"[^\W\d_][\w.:-]*"
_WORDS = rf"{_NAME}(?: [\w.:-]+){{0,5}}"
_CAPITALS = r"(?-i:[A-ZÅÄÖ][A-ZÅÄÖ0-9]*(?:_[A-ZÅÄÖ0-9]+)*)"
_UNIT = r"(?:kr|tkr|mnkr|mkr|mdkr|kronor|miljon(?:er)?|miljard(?:er)?|procent(?:enheter)?|st|personer|ärenden)\b"
_FORM_WORD = (
    r"(?:rubrik|text|titel|namn|datum|belopp|siffr|tal|diarienummer|dnr|käll|ansvarig|beskrivning|kommentar|"
    r"alternativtext|fotnot|analys|period|år|enhet|objekt|bild|tabell|diagram|svar|värde)\w*"
)
_VERB = r"(?:ange|skriv(?: in)?|fyll i|infoga|klistra in|lägg (?:in|till)|välj)"
_TAG = (
    r"(?:a|b|i|u|p|br|hr|em|strong|sup|sub|small|span|div|code|pre|li|ul|ol|td|tr|th|table|img|h[1-6]"
    r"|script|style|title|html|head|body|meta|link|base|iframe|svg|form|input|button|video|object)"
)
_ASKED = rf"(?:{_VERB}|beskriv|redogör|kommentera|sammanfatta)"
_FORMS = (
    # Merge fields and variables: «Fält», <<fält>>, {Namn}, ${namn}, $DATUM$, %NAMN%, ##NAMN##, @@x, /EGET_NAMN/.
    rf"«\s*{_WORDS}\s*»|<<\s*{_WORDS}\s*>>",
    rf"\$?(?<!\{{)\{{\s*(?=[\w.: -]{{2}}){_WORDS}\s*\}}(?!\}})",
    rf"(?<![\w$])\${_NAME}\$(?!\w)(?<!\$.\$)",
    rf"(?<![\w%])%%?{_CAPITALS}%%?(?!\w)|(?<![\w#])##?{_CAPITALS}##?(?![\w#])",
    r"(?<![\w@])@@+\w+@*",
    rf"(?<![\w/.:])/(?=[^/\s]{{4}}){_CAPITALS}/(?![\w/])",
    # <namn>: what is no address and no tag of HTML, which Markdown is refused for.
    rf"<(?!{_TAG}\b)(?=[^>]{{2}}){_WORDS}>(?<!\.\w\w>)",
    # [fyll i], [Nämndens namn]: not a link, a footnote, a box to tick, or a remark.
    rf"(?<![\]\w!])\[(?!(?:sic|se|jfr|jämför|not|red|obs|källa|bilaga)\b|x\]){_WORDS}(?:[.…:]|\.\.\.)?\](?! ?[(\[:])",
    r"(?<![-*+] )\[(?:\.{2,}|…|x+|\?+|_+|-+|[●•*]+)\](?! ?[(\[:])",
    # Places for digits and for handwriting.
    rf"\bX{{2,}}(?:,X+)?\b|(?<![\w,])X(?:,X)?[ \u00a0](?:%|{_UNIT})|(?<![\w,])X,X+\b",
    r"\b(?:19|20)XX\b|\bÅÅ(?:ÅÅ)?[-\s]?MM(?:[-\s]?DD)?\b|\b0000-00-00\b",
    rf"\bden X{{1,2}}[ \u00a0](?:{'|'.join(MONTHS)})\b",
    r"(?<![\w*_\\])_{3,}(?![\w*_])(?<!^___)|\?{3,}|…{2,}|\.{6,}",
    # Words of Word and of drafts.
    r"klicka eller trycka? här|klicka här(?= för att (?:ange|skriva|fylla|lägga|infoga|välja)\b|[ .]*$)",
    r"\bvälj ett objekt\b|\bhär skriver du\b|\btext(?:en)? skrivs här\b|\b(?:namn namnsson|förnamn efternamn)\b",
    r"\bfel! (?:hittar inte referenskälla|bokmärket är inte)[^.]*",
    r"lorem ipsum|\bTODO\b|\bTBD\b|\bbla ?bla\b",
    r"\((?:fylls i|kompletteras|uppdateras|text kommer|skrivs)(?: senare)?\)",
    r"^(?:text|kommentar|analys) (?:kommer|saknas|här)\.?$",
    # Instructions that are all that is said, or that say where to write.
    rf"^{_VERB} (?:\w+ ){{0,2}}{_FORM_WORD}(?: för \w+)?(?=[ .:…]*$)",
    rf"^{_VERB}\b[^.!?\n]*(?:…|\.\.\.)$",
    rf"^\(?{_ASKED}\b(?: här\b[^.!?\n]*|[^.!?\n]* (?:här|rutan|fältet)\b)(?=[.…)]\s|[ .…)]*$)",
)
_PLACEHOLDER = re.compile("|".join(_FORMS), re.IGNORECASE | re.MULTILINE)
_INSTRUCTION = re.compile(
    rf"^{_ASKED}\b[^.!?\n]*"
    r"\b(?:här|kort|kortfattat|nedan|max|högst|tecken|rader|halv sida|avsnittet|rutan|fältet)\b",
    re.IGNORECASE | re.MULTILINE,
)
# Code and addresses are letter for letter what they are.
_NOT_PROSE = re.compile(r"`[^`]*`|\b(?:\w+://|www\.)\S+|\]\([^)\s]*\)")
_ASKS = re.compile(rf"\[(?:{_VERB}|{_FORM_WORD})", re.IGNORECASE)
_IN_QUOTES = re.compile(r"”[^”\n]*”|\"[^\"\n]*\"|“[^”“\n]*[”“]")
_SHORTEST_GUIDANCE = 15
_HEADS = frozenset({"kolumnrubrik", "etikett", "radrubrik"})
_LABELS = _HEADS | {"not", "källa"}
_AROUND = frozenset({"malltext", "uppgift"})
_TEXTS = frozenset({"text", "stycke"})
_TITLES = frozenset({"rubrik", "fråga", "enhet", "namn"})
# What the program itself puts into the fixed words of a house.
_FILLED = frozenset(
    f"{{{name}}}"
    for name in ("instans", "nämnd", "datum", "tidigare", "beslutad_av", "period", "skäl", "antal", "från", "enhet")
)

_PLACEHOLDER_LEFT = FindingKind(
    "T606",
    "En platshållare eller anvisning står kvar i texten.",
    "Skriv det som ska stå där. Ska det stå som det står: skriv det i profilens kontrollvärden, egna_ord.",
    Severity.ERROR,
)


def placeholders(understood: Understood) -> Iterator[Problem]:
    """Yield T606 of all that a period and its house print."""
    content = understood.content
    guidance = {_plain(text) for text in _guidance(content) if len(text) >= _SHORTEST_GUIDANCE}
    allowed = understood.settings.words_of_house
    for wording in _printed(content):
        found = [(at, left) for at, left in _in_text(wording) if not _is_allowed(wording, left, allowed)]
        if not found and _plain(wording.plain) in guidance:
            found = [(0, wording.plain.strip())]
        for offset, left in found:
            yield _PLACEHOLDER_LEFT.at(_where(wording, offset), wording.place, "färdig text", f"”{left}”")


def _where(wording: Wording, offset: int) -> Where:
    return wording.where(offset) if wording.kind in _TEXTS else wording.text.where


def _in_text(wording: Wording) -> Iterator[tuple[int, str]]:
    prose = _NOT_PROSE.sub(lambda match: " " * len(match[0]), wording.plain)
    matches = list(_PLACEHOLDER.finditer(prose))
    if not matches and is_answer(wording):
        matches = list(_INSTRUCTION.finditer(prose))
    yield from ((match.start(), match[0]) for match in matches if not _is_remark(match, wording))


def _is_remark(match: re.Match[str], wording: Wording) -> bool:
    """Whether it explains: how a date is to be written, in the heading of a column; a word within a quotation."""
    left = match[0].lower()
    if wording.kind in _LABELS and left.startswith("å"):
        return True
    if not left.startswith("[") or _ASKS.match(left):
        return False
    if wording.kind in _HEADS and left[1].isalpha() and left != wording.plain.strip().lower():
        return bool(left.strip("[]x"))
    return any(quoted.start() < match.start() < quoted.end() for quoted in _IN_QUOTES.finditer(match.string))


def _is_allowed(wording: Wording, left: str, allowed: frozenset[str]) -> bool:
    low = left.casefold()
    inner = low.strip("«»<>{}[]$%#@/ ").split()
    own = low in allowed or (bool(inner) and allowed.issuperset(inner))
    return own or (wording.kind == "malltext" and low in _FILLED)


def is_answer(wording: Wording) -> bool:
    """Whether a wording is what an author answers with, and no name or title."""
    return wording.kind in _TEXTS or (wording.kind == "fält" and wording.place.rpartition(".")[2] not in _TITLES)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


# --- what is printed -----------------------------------------------------------------------------------------------


def _printed(content: Content) -> Iterator[Wording]:
    """Yield each text once: what the period says, and what outline, house, board and municipality say around it."""
    yield from wordings_of(content)
    seen: set[tuple[Where, str]] = set()
    around = (each for each in passages_of(content) if isinstance(each, Wording) and each.kind in _AROUND)
    for wording in (*around, *_names(content)) if content.documents else ():
        key = (wording.text.where, wording.text)
        if key not in seen:
            seen.add(key)
            yield wording


def _names(content: Content) -> Iterator[Wording]:
    board, municipality, house = content.board, content.municipality, content.house
    named: list[tuple[str, object]] = [("kommun", municipality.name), ("kortnamn", municipality.short_name)]
    named += [("nämnd", board.name), ("bestämd_form", board.definite), ("förvaltning", board.administration)]
    named += [*board.roles.items(), ("rubrik", content.period.entry.title), *_of_house(house)]
    named += [(name, text) for name, matter in content.period.entry.matters.items() for _, text in texts_in(matter)]
    named += [(field.id, field.label) for plan in content.documents for field in plan.outline.letterhead]
    for name, text in named:
        if isinstance(text, Text):
            yield Wording("malltext", text, ContentPlace(name, content.period))


def _of_house(house: House) -> Iterator[tuple[str, str | None]]:
    yield from house.words.items()
    for name, scale in house.scales.items():
        yield from ((f"{name}.{state}", entry.word) for state, entry in scale.items())
    for name, declared in house.record_types.items():
        yield from ((f"{name}.{field}", entry.label) for field, entry in declared.fields.items())
        yield name, declared.label
        yield name, declared.empty_text.text if declared.empty_text is not None else None


def _guidance(content: Content) -> Iterator[str]:
    for plan in content.documents:
        sections = every_section(plan.outline.sections)
        yield from (section.guidance for section in sections if section.guidance is not None)
    if content.documents:
        fields = (field for declared in content.house.record_types.values() for field in declared.fields.values())
        yield from (field.guidance for field in fields if field.guidance is not None)
