"""Boards that a period collects (tests/projects/collected) → their figures, texts and sections in its papers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.built import ROOT, Element, read_html
from tests.commands.conftest import Project

PERIOD = "sto/kommunen/2024-t1"
BOARD = "sto/socialnamnden/2024-t1"
PAGE = f"output/{PERIOD}/tertialrapport.html"
TABLES = f"content/{PERIOD}/ekonomi.yaml"
ENTRY = f"content/{PERIOD}/period.yaml"
THEIRS = f"content/{BOARD}/ekonomi.yaml"
LACKS = "Storköpings Bostäder AB har inte lämnat underlag och ingår inte i summan."
CALLED = "samlar: [socialnämnden, byggnadsnämnden, bostader]\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the project."""
    shutil.copytree(ROOT / "tests" / "projects" / "collected", tmp_path, dirs_exist_ok=True)
    return Project(tmp_path)


def edit(project: Project, path: str, old: str, new: str) -> None:
    """Changes a file of the project."""
    text = project.read(path)
    assert old in text
    project.write(path, text.replace(old, new))


def page(project: Project) -> Element:
    """The municipality's report, built as a web page."""
    run = project.run("build", PERIOD, "--format", "html")
    assert run.code == 0, run.err
    return read_html(project.read(PAGE))


def found(project: Project) -> list[tuple[str, str, str]]:
    """Severity, code and message of what the check says of the municipality's period."""
    run = project.run("check", PERIOD, "--format", "json")
    return [(each["severity"], each["code"], each["message"]) for each in json.loads(run.out)]


def section(read: Element, name: str) -> str:
    """The words of a section."""
    return read.by_id(name).text


def words_of(text: str) -> str:
    """A text with its hard blanks as blanks."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- tables whose rows are boards ----------------------------------------------------------------------------------


def test_a_row_of_boards_is_a_row_for_each_with_its_own_figure(project: Project) -> None:
    """Figures are converted, sums take in the boards and what is written beside them, columns compute across."""
    rows = page(project).by_id("tabell-ekonomi").rows
    assert rows[1:] == [
        ["Socialnämnden", "−65,6", "−64,1", "−1,5"],
        ["Byggnadsnämnden", "−3,1", "−3,3", "+0,2"],
        ["Storköpings Bostäder AB*", "..", "..", ".."],
        ["Eliminering", "0,2", "0,2", "0,0"],
        ["Summa*", "−68,5", "−67,2", "−1,3"],
    ]


def test_cells_of_the_row_say_which_figure_where_no_column_does(project: Project) -> None:
    """`= post.…` in a cell is the same as a column's formula, and `nämnd.` is the same as `post.`."""
    edit(project, TABLES, "        formel: post.ekonomi.summa.utfall\n      - budget", "      - budget")
    edit(project, TABLES, "        formel: post.ekonomi.summa.budget\n", "")
    edit(project, TABLES, "- nämnder:", "- nämnder: = post.ekonomi.summa.utfall | = nämnd.ekonomi.summa.budget")
    assert page(project).by_id("tabell-ekonomi").rows[2] == ["Byggnadsnämnden", "−3,1", "−3,3", "+0,2"]


def test_a_table_can_be_nothing_but_its_boards(project: Project) -> None:
    """`rader: nämnder` is all of them."""
    edit(
        project,
        ENTRY,
        "          - rubrik: Vilka",
        "          - rubrik: Bara\n            innehåll: [tabell: bara_nämnder]\n          - rubrik: Vilka",
    )
    assert [row[0] for row in page(project).by_id("tabell-bara_nämnder").rows[1:]] == [
        "Socialnämnden",
        "Byggnadsnämnden",
        "Storköpings Bostäder AB*",
    ]


def test_boards_are_chosen_by_what_they_are(project: Project) -> None:
    """`urval` on the row leaves the company out, and with it the note."""
    edit(project, TABLES, "- nämnder:\n", "- nämnder:\n        urval:\n          slag: nämnd\n")
    table = page(project).by_id("tabell-ekonomi")
    assert [row[0] for row in table.rows[1:]] == ["Socialnämnden", "Byggnadsnämnden", "Eliminering", "Summa"]
    assert ("warning", "T791", f"Summan i ”ekonomi” är utan {LACKS[:23]}.") not in found(project)


def test_a_sum_can_name_the_boards_and_be_summed_again(project: Project) -> None:
    """`summera: [nämnder]` is all rows of boards, and what sums that lacks what it lacks."""
    sums = (
        "      - Före:\n        typ: delsumma\n        summera: [nämnder]\n"
        "      - Allt:\n        typ: summa\n        summera: [före, eliminering]\n"
    )
    edit(project, TABLES, "      - Summa:\n        typ: summa\n", sums)
    edit(project, TABLES, "ekonomi.summa.utfall }}{{", "ekonomi.allt.utfall }}{{")
    rows = page(project).by_id("tabell-ekonomi").rows
    assert [row[:2] for row in rows[-2:]] == [["Före*", "−68,7"], ["Allt*", "−68,5"]]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("post.ekonomi.summa.utfall", "post.ekonomi.suma.utfall", "”suma” finns inte i ”ekonomi”. (socialnämnden)"),
        (
            "- Eliminering: 0,2 | 0,2",
            "- Eliminering: 0,2 | 0,2\n        urval:\n          slag: bolag",
            "urval: väljer",
        ),
        (
            "- nämnder:\n",
            "- nämnder:\n        urval:\n          slagg: bolag\n",
            "Fältet ”slagg” finns inte för nämnder.",
        ),
    ],
)
def test_what_is_wrong_with_a_row_of_boards_is_told(project: Project, old: str, new: str, message: str) -> None:
    """At its place in the municipality's file; of a board, with its name."""
    edit(project, TABLES, old, new)
    assert any(each[2].startswith(message) for each in found(project)), found(project)


def test_a_period_that_collects_nothing_has_no_boards(project: Project) -> None:
    """The row is told, and so is the section for each board."""
    edit(project, ENTRY, CALLED, "")
    (project.folder / "content/sto/kommunen/namnd.yaml").write_text("nämnd: Kommunstyrelsen\n", encoding="utf-8")
    messages = [each[2] for each in found(project)]
    assert "Perioden samlar inga nämnder." in messages
    assert "Dokumentet redovisar nämnder, men perioden har inga." in messages


# --- what boards have written --------------------------------------------------------------------------------------


def test_sections_for_each_board_show_what_it_has_written(project: Project) -> None:
    """Texts cite the board's own figures; links within its own papers lead nowhere."""
    read = page(project)
    assert "Nämndens resultat är −65,6 mnkr, 30,8 mnkr mellan verksamheterna." in section(read, "socialnämnden")
    assert "Bygglov −3 100 −3 300" in section(read, "byggnadsnämnden")
    (link,) = [each for each in read.by_id("socialnämnden").all("a") if each.text == "ekonomin"]
    assert "href" not in link.attributes


def test_a_section_comes_with_its_heading_and_records_with_theirs(project: Project) -> None:
    """A section of a board is numbered as one of this document."""
    read = page(project)
    assert "4.1 Ekonomiskt resultat" in read.by_id("socialnamnden-ekonomi").text
    assert "Vuxna kostar 17,4 mnkr." in section(read, "socialnamnden-ekonomi")
    assert "Fler familjer får stöd i tid" in section(read, "socialnämndens_mål")
    assert "Controller" in section(read, "socialnämndens_mål")


def test_ids_of_the_boards_tables_are_no_ids_of_the_municipalitys(project: Project) -> None:
    """Each element has an id of its own, though all have a table that is called the same."""
    ids = [each.attributes["id"] for each in page(project).everything() if "id" in each.attributes]
    assert len(ids) == len(set(ids))
    assert {"tabell-ekonomi", "socialnamnden-tabell-ekonomi", "byggnadsnamnden-tabell-ekonomi"} <= set(ids)


MORE = """\
          - rubrik: Mer
            innehåll:
              - nyckeltalsrutor:
                  - tal: ekonomi.summa.utfall
                    etikett: "Utfall för {{ nämnd.bestämd_form }}"
                från: socialnämnden
              - stycke: "Budget {{ ekonomi.summa.budget }}."
                från: socialnämnden
              - diagram: kostnader
                från: socialnämnden
              - tabell: noterad
                från: socialnämnden
"""
THEIR_MORE = """\
samma_period_föregående_år: 2023-t1
noter:
  - id: not_barn
    rubrik: Barn
diagram:
  kostnader:
    typ: staplar
    tabell: ekonomi
    alternativtext: "{{ ekonomi.summa.utfall }} mot {{ samma_period_föregående_år.ekonomi.summa.utfall }}"
tabeller:
  noterad:
    enhet: mnkr
    kolumner:
      - not: Not
        typ: nothänvisning
      - utfall: Utfall
    rader:
      - Barn: not_barn | -48,2
"""


def with_more(project: Project, more: str = MORE) -> None:
    """Lets the municipality show more of a board, which has a year before."""
    project.write(ENTRY, project.read(ENTRY) + more)
    project.write(f"content/{BOARD}/mer.yaml", THEIR_MORE)
    folder = project.folder / "content/sto/socialnamnden"
    shutil.copytree(folder / "2024-t1", folder / "2023-t1")
    (folder / "2023-t1" / "mer.yaml").unlink()
    edit(project, "content/sto/socialnamnden/2023-t1/period.yaml", "2024", "2023")


def test_all_kinds_of_content_are_shown_with_the_boards_figures(project: Project) -> None:
    """Key figures, the outline's own sentences, charts that cite a year before, numbers of notes."""
    with_more(project)
    more = page(project).by_id("mer")
    assert "−65,6 mnkr Utfall för socialnämnden" in more.text
    assert "Budget −64,1 mnkr." in more.text
    said = (text for each in more.all("svg") for text in (*each.attributes.values(), each.text))
    assert any("−65,6 mnkr mot −65,6 mnkr" in words_of(text) for text in said)
    assert more.by_id("socialnamnden-tabell-noterad").rows[1] == ["Barn", "1", "−48,2"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("ekonomi.summa.budget", "ekonomi.summa.bugdet", "T201"),
        ("tal: ekonomi.summa.utfall", "tal: ekonomi.suma.utfall", "T201"),
        ('stycke: "Budget {{ ekonomi.summa.budget }}."', "del: bilagor", "T103"),
    ],
)
def test_what_an_outline_says_with_a_boards_figures_is_looked_at(
    project: Project, old: str, new: str, code: str
) -> None:
    """A name that the board has not is told at its place in the outline."""
    with_more(project, MORE.replace(old, new))
    assert f"fel {code} · {ENTRY}" in project.run("check", PERIOD).err


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        (
            "text: sammanfattning",
            "text: sammanfatning",
            "T302",
            "Texten ”sammanfatning” finns inte i perioden 2024-t1 hos",
        ),
        (
            "från: socialnämnden\n                visa",
            "från: sosialnämnden\n                visa",
            "T115",
            "Perioden samlar ingen nämnd",
        ),
        ("avsnitt: ekonomi\n", "avsnitt: ekonomin\n", "T307", "Avsnittet ”ekonomin” finns inte i något av dokumenten"),
        (
            "\n                från: socialnämnden\n          - rubrik: Vilka",
            "\n          - rubrik: Vilka",
            "T102",
            "avsnitt: i innehåll hämtas",
        ),
        (
            "från: socialnämnden\n                visa",
            "från: post\n                visa",
            "T115",
            "från: post är nämnden i ett avsnitt",
        ),
        (CALLED, "samlar: [socialnämnden, bygnadsnämnden]\n", "T001", "Nämnden ”bygnadsnämnden” finns inte."),
        (CALLED, "samlar: [socialnämnden, kommunen]\n", "T001", "Nämnden ”kommunen” finns inte."),
    ],
)
def test_what_cannot_be_included_is_told(project: Project, old: str, new: str, code: str, message: str) -> None:
    """At the place that asks for it."""
    edit(project, ENTRY, old, new)
    run = project.run("check", PERIOD, "--format", "json")
    told = [each for each in json.loads(run.out) if each["message"].startswith(message)]
    assert (run.code, [(each["code"], each["file"]) for each in told][:1]) == (1, [(code, ENTRY)])


# --- boards that have not delivered --------------------------------------------------------------------------------


def test_a_board_without_a_period_is_named_in_print_and_told(project: Project) -> None:
    """In its section, below the table, in the list of boards, and as findings."""
    read = page(project)
    assert section(read, "bostader").endswith("Storköpings Bostäder AB har inte lämnat sitt underlag.")
    assert LACKS in read.text
    assert "Storköpings Bostäder AB bolag saknas" in section(read, "vilka_som_har_lämnat")
    assert found(project) == [
        ("warning", "T791", "Summan i ”ekonomi” är utan Storköpings Bostäder AB."),
        ("warning", "T790", "Storköpings Bostäder AB (bolag) har inte lämnat underlag."),
    ]


def test_a_period_without_documents_lacks_nobody(project: Project) -> None:
    """It holds figures for others to cite."""
    text = project.read(ENTRY)
    project.write(ENTRY, text[: text.index("dokument:")])
    assert found(project) == []


def test_an_unfinished_board_has_not_delivered(project: Project) -> None:
    """What it has is not guessed at; a sum lacks it, a text that cites it says nothing, and it is told why."""
    edit(project, THEIRS, "- Barn: -48,2", "- Barn: ??")
    read = page(project)
    assert read.by_id("tabell-ekonomi").rows[-1] == ["Summa*", "−2,9", "−3,1", "+0,2"]
    assert "redovisar tillsammans −2,9 mnkr." in section(read, "sammanfattning")
    assert section(read, "socialnämndens_mål").count("Socialnämnden har inte lämnat sitt underlag.") == 1
    run = project.run("check", PERIOD)
    assert f"1 fel, det första {THEIRS}:15:15" in run.err


def test_figures_that_cannot_be_computed_are_unfinished_too(project: Project) -> None:
    """A citation of a figure that is not there is as much a fault of the board as an empty cell."""
    edit(project, THEIRS, "ekonomi.vuxna.utfall | utan", "ekonomi.wuxna.utfall | utan")
    assert ("warning", "T790", "Socialnämnden har inte lämnat underlag.") in found(project)


def test_a_sentence_that_needs_what_is_not_delivered_is_refused(project: Project) -> None:
    """The board is named."""
    edit(project, THEIRS, "- Barn: -48,2", "- Barn: ??")
    edit(project, TABLES, ' | inom(", varav socialnämnden ", "")', "")
    edit(project, TABLES, " |\n    utan_tecken }}", " }}")
    assert ("error", "T207", "Talet saknar värde: socialnämnden har inte lämnat underlag.") in found(project)
    edit(project, TABLES, 'nämnd("socialnämnden").ekonomi.summa.utfall', 'antal(nämnd("socialnämnden").mål)')
    assert ("error", "T207", "socialnämnden har inte lämnat underlag.") in found(project)


def test_papers_that_are_given_out_may_lack_no_board(project: Project) -> None:
    """What is a warning while they are written is an error, by the document's stage or that of the version."""
    run = project.run("publish", PERIOD, "--stage", "utsänd", "--date", "2024-06-03")
    assert (run.code, "fel T790" in run.err, "fel T791" in run.err) == (1, True, True)
    edit(project, ENTRY, "    mall: rapport\n", "    mall: rapport\n    skede: utsänd\n")
    assert {each[0] for each in found(project)} == {"error"}


def test_a_board_whose_period_has_another_name_has_the_same_days_or_is_named(project: Project) -> None:
    """2024-t1 is found as april by its days; another period is taken where it is named."""
    folder = project.folder / "content/sto/byggnadsnamnden"
    (folder / "2024-t1").rename(folder / "april")
    edit(project, "content/sto/byggnadsnamnden/april/period.yaml", "period: 2024-t1", "period: april")
    assert page(project).by_id("tabell-ekonomi").rows[2][1] == "−3,1"
    edit(project, "content/sto/byggnadsnamnden/april/period.yaml", "till: 2024-04-30", "till: 2024-03-31")
    assert ("warning", "T790", "Byggnadsnämnden har inte lämnat underlag.") in found(project)
    edit(project, ENTRY, CALLED, "samlar:\n  - socialnämnden\n  - nämnd: byggnadsnämnden\n    period: april\n")
    assert page(project).by_id("tabell-ekonomi").rows[2][1] == "−3,1"


def test_the_municipality_collects_all_boards_where_it_names_none(project: Project) -> None:
    """In the order of their folders."""
    edit(project, ENTRY, CALLED, "")
    rows = page(project).by_id("tabell-ekonomi").rows
    assert [row[0] for row in rows[1:4]] == ["Storköpings Bostäder AB*", "Byggnadsnämnden", "Socialnämnden"]


# --- where it comes from -------------------------------------------------------------------------------------------


def test_included_figures_say_where_they_come_from(project: Project) -> None:
    """Explained, and in the open data: by the board, in words and by name."""
    run = project.run("explain", "ekonomi.summa.utfall", "--period", PERIOD)
    assert f'nämnd("socialnamnden").ekonomi.summa.utfall: −65,6 mnkr · {THEIRS}:17:16' in words_of(run.out)
    project.run("build", PERIOD, "--format", "json,xlsx")
    figures = json.loads(project.read(f"output/{PERIOD}/tertialrapport-data/tal.json"))["tal"]
    by_id = {each["id"]: each for each in figures}
    assert (
        by_id['nämnd("socialnamnden").ekonomi.vuxna.utfall']["etikett"]
        == "Socialnämnden: Ekonomi, socialnämnden, Vuxna, Utfall"
    )
    assert by_id['nämnd("socialnamnden"): ekonomi.vuxna.utfall - ekonomi.barn.utfall']["värde"] == "30.8"
    assert (
        by_id["ekonomi.byggnadsnämnden.utfall"]["ursprung"]["formel"] == 'nämnd("byggnadsnamnden").ekonomi.summa.utfall'
    )


def test_a_correction_of_a_board_reaches_the_municipalitys_papers(project: Project) -> None:
    """Its version is a new one, its places are named, and both versions are built alike again."""
    for period in (BOARD, PERIOD):
        assert project.run("publish", period, "--date", "2024-06-03").code == 0
    words = ("ekonomi.vuxna.utfall=-18,4", "--reason", "Fel period", "--date", "2024-06-10", "--yes")
    run = project.run("correct", BOARD, *words)
    assert run.code == 0, run.err
    reached = words_of(run.out).partition(f"Påverkar {PERIOD}, som blir version 2")[2]
    assert 'nämnd("socialnamnden").ekonomi.summa.utfall: −65,6 mnkr → −66,6 mnkr' in reached
    assert "ekonomi.summa.utfall: −68,5 mnkr → −69,5 mnkr" in reached
    assert "tertialrapport, 3.1 Socialnämnden, sidan 3: −65,6 mnkr → −66,6 mnkr" in reached
    assert project.run("verify", PERIOD).code == 0


def test_the_next_period_keeps_its_rows_of_boards(project: Project) -> None:
    """What boards have is theirs; what is written beside them is to be filled in."""
    cells = "- nämnder: = post.ekonomi.summa.utfall | = post.ekonomi.summa.budget"
    edit(project, TABLES, "- nämnder:", cells)
    edit(project, TABLES, "        formel: post.ekonomi.summa.budget\n", "")
    edit(project, TABLES, "        formel: post.ekonomi.summa.utfall\n      - budget", "      - budget")
    run = project.run("new", "period", "sto/kommunen/2024-t2", "--efter", PERIOD)
    rolled = project.read("content/sto/kommunen/2024-t2/ekonomi.yaml")
    assert run.code == 0, run.err
    assert f"      {cells}\n" in rolled
    assert "- Eliminering:  ?? |  ??" in rolled
    assert project.run("rename", PERIOD, "ekonomi.summa", "ekonomi.totalt").code == 0


def test_an_earlier_period_of_the_municipality_has_its_boards(project: Project) -> None:
    """Its sums of boards can be cited a year later."""
    shutil.copytree(project.folder / "content/sto/kommunen/2024-t1", project.folder / "content/sto/kommunen/2025-t1")
    entry = "content/sto/kommunen/2025-t1/period.yaml"
    edit(project, entry, "period: 2024-t1\n", "period: 2025-t1\nsamma_period_föregående_år: 2024-t1\n")
    edit(
        project,
        "content/sto/kommunen/2025-t1/ekonomi.yaml",
        "{{ ekonomi.summa.utfall }}",
        "{{ samma_period_föregående_år.ekonomi.summa.utfall }}",
    )
    edit(project, entry, CALLED, "samlar:\n  - nämnd: byggnadsnämnden\n    period: 2024-t1\n")
    text = project.read(entry)
    project.write(entry, text[: text.index("          - rubrik: Socialnämndens mål")])
    edit(project, "content/sto/kommunen/2025-t1/ekonomi.yaml", 'nämnd("socialnämnden")', 'nämnd("byggnadsnämnden")')
    run = project.run("build", "sto/kommunen/2025-t1", "--format", "html")
    assert run.code == 0, run.err
    assert "tillsammans −68,5 mnkr" in read_html(project.read("output/sto/kommunen/2025-t1/tertialrapport.html")).text
