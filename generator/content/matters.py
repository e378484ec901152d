"""Matters as records, so that a summons lists, cites and chooses among them as it does other records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from generator.content.fields import Cited, where_of
from generator.content.period import FieldValue, Matter, PeriodEntry, Record
from generator.content.source import Text
from generator.swedish import ascii_name

MATTERS = "ärenden"


def matter_records(entry: PeriodEntry, fields: Collection[str], keys: Iterable[Text]) -> Iterator[Record]:
    """Yield a record of each matter with those of `fields` that it has, but none of one that gathers other matters."""
    places = {str(key): key.where for key in keys}
    for name, matter in entry.matters.items():
        if not any(paper in entry.matters and paper not in entry.documents for paper in matter.papers):
            values = {key: value for key, value in _values(matter) if key in fields}
            yield Record(MATTERS, name, "", values, places.get(name, matter.where))


def papers_of(name: str, matters: Mapping[str, Matter], documents: Collection[str]) -> tuple[str, ...]:
    """Return the papers of a matter, and where it gathers other matters those of them, each once.

    A name that a document and a matter share is the document's.
    """
    papers: dict[str, None] = {}
    waiting, gathered = [name], {name}
    while waiting:
        each = waiting.pop(0)
        for paper in matters[each].papers:
            if paper in documents or paper not in matters:
                papers[paper] = None
            elif paper not in gathered:
                gathered.add(paper)
                waiting.append(paper)
    return tuple(papers)


def _values(matter: Matter) -> Iterator[tuple[str, FieldValue]]:
    texts = {
        "nummer": matter.number,
        "rubrik": matter.heading,
        "diarienummer": matter.registry_number,
        "klassificering": matter.classification,
        "handläggare": matter.officer,
    }
    if matter.papers:
        papers = "\n".join(f"- [{{{{ dokument.{each}.titel }}}}]({ascii_name(each)}.pdf)" for each in matter.papers)
        texts["handlingar"] = Text(papers, where_of(matter.papers[0]))
    if matter.steps:
        step = matter.steps[0]
        texts |= {"instans": step.instance, "tid": step.time, "plats": step.place, "paragraf": step.paragraph}
        if step.meeting is not None:
            yield "sammanträde", step.meeting
    for name, text in texts.items():
        if text is not None:
            yield name, Cited(text if isinstance(text, Text) else Text(text, matter.where))
