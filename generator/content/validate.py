"""Stage 2: a Source in → a Content out, typed and complete; or Rejected with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.content.fields import where_of
from generator.content.house import House
from generator.content.outlines import plan_document
from generator.content.period import Board, Content, DocumentPlan, Municipality, Period
from generator.content.read_errors import read_model
from generator.content.read_house import read_house
from generator.content.read_period import Declared, read_period
from generator.content.source import Source
from generator.problems import Problem, Rejected, nearest_hint, refuse

# Codes of names that the profile declares: fields, units, states, choices, record types.
_OF_THE_HOUSE = frozenset({"T101", "T109", "T110", "T111", "T115"})


def validate(source: Source) -> Content:
    """A source goes in; the content comes out.

    Raises Rejected with all problems of all files of the report: the municipality's, the board's, the profile's, the
    period's and those of the earlier periods it cites.
    """
    house, broken, found = read_house(source.house)
    problems: list[Problem] = [*found]
    municipality, found_in_municipality = read_model(Municipality, source.municipality)
    board, found_in_board = read_model(Board, source.board)
    problems.extend((*found_in_municipality, *found_in_board))
    roles = board.roles if board else None
    faulty = any(problem.where.file.rpartition("/")[2] == "profil.yaml" for problem in found)
    period, declared, found = read_period(source.period, house, roles)
    problems.extend(_own(found, faulty=faulty))
    earlier: dict[str, Period] = {}
    for name, each in source.earlier.items():
        # What another board calls its roles is not read.
        read, _, found = read_period(each, house, None if "/" in name else roles)
        problems.extend(_own(found, faulty=faulty))
        if read is not None:
            earlier[name] = read
    documents: tuple[DocumentPlan, ...] = ()
    if period is not None:
        problems.extend(_own_name(source, period))
        problems.extend(_unknown_papers(period))
        documents = () if faulty else _documents(period, declared, house, (broken, problems))
    refuse(problems)
    if municipality is None or board is None or period is None:
        raise Rejected(problems)
    return Content(municipality, board, house, period, documents, earlier)


def _own(found: Iterable[Problem], *, faulty: bool) -> Iterator[Problem]:
    """The problems of a period that are its own: where the profile has faults, those of names may come from them."""
    return (problem for problem in found if not faulty or problem.code not in _OF_THE_HOUSE)


def _documents(
    period: Period, declared: Declared, house: House, told: tuple[frozenset[str], list[Problem]]
) -> tuple[DocumentPlan, ...]:
    """The documents of a period as planned; of an outline with faults nothing more is said."""
    broken, problems = told
    plans: list[DocumentPlan] = []
    for name, entry in period.entry.documents.items():
        if entry.outline not in broken:
            plan, found = plan_document(name, entry, (period, declared), house)
            problems.extend(found)
            plans.extend((plan,) if plan is not None else ())
    return tuple(plans)


def _own_name(source: Source, period: Period) -> Iterator[Problem]:
    folder, told = source.period.id.rpartition("/")[2], period.entry.id
    where = where_of(told)
    if told != folder and where.line:
        message = "Perioden heter inte som sin mapp."
        hint = "Andra perioder hänvisar till mappens namn: ändra det ena så att de blir lika."
        yield Problem("T103", where, message, f"period: {folder}", str(told), hint)


def _unknown_papers(period: Period) -> Iterator[Problem]:
    """Papers of matters that are no documents of the period."""
    for name, matter in period.entry.matters.items():
        for paper in matter.papers:
            if paper not in period.entry.documents:
                hint = nearest_hint(paper, period.entry.documents) or "Lägg till dokumentet under dokument:."
                message = f"Handlingen ”{paper}” i ärendet {name} är inget av periodens dokument."
                yield Problem("T309", where_of(paper), message, "ett id under dokument:", str(paper), hint)
