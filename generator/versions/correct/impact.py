"""All that a correction brings with it: a period as it was published beside what it would be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.compose import Understood
from generator.content import Content, papers_of
from generator.document import Document, FigureChange, Place
from generator.figures import Carried, Computed, Imported, Ledger, StatedOrigin
from generator.pipeline import examined
from generator.problems import Problem, Severity
from generator.versions.compare.differences import figure_changes
from generator.versions.compare.documents import Changed, compare_documents
from generator.versions.correct.stale_prose import StaleSentence, stale_prose

Pages = Mapping[str, Mapping[str, str]]
_UNKNOWN: Pages = {}


@dataclass(frozen=True, slots=True)
class Impact:
    """What a correction brings with it.

    `written` figures are of the content or its data files, `computed` follow by formula, `carried` are other periods'.
    `flipped` are places of words and states, `problems` those that are new, `stale` sentences to look over, `bundles`
    the matters whose bundle holds one of the `papers` to be given out again, `marked` those papers with marks.
    """

    written: tuple[FigureChange, ...]
    computed: tuple[FigureChange, ...]
    carried: tuple[FigureChange, ...]
    places: tuple[Place, ...]
    flipped: tuple[Place, ...]
    problems: tuple[Problem, ...]
    papers: tuple[str, ...]
    bundles: tuple[str, ...]
    marked: tuple[Document, ...]
    stale: tuple[StaleSentence, ...] = ()

    @property
    def all_places(self) -> tuple[Place, ...]:
        """Every place that prints something else, paper by paper."""
        both = (*self.places, *self.flipped)
        return tuple(place for paper in self.papers for place in both if place.document == paper)


def impact(before: Understood, after: Understood, pages: Pages = _UNKNOWN) -> Impact:
    """Return all that differs, what a page of a section prints twice once; `pages` are those of the new papers."""
    changes = tuple(figure_changes(before.ledger, after.ledger))
    earlier = {document.id: document for document in before.documents}
    compared = (compare_documents(earlier[each.id], each) for each in after.documents if each.id in earlier)
    revised = [comparison for comparison in compared if comparison.changed]
    added = (document.id for document in after.documents if document.id not in earlier)
    papers = (*(comparison.marked.id for comparison in revised), *added)
    changed = [_with_page(each, pages) for comparison in revised for each in comparison.changed]
    places = _once(each.place for each in changed if each.kind == "tal")
    figures = {**before.ledger.figures, **after.ledger.figures}
    written = {name for name, figure in figures.items() if isinstance(figure.origin, StatedOrigin | Imported)}
    stale = tuple(
        replace(sentence, printed=tuple(_with_page(each, pages) for each in sentence.printed))
        for sentence in stale_prose(before, after)
    )
    return Impact(
        written=tuple(change for change in changes if change.figure in written),
        computed=tuple(change for change in changes if change.figure not in written),
        carried=tuple(_carried(before.ledger, after.ledger, [change.figure for change in changes], places)),
        places=places,
        flipped=_once(each.place for each in changed if each.kind != "tal"),
        problems=tuple(_new_problems(before, after, stale)),
        papers=papers,
        bundles=tuple(_bundles(after.content, papers)),
        marked=tuple(comparison.marked for comparison in revised),
        stale=stale,
    )


def with_findings(effect: Impact, before: Understood, after: Understood) -> Impact:
    """Check both, which were not checked; what is new is told. Where there is nothing after, nothing is new."""
    if (after := examined(after)).problems:
        effect = replace(effect, problems=tuple(_new_problems(examined(before), after, effect.stale)))
    return effect


def _with_page(changed: Changed, pages: Pages) -> Changed:
    page = pages.get(changed.place.document, {}).get(changed.element, "")
    return replace(changed, place=replace(changed.place, page=page))


def _once(places: Iterator[Place]) -> tuple[Place, ...]:
    return tuple({replace(place, figure=""): place for place in places}.values())


def _carried(before: Ledger, after: Ledger, changed: Sequence[str], places: Sequence[Place]) -> Iterator[FigureChange]:
    """Figures of other periods that have changed, by what those are called here, where something here rests on them."""
    own = [after.figures[name].origin for name in changed if name in after.figures]
    names = {place.figure for place in places}
    names |= {f"{each.reference}.{each.figure}" for each in own if isinstance(each, Carried)}
    names |= {term for each in own if isinstance(each, Computed) for term in each.terms}
    for key, now in after.earlier.items():
        words = [word for word, period in after.references.items() if period == key]
        words += [f'period("{key}")', f'nämnd("{key.partition("/")[0]}")']
        for change in figure_changes(before.earlier[key], now) if key in before.earlier else ():
            citations = (f"{word}.{change.figure}" for word in words)
            if cited := next((name for name in citations if name in names), ""):
                yield replace(change, figure=cited)


def _new_problems(before: Understood, after: Understood, stale: Sequence[StaleSentence]) -> Iterator[Problem]:
    """Findings that are new, wherever they stand now, but for advice on sentences that are listed already."""
    matters = set(map(_matter, before.problems))
    listed = {place for sentence in stale for place in sentence.words}
    for problem in after.problems:
        if _matter(problem) not in matters and (problem.severity is Severity.ERROR or problem.where not in listed):
            yield problem


def _matter(problem: Problem) -> tuple[str, str, str, str, str]:
    return problem.code, problem.where.file, problem.place, problem.message, problem.found


def _bundles(content: Content, papers: Sequence[str]) -> Iterator[str]:
    entry = content.period.entry
    for name, matter in entry.matters.items():
        if matter.bundled and any(paper in papers for paper in papers_of(name, entry.matters, entry.documents)):
            yield matter.heading
