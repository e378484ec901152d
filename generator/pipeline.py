"""The order of the stages, and the only place that knows it.

1 load  2 validate  3 resolve  4 compose  5 render_html  6 lay_out  7 assemble
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import assert_never

from generator.checks import UNFINISHED, examine, lawful_differences
from generator.compose import Depth, Spelling, Understood, compose, listed_figures, look_of
from generator.content import (
    Content,
    PeriodStatus,
    Source,
    papers_of,
    period_statuses,
    read_house,
    unprintable,
    validate,
)
from generator.document import (
    CORRECTION_SHEET,
    FORMATS,
    PDF,
    Attachment,
    BuildOptions,
    Document,
    Format,
    Layout,
    Layouter,
    Look,
    Metadata,
    Pdf,
    PublishedFormat,
    Release,
    printed_pages,
)
from generator.figures import Ledger, resolve
from generator.printing.docx import WordFile, word_document
from generator.printing.html import (
    check_report,
    look_problems,
    missing_signs,
    render_furniture,
    render_html,
    render_sheets,
    stylesheet_for_charts,
    stylesheet_for_paper,
)
from generator.printing.open_data import FIGURE_FILES, attached_files, data_files, figure_files
from generator.printing.pdf import LocalLayouter, assemble, bundle, lay_out, layout_problems
from generator.printing.xlsx import workbook
from generator.problems import Problem, Problems, Rejected, Severity, gathered, refuse
from generator.project import (
    built_in_templates,
    find_periods,
    is_dictionary_word,
    load,
    nearest_dictionary_word,
    read_consistently,
)
from generator.swedish import ascii_name

Progress = Callable[[str], None]
# How the name of a folder of open data ends.
_DATA = "-data"


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The files of a period's documents by name, and all problems; `understood` has the documents that were built.

    `pages` are the printed numbers of the pages where elements begin, by document and the element's id.
    """

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    understood: Understood
    pages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def reported_periods(project: Path) -> tuple[str, ...]:
    """Return the periods of a project that have documents, as paths under content/."""
    return tuple(period for period in find_periods(project) if _has_documents(project, period))


def _has_documents(project: Path, period: str) -> bool:
    # Authors split a period over files as they like.
    paths = (project / "content" / period).glob("*.y*ml")
    texts = (path.read_text(encoding="utf-8", errors="replace") for path in paths if path.is_file())
    return any(line.startswith("dokument:") for text in texts for line in text.splitlines())


def understand(
    project: Path,
    period: str,
    *,
    depth: Depth = Depth.ALL,
    built_in: Path | None = None,
    releases: tuple[Release, ...] = (),
) -> Understood:
    """Understand and check a period. Raises Rejected with the problems of the first stage that fails.

    `built_in` is the folder of templates to use for those that come with Tertial. `releases` are the period's
    published versions, the one that is being made last.
    """
    source = read_consistently(project, partial(load, project, period, built_in or built_in_templates()))
    return understand_source(source, depth=depth, releases=releases)


def understand_source(source: Source, *, depth: Depth = Depth.ALL, releases: tuple[Release, ...] = ()) -> Understood:
    """Understand and check what was read of a period. Raises Rejected as `understand`."""
    boards: dict[Content, Ledger] = {}
    content = validate(source, partial(_unresolved, boards))
    ledger = resolve(content, boards)
    documents = compose(content, ledger, releases)
    spelling = Spelling(is_dictionary_word, nearest_dictionary_word)
    understood = Understood(content, ledger, documents, source.notices, source.lines, Depth.NOTHING, spelling)
    return understood if depth is Depth.NOTHING else examined(understood, depth)


def _unresolved(boards: dict[Content, Ledger], content: Content) -> Collection[Problem]:
    """Resolve a collected board's content; return its problems, or keep its ledger."""
    try:
        boards[content] = resolve(content, boards)
    except Rejected as rejected:
        return rejected.problems
    return ()


def examined(understood: Understood, depth: Depth = Depth.ALL) -> Understood:
    """Check a period that was understood and not yet checked."""
    understood = replace(understood, depth=depth)
    documents = understood.documents
    signs = unprintable(understood.content, partial(missing_signs, documents[0].look)) if documents else ()
    return replace(understood, problems=(*understood.problems, *examine(understood), *signs))


def unfinished(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield as errors what is a warning while papers are being written, and no paper that is given out may have."""
    for each in problems:
        if each.code in UNFINISHED and each.severity is Severity.WARNING:
            yield replace(each, severity=Severity.ERROR)


def check(project: Path, period: str, *, strict: bool = False) -> tuple[Problem, ...]:
    """Return what is wrong with a period; `strict` adds what is silent by default. Raises Rejected as `understand`."""
    return understand(project, period, depth=Depth.STRICT if strict else Depth.ALL).problems


def roundings(project: Path, period: str) -> tuple[str, ...]:
    """Return a line for each difference that is lawful in a period. Raises Rejected as `understand`."""
    return lawful_differences(understand(project, period, depth=Depth.NOTHING))


def status(project: Path, period: str) -> tuple[Look, tuple[PeriodStatus, ...]]:
    """Return how far the writing of a period and of the boards that it collects has come, and the look of its page.

    Raises Rejected where its files cannot be read at all.
    """
    source = read_consistently(project, partial(load, project, period, built_in_templates()))
    return look_of(read_house(source.house, Problems())[0]), period_statuses(source)


def check_with_page(project: Path, period: str, *, strict: bool = False) -> tuple[str, tuple[Problem, ...]]:
    """Return a web page of the findings beside what is printed (empty without documents), and the findings."""
    understood = understand(project, period, depth=Depth.STRICT if strict else Depth.ALL)
    title = f"Kontroll av {understood.content.period.entry.title}, {understood.content.board.name}"
    documents = understood.documents
    page = check_report(title, gathered(understood.problems), documents, understood.lines) if documents else ""
    return page, understood.problems


def build(
    project: Path,
    period: str,
    options: BuildOptions,
    progress: Progress,
    *,
    built_in: Path | None = None,
    releases: tuple[Release, ...] = (),
) -> BuildResult:
    """Build the files of a period's documents; `built_in` and `releases` are as for `understand`.

    `progress` is called, in Swedish, with what begins. A document that cannot be laid out is left out, with its bundle,
    and its problems are in the result. Raises Rejected: errors of the checks refuse content too, unless for a draft.
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
    files: dict[str, bytes] = {}
    layouts: dict[str, Layout] = {}
    pdfs: dict[str, bytes] = {}
    problems = list(understood.problems)
    if documents:
        problems.extend(look_problems(documents[0].look))
    for document in documents:
        for form in (each for each in FORMATS if each in options.formats):
            progress(f"{document.id}: {form.upper()}")
            match form:
                case "html":
                    files[file_name(document.id, form)] = render_html(document).encode()
                case "pdf":
                    layout, of_layout = lay_out_document(document, options.layouter)
                    problems.extend(of_layout)
                    if not any(problem.severity is Severity.ERROR for problem in of_layout):
                        layouts[document.id] = layout
                        pdfs[document.id] = files[file_name(document.id, form)] = _assembled(document, layout).data
                case "xlsx":
                    book = workbook(document, listed_figures(document, understood.ledger))
                    problems.extend(book.problems)
                    files[file_name(document.id, form)] = book.data
                case "docx":
                    word = render_word(document)
                    problems.extend(word.problems)
                    files[file_name(document.id, form)] = word.data
                case "csv" | "json":
                    places = printed_pages(layouts[document.id].fragments) if document.id in layouts else {}
                    data = data_files(document, form, places)
                    files |= {f"{data_folder(document.id)}/{each.name}": each.data for each in data}
                case _:
                    assert_never(form)
    if PDF in options.formats:
        progress("samlade handlingar")
        files.update(_bundles(understood, layouts, pdfs))
    pages = {name: printed_pages(layout.fragments) for name, layout in layouts.items()}
    return BuildResult(files, tuple(problems), understood, pages)


def file_name(document: str, form: str) -> str:
    """Return the name of a document's file in one of the formats."""
    return f"{ascii_name(document)}.{form}"


def data_folder(document: str) -> str:
    """Return the name of the folder of a document's open data."""
    return f"{ascii_name(document)}{_DATA}"


def report_of(name: str) -> tuple[str, Format] | None:
    """Return the document's part of a built file's name (empty for a paper in a matter's folder), and its format."""
    path = PurePosixPath(name)
    form = next((each for each in FORMATS if path.suffix == f".{each}"), None)
    folder = path.parent.name
    if form in {"csv", "json"}:
        # One of metadata goes with the tables that it describes.
        form = "json" if path.name in FIGURE_FILES else "csv"
        return (folder.removesuffix(_DATA), form) if folder.endswith(_DATA) else None
    return ("" if folder else path.stem, form) if form else None


def published_figures(built: BuildResult, release: Release) -> dict[str, bytes]:
    """Return the files of all figures of a version that is being published."""
    return figure_files(built.understood.documents, built.pages, release)


def lay_out_document(document: Document, layouter: Layouter | None = None) -> tuple[Layout, tuple[Problem, ...]]:
    """Lay out a document, in this process unless a layouter is given; return its problems (T401–T405) too."""
    style = stylesheet_for_paper(document.look, marked=document.marked)
    layouter = layouter or LocalLayouter()
    layouter.prepare(style)
    layout = lay_out(
        render_sheets(document), style, furniture=lambda slots: render_furniture(document, slots), layouter=layouter
    )
    return layout, layout_problems(layout, document)


def render_pdf(document: Document, layouter: Layouter | None = None) -> tuple[Pdf, tuple[Problem, ...]]:
    """Return a document's PDF, and what its layout warns of. Raises Rejected: T401–T405."""
    layout, problems = lay_out_document(document, layouter)
    refuse(problems)
    return _assembled(document, layout), problems


def render(document: Document, form: PublishedFormat, layouter: Layouter | None = None) -> bytes:
    """Return a document's file in one of the formats. Raises Rejected: T401–T405."""
    match form:
        case "html":
            return render_html(document).encode()
        case "pdf":
            return render_pdf(document, layouter)[0].data
        case _:
            assert_never(form)


def render_word(document: Document) -> WordFile:
    """Return a document's Word file, with what it does not hold. Raises Rejected: faults of templates."""
    look = document.look
    return word_document(document, stylesheet_for_paper(look), stylesheet_for_charts(look))


def _bundles(
    understood: Understood, layouts: Mapping[str, Layout], pdfs: Mapping[str, bytes]
) -> Iterator[tuple[str, bytes]]:
    # For each matter that asks for it: all its papers as one PDF, and a folder of the single files in their order.
    documents = {document.id: document for document in understood.documents}
    matters = understood.content.period.entry.matters
    for name, matter in matters.items():
        papers = [paper for paper in papers_of(name, matters, documents) if paper in documents]
        if not (matter.bundled and papers and all(paper in layouts for paper in papers)):
            continue
        metadata = replace(_metadata(documents[papers[0]]), title=matter.heading)
        numbered = [(f"{number:02d}-", paper) for number, paper in enumerate(papers, 1)]
        attachments = [_attachments(documents[paper], layouts[paper], prefix) for prefix, paper in numbered]
        bundled = bundle({paper: layouts[paper] for paper in papers}, metadata, tuple(chain(*attachments)))
        yield file_name(name, PDF), bundled.data
        for prefix, paper in numbered:
            yield f"{ascii_name(name)}/{prefix}{file_name(paper, PDF)}", pdfs[paper]


def _assembled(document: Document, layout: Layout) -> Pdf:
    return assemble(layout, _metadata(document), _attachments(document, layout))


def _moment(document: Document) -> datetime | None:
    # The document's own date, at midnight UTC: the same input gives the same bytes.
    if not document.date:
        return None
    return datetime.combine(datetime.fromisoformat(document.date).date(), time(), UTC)


def _metadata(document: Document) -> Metadata:
    moment = _moment(document)
    return Metadata(
        title=document.title,
        author=document.author,
        subject=document.subject,
        created=moment,
        modified=moment,
    )


def _attachments(document: Document, layout: Layout, prefix: str = "") -> tuple[Attachment, ...]:
    # A file inside a PDF/A-3 must have a date; a document without one says the first day that the format can hold.
    moment = _moment(document) or datetime(1980, 1, 1, tzinfo=UTC)
    files = attached_files(document, printed_pages(layout.fragments), prefix)
    return tuple(Attachment(each.name, each.data, each.media_type, each.description, moment) for each in files)
