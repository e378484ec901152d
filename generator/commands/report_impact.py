"""What a correction changes, as lines of text: figures, places, words, findings, papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from generator.document import FigureChange, Place
from generator.swedish import NumberFormat, format_quantity
from generator.versions import Impact, PeriodPreview, Proposal, StaleSentence

_MOST_PROBLEMS = 3
_FOLLOWING = "Skrivna tal som följer med"


def report_impact(previews: Sequence[PeriodPreview]) -> Iterator[str]:
    """Yield the lines of each period that a correction affects: the corrected one first, the others indented."""
    main, *others = previews
    yield from _parts(main)
    for other in others:
        if other.unfinished:
            yield f"Påverkar {other.period}, som inte är färdig: den går inte att läsa än, och ändras när den byggs."
            yield from (f"  {line}" for line in _part(_FOLLOWING, map(_moved, other.followers)))
        else:
            yield f"Påverkar {other.period}, {_outcome(other)}:"
            yield from (f"  {line}" for line in _parts(other))


def _outcome(other: PeriodPreview) -> str:
    if not other.earlier:
        return "som inte är publicerad och ändras vid nästa bygge"
    if other.obstacle or other.problems:
        return "som inte kan rättas nu"
    if other.planned is not None:
        return f"som blir version {other.planned.release.version} ({other.planned.release.stage})"
    if other.stage:
        return "som inte rättas nu"
    draft = other.impact is not None and other.impact.papers
    return "ett utkast som ändras när det publiceras" if draft else "vars handlingar är desamma"


def _parts(period: PeriodPreview) -> Iterator[str]:
    if period.impact is not None:
        yield from _impact(period.impact, period.followers)
        heading = "Handlingar som ges ut på nytt" if period.earlier else "Handlingar som ändras"
        yield from _part(heading, (*period.impact.papers, *(f"samlade: {each}" for each in period.impact.bundles)))
    else:
        lines = [f"{each.code} {each.where}: {each.message}" for each in period.problems[:_MOST_PROBLEMS]]
        more = len(period.problems) - len(lines)
        yield from _part("Går inte att läsa", (*lines, *([f"… och {more} fel till"] if more else ())))


def _impact(impact: Impact, followers: Sequence[Proposal]) -> Iterator[str]:
    following = {each.figure: each for each in followers}
    yield from _part("Rättas", (_change(each) for each in impact.written if each.figure not in following))
    yield from _part(
        _FOLLOWING,
        (f"{_change(each)}{_why(following[each.figure])}" for each in impact.written if each.figure in following),
    )
    yield from _part("Hämtas ur andra perioder", (_change(each) for each in impact.carried))
    yield from _part("Räknas om", (_change(each) for each in impact.computed))
    yield from _part("Står i handlingarna", (_place(each) for each in impact.places))
    yield from _part("Ord och lägen som byter", (_place(each) for each in impact.flipped))
    yield from _part("Se över i texten", (line for each in impact.stale for line in _sentence(each)))
    yield from _part("Nya fynd", (f"{each.code} {each.where}: {each.message}" for each in impact.problems))


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    indented = [f"  {line}" for line in dict.fromkeys(lines)]
    if indented:
        yield f"{heading}:"
        yield from indented


def _change(change: FigureChange) -> str:
    where = f" · {change.where}" if change.where else ""
    hidden = " (ändras i decimaler som inte skrivs ut)" if change.old == change.new else ""
    return f"{change.figure}: {change.old or '–'} → {change.new or '–'}{hidden}{where}"


def _moved(proposal: Proposal) -> str:
    unit, decimals = proposal.relation.expected.unit, proposal.decimals
    old, new = (format_quantity(value, unit, NumberFormat(), decimals) for value in (proposal.old, proposal.new))
    return f"{proposal.figure}: {old} → {new}{_why(proposal)}"


def _why(proposal: Proposal) -> str:
    formula = proposal.relation.formula
    if proposal.relation.kind == "ingår_i":
        return f" (där {formula} ingår)"
    return f" (stäms av mot {formula})" if formula else " (summa)"


def _sentence(stale: StaleSentence) -> Iterator[str]:
    places = "; ".join(dict.fromkeys(_printed_at(each.place) for each in stale.printed)) or "skrivs inte ut"
    yield f"{places}: ”{stale.sentence}” · {stale.where}"
    yield from (f"  {reason}" for reason in stale.reasons)


def _place(place: Place) -> str:
    return f"{_printed_at(place)}: {place.old or '–'} → {place.new or '–'}"


def _printed_at(place: Place) -> str:
    section = f"{place.section} {place.title}".strip()
    page = f"sidan {place.page}" if place.page else ""
    return ", ".join(part for part in (place.document, section, page) if part)
