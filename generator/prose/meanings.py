"""Meanings of labels, in the words of Swedish municipal accounts (RKR's terms and the usual ones of reports)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Role = Literal["", "sum", "net", "difference", "change", "share", "attainment", "rate"]
Basis = Literal["", "utfall", "budget", "prognos", "mål"]
Flow = Literal["", "income", "cost"]
AmountStage = Literal["", "original", "current", "opening", "closing"]

_MONTHS = "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("sum", re.compile(r"^(del)?(summa|totalt?|totala|totalsumma|samtliga|sa)\b|^alla( \w+(er|ar|or))?$|^helår$")),
    ("share", re.compile(r"\bandel|^%$|% av\b|procent av\b")),
    ("attainment", re.compile(r"måluppfyll|uppfyllelse|uppfyllnad")),
    ("change", re.compile(r"^(procentuell |årlig )?(förändring|ändring|utveckling|ökning|minskning|tillväxt)\b")),
    ("difference", re.compile(r"avvik|\bavv\b|\bdiff|skillnad|återst|kvarst|\bkvar\b|över-? ?(/|och) ?underskott")),
    (
        "rate",
        re.compile(
            rf"(kostnad|intäkt|pris|ersättning|\bt?kr|kronor|netto)( i t?kr)? ?(\bper\b|/) ?(?!{_MONTHS}|\d)"
            r"|\bper (in(ne)?vånare|elev|barn|brukare|plats|dygn|timme|hushåll|person|anställd|årsarbetare)\b"
            r"|styckkostnad|snittkostnad|genomsnittskostnad|snittpris|dygnskostnad"
        ),
    ),
    ("sum", re.compile(r"\b(totalt|summa|total|tot)$")),
    ("net", re.compile(r"netto|\bresultat\b|^överskott|^underskott")),
)
_BASES: tuple[tuple[Basis, re.Pattern[str]], ...] = (
    ("prognos", re.compile(r"prognos|bedöm|beräkn|förvänt")),
    ("budget", re.compile(r"budget|\bram\b|anslag|\bplan\b|planera")),
    ("mål", re.compile(r"\bmål\b|målvärde|målnivå|måltal|riktvärde")),
    ("utfall", re.compile(r"utfall|bokslut|redovis|förbruk|verklig|faktisk|resultat|använ|upparbet")),
)
_COST = re.compile(
    r"kostnad|utgift|personal|lokal|\bköp|hyra\b|avskriv|ränt|material|löner?\b|kapitaltjänst|lämnade bidrag|utbetal"
)
_INCOME = re.compile(r"intäkt|bidrag|avgift|taxor|försäljning|kommunersättning|inkomst|anslag|kommunram|budgetram")
_PART = re.compile(r"^\W*(varav|därav|däribland|var av|av vilka|av dessa|härav|i detta ingår)\b")
_ASIDE = re.compile(r"^\s*([-–•]|inkl|exkl|ingår)")
_OVERLAPPING = re.compile(
    r"unika|individ|person|genomsnitt|snitt|medel|index|betyg|nöjd|ålder|kvot|poäng|hushåll|klient|brukar|deltag|barn"
    r"|familj|elev|vuxna|ungdom|medarbetare|värde"
)
_ROUNDED = re.compile(r"årsarbet|medeltal|genomsnitt|snitt|helårs|årsplats|heltid|tjänster")
_STAGES: tuple[tuple[AmountStage, re.Pattern[str]], ...] = (
    ("original", re.compile(r"(ursprunglig|antagen|beslutad|kf-?)\s?(drift|års|internbudget|budget|ram|kommunbidrag)")),
    (
        "current",
        re.compile(
            r"(reviderad|justerad|aktuell|gällande|ny|slutlig)\s(drift|års)?(internbudget|budget|ram|kommunbidrag)"
        ),
    ),
    ("opening", re.compile(r"^(ingående|ib)\b|\bvid (årets|periodens) (början|ingång)\b")),
    ("closing", re.compile(r"^(utgående|ub)\b|\bvid (årets|periodens) (slut|utgång)\b")),
)
_NOTE = re.compile(r"(?<!\s)\s*\[[^\]]{0,200}\]")
_WORD = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|%")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label says of its figures: how they are computed (`role`), what they are of (`basis`, `flow`).

    `part` is a part of another row (varav), `aside` one that may be; `overlapping` things do not add up (persons in two
    rows, means), `rounded` things are counted in fractions.
    """

    text: str
    words: tuple[str, ...]
    role: Role = ""
    basis: Basis = ""
    flow: Flow = ""
    part: bool = False
    aside: bool = False
    overlapping: bool = False
    rounded: bool = False


@lru_cache(maxsize=4096)
def meaning_of(label: str, group: str = "") -> Meaning:
    """Return what a label means, as printed, under the heading of its group."""
    own = " ".join(_NOTE.sub("", label).split())
    text = own.casefold()
    full = f"{group.casefold()} {text}".strip()
    role: Role = next((role for role, pattern in _ROLES if pattern.search(text)), "")
    marks = (bool(pattern.search(text)) for pattern in (_PART, _ASIDE, _OVERLAPPING, _ROUNDED))
    return Meaning(own, tuple(words_of(full)), role, _basis(text) or _basis(full), _flow(text), *marks)


def stage_of(label: str) -> AmountStage:
    """Return whether a label is of an original or current budget, an opening or a closing; "" for neither."""
    text = _NOTE.sub("", label).strip().casefold()
    return next((stage for stage, pattern in _STAGES if pattern.search(text)), "")


def words_of(text: str) -> list[str]:
    """Return the words and numbers of a text in lower case, without the marks of footnotes."""
    return _WORD.findall(_NOTE.sub("", text).casefold())


def _basis(text: str) -> Basis:
    return next((basis for basis, pattern in _BASES if pattern.search(text)), "")


def _flow(text: str) -> Flow:
    if "netto" in text:
        return ""
    return "cost" if _COST.search(text) else "income" if _INCOME.search(text) else ""
