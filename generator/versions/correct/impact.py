"""A period as it was published and as it would be → all that the correction brings with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.compose import Understood
from generator.content import Content
from generator.document import Document, FigureChange, Place
from generator.figures import Carried, Computed, Imported, Ledger, StatedOrigin
from generator.problems import Problem, Severity
from generator.versions.compare.differences import figure_changes
from generator.versions.compare.documents import Changed, compare_documents
from generator.versions.correct.stale_prose import StaleSentence, stale_prose

Pages = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a correction brings with it.

    `written` are figures that stand in the content or in its data files, `computed` those that follow by formula, and
    `carried` those of other periods that are printed or computed with here.
    `places` are where they are printed, `flipped` the words and states that turn with them, `found` the findings that
    were not there before, `stale` the sentences to look over, `papers` the documents to be given out again and
    `bundles` the matters whose bundle holds one of them. `marked` are those papers with the old struck beside the new.
    """

    written: tuple[FigureChange, ...]
    computed: tuple[FigureChange, ...]
    carried: tuple[FigureChange, ...]
    places: tuple[Place, ...]
    flipped: tuple[Place, ...]
    found: tuple[Problem, ...]
    papers: tuple[str, ...]
    bundles: tuple[str, ...]
    marked: tuple[Document, ...]
    stale: tuple[StaleSentence, ...] = ()

    @property
    def all_places(self) -> tuple[Place, ...]:
        """Every place that prints something else, paper by paper."""
        both = (*self.places, *self.flipped)
        return tuple(place for paper in self.papers for place in both if place.document == paper)


def impact(before: Understood, after: Understood, pages: Pages) -> Impact:
    """The published version, the new one and the page of each element there → all that differs.

    `pages` may lack any of them. A thing that is printed twice on a page of a section is told once.
    """
    changes = tuple(figure_changes(before.ledger, after.ledger))
    earlier = {document.id: document for document in before.documents}
    pairs = [(earlier[document.id], document) for document in after.documents if document.id in earlier]
    compared = [(new, compare_documents(old, new)) for old, new in pairs]
    new_papers = [document for document in after.documents if document.id not in earlier]
    changed = [each for document, found in compared for each in _with_pages(found.changed, pages.get(document.id, {}))]
    papers = tuple(document.id for document, found in compared if found.changed) + tuple(each.id for each in new_papers)
    places = _once(each.place for each in changed if each.kind == "tal")
    stale = tuple(_stale(before, after, pages))
    return Impact(
        written=tuple(change for change in changes if _is_written(change, before.ledger, after.ledger)),
        computed=tuple(change for change in changes if not _is_written(change, before.ledger, after.ledger)),
        carried=tuple(_carried(before.ledger, after, changes, places)),
        places=places,
        flipped=_once(each.place for each in changed if each.kind != "tal"),
        found=tuple(_untold(_new_problems(before.problems, after.problems), stale)),
        papers=papers,
        bundles=tuple(_bundles(after.content, papers)),
        marked=tuple(found.marked for _, found in compared if found.changed),
        stale=stale,
    )


def _with_pages(changed: Sequence[Changed], pages: Mapping[str, str]) -> Iterator[Changed]:
    for each in changed:
        yield replace(each, place=replace(each.place, page=pages.get(each.element, "")))


def _once(places: Iterator[Place]) -> tuple[Place, ...]:
    return tuple({replace(place, figure=""): place for place in places}.values())


def _is_written(change: FigureChange, before: Ledger, after: Ledger) -> bool:
    figure = after.figures.get(change.figure) or before.figures.get(change.figure)
    return figure is not None and isinstance(figure.origin, StatedOrigin | Imported)


def _carried(
    before: Ledger, after: Understood, changes: Sequence[FigureChange], places: Sequence[Place]
) -> Iterator[FigureChange]:
    """Figures of other periods that have changed, by what those are called here, where something here rests on them."""
    own = [after.ledger.figures[change.figure].origin for change in changes if change.figure in after.ledger.figures]
    names = {place.figure for place in places}
    names |= {f"{each.reference}.{each.figure}" for each in own if isinstance(each, Carried)}
    names |= {term for each in own if isinstance(each, Computed) for term in each.terms}
    for key, now in after.ledger.earlier.items():
        if key in before.earlier:
            for change in figure_changes(before.earlier[key], now):
                called = [name for name in _called(key, change.figure, after.ledger) if name in names]
                yield from (replace(change, figure=name) for name in called[:1])


def _called(key: str, figure: str, ledger: Ledger) -> Iterator[str]:
    """The names by which a figure of another period may be cited."""
    words = [word for word, period in ledger.references.items() if period == key]
    for word in (*words, f'period("{key}")', f'nämnd("{key.partition("/")[0]}")'):
        yield f"{word}.{figure}"


def _new_problems(before: Sequence[Problem], after: Sequence[Problem]) -> Iterator[Problem]:
    """Findings that were not there: of the same kind and about the same, whatever the line they have moved to."""
    known = {(problem.code, problem.where.file, problem.place, problem.message, problem.found) for problem in before}
    for problem in after:
        if (problem.code, problem.where.file, problem.place, problem.message, problem.found) not in known:
            yield problem


def _stale(before: Understood, after: Understood, pages: Pages) -> Iterator[StaleSentence]:
    for sentence in stale_prose(before, after):
        printed = (
            paged for each in sentence.printed for paged in _with_pages([each], pages.get(each.place.document, {}))
        )
        yield replace(sentence, printed=tuple(printed))


def _untold(found: Iterator[Problem], stale: Sequence[StaleSentence]) -> Iterator[Problem]:
    """Findings without those that only advise to look over what is told of as a sentence already."""
    told = {place for sentence in stale for place in sentence.words}
    yield from (each for each in found if each.severity is Severity.ERROR or each.where not in told)


def _bundles(content: Content, papers: Sequence[str]) -> Iterator[str]:
    for matter in content.period.entry.matters.values():
        if matter.bundled and any(paper in papers for paper in matter.papers):
            yield matter.heading
