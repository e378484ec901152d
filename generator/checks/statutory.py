"""Sections that a law asks for (`lagrum` in the outline) and a document does without: T759."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from generator.checks.finding import FindingKind
from generator.content import Content, Section, every_section, section_id
from generator.problems import Problem, Severity, Where

_MISSING = FindingKind(
    "T759",
    "Avsnittet ”{name}” {fault} i {document}. Lagrum: {law}",
    "Ta med avsnittet. Saknas det som lagen frågar efter: skriv det i avsnittet, eller kvittera fyndet med skäl.",
)
_DECLARED = FindingKind("T759", _MISSING.message, _MISSING.hint, Severity.NOTICE)


def statutory(content: Content) -> Iterator[Problem]:
    """Yield T759 of a period's documents, at the document; one that the author declares to have nothing is a notice."""
    for plan in content.documents:
        planned: dict[Where, list[Section]] = defaultdict(list)
        for section in every_section(plan.sections):
            planned[section.where].append(section)
        for entry in every_section(plan.outline.sections):
            fault = _fault(planned[entry.where]) if entry.law else ""
            if fault:
                name = section_id(entry)
                kind = _DECLARED if name in plan.entry.nothing_to_report else _MISSING
                expected, place, words = "ett avsnitt med innehåll", f"{plan.id}.{name}", {"name": name, "fault": fault}
                related = (entry.where,)
                yield kind.at(
                    plan.entry.where, place, expected, fault, related, document=plan.id, law=entry.law, **words
                )


def _fault(sections: list[Section]) -> str:
    """Return what is wrong with a section as it is planned, once or for each record; empty where it shows something."""
    if not sections:
        return "är utelämnat"
    if any(section.blocks or section.sections for section in sections):
        return ""
    return "har inget att redovisa" if any(each.nothing_to_report for each in sections) else "är tomt"
