"""Clauses: the words around a place in a text, and their cues of time, kind and direction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from generator.content import HIDDEN
from generator.problems import Itself
from generator.prose.texts import Prose
from generator.swedish import MONTHS, ordered_stems, stem

_HARD = re.compile(
    r"[;:()]|,(?=\s)|(?<=\s)[–—](?=\s)|\n[ \t]*[-*] |\b(?:men|medan|varav|därav|samtidigt|dels|vilket|vilka|"
    r"eftersom|då|fast|trots att|däremot)\b"
)
_SOFT = re.compile(
    r"[,;:().]|(?<=\s)[–—](?=\s)|\b(?:men|medan|vilket|som|eftersom|då|därför|på grund|beroende|tack vare|"
    r"till följd|beror|jämfört|jämförelse|i förhållande|mot|än|och|samt|varav|respektive|där|inklusive|exklusive|"
    r"för att|genom|efter|"
    r"till och med|per|utifrån|utan|under|kopplat|främst|från)\b"
)
_TO_FROM = re.compile(r"\btill (?:\w+ )?\d[^.;]{0,60},? från\b")
# A clause has no words further away than this.
_FURTHEST = 240
_PART_OF = re.compile(r"\W*(?:av|utav) \w+")
_THAN = re.compile(
    r"^\W*(?:\w+\s){0,3}?"
    r"(?:högre|lägre|fler|färre|mer|mindre|bättre|sämre|dyrare|billigare|(?:över|under) (?:sin )?\w*budget)\b"
)
_AGAINST_NUMBER = re.compile(r"\d(?: \w+){0,3} (?:mot|jämfört med)\s*$")
_WHOLE_YEAR = re.compile(r"\bhelår(?:et|ets)?\b|\b(?:vid )?årets slut\b")
_MONTHS = "|".join(MONTHS)
_MONTH = re.compile(
    rf"\b(?:i|under|per|till och med|t\.o\.m\.|från) (?:utgången av )?(?P<month>{_MONTHS})\b"
    rf"|\b(?P<forecast>{_MONTHS})(?:prognos|bokslut|rapport|uppföljning)\w*"
)
_PART_OF_YEAR = re.compile(r"\bdelår|\btertial|\bkvartal")
_SPAN = re.compile(r"\b(?:per|till och med|t\.o\.m\.|utgången)\b|[–-]")
PART = re.compile(r"\b(?:kvartal|kv|tertial) ?(\d)\b|\b(första|andra|tredje|fjärde) (?:kvartalet|tertialet)\b")
_YEAR = re.compile(r"\b(20\d{2})\b")
# "Jämfört med 2022 är det fler, 191": the year is what the number is held against, unless it stands just before it.
_HELD_AGAINST = re.compile(
    r"\b(?:jämfört med|jämförelse med|förhållande till|än|sedan|mot)\s+(?:\w+\s){0,2}?20\d{2}\b(?=(?:\W+\w+){3})",
    re.IGNORECASE,
)
# "Det är färre än 2022, då de var 96": the year is that of the clause.
_YEAR_OF_CLAUSE = re.compile(r"\b(20\d{2})\s?,?\s+då\s*$", re.IGNORECASE)


class Cue(Enum):
    """A cue of time, kind or direction: a pattern of words in lower case."""

    FORECAST = re.compile(
        r"\b\w*prognos\w*|\b(?:vänta[st]|förvänta\w*|beräkna(?:s|t|de)|bedöms|räknar med|"
        r"pekar mot|kommer att|helår\w*|vid årets slut|årets slut)\b"
    )
    BUDGET = re.compile(r"\b(?:\w*budget(?!avvik)\w*|budgetram\w*|anslag\w*|ramen)\b")
    AGAINST_BUDGET = re.compile(
        r"\b(?:under|över)skott\w*|\b\w*avvik\w+|\b(?:över|under)skrid\w+|\b(?:över|under|inom) (?:sin )?budget\w*|"
        r"\b(?:bättre|sämre|högre|lägre|mer|mindre|dyrare|billigare|fler|färre)\b(?:\s\w+){0,3}"
        r"\s(?:än|jämfört med|mot)(?: (?:periodens?|sin|den|årets?))? (?:\w*budget\w*|beräknat|planerat|budgeterat)"
        r"|\b(?:mot|från|jämfört med|i förhållande till|i jämförelse med)(?: \w+)? \w*budget\w*"
    )
    TARGET = re.compile(
        r"\b(?:mål\w*|ska|skall|skulle|bör|borde|målsättning\w*|krav\w*|riktvärde\w*|gräns\w*|tak\w*)\b"
    )
    PARTLY = re.compile(
        r"\b(?:varav|därav|av dessa|av dem|av vilka|ytterligare|utöver|förutom|exklusive|exkl|"
        r"inklusive|inkl|bortsett|utan|i genomsnitt|i snitt|snitt\w*|genomsnitt\w*|"
        r"medel\w*|del av|delar av|resten|övriga|bland annat|"
        rf"per (?!(?:{'|'.join(MONTHS)}|den|kvartal|tertial|sista|utgången|helår)\b|\d)\w+|vardera|"
        r"för (?:högt|hög|högre|lågt|mycket|lite|stort|litet)|sammanlagt|tillsammans|hälften|"
        r"största delen|huvuddelen)\b"
    )
    EARLIER = re.compile(
        r"\b(?:föregående|förra|fjolåret\w*|i fjol|ifjol|tidigare|året innan|samma period|"
        r"motsvarande (?:period|tid)|fjol\w*|sedan)\b"
    )
    CHANGE = re.compile(
        r"\b(?:ökat|ökade|ökar|öka|ökning\w*|ökningen|minskat|minskade|minskar|minska|minskning\w*|stigit|stiger|steg|sjunkit|"
        r"sjunker|sjönk|höjts|höjdes|sänkts|sänktes|vuxit|växte|gått (?:upp|ned|ner)|"
        r"förbättra\w*|försämra\w*|förändr\w+|ändr\w+|dubblerats?|halverat\w*|tillkom\w*)\b"
    )
    INCOME = re.compile(r"\b\w*(?:intäkt|statsbidrag|avgift|inkomst)\w*")
    COST = re.compile(r"\b(?!netto)\w*(?:kostnad|utgift|kosta)\w*")
    NET = re.compile(r"\bnetto\w*")
    BOARD = re.compile(
        r"\b\w*nämnd(?:en|ens|s)?\b|\bnämndernas?\b|\btotal\w*|\bsammantaget\b|\bsammanlagt\b|\bförvaltningen\w*\b"
    )

    def is_in(self, text: str) -> bool:
        """Whether a text has the cue."""
        return _is_in(self.value, text)


# Who reads a number asks the same of its sentence as of that of the number before it.
@lru_cache(maxsize=512)
def _is_in(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class Clause:
    """What is written around a number: stems up to just after it, and the words of the clause in lower case.

    `reach` are the stems to the end of the clause; `around_forecast` says that the headings or the paragraph so far
    speak of a forecast, `inherits` that the subject comes from an earlier clause or sentence.
    """

    stems: tuple[str, ...]
    reach: tuple[str, ...]
    words: str
    before: str
    after: str
    sentence: str
    around_forecast: bool
    inherits: bool
    years: frozenset[int]
    month: str

    def has(self, *cues: Cue) -> bool:
        """Whether the clause has any of some cues."""
        return any(cue.is_in(self.words) for cue in cues)

    @property
    def begins_from(self) -> bool:
        """Whether the number is A of "från A till B" or "till B, från A"."""
        from_it = re.search(r"\bfrån$", self.before.rstrip()) is not None
        return from_it and (
            re.search(r"\btill\b", self.after) is not None or _TO_FROM.search(self.sentence) is not None
        )

    @property
    def ends_from(self) -> bool:
        """Whether the number is B of "från A till B"."""
        return re.search(r"\bfrån\b.*\btill$", self.before.rstrip()) is not None

    @property
    def follows_another(self) -> bool:
        """Whether the number is what another one is held against: B of "A mot B"."""
        return _AGAINST_NUMBER.search(self.before) is not None

    @property
    def is_part(self) -> bool:
        """Whether the clause begins as one of a part does: "Av underskottet är 1,3 mnkr …"."""
        return _PART_OF.match(self.before) is not None

    @property
    def compares(self) -> bool:
        """Whether the number is how much more or less something is."""
        return _THAN.match(self.after) is not None


def clause_at(prose: Prose, start: int, end: int) -> Clause:
    """Return the clause around a slice of a text, such as a number with its hedge."""
    first, last = prose.sentence(start)
    near_first, near_last = _near(prose.plain, first, start), _near_end(prose.plain, end, last)
    before, joined = _before(prose.plain[near_first:start])
    after = prose.plain[end:near_last]
    if joined:
        # "Störst överskott, 4,0 mnkr, har enheten": after the second comma goes on what stood before the first.
        after = re.sub(r"^\s*[,)]", " ", after)
    near, whole_after = (pattern.split(after, maxsplit=1)[0] for pattern in (_SOFT, _HARD))
    stems = ordered_stems(_clean(f"{before} {near}"))
    inherits = False
    if not any(each not in KIND_STEMS for each in stems) and not Cue.BOARD.is_in(before.casefold()):
        earlier = prose.plain[near_first:start].removesuffix(before)
        taken = ordered_stems(_clean(earlier)) or _previous_sentence(prose, first)
        inherits, stems = bool(taken), (*stems, *taken)
    words = _clean(f"{before} # {whole_after}").casefold()
    if prose.whole_year:
        words = _WHOLE_YEAR.sub("år", words)
    sentence, around_forecast = _sentence_of(Itself(prose), first, last)
    return Clause(
        stems=stems,
        reach=(*stems, *ordered_stems(_clean(whole_after))),
        words=words,
        before=_clean(before).casefold(),
        after=whole_after.casefold(),
        sentence=sentence,
        around_forecast=around_forecast,
        inherits=inherits,
        years=_years(_clean(before), words) or _year_of_clause(prose.plain[first:start].removesuffix(before)),
        month=_other_time(words, prose),
    )


@lru_cache(maxsize=8)
def _sentence_of(of: Itself[Prose], first: int, last: int) -> tuple[str, bool]:
    """Return a sentence in lower case, and whether headings or the paragraph up to its end speak of a forecast."""
    prose = of.value
    around = " ".join((*prose.context, prose.place.replace("_", " "), prose.paragraph(first))).casefold()
    if prose.whole_year:
        around = _WHOLE_YEAR.sub("år", around)
    return prose.plain[first:last].casefold(), Cue.FORECAST.is_in(around)


def _near(text: str, first: int, start: int) -> int:
    """Return where what stands near before a place begins, at a blank where there is one."""
    if start - first <= _FURTHEST:
        return first
    return text.find(" ", start - _FURTHEST, start) + 1 or start - _FURTHEST


def _near_end(text: str, end: int, last: int) -> int:
    if last - end <= _FURTHEST:
        return last
    return max(text.rfind(" ", end, end + _FURTHEST), end) or end + _FURTHEST


def _other_time(words: str, prose: Prose) -> str:
    """Return a time within the year, such as "mars", unless the period ends then ("till och med april"); else ""."""
    match = _MONTH.search(words)
    if match is not None and not (_SPAN.search(match[0]) and match["month"] == prose.month):
        return match["month"] or match["forecast"]
    # "+3,4 mnkr (mars +2,5 mnkr)": the number stands right after the month.
    bare = re.search(rf"\b({_MONTHS})\s+#", words)
    if bare is not None and bare[1] != prose.month:
        return bare[1]
    return "delår" if prose.whole_year and _PART_OF_YEAR.search(words) else ""


def _years(before: str, words: str) -> frozenset[int]:
    own = (_HELD_AGAINST.sub(" ", text) for text in (before, words))
    last, all_of_them = (_YEAR.findall(text) for text in own)
    return frozenset(int(year) for year in last[-1:] or all_of_them)


def _year_of_clause(earlier: str) -> frozenset[int]:
    match = _YEAR_OF_CLAUSE.search(earlier)
    return frozenset({int(match[1])}) if match else frozenset()


def _before(text: str) -> tuple[str, bool]:
    bounds = [match.end() for match in _HARD.finditer(text)]
    if not bounds or text[bounds[-1] :].strip():
        return text[bounds[-1] if bounds else 0 :], False
    earlier = [bound for bound in bounds if bound < len(text[: bounds[-1]].rstrip()) - 1]
    return text[earlier[-1] if earlier else 0 :], True


def _clean(text: str) -> str:
    return text.replace(HIDDEN, " ").replace("*", "").replace("\n", " ").replace("\u00a0", " ")


def _previous_sentence(prose: Prose, first: int) -> tuple[str, ...]:
    last = first - 1
    while last >= 0 and prose.plain[last].isspace():
        last -= 1
    if last < 0 or "\n\n" in prose.plain[last + 1 : first]:
        return ()
    start, end = prose.sentence(last)
    return ordered_stems(_clean(prose.plain[start:end]))


_KIND_WORDS = """
andra ansvarsområde antingen avdelning avdelningen avrundat avvek avvikelse avvikelser avviker avvikit bedömd bedöms
beror beräknad beräknade beräknat beslut beslutar bli bokslut bokslutet bruttokostnad budget budgetavvikelse budgeten
budgeterad budgeterade budgeterat budgetrad budgetram bättre delårsrapport delårsrapporten diagram diagrammet dock
ekonomi ekonomin ekonomisk ekonomiskt enhet enhetens fanns fler fortfarande fortsatt framgår funnits färre få fått
följer förbrukade förbrukat förbrukning föreligger föreslagna föreslår förslag förvaltning förvaltningen förväntad
genomsnittlig godkänna godkänner ha hamna hela helårsbudget helårsprognos högre innebär insats insatser insatserna
intäkt intäkter januari jämför jämförs kostade kostar kostnad kostnader kvar landa ligga lägre minska minskade minskar
minskat minskning minskningen minus mättes netto nettobudget nettokostnad nettokostnaderna nettoresultat nettoutfall
nollresultat noterade noterades nämnd nämnden nämndens område området periodbudget periodresultat plus prognos
prognosen prognostiserad prognostiserade prognostiserar prognostiserat raden rapport rapporten redovisad redovisning
registrerade registrerades resultat resultatet sammanfattningsvis sjunker sjunkit sjönk sluta socialnämnd steg stiger
stigit svarade svarar sämre således tabell tabellen tertialrapport totalkostnad totalkostnaden tredje underskott
underskrider underskridit understiger ungefärligt uppgå uppmätt uppmättes uppstod uppstår utfall utgick utgift
utgifter utgjordes utgör vara verksamhet verksamheten verksamhetens verksamheter visade väntad än även årsbudget
årsprognos årsredovisning öka ökade ökar ökat ökning ökningen överskott överskred överskrider överskridit översteg
överstiger överstigit
""".split()  # noqa: SIM905 - see subject_words
KIND_STEMS = frozenset(stem(word) for word in _KIND_WORDS)
