"""The order of the stages, and the only place that knows it: a period in → its documents as files out.

1 load  2 validate  3 resolve  4 compose  5 render_html  6 lay_out  7 assemble
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from pathlib import Path

from generator.checks import examine
from generator.compose import Depth, Understood, compose
from generator.content import validate
from generator.document import (
    CORRECTION_SHEET,
    HTML,
    PDF,
    Attachment,
    BuildOptions,
    Crew,
    Document,
    Layout,
    Metadata,
    Pdf,
    Release,
    printed_pages,
)
from generator.figures import resolve
from generator.printing.html import check_report, render_furniture, render_html, render_sheets, stylesheet_for_paper
from generator.printing.pdf import Bench, assemble, bundle, lay_out, layout_problems
from generator.problems import Problem, Severity, refuse
from generator.project import built_in_templates, find_periods, in_dictionary, load, steadily
from generator.swedish import ascii_name

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """The files of a period's documents, name → bytes, and what was found that refuses nothing.

    `understood` has the documents that were built. `pages` are the printed numbers of the pages where elements begin,
    by document and the element's id, for the documents that were laid out.
    """

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    understood: Understood | None = None
    pages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def plan(project: Path) -> tuple[str, ...]:
    """A project's folder goes in; its periods that have documents come out, as paths under content/."""
    return tuple(period for period in find_periods(project) if _has_documents(project, period))


def _has_documents(project: Path, period: str) -> bool:
    """Whether any of the period's files has documents: authors split a period over files as they like."""
    files_of_period = (path for path in (project / "content" / period).glob("*.y*ml"))
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in files_of_period)
    return any(line.startswith("dokument:") for text in texts for line in text.splitlines())


def understand(
    project: Path,
    period: str,
    *,
    depth: Depth = Depth.ALL,
    built_in: Path | None = None,
    releases: tuple[Release, ...] = (),
) -> Understood:
    """A project and a period's path go in; the period comes out, read, validated, resolved and composed.

    `built_in` is the folder of templates to use for those that come with Tertial; `releases` the period's published
    versions, the one that is being made last.
    `problems` are the findings of the checks, as far as `depth` says, of every severity; whether they stop a build is
    the caller's to say.
    Raises Rejected with all problems that the stage which could go no further has found.
    """
    source = steadily(project, lambda: load(project, period, built_in or built_in_templates()))
    content = validate(source)
    ledger = resolve(content)
    documents = compose(content, ledger, releases)
    understood = Understood(content, ledger, documents, source.notices, source.lines, depth, in_dictionary)
    if depth is Depth.NOTHING:
        return understood
    return replace(understood, problems=(*source.notices, *examine(understood, depth)))


def check(project: Path, period: str, *, strict: bool = False) -> tuple[Problem, ...]:
    """A project and a period's path go in; what is wrong with the period comes out, without laying it out.

    `strict` tells also what is silent by default. Raises Rejected as `understand`.
    """
    return understand(project, period, depth=Depth.STRICT if strict else Depth.ALL).problems


def report_of_check(project: Path, period: str, *, strict: bool = False) -> tuple[str, tuple[Problem, ...]]:
    """A project and a period's path go in; a web page with its findings as they are printed, and they, come out.

    The page is empty where the period has no documents. Raises Rejected as `understand`.
    """
    understood = understand(project, period, depth=Depth.STRICT if strict else Depth.ALL)
    title = f"Kontroll av {understood.content.period.entry.title}, {understood.content.board.name}"
    documents = understood.documents
    page = check_report(title, understood.problems, documents, understood.lines) if documents else ""
    return page, understood.problems


def build(
    project: Path,
    period: str,
    options: BuildOptions,
    progress: Progress,
    *,
    built_in: Path | None = None,
    releases: tuple[Release, ...] = (),
) -> Built:
    """A project, a period's path and how it is wanted go in; the finished files of its documents come out.

    `built_in` and `releases` are as for `understand`. `progress` is told, in Swedish, what begins. A document
    that cannot be laid out is left out, with its bundle, and its problems are in the result. Raises Rejected where the
    content is refused; errors that the checks find do so too unless a draft is wanted, whose pages all say so.
    """
    progress("läser")
    understood = understand(project, period, depth=Depth.REFUSING, built_in=built_in, releases=releases)
    if not options.draft:
        refuse(understood.problems)
    documents = tuple(
        replace(document, draft=options.draft)
        for document in understood.documents
        if not options.documents or document.id in {*options.documents, CORRECTION_SHEET}
    )
    understood = replace(understood, documents=documents)
    made: dict[str, bytes] = {}
    problems = list(understood.problems)
    layouts: dict[str, Layout] = {}
    for document in documents:
        if HTML in options.formats:
            progress(f"{document.id}: HTML")
            made[f"{ascii_name(document.id)}.html"] = render_html(document).encode()
        if PDF in options.formats:
            progress(f"{document.id}: PDF")
            layout, found = lay_out_document(document, options.crew)
            problems.extend(found)
            if not any(problem.severity is Severity.ERROR for problem in found):
                layouts[document.id] = layout
                made[f"{ascii_name(document.id)}.pdf"] = assemble(
                    layout, _metadata(document), _attachments(document)
                ).data
    if PDF in options.formats:
        progress("samlade handlingar")
        made.update(_bundles(understood, layouts))
    pages = {name: printed_pages(layout.fragments) for name, layout in layouts.items()}
    return Built(made, tuple(problems), understood, pages)


def lay_out_document(document: Document, crew: Crew | None = None) -> tuple[Layout, tuple[Problem, ...]]:
    """A document and who lays it out go in; its layout, and what is wrong with it (T401–T405), come out."""
    style = stylesheet_for_paper(document.look, marked=document.marked)
    crew = crew or Bench()
    crew.prepare(style)
    layout = lay_out(
        render_sheets(document), style, furniture=lambda slots: render_furniture(document, slots), crew=crew
    )
    return layout, layout_problems(layout, document)


def render_pdf(document: Document, crew: Crew | None = None) -> tuple[Pdf, tuple[Problem, ...]]:
    """A document and who lays it out go in; its PDF, and what the layout warns of, come out.

    Raises Rejected: T401–T405.
    """
    layout, problems = lay_out_document(document, crew)
    refuse(problems)
    return assemble(layout, _metadata(document), _attachments(document)), problems


def _bundles(understood: Understood, layouts: Mapping[str, Layout]) -> Iterator[tuple[str, bytes]]:
    """For each matter that asks for it: all its papers as one PDF, and a folder of the single files in their order."""
    documents = {document.id: document for document in understood.documents}
    for name, matter in understood.content.period.entry.matters.items():
        papers = [paper for paper in matter.papers if paper in documents]
        if not matter.bundled or not all(paper in layouts for paper in papers):
            continue
        first = documents[papers[0]]
        metadata = replace(_metadata(first), title=matter.heading)
        files = {paper: _attachments(documents[paper]) for paper in papers}
        yield f"{ascii_name(name)}.pdf", bundle({paper: layouts[paper] for paper in papers}, metadata, files).data
        for number, paper in enumerate(papers, 1):
            document = documents[paper]
            pdf = assemble(layouts[paper], _metadata(document), _attachments(document))
            yield f"{ascii_name(name)}/{number:02d}-{ascii_name(paper)}.pdf", pdf.data


def _moment(document: Document) -> datetime | None:
    """The document's own date, at midnight UTC: the same input gives the same bytes."""
    if not document.date:
        return None
    return datetime.combine(datetime.fromisoformat(document.date).date(), time(), UTC)


def _metadata(document: Document) -> Metadata:
    moment = _moment(document)
    return Metadata(
        title=document.title,
        author=f"{document.board}, {document.municipality}",
        subject=document.subject,
        created=moment,
        modified=moment,
    )


def _attachments(document: Document) -> tuple[Attachment, ...]:
    # A file inside a PDF/A-3 must have a date; a document without one says the first day that the format can hold.
    moment = _moment(document) or datetime(1980, 1, 1, tzinfo=UTC)
    return tuple(
        Attachment(each.name, each.data, each.media_type, each.description, moment) for each in document.attachments
    )
