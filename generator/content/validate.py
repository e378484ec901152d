"""Validate a source: make the content of it, or refuse it with everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from generator.content.collecting import read_collected
from generator.content.fields import where_of
from generator.content.file_names import check_file_names
from generator.content.house import House
from generator.content.period import Board, CollectedBoard, Content, DocumentPlan, Municipality, Period
from generator.content.plan_document import plan_document
from generator.content.read_house import read_house
from generator.content.read_node import read_model
from generator.content.read_period import Declared, read_period
from generator.content.read_texts import check_text
from generator.content.source import PeriodSource, Source
from generator.content.walk import every_section
from generator.content.writing import check_writing
from generator.problems import Problem, Problems, Rejected, nearest_hint, refuse

# Codes of names that the profile declares: fields, units, states, choices, record types.
_OF_THE_HOUSE = frozenset({"T101", "T109", "T110", "T111", "T115"})


Examine = Callable[[Content], Collection[Problem]]


def _nothing(_: Content) -> Collection[Problem]:
    return ()


def validate(source: Source, examine: Examine = _nothing) -> Content:
    """Return the content of a source. Raises Rejected with all problems of its files, earlier periods included.

    A collected board whose content has problems, or for which `examine` returns some, has not delivered.
    """
    problems = Problems()
    house = _House(*read_house(source.house, problems), examine)
    return _content(source, house, problems)


@dataclass(frozen=True, slots=True)
class _House:
    """The house style that all periods of a source have, and what else a collected board is examined for."""

    style: House
    faulty_outlines: frozenset[str]
    examine: Examine

    def collected(self, source: PeriodSource, problems: Problems) -> tuple[CollectedBoard, ...]:
        boards = [(each, read_model(Board, each.board, problems)) for each in source.collected]
        return tuple(read_collected(each, board, self.read) for each, board in boards if board is not None)

    def read(self, source: Source) -> Content:
        content = _content(source, self, Problems())
        refuse(self.examine(content))
        return content


def _content(source: Source, of: _House, problems: Problems) -> Content:
    house, of_periods = of.style, Problems()
    faulty_profile = any(problem.where.file.rpartition("/")[2] == "profil.yaml" for problem in problems)
    municipality = read_model(Municipality, source.municipality, problems)
    board = _board(source, municipality, problems)
    roles = board.roles if board else None
    period, declared = read_period(source.period, house, roles, of_periods, of.collected(source.period, problems))
    earlier: dict[str, Period] = {}
    for name, each in source.earlier.items():
        # What another board calls its roles is not read.
        boards = of.collected(each, of_periods)
        read, _ = read_period(each, house, None if "/" in name else roles, of_periods, boards)
        if read is not None:
            earlier[name] = read
    # Where the profile has faults, those of names may come from them.
    problems.extend(each for each in of_periods if not (faulty_profile and each.code in _OF_THE_HOUSE))
    documents: tuple[DocumentPlan, ...] = ()
    if period is not None:
        _check_name(source, period, problems)
        _check_matters(period, None if board is None else board.roles, problems)
        check_file_names(period.entry, problems)
        check_writing(period, house, roles or {}, problems)
        if not faulty_profile:
            documents = tuple(_documents(period, declared, house, of.faulty_outlines, problems))
            _check_outline_texts(documents, problems)
    refuse(problems)
    if municipality is None or board is None or period is None:
        raise Rejected(problems)
    unseen = Problems()
    before = read_period(source.before, house, roles, unseen)[0] if source.before is not None else None
    return Content(municipality, board, house, period, documents, earlier, None if unseen else before)


def read_unfinished(source: Source) -> tuple[Content, tuple[Problem, ...]]:
    """Return what can be read of a period that is being written, without documents, and all that is wrong with it.

    Raises Rejected where its municipality, its board or the facts of the period cannot be read.
    """
    problems = Problems()
    house, _ = read_house(source.house, problems)
    municipality = read_model(Municipality, source.municipality, problems)
    board = _board(source, municipality, problems)
    period, _ = read_period(source.period, house, board.roles if board else None, problems)
    if municipality is None or board is None or period is None:
        raise Rejected(problems)
    return Content(municipality, board, house, period, ()), tuple(problems)


def _board(source: Source, municipality: Municipality | None, problems: Problems) -> Board | None:
    if source.board is not None:
        return read_model(Board, source.board, problems)
    return Board.itself(municipality) if municipality is not None else None


def _documents(
    period: Period, declared: Declared, house: House, faulty_outlines: Collection[str], problems: Problems
) -> Iterator[DocumentPlan]:
    for name, entry in period.entry.documents.items():
        if entry.outline not in faulty_outlines:
            plan = plan_document(name, period, declared, house, problems)
            if plan is not None:
                yield plan


def _check_outline_texts(documents: Iterable[DocumentPlan], problems: Problems) -> None:
    """Check the paragraphs and the patterns of cells that outlines have, each once."""
    sections = (section for plan in documents for section in every_section(plan.all_sections))
    entries = [placement.entry for section in sections for placement in section.blocks]
    cited = [(entry.paragraph, True) for entry in entries]
    cited += [(shown.pattern, False) for entry in entries for shown in entry.shown_fields]
    for text, notes in {each.text.where: (each.text, notes) for each, notes in cited if each is not None}.values():
        problems.extend(check_text(text, notes=notes))


def _check_name(source: Source, period: Period, problems: Problems) -> None:
    folder, name = source.period.id.rpartition("/")[2], period.entry.id
    where = where_of(name)
    if name != folder and where.line:
        message = "Perioden heter inte som sin mapp."
        hint = "Andra perioder hänvisar till mappens namn: ändra det ena så att de blir lika."
        problems.add("T103", where, message, expected=f"period: {folder}", found=str(name), hint=hint)


def _check_matters(period: Period, roles: Collection[str] | None, problems: Problems) -> None:
    documents, matters = period.entry.documents, period.entry.matters
    for name, matter in matters.items():
        officer = matter.officer
        if officer is not None and roles is not None and officer not in roles:
            hint = nearest_hint(officer, roles) or f"Lägg till {officer}: under roller: i namnd.yaml."
            message = f"Rollen ”{officer}” finns inte i namnd.yaml."
            problems.add("T111", where_of(officer), message, expected="id för en roll", found=officer, hint=hint)
        for paper in matter.papers:
            if paper not in documents and (paper not in matters or paper == name):
                hint = nearest_hint(paper, documents) or "Lägg till dokumentet under dokument:."
                message = f"Handlingen ”{paper}” i ärendet {name} är inget av periodens dokument."
                expected = "ett id under dokument:"
                problems.add("T309", where_of(paper), message, expected=expected, found=str(paper), hint=hint)
