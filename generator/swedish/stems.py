"""Stems of Swedish words, by Snowball's rules (snowballstem.org): "vården" is "vård".

A compound is as good as its parts: "personalkostnaderna" is both "personal" and "kostnader".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")
_VOWELS = "aeiouyäåö"
_ENDINGS = """
a an ans arna erna heterna orna ad e ade ande arne are aste en anden aren heten ern ar er heter or as arnas ernas ornas
es ades andes ens arens hetens erns at andet het ast et ets
""".split()  # noqa: SIM905 - as the words below
_AFTER_S = "bcdfghjklmnoprtvy"
_DOUBLES = ("dd", "gd", "nn", "dt", "gt", "kt", "tt", "mm")
_IRREGULAR = {"vuxen": "vuxn", "vuxens": "vuxn"}
# Endings after a vowel: "sjukfrånvarons" is of "sjukfrånvaro", and "gymnasium" goes as "gymnasiet".
_AFTER_VOWEL = re.compile(r"(?<=frånvaro)ns?$|(?<=[ie])ums?$")
_SHORTEST_PART = 4
# What is longer is no word.
_LONGEST = 100

# Words that tell nothing of what a sentence is about.
_PLAIN = """
a ackumulerad ackumulerade ackumulerat aktuell aktuella aktuellt all alla allra allt alltså andel andelen antal
antalet antecknar använda används använt använts april att augusti av avser avsåg bakgrund bara bedömer bedöms behövde
behövs behövt belopp beloppet berodde beror beräknar beräknas besluta beslutar bestod består betydligt bidragit bidrar
bidrog bl bland blev bli blir blivit bokslutet bortom bägge båda både början ca cirka dag dags dagsläge de december
del delar deltagit delår delåret delårsrapport dem den denna denne deras dess dessa dessutom det detta dig din dit dra
drar drygt du där därav däremot därför därmed därutöver då e efter egen egentligen eget egna ej ekonomin eller emot en
endast enligt er ett exempel exempelvis f fanns fastställa fastställd fastställdes fastställer februari fick finns
fjol fler flera flest flesta fortsatt fortsätta fortsätter fram framför framgår framöver främst från fullt få får fått
följande följd följt för före föregående föreslås förhållande förhållandevis förklarar förklaras förra först första
förväntas ganska gav ge genom genomfördes genomförs genomförts ger gett gick gjordes gjort god goda godkänna godkänner
godkänns gott gällde gäller gällt gång gånger går gått gör göra görs ha hade haft halvår hamnade hamnar han handlade
handlar handlingarna har hel hela helt helår helåret hittills hon hos hur huvudsak huvudsakligen här håll hög höga
högt hör hörde i ifjol igen ihop in inga ingen inget inkom inkommit innan innebar innebär inom inte is januari juli
juni jämförelse jämfört kan knappt kom kommer kommit konstaterar konstateras kopplade kopplat kr kraftig kraftigt
kring krona kronor kräver krävt kvar kvartal kvartalet landade landar landat legat lett ligger lika liksom likt liten
litet läget lägga lägger lämnade lämnar låg låga lågt m maj man marginellt mars med medan mellan men mer mest
mestadels miljon miljoner mindre minst mkr mnkr mot motsvarade motsvarande motsvarar motsvarighet motsvarigheten
mycket månad månaden månadsrapport många måste n naturligt ned nedan negativ negativa negativt ner nere nivå nivån nog
normalt noterade noterar november nu nuläge nuvarande ny nya nytt när nära närmare nästa nästan nådde någon något
några når nått o och också oktober olika om omfattade omfattar omkring orsakas orsaken ovan ovanligt pekar per period
perioden periodens positiv positiva positivt preliminär preliminärt procent procentenheter på pågår rapporterade
rapporterar redan redovisade redovisar redovisas redovisat relativt respektive rest resten resultatrapport runt räknar
rör rörde sak saker samma sammanfattningsvis sammanlagt sammantaget samt samtidigt samtliga se sedan senare senaste
september sig sin sina sist sitt ska skedde sker skett skulle slutade slutar slutat slutet slutligen små som stannade
stannar stark starkt stod stor stora storlek storleken stort står större störst summa summan svag svagt syns säga sätt
så sådan sådana t tack tagit tar te tertial tertialet tertialrapport tid tiden tidigare till tillhopa tillsammans
tjugo tkr total totala totalsumma totalt trettio trots tusen tydlig tydligt under ungefär ungefärlig upp
uppföljningsrapport uppgick uppgår uppgått uppvisade uppvisar ur ut utan utav utgjorde utgången utgör utifrån utöver
vad vanligt var vara varav vare varit varje vars vart ve verkar verksamhetsberättelse vi via vid vidare viktig
viktigaste viktigt vilka vilkas vilken vilket visade visar visas visat viss vissa väntas värde värdet ytterst än ändå
ännu är även å år året årets års årsrapport årsredovisning årsskiftet åt över överlämna överlämnar övrig övriga övrigt
""".split()  # noqa: SIM905 - a list of a hundred quoted words is no easier to read


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the stem of a word: lower case, without endings of number, case and tense."""
    word = word.lower().rstrip("-")
    word = _AFTER_VOWEL.sub("", _IRREGULAR.get(word, word))
    # "prognosen" gives "prognos", which by itself gives "progno": only what no rule shortens any more is a stem.
    while (shorter := _shortened(word)) != word:
        word = shorter
    return word


def _shortened(word: str) -> str:
    region = _region(word)
    word = _without_ending(word, region)
    if len(word) > region and word[region:].endswith(_DOUBLES):
        word = word[:-1]
    for ending, kept in (("fullt", "full"), ("löst", "lös"), ("lig", ""), ("els", ""), ("ig", "")):
        if word[region:].endswith(ending):
            return word.removesuffix(ending) + kept
    return word


def _region(word: str) -> int:
    """Return where endings may begin: after the first consonant that follows a vowel, and at least three letters."""
    match = re.search(rf"[{_VOWELS}][^{_VOWELS}]", word)
    return max(3, match.end()) if match else len(word)


def _without_ending(word: str, region: int) -> str:
    tail = word[region:]
    ending = max((each for each in _ENDINGS if tail.endswith(each)), key=len, default="")
    if ending:
        return word[: -len(ending)]
    return word[:-1] if tail.endswith("s") and word[-2] in _AFTER_S else word


_PLAIN_WORDS = frozenset(_PLAIN)
_PLAIN_STEMS = frozenset(map(stem, _PLAIN))


def subject_stems(text: str) -> frozenset[str]:
    """Return the stems of the words that tell what a text is about."""
    return frozenset(ordered_stems(text))


@lru_cache(maxsize=16384)
def ordered_stems(text: str) -> tuple[str, ...]:
    """Return the stems of `subject_stems` in the order of the text, each as often as it occurs."""
    words = (part for match in WORD.finditer(text) for part in _parts(match[0]) if len(part) <= _LONGEST)
    stems = (stem(word) for word in words if word.lower() not in _PLAIN_WORDS)
    return tuple(each for each in stems if len(each) > 1 and each not in _PLAIN_STEMS)


def _parts(word: str) -> tuple[str, ...]:
    # "SoL-insatser" is about both; "e-tjänst" is one word.
    shortest = 2
    pieces = word.split("-")
    return tuple(pieces) if all(len(piece) > shortest or not piece for piece in pieces) else (word,)


def stems_within(word: str, wanted: AbstractSet[str]) -> frozenset[str]:
    """Return those of the wanted stems that a stem equals, or begins or ends with as a compound."""
    if word in wanted:
        return frozenset({word})
    lengths = range(_SHORTEST_PART, len(word) - 2)
    return frozenset(part for length in lengths for part in (word[:length], word[-length:]) if part in wanted)


def unknown_stems(stems: Iterable[str], vocabulary: Collection[str]) -> frozenset[str]:
    """Return the stems that are not in a vocabulary, nor compounds of two that are."""
    words = frozenset(vocabulary)
    return frozenset(word for word in stems if word not in words and not _is_compound(word, words))


@lru_cache(maxsize=65536)
def _is_compound(word: str, stems: frozenset[str]) -> bool:
    for at in range(_SHORTEST_PART - 1, len(word) - 1):
        first, rest = word[:at], word[at:]
        begins = stem(first) in stems or (first.endswith("s") and stem(first[:-1]) in stems)
        # What is left over may be the rest of an ending: "avvikels-er".
        if begins and (stem(rest) in stems or (len(rest) < _SHORTEST_PART - 1 and first in stems)):
            return True
    return False
