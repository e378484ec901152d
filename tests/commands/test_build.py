"""`tertial build`: whole reports or none, one after another whatever happens to the others."""

from __future__ import annotations

import errno
import json
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pikepdf
import pytest

from generator import pipeline
from generator.document import BuildOptions
from generator.pipeline import BuildResult, Progress
from generator.problems import Problem, Rejected, Severity, UsageError, Where
from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject
from tests.commands.test_explain import REPORT

if TYPE_CHECKING:
    from generator.compose import Understood

OTHER = "content/storkoping/socialnamnden/2023-t2"
OUT, OTHER_OUT = "output/storkoping/socialnamnden/2023-t1", "output/storkoping/socialnamnden/2023-t2"
TWO: Mapping[str, str] = {
    f"{HERE}/period.yaml": PERIOD + DOCUMENTS,
    f"{OTHER}/period.yaml": PERIOD.replace("2023-t1", "2023-t2") + DOCUMENTS,
    "output/README.md": "Här hamnar rapporterna.\n",
}


class Pipeline:
    """A pipeline of which a test decides how it ends for each period: with files, or with what it raises."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **ends: BaseException) -> None:
        """`ends` are what periods (with `_` for `-`) raise; the others are built."""
        self.ends = {name.replace("_", "-"): raised for name, raised in ends.items()}
        self.asked: list[tuple[str, frozenset[str]]] = []
        self.problems: tuple[Problem, ...] = ()
        monkeypatch.setattr(pipeline, "build", self.build)

    def build(self, _: Path, period: str, options: BuildOptions, progress: Progress) -> BuildResult:
        """Stands in for the pipeline's own."""
        self.asked.append((period, options.formats))
        progress("läser")
        raised = self.ends.get(period.rpartition("/")[2])
        if raised is not None:
            raise raised
        files = {f"rapport.{name}": f"{period} {name}".encode() for name in sorted(options.formats)}
        return BuildResult(files, self.problems, cast("Understood", None))


REJECTED = Rejected([Problem("T105", Where(f"{HERE}/tal.yaml", 2, 6), "Talet går inte att läsa.")])


def test_a_report_is_built(project: MakeProject) -> None:
    """A real report stands in output/ as HTML and PDF, and their names are the result."""
    made = project(REPORT)

    run = made.run("build")

    assert run.code == 0, run.err
    assert run.out.splitlines() == [f"{OUT}/rapport.html", f"{OUT}/rapport.pdf"]
    assert "−92,1" in made.read(f"{OUT}/rapport.html")
    assert (made.folder / OUT / "rapport.pdf").read_bytes().startswith(b"%PDF-")
    assert "storkoping/socialnamnden/2023-t1: läser" in run.err.splitlines()


def test_a_word_file_is_built_and_what_it_does_not_hold_is_told(project: MakeProject) -> None:
    """Alone if it is asked for alone; a notice refuses nothing."""
    made = project(REPORT)

    run = made.run("build", "--format", "docx")

    assert (run.code, run.out.splitlines()) == (0, [f"{OUT}/rapport.docx"])
    assert "upplysning T407" in run.err
    with zipfile.ZipFile(made.folder / OUT / "rapport.docx") as archive:
        assert "−92,1" in archive.read("word/document.xml").decode()


DATA = f"{OUT}/rapport-data"


def test_open_data_is_built(project: MakeProject) -> None:
    """Alone if asked for alone, in a folder beside the report; what an earlier build made and this does not is gone."""
    made = project(REPORT)

    tables = made.run("build", "--format", "csv")
    both = made.run("build", "--format", "json,csv")
    figures = made.run("build", "--format", "json")

    assert [Path(line).name for line in tables.out.splitlines()] == [
        "tabell-01-ekonomi.csv",
        "csv-metadata.json",
        "datapackage.json",
    ]
    assert len(both.out.splitlines()) == 5
    assert figures.out.splitlines() == [f"{DATA}/tal.json", f"{DATA}/tal.schema.json"]
    assert {path for path in made.files if path.startswith("output/")} == set(figures.out.splitlines())


def test_data_beside_is_what_the_pdf_carries(project: MakeProject) -> None:
    """The same bytes, with the page of each place; without a PDF no page is known."""
    made = project(REPORT)
    made.run("build", "--format", "json")
    without = json.loads(made.read(f"{DATA}/tal.json"))["tal"]

    assert made.run("build", "--format", "pdf,csv,json").code == 0

    with pikepdf.open(made.folder / OUT / "rapport.pdf") as pdf:
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        names = {name: spec.description for name, spec in pdf.attachments.items()}
    beside = {name: (made.folder / DATA / name).read_bytes() for name in inside}
    assert inside == beside
    assert names["tabell-01-ekonomi.csv"].startswith("Tabell 1: Ekonomi")
    assert all("sida" in place for each in json.loads(inside["tal.json"])["tal"] for place in each["tryckt"])
    assert not any("sida" in place for each in without for place in each["tryckt"])


def test_other_files_of_data_are_left(project: MakeProject) -> None:
    """What somebody has put beside the reports is not taken for a file of theirs."""
    made = project(REPORT)
    made.write(f"{OUT}/egen.csv", "a;b\n")
    made.write(f"{OUT}/egen/svar.json", "{}\n")

    made.run("build", "--format", "html")
    made.write(f"{HERE}/mer.yaml", "tal:\n  x: tolv\n")

    assert made.run("build", "--format", "html").code == 1
    left = sorted(path for path in made.files if path.startswith("output/"))
    assert left == [f"{OUT}/egen.csv", f"{OUT}/egen/svar.json"]


def test_refused_content_is_told_and_leaves_nothing(project: MakeProject) -> None:
    """A real report with faults ends with 1, every fault is told, and what an earlier build made is gone."""
    made = project(REPORT)
    made.run("build", "--format", "html")
    made.write(f"{HERE}/mer.yaml", "tal:\n  x: tolv\n  y: 12.345\n")

    run = made.run("bygg", "2023-t1")

    assert run.code == 1
    assert "2 fel i 1 fil" in run.err
    assert run.out == ""
    assert [path for path in made.files if path.startswith("output/")] == []


def test_all_reported_periods_are_built(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without words every period with documents is built, and files without are left alone."""
    made = project({**TWO, "content/storkoping/socialnamnden/2022/period.yaml": PERIOD})
    pipe = Pipeline(monkeypatch)

    run = made.run("build", "--jobs", "3")

    assert run.code == 0
    assert pipe.asked == [
        ("storkoping/socialnamnden/2023-t1", frozenset({"html", "pdf"})),
        ("storkoping/socialnamnden/2023-t2", frozenset({"html", "pdf"})),
    ]
    assert run.out.splitlines() == [
        f"{folder}/rapport.{kind}" for folder in (OUT, OTHER_OUT) for kind in ("html", "pdf")
    ]


@pytest.mark.parametrize(
    "fault",
    [REJECTED, UsageError("Disken är full."), OSError(errno.ENOSPC, "full"), ZeroDivisionError("fel")],
    ids=["the content", "the machine", "the disk", "a fault of ours"],
)
def test_one_failing_report_stops_no_other(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    """However a report fails, the others are built, and the worst decides the end.

    Its own old files are gone, but where the machine refused: they are as good as they were.
    """
    made = project({**TWO, f"{OUT}/rapport.html": "gammal", f"{OUT}/rapport.pdf": "gammal"})
    Pipeline(monkeypatch, **{"2023_t1": fault})

    run = made.run("build")

    by_machine = isinstance(fault, UsageError | OSError)
    assert run.code == {Rejected: 1, UsageError: 2, OSError: 2, ZeroDivisionError: 70}[type(fault)]
    assert (f"Rapporterna i {OUT} är de som stod där före bygget." in run.err) == by_machine
    assert {path for path in made.files if path.startswith("output/")} == {
        "output/README.md",
        *((f"{OUT}/rapport.html", f"{OUT}/rapport.pdf") if by_machine else ()),
        f"{OTHER_OUT}/rapport.html",
        f"{OTHER_OUT}/rapport.pdf",
    }


def test_an_interruption_takes_nothing_away(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the build, and the reports of the last one stand as they stood."""
    made = project({**TWO, f"{OUT}/rapport.html": "gammal"})
    Pipeline(monkeypatch, **{"2023_t1": KeyboardInterrupt()})

    run = made.run("build")

    assert run.code == 130
    assert made.read(f"{OUT}/rapport.html") == "gammal"
    assert not [path for path in made.files if path.startswith(OTHER_OUT)]


def test_the_worst_end_counts_wherever_it_is(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that comes after a failing one does not make it good."""
    made = project(TWO)
    Pipeline(monkeypatch, **{"2023_t1": ZeroDivisionError("fel"), "2023_t2": REJECTED})

    assert made.run("build").code == 70


def test_what_the_build_did_not_make_is_no_longer_there(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a build the folder holds what it made: no PDF older than the HTML beside it, no document that is gone."""
    made = project({**TWO, f"{OUT}/rapport.pdf": "gammal", f"{OUT}/borttagen.html": "gammal", f"{OUT}/min.txt": "egen"})
    Pipeline(monkeypatch)

    made.run("build", "2023-t1", "--format", "html")

    assert {path for path in made.files if path.startswith(OUT)} == {f"{OUT}/rapport.html", f"{OUT}/min.txt"}


def test_warnings_do_not_refuse(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning is told, and the report is built."""
    pipe = Pipeline(monkeypatch)
    pipe.problems = (Problem("T311", Where(f"{HERE}/tal.yaml", 2, 1), "Används inte.", severity=Severity.WARNING),)

    run = project(TWO).run("build", "2023-t1")

    assert run.code == 0
    assert "varning T311" in run.err
    assert run.err.splitlines()[-1] == "1 varning i 1 fil"


def test_the_short_form_leaves_stdout_to_file_names(project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors that build read one line for each fault on stderr, and no progress between them."""
    Pipeline(monkeypatch, **{"2023_t1": REJECTED})

    run = project(TWO).run("build", "--problems", "kort")

    assert run.err == f"{HERE}/tal.yaml:2:6: fel: T105 Talet går inte att läsa.\n"
    assert run.out.splitlines() == [f"{OTHER_OUT}/rapport.html", f"{OTHER_OUT}/rapport.pdf"]


def test_a_period_without_documents_is_wrong_usage(project: MakeProject) -> None:
    """To ask for a report where none is declared is answered, not done in silence."""
    run = project({}).run("build", "2023-t1")

    assert run.code == 2
    assert "har inga dokument att bygga" in run.err


def test_nothing_to_build_is_said(project: MakeProject) -> None:
    """A project without any report says so."""
    run = project({}).run("build")

    assert run.code == 2
    assert "Det finns inget att bygga" in run.err


FAULTY = """\
tabeller:
  personal:
    enhet: antal
    kolumner:
      - antal: Antal
    rader:
      - Ett: 1
      - Två: 2
      - Summa: 4
        typ: summa
"""


def test_a_draft_is_built_in_spite_of_errors_and_says_so(project: MakeProject) -> None:
    """What the checks find refuses a report; as a draft it is built, and every page and the web page say UTKAST."""
    made = project({**REPORT, f"{HERE}/antal.yaml": FAULTY})
    refused = made.run("build", "--format", "html")
    left = made.files

    draft = made.run("build", "--utkast")

    assert refused.code == 1
    assert "T204" in refused.err
    assert f"{OUT}/rapport.html" not in left
    assert draft.code == 0, draft.err
    assert '<p class="draft-notice">UTKAST</p>' in made.read(f"{OUT}/rapport.html")
    text = subprocess.run(
        ["pdftotext", made.folder / OUT / "rapport.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    with pikepdf.open(made.folder / OUT / "rapport.pdf") as pdf:
        assert text.count("UTKAST") == len(pdf.pages)


def test_a_draft_says_which_pdf_it_lacks(project: MakeProject) -> None:
    """What cannot be laid out is left out of a draft, and said by its name; the other formats stand."""
    columns = "".join(f"      - {name}: Utfall\n" for name in "abcdefghijklmn")
    cells = " | ".join(["1 234 567 890"] * 14)
    table = f"tabeller:\n  bred:\n    kolumner:\n{columns}    rader:\n      - R: {cells}\n"
    made = project({**REPORT, f"{HERE}/bred.yaml": table})
    name = next(each for each in made.files if each.endswith("rapport.yaml") and each.startswith("templates/"))
    outline = "mall: rapport\ntitel: Rapport\navsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: bred\n"
    (made.folder / name).write_text(outline, encoding="utf-8")

    draft = made.run("build", "--utkast", "--jobs", "1")

    assert f"{OUT}/rapport.pdf" not in made.files
    assert f"{OUT}/rapport.html" in made.files
    assert "rapport.pdf är inte gjord" in draft.err


def test_a_file_to_verify_that_is_not_there_is_told_as_a_file(project: MakeProject) -> None:
    """A word with the ending of a file is no misspelt period."""
    run = project(REPORT).run("verify", "output/rapport.pdf")

    assert run.code == 2
    assert "Filen ”output/rapport.pdf” finns inte" in run.err
