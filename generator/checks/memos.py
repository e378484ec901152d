"""A period's documents and matters → what is wrong with its memos, by the rules that the house has written as data.

Rules: the house's own instructions for papers to the board; KL 6 kap. (what is decided must be prepared) gives none of
its own for the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.content import MEMO_PARTS, Cited, Content, DocumentPlan, ExternalAppendix, MemoRules, Section
from generator.problems import Problem


def memo_problems(content: Content) -> tuple[Problem, ...]:
    """The content of a period goes in; problems T601–T605 and T607 come out, each at the author's line."""
    return tuple(problem for plan in content.documents for problem in _of_document(content, plan))


def _of_document(content: Content, plan: DocumentPlan) -> Iterator[Problem]:
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
            yield Problem(
                "T601",
                plan.entry.where,
                f"Skrivelsen saknar {part.replace('_', ' ')}.",
                f"{part}: under dokumentet {plan.id}",
                hint="Profilen kräver delen; mallen kan också ha en egen.",
            )


def _has(plan: DocumentPlan, part: MEMO_PARTS) -> bool:
    entry, outline = plan.entry, plan.outline
    told = {
        "förslag_till_beslut": entry.proposal or outline.proposal,
        "bilagor": entry.appendices,
        "beslutsunderlag": entry.grounds or outline.grounds,
        "beslutet_skickas_till": entry.recipients or outline.recipients,
        "underskrifter": entry.signatories or outline.signatories,
    }
    return bool(told[part])


# --- the summary ---------------------------------------------------------------------------------------------------


def _summary(content: Content, plan: DocumentPlan, rules: MemoRules) -> Iterator[Problem]:
    if rules.summary is None or not rules.summary_above:
        return
    sections = tuple(_all_sections(plan.sections))
    words = sum(len(str(text.text).split()) for section in sections for text in _texts(content, section))
    has_summary = any(section.id == rules.summary and section.blocks for section in sections)
    if words > rules.summary_above and not has_summary:
        yield Problem(
            "T602",
            plan.entry.where,
            f"Skrivelsen har {words} ord och ingen sammanfattning.",
            f"en sammanfattning när skrivelsen är längre än {rules.summary_above} ord",
        )


def _all_sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all_sections(section.sections)


def _texts(content: Content, section: Section) -> Iterator[Cited]:
    for placement in section.blocks:
        entry = placement.entry
        if entry.text is not None and entry.text in content.period.texts:
            yield content.period.texts[entry.text]
        if entry.paragraph is not None:
            yield entry.paragraph


# --- the proposal --------------------------------------------------------------------------------------------------


def _points(plan: DocumentPlan, rules: MemoRules) -> Iterator[Problem]:
    if not rules.points_cite:
        return
    for level in plan.entry.proposal or plan.outline.proposal:
        for point in level.points:
            if "{{" not in point.text:
                yield Problem(
                    "T605",
                    point.where,
                    "Beslutspunkten citerar inte det som beslutas.",
                    "handlingens titel, ett avsnitt eller ett tal inom {{ … }}",
                    f"”{point.text}”",
                    "Skriv till exempel {{ dokument.ID.titel }}, så följer punkten med när handlingen ändras.",
                )


# --- appendices, dates, registry numbers ---------------------------------------------------------------------------


def _appendices(plan: DocumentPlan) -> Iterator[Problem]:
    taken: dict[str, str] = {}
    for position, appendix in enumerate(plan.entry.appendices, 1):
        external = isinstance(appendix, ExternalAppendix)
        number = (appendix.number or str(position)) if isinstance(appendix, ExternalAppendix) else str(position)
        name = appendix.title if isinstance(appendix, ExternalAppendix) else appendix
        where = (
            appendix.where if isinstance(appendix, ExternalAppendix) else getattr(appendix, "where", plan.entry.where)
        )
        if number in taken:
            message = f"Bilaga {number} finns två gånger: {taken[number]} och {name}."
            yield Problem("T603", where, message, "ett nummer per bilaga, i ordning")
        taken.setdefault(number, name)
        outside = not external and plan.matter is not None and name not in plan.matter.papers
        if outside and plan.matter is not None:
            message = f"Bilagan ”{name}” hör inte till ärendets handlingar."
            yield Problem("T603", where, message, f"{name} under handlingar", related=(plan.matter.where,))


def _dates(plan: DocumentPlan) -> Iterator[Problem]:
    meeting = next((step.meeting for step in plan.matter.steps if step.meeting), None) if plan.matter else None
    dated = plan.entry.dated
    if meeting is not None and dated is not None and dated > meeting:
        yield Problem(
            "T604",
            plan.entry.where,
            "Handlingen är daterad efter sammanträdet.",
            f"ett datum senast {meeting.isoformat()}",
            dated.isoformat(),
        )


def _registry_numbers(content: Content, plan: DocumentPlan) -> Iterator[Problem]:
    numbers = {
        matter.registry_number: matter.where
        for matter in content.period.entry.matters.values()
        if plan.id in matter.papers and matter.registry_number
    }
    if len(numbers) > 1:
        found = " och ".join(str(number) for number in numbers)
        yield Problem(
            "T607",
            plan.entry.where,
            "Handlingen hör till två ärenden.",
            "ett diarienummer",
            found,
            related=tuple(numbers.values()),
        )
    told = plan.entry.letterhead.get("diarienummer")
    if told and numbers and told not in numbers:
        expected = ", ".join(str(number) for number in numbers)
        where = getattr(told, "where", plan.entry.where)
        yield Problem("T607", where, "Brevhuvudet har ett annat diarienummer än ärendet.", expected, told)
