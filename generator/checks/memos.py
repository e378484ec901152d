"""Memos that break the rules of the house, which are data: T601–T605, T607."""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import FindingKind
from generator.content import (
    MEMO_PARTS,
    Content,
    DocumentPlan,
    ExternalAppendix,
    MemoRules,
    Wording,
    every_section,
    section_passages,
)
from generator.problems import Problem, Severity

_TEXTS = frozenset({"text", "stycke"})
_NO_PART = FindingKind(
    "T601", "Skrivelsen saknar {part}.", "Profilen kräver delen; mallen kan också ha en egen.", Severity.ERROR
)
_NO_SUMMARY = FindingKind("T602", "Skrivelsen har {words} ord och ingen sammanfattning.", severity=Severity.ERROR)
_NUMBER_TAKEN = FindingKind("T603", "Bilaga {number} finns två gånger: {first} och {second}.", severity=Severity.ERROR)
_NOT_OF_THE_MATTER = FindingKind("T603", "Bilagan ”{name}” hör inte till ärendets handlingar.", severity=Severity.ERROR)
_DATED_AFTER_MEETING = FindingKind("T604", "Handlingen är daterad efter sammanträdet.", severity=Severity.ERROR)
_POINT_WITHOUT_CITATION = FindingKind(
    "T605",
    "Beslutspunkten citerar inte det som beslutas.",
    "Skriv till exempel {{ dokument.ID.titel }}, så följer punkten med när handlingen ändras.",
    Severity.ERROR,
)
_OF_TWO_MATTERS = FindingKind("T607", "Handlingen hör till två ärenden.", severity=Severity.ERROR)
_OTHER_NUMBER = FindingKind("T607", "Brevhuvudet har ett annat diarienummer än ärendet.", severity=Severity.ERROR)


def memos(content: Content) -> Iterator[Problem]:
    """Yield T601–T605 and T607 of a period's documents, each at the author's line."""
    for plan in content.documents:
        rules = plan.outline.rules
        if rules is not None:
            yield from _required(plan, rules)
            yield from _summary(content, plan, rules)
            yield from _points(plan, rules)
        yield from _appendices(plan)
        yield from _dates(plan)
        yield from _registry_numbers(content, plan)


def _required(plan: DocumentPlan, rules: MemoRules) -> Iterator[Problem]:
    for part in rules.required_parts:
        if not _has(plan, part):
            expected = f"{part}: under dokumentet {plan.id}"
            yield _NO_PART.at(plan.entry.where, "", expected, part=part.replace("_", " "))


def _has(plan: DocumentPlan, part: MEMO_PARTS) -> bool:
    entry, outline = plan.entry, plan.outline
    parts = {
        "förslag_till_beslut": entry.proposal or outline.proposal,
        "bilagor": entry.appendices,
        "beslutsunderlag": entry.grounds or outline.grounds,
        "beslutet_skickas_till": entry.recipients or outline.recipients,
        "underskrifter": entry.signatories or outline.signatories,
    }
    return bool(parts[part])


# --- the summary ---------------------------------------------------------------------------------------------------


def _summary(content: Content, plan: DocumentPlan, rules: MemoRules) -> Iterator[Problem]:
    if rules.summary is None or not rules.summary_above:
        return
    sections = tuple(every_section(plan.sections))
    passages = (each for section in sections for each in section_passages(section, plan.id, content))
    texts = (each.text for each in passages if isinstance(each, Wording) and each.kind in _TEXTS)
    words = sum(len(text.split()) for text in texts)
    has_summary = any(section.id == rules.summary and section.blocks for section in sections)
    if words > rules.summary_above and not has_summary:
        expected = f"en sammanfattning när skrivelsen är längre än {rules.summary_above} ord"
        yield _NO_SUMMARY.at(plan.entry.where, "", expected, words=words)


# --- the proposal --------------------------------------------------------------------------------------------------


def _points(plan: DocumentPlan, rules: MemoRules) -> Iterator[Problem]:
    if not rules.points_cite:
        return
    for level in plan.entry.proposal or plan.outline.proposal:
        for point in level.points:
            if "{{" not in point.text:
                expected = "handlingens titel, ett avsnitt eller ett tal inom {{ … }}"
                yield _POINT_WITHOUT_CITATION.at(point.where, "", expected, f"”{point.text}”")


# --- appendices, dates, registry numbers ---------------------------------------------------------------------------


def _appendices(plan: DocumentPlan) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for position, appendix in enumerate(plan.entry.appendices, 1):
        where = getattr(appendix, "where", plan.entry.where)
        if isinstance(appendix, ExternalAppendix):
            name, number = appendix.title, appendix.number or str(position)
        else:
            name, number = appendix, str(position)
            if plan.matter is not None and name not in plan.matter.papers:
                yield _NOT_OF_THE_MATTER.at(where, "", f"{name} under handlingar", "", (plan.matter.where,), name=name)
        if number in names:
            expected = "ett nummer per bilaga, i ordning"
            yield _NUMBER_TAKEN.at(where, "", expected, number=number, first=names[number], second=name)
        names.setdefault(number, name)


def _dates(plan: DocumentPlan) -> Iterator[Problem]:
    meeting = next((step.meeting for step in plan.matter.steps if step.meeting), None) if plan.matter else None
    dated = plan.entry.dated
    if meeting is not None and dated is not None and dated > meeting:
        expected = f"ett datum senast {meeting.isoformat()}"
        yield _DATED_AFTER_MEETING.at(plan.entry.where, "", expected, dated.isoformat())


def _registry_numbers(content: Content, plan: DocumentPlan) -> Iterator[Problem]:
    matters = (matter for matter in content.period.entry.matters.values() if plan.id in matter.papers)
    places = {matter.registry_number: matter.where for matter in matters if matter.registry_number}
    numbers = [str(number) for number in places]
    if len(numbers) > 1:
        related = tuple(places.values())
        yield _OF_TWO_MATTERS.at(plan.entry.where, "", "ett diarienummer", " och ".join(numbers), related)
    number = plan.entry.letterhead.get("diarienummer")
    if number and numbers and number not in numbers:
        where = getattr(number, "where", plan.entry.where)
        yield _OTHER_NUMBER.at(where, "", ", ".join(numbers), number)
