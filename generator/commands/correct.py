"""A published period and figures to correct → a new version that says what was corrected, or what that would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generator import files, pipeline
from generator.build_options import PDF
from generator.choose_periods import choose_periods
from generator.corrections import Corrected, Files, corrections, figures_from, parse_wanted, standing, understood_from
from generator.diff import diff
from generator.differences import Side
from generator.document import Document
from generator.history import history_path, read_history
from generator.impact import Impact, Version, impact
from generator.layout_memory import Remembering
from generator.notice import notice_unit
from generator.pages import Crew, printed_pages
from generator.pipeline import Understood
from generator.problems import Problem, Rejected, Severity, UsageError, refuse
from generator.publication import ARCHIVE, Order, append, opened, plan, version_folder
from generator.release import Release, Stage
from generator.release_words import day, stage
from generator.render_html import render_html
from generator.report_impact import report_impact
from generator.snapshot import snapshot, unarchived
from generator.swedish_text import ascii_name
from generator.verification import verify_folder
from generator.voice import ExitCode, Voice

MARKED = "andringsmarkerad"


@dataclass(frozen=True, slots=True)
class _Found:
    """A correction worked out: the versions there are, the period as it will be, its files, what it brings with it."""

    earlier: tuple[Release, ...]
    after: Understood
    corrected: Corrected
    impact: Impact
    others: Mapping[str, Impact]


def correct(
    project: Path, words: Sequence[str], told: Mapping[str, str], voice: Voice, crew: Crew, *, dry_run: bool
) -> ExitCode:
    """Corrects figures of a published period: `words` are the period, then FIGURE=VALUE for each.

    `told` has what the options say: skäl, datum, skede, beslutad_av, ändringsmarkerad, svar. The `crew` lays out.
    Shows first what follows; then, if that is wanted, edits the content and publishes a new version, all or nothing.
    Raises UsageError where there is nothing published or nothing to correct, Rejected where the content is refused.
    """
    period = _one(project, words[0])
    if not told["skäl"].strip():
        raise UsageError("Ange skälet till rättelsen med --reason. Det står i rättelsen och i historiken.")
    # The papers are built several times over: published, corrected, with their marks.
    crew = Remembering(crew)
    with opened(project, "correct", voice.note):
        found = _worked_out(project, period, words[1:], told, (voice, crew))
        for line in report_impact(found.impact, found.corrected.followers, found.others):
            voice.result(line)
        if dry_run:
            voice.note("Ingenting har skrivits.")
            return ExitCode.FINE
        refuse(found.after.problems)
        if not (told["svar"] or voice.ask("Ska rättelsen göras?")):
            voice.note("Ingenting har skrivits. Kör igen med --yes för att göra rättelsen.")
            return ExitCode.REFUSED
        _carry_out(project, period, found, told, (voice, crew))
    return ExitCode.FINE


def _one(project: Path, word: str) -> str:
    chosen = choose_periods([word], files.find_periods(project))
    if len(chosen) != 1:
        raise UsageError(f"”{word}” är flera perioder. Ange en: {', '.join(chosen)}.")
    return chosen[0]


# --- what it brings with it ------------------------------------------------------------------------------------------


def _worked_out(
    project: Path, period: str, words: Sequence[str], told: Mapping[str, str], to: tuple[Voice, Crew]
) -> _Found:
    voice, crew = to
    earlier = read_history(project, period)
    if not earlier:
        raise UsageError(f"{period} är inte publicerad, så det finns inget att rätta. Ändra i filerna och publicera.")
    voice.progress(period, f"bygger version {earlier[-1].version} på nytt och jämför")
    voice.problems(_held(project, period, earlier[-1], crew))
    published = _published(project, period, earlier[-1])
    before = understood_from(published, period)
    sources = {path: data for path, data in snapshot(project, period).items() if path != history_path(period)}
    wanted = parse_wanted(words, figures_from(sources, period))
    corrected = corrections(sources, period, wanted, before.ledger)
    after = understood_from({**sources, **corrected.edits}, period)
    changes = diff(_side(before), _side(after)).figures
    found = impact(_version(before), _version(after), {})
    if not found.papers and not corrected.edits:
        raise UsageError(f"Inget skiljer sig från version {earlier[-1].version}: det finns inget att rätta.")
    draft = _draft(earlier, told, found.papers)
    voice.progress(period, "räknar fram sidorna")
    pages = _pages({**sources, **corrected.edits}, period, (*earlier, draft), crew)
    found = impact(_version(before), _version(after), pages)
    others = dict(_others(project, period, corrected.edits))
    return _Found(earlier, after, corrected, found, others)


def _held(project: Path, period: str, release: Release, crew: Crew) -> tuple[Problem, ...]:
    """What keeps a published version from being built again as it was recorded: what differs must be the correction.

    A version that tools of another age build otherwise can be corrected, but it is said. Raises Rejected where one of
    its files was changed.
    """
    folder = version_folder(project, period, release.version)
    found = verify_folder(project, folder, release, lambda _: None, crew).problems
    refuse(problem for problem in found if problem.code != "T804")
    return tuple(replace(problem, severity=Severity.WARNING) for problem in found)


def _published(project: Path, period: str, release: Release) -> Files:
    """The sources of a published version, whose digests are those that were recorded."""
    path = version_folder(project, period, release.version) / ARCHIVE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} går inte att läsa, och utan den går det inte att se vad som är ändrat.") from error
    return unarchived(data, path.as_posix())


def _draft(earlier: Sequence[Release], told: Mapping[str, str], papers: Sequence[str]) -> Release:
    """The version to be, as far as it decides what stands on which page."""
    last = earlier[-1]
    return Release(
        version=last.version + 1,
        date=day(told["datum"]),
        stage=stage(told["skede"]) or _stage_after(last),
        decided_by=told["beslutad_av"],
        documents=last.documents,
        revised=tuple(papers),
    )


def _stage_after(last: Release) -> Stage:
    """A draft is a new draft, what was sent out is sent out again, what was decided is corrected."""
    return Stage.CORRECTED if last.stage is Stage.DECIDED else last.stage


def _pages(sources: Files, period: str, releases: tuple[Release, ...], crew: Crew) -> Mapping[str, Mapping[str, str]]:
    """On which page each element stands, paper by paper, for those that the last of the releases revises."""
    with standing(sources) as (root, built_in):
        understood = pipeline.understand(root, period, built_in=built_in, releases=releases)
        revised = [document for document in understood.documents if document.id in releases[-1].revised]
        layouts = {document.id: pipeline.lay_out_document(document, crew)[0] for document in revised}
    return {name: printed_pages(layout.fragments) for name, layout in layouts.items()}


def _others(project: Path, period: str, edits: Files) -> list[tuple[str, Impact]]:
    """Other periods with papers of their own that print something else when this one is corrected."""
    municipality = period.split("/", maxsplit=1)[0]
    found = []
    for other in pipeline.plan(project):
        if other == period or other.split("/")[0] != municipality:
            continue
        try:
            sources = snapshot(project, other)
            if not set(edits) & set(sources):
                continue
            before = understood_from(sources, other)
            after = understood_from({**sources, **edits}, other)
        except Rejected:
            # Its own faults are told when it is built.
            continue
        changed = impact(_version(before), _version(after), {})
        if changed.papers:
            found.append((other, changed))
    return found


def _side(understood: Understood) -> Side:
    return Side("", understood.content, understood.ledger, understood.documents)


def _version(understood: Understood) -> Version:
    return Version(understood.content, understood.ledger, understood.documents, understood.problems)


# --- the new version -------------------------------------------------------------------------------------------------


def _carry_out(project: Path, period: str, found: _Found, told: Mapping[str, str], to: tuple[Voice, Crew]) -> None:
    voice, crew = to
    order = Order(
        date=day(told["datum"]),
        note="Rättelse",
        stage=stage(told["skede"]) or _stage_after(found.earlier[-1]),
        reason=told["skäl"],
        decided_by=told["beslutad_av"],
        documents=found.earlier[-1].documents,
        changes=found.impact.written,
        places=found.impact.all_places,
        edits=found.corrected.edits,
        crew=crew,
    )
    planned = plan(project, period, order, lambda step: voice.progress(period, step))
    for folder in append(project, (planned,)):
        voice.result(folder.as_posix())
    voice.problems(planned.problems)
    if told["ändringsmarkerad"]:
        releases = (*planned.earlier, planned.release)
        # What was compared lay in a folder that is gone; the look is the project's.
        look = pipeline.understand(project, period).documents[0].look
        editions = [replace(document, look=look) for document in found.impact.marked]
        made = {name: data for document in editions for name, data in _marked(document, releases, found, crew)}
        folder = project / "output" / period / f"{planned.release.folder}-{MARKED}"
        for path in files.publish(folder, made):
            voice.result(path.as_posix())


def _marked(document: Document, releases: tuple[Release, ...], found: _Found, crew: Crew) -> list[tuple[str, bytes]]:
    """A marked edition as its files: it begins with the notice, which says what the marks are of."""
    house = found.after.content.house
    edition = replace(
        document,
        title=f"{document.title} – {house.words.get('ändringsmarkerad', 'ändringsmarkerad version')}",
        units=(*notice_unit(releases, document.id, house), *document.units),
        attachments=(),
    )
    name = ascii_name(document.id)
    pdf, _ = pipeline.render_pdf(edition, crew)
    return [(f"{name}.html", render_html(edition).encode()), (f"{name}.{PDF}", pdf.data)]
