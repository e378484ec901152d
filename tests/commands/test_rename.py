"""`tertial rename`: an id changes everywhere, and nothing else does."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.editing.rename_id import FileScope, RenamedKind, Renaming, renaming_in
from generator.project.edits import apply_edits
from tests.commands.conftest import DOCUMENTS, HERE, PERIOD, MakeProject, Project

ROOT = Path(__file__).parents[2]

EARLIER = "content/storkoping/socialnamnden/2022"
OTHER = "content/storkoping/barnnamnden/2023-t1"
PROFILE = """
uppföljningstyper:
  mål:
    fält:
      rubrik:
        typ: text
      bidrar_till:
        typ: post
        av: mål
      utfall:
        typ: tal
      grad:
        typ: tal
        formel: utfall / kunder
"""
OUTLINE = """
mall: rapport
avsnitt:
  - rubrik: "Utfall {{ ekonomi.summa.utfall }}"   # kunder i en kommentar
    id: kunder
    innehåll:
      - nyckeltalsrutor:
          - tal: kunder | utan_enhet
            etikett: kunder
      - tabell: ekonomi
      - diagram: ekonomi
      - text: ekonomi
      - text: läge
"""
FIGURES = """\
# kunder räknas vid periodens slut
tal:
  "kunder": 665     # kunder
  kunder_i_fjol: = föregående_bokslut.kunder
  per_kund: '= ekonomi.summa.utfall / kunder'
  kvot: >-
    = (kunder-kunder_i_fjol)/ kunder
tabeller:
  ekonomi:
    rubrik: Ekonomi
    enhet: mnkr
    decimaler: 1
    kolumner:
      - Året:
          - utfall: Utfall
          - budget: Budget
      - avvikelse: Avvikelse
        formel: utfall - budget
      - avvikelse_igen: Avvikelse igen
        stäms_av_mot: avvikelse
    rader:
      - "Barn: yngre":  -66,1 | -60,0 |  -6,1
        id: barn
      - Vuxna:          -26,0 | -26,0 |   0,0
      - Summa:          -92,1 | -86,0 |  -6,1
        typ: summa
        summera: [barn, vuxna]
      - Utan barn: = summa.utfall - barn.utfall | = summa.budget | = ekonomi.utan_barn.utfall - ekonomi.utan_barn.budget
        typ: varav
diagram:
  ekonomi:
    typ: staplar
    tabell: ekonomi
    alternativtext: Summan är {{ ekonomi.summa.året.utfall }} för {{ kunder }} kunder.
texter:
  ekonomi: |
    Utfallet är {{ ekonomi.summa.utfall }} för {{ kunder }} kunder,
    {{ kunder | inom("kunder ", " (kunder)") }} och {{ föregående_bokslut.kunder }}.

    # kunder
mål:
  - id: trygghet
    rubrik: Trygghet
    utfall: 70
  - rubrik: Skydd
    bidrar_till: trygghet
    utfall: = mål.trygghet.utfall
"""
OWN = "- Utan barn: = summa.utfall - barn.utfall | = summa.budget"
CITED = "= ekonomi.utan_barn.utfall - ekonomi.utan_barn.budget"
PROSE = "Läget är {{ ekonomi.barn.utfall | plustecken }} och {{kunder}}.\r\n\r\nekonomi, barn, kunder\r\n"
REPORT: Mapping[str, str] = {
    "templates/storkoping/profil.yaml": PROFILE,
    "templates/storkoping/mallar/rapport.yaml": OUTLINE,
    f"{HERE}/period.yaml": f"{PERIOD}föregående_bokslut: 2022\n{DOCUMENTS}",
    f"{HERE}/tal.yaml": FIGURES,
    f"{HERE}/lage.yaml": "texter:\n  läge: Läget är {{ kunder }}.\n",
    f"{EARLIER}/period.yaml": "period: 2022\nrubrik: Helår 2022\nfrån: 2022-01-01\ntill: 2022-12-31\n",
    f"{EARLIER}/tal.yaml": "tal:\n  kunder: 640\n",
}


def changed(project: Project, before: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """The lines that differ from before, by the last part of each file's path."""
    found = {}
    for path, text in before.items():
        lines = zip(text.splitlines(), project.read(path).splitlines(), strict=True)
        pairs = [(old.strip(), new.strip()) for old, new in lines if old != new]
        if pairs:
            found[path.rpartition("/")[2]] = pairs
    return found


def test_a_figure_is_renamed_everywhere(project: MakeProject) -> None:
    """Where it is given, in formulas, texts and outlines; not in words, comments, headings, other ids or periods."""
    made = project(REPORT)

    run = made.run("rename", "2023-t1", "kunder", "brukare")

    assert run.code == 0, run.err
    assert changed(made, REPORT) == {
        "profil.yaml": [("formel: utfall / kunder", "formel: utfall / brukare")],
        "rapport.yaml": [("- tal: kunder | utan_enhet", "- tal: brukare | utan_enhet")],
        "lage.yaml": [("läge: Läget är {{ kunder }}.", "läge: Läget är {{ brukare }}.")],
        "tal.yaml": [
            ('"kunder": 665     # kunder', '"brukare": 665     # kunder'),
            ("per_kund: '= ekonomi.summa.utfall / kunder'", "per_kund: '= ekonomi.summa.utfall / brukare'"),
            ("= (kunder-kunder_i_fjol)/ kunder", "= (brukare-kunder_i_fjol)/ brukare"),
            (
                "alternativtext: Summan är {{ ekonomi.summa.året.utfall }} för {{ kunder }} kunder.",
                "alternativtext: Summan är {{ ekonomi.summa.året.utfall }} för {{ brukare }} kunder.",
            ),
            (
                "Utfallet är {{ ekonomi.summa.utfall }} för {{ kunder }} kunder,",
                "Utfallet är {{ ekonomi.summa.utfall }} för {{ brukare }} kunder,",
            ),
            (
                '{{ kunder | inom("kunder ", " (kunder)") }} och {{ föregående_bokslut.kunder }}.',
                '{{ brukare | inom("kunder ", " (kunder)") }} och {{ föregående_bokslut.kunder }}.',
            ),
        ],
    }
    assert made.run("check").code == 0


def test_a_figure_of_an_earlier_period_is_renamed_where_it_is_cited(project: MakeProject) -> None:
    """Another period cites it by the word that its period.yaml has for the renamed one, and that is renamed too."""
    files = {
        **REPORT,
        f"{OTHER}/period.yaml": PERIOD,
        "content/storkoping/barnnamnden/namnd.yaml": "nämnd: Barnnämnden\n",
    }
    files[f"{HERE}/mer.yaml"] = 'tal:\n  mer: = period("2022").kunder + föregående_bokslut.kunder + kunder\n'
    made = project(files)

    run = made.run("rename", "socialnamnden/2022", "kunder", "brukare")

    assert run.code == 0, run.err
    assert made.read(f"{EARLIER}/tal.yaml") == "tal:\n  brukare: 640\n"
    assert "kunder_i_fjol: = föregående_bokslut.brukare\n" in made.read(f"{HERE}/tal.yaml")
    assert "{{ kunder | inom" in made.read(f"{HERE}/tal.yaml")
    assert 'mer: = period("2022").brukare + föregående_bokslut.brukare + kunder\n' in made.read(f"{HERE}/mer.yaml")


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        (
            "tabeller.ekonomi",
            [
                ("per_kund: '= ekonomi.summa.utfall / kunder'", "per_kund: '= ny.summa.utfall / kunder'"),
                ("ekonomi:", "ny:"),
                (f"{OWN} | {CITED}", f"{OWN} | = ny.utan_barn.utfall - ny.utan_barn.budget"),
                ("tabell: ekonomi", "tabell: ny"),
                (
                    "alternativtext: Summan är {{ ekonomi.summa.året.utfall }} för {{ kunder }} kunder.",
                    "alternativtext: Summan är {{ ny.summa.året.utfall }} för {{ kunder }} kunder.",
                ),
                (
                    "Utfallet är {{ ekonomi.summa.utfall }} för {{ kunder }} kunder,",
                    "Utfallet är {{ ny.summa.utfall }} för {{ kunder }} kunder,",
                ),
            ],
        ),
        (
            "ekonomi.barn",
            [
                ("id: barn", "id: ny"),
                ("summera: [barn, vuxna]", "summera: [ny, vuxna]"),
                (f"{OWN} | {CITED}", f"- Utan barn: = summa.utfall - ny.utfall | = summa.budget | {CITED}"),
            ],
        ),
        (
            "ekonomi.avvikelse",
            [("- avvikelse: Avvikelse", "- ny: Avvikelse"), ("stäms_av_mot: avvikelse", "stäms_av_mot: ny")],
        ),
        ("diagram.ekonomi", [("ekonomi:", "ny:")]),
        ("texter.ekonomi", [("ekonomi: |", "ny: |")]),
        (
            "mål.trygghet",
            [
                ("- id: trygghet", "- id: ny"),
                ("bidrar_till: trygghet", "bidrar_till: ny"),
                ("utfall: = mål.trygghet.utfall", "utfall: = mål.ny.utfall"),
            ],
        ),
    ],
)
def test_every_kind_of_id_can_be_renamed(project: MakeProject, old: str, expected: list[tuple[str, str]]) -> None:
    """Tables, rows, columns, charts, texts and records each have their own ways to be named, in their own file."""
    made = project(REPORT)

    run = made.run("byt-namn", "2023-t1", old, "ny")

    assert run.code == 0, run.err
    assert changed(made, REPORT)["tal.yaml"] == expected
    assert made.run("check").code == 0


def test_an_outline_follows(project: MakeProject) -> None:
    """What an outline places by id is renamed in it by kind: a table, a chart and a text of one id are three."""
    made = project(REPORT)

    made.run("rename", "2023-t1", "tabeller.ekonomi", "budget")
    made.run("rename", "2023-t1", "texter.ekonomi", "läget")

    outline = made.read("templates/storkoping/mallar/rapport.yaml")
    assert "- tabell: budget\n      - diagram: ekonomi\n      - text: läget\n" in outline
    assert '"Utfall {{ budget.summa.utfall }}"   # kunder i en kommentar' in outline


def test_an_id_made_of_a_label_is_written_out(project: MakeProject) -> None:
    """A row whose id is its label gets a line id:, and a record too; the label stays."""
    made = project(REPORT)

    made.run("rename", "2023-t1", "ekonomi.vuxna", "äldre")
    made.run("rename", "2023-t1", "mål.skydd", "stöd")

    text = made.read(f"{HERE}/tal.yaml")
    assert "      - Vuxna:          -26,0 | -26,0 |   0,0\n        id: äldre\n      - Summa:" in text
    assert "summera: [barn, äldre]" in text
    assert "  - rubrik: Skydd\n    id: stöd\n    bidrar_till: trygghet\n" in text
    assert made.run("check").code == 0


COUNTS = """\
tal:
  under_trygghet: '= antal(mål, bidrar_till: "trygghet")'
  samma: = antal(mål, bidrar_till="trygghet") + antal(mål, rubrik="trygghet")
  i_text: "= antal(mål, bidrar_till: \\"trygghet\\")"
tabeller:
  t:
    kolumner:
      - bidrar_till: Antal
    rader:
      - Mål: = antal(mål, bidrar_till="")
        id: mål
      - Två: = mål.bidrar_till * 2
"""


@pytest.mark.parametrize(
    ("old", "lines"),
    [
        ("mål.trygghet", ["under_trygghet", "samma", "i_text"]),
        ("t.mål", ["id", "- Två"]),
        ("t.bidrar_till", ["- bidrar_till", "- Två"]),
    ],
)
def test_counts_of_records_follow(project: MakeProject, old: str, lines: list[str]) -> None:
    """A record that others are counted by; the type that is counted, and words of other fields, are no ids."""
    files = {**REPORT, f"{HERE}/antal.yaml": COUNTS, f"{HERE}/antal.md": '{{ antal(mål, bidrar_till: "trygghet") }}\n'}
    made = project(files)

    run = made.run("rename", "2023-t1", old, "ny")

    assert run.code == 0, run.err
    of_counts = changed(made, files)["antal.yaml"]
    assert [one.split(":")[0].strip() for one, _ in of_counts] == lines
    assert made.read(f"{HERE}/antal.yaml").count("ny") == len(lines)
    assert ('bidrar_till: "ny"' in made.read(f"{HERE}/antal.md")) == (old == "mål.trygghet")
    assert "antal(mål" in made.read(f"{HERE}/antal.yaml")


def test_the_section_of_a_record_follows(project: MakeProject) -> None:
    """A section that the outline makes for each record has the record's id: what cites it follows."""
    outline = f"{OUTLINE}  - för_varje: mål\n    rubrik_per_post: Målet\n    innehåll:\n      - fält: rubrik\n"
    own = (
        "    egna_avsnitt:\n      - under: trygghet\n        avsnitt:\n          - rubrik: Mer\n            innehåll:\n"
    )
    files = {
        **REPORT,
        "templates/storkoping/mallar/rapport.yaml": outline,
        f"{HERE}/period.yaml": f"{REPORT[f'{HERE}/period.yaml']}{own}              - text: mer\n",
        f"{HERE}/mer.yaml": "texter:\n  mer: Se avsnitt {{ avsnitt.trygghet.nummer }}.\n",
    }
    made = project(files)

    run = made.run("rename", "2023-t1", "mål.trygghet", "trygg")

    assert run.code == 0, run.err
    assert changed(made, files)["period.yaml"] == [("- under: trygghet", "- under: trygg")]
    assert made.read(f"{HERE}/mer.yaml") == "texter:\n  mer: Se avsnitt {{ avsnitt.trygg.nummer }}.\n"


def test_a_prose_file_is_moved(project: MakeProject) -> None:
    """A text that is a file of its own is renamed by moving the file; its line breaks stay as they are."""
    files = {path: text for path, text in REPORT.items() if not path.endswith("lage.yaml")}
    outline = OUTLINE.replace("text: läge", "text: lage")
    made = project({**files, "templates/storkoping/mallar/rapport.yaml": outline})
    (made.folder / HERE / "lage.md").write_bytes(PROSE.encode())

    moved = made.run("rename", "2023-t1", "lage", "nulage")
    cited = made.run("rename", "2023-t1", "kunder", "brukare")

    assert moved.code == cited.code == 0, moved.err + cited.err
    assert f"rename {HERE}/lage.md → {HERE}/nulage.md" in moved.out
    assert f"{HERE}/lage.md" not in made.files
    assert (made.folder / HERE / "nulage.md").read_bytes() == PROSE.replace("{{kunder}}", "{{brukare}}").encode()
    assert "- text: nulage\n" in made.read("templates/storkoping/mallar/rapport.yaml")


def test_a_rename_and_back_is_no_change(project: MakeProject) -> None:
    """Every byte but the id's own stays, so that the way back leads to the same files."""
    made = project(REPORT)

    made.run("rename", "2023-t1", "tabeller.ekonomi", "x")
    made.run("rename", "2023-t1", "x", "ekonomi")

    assert changed(made, REPORT) == {}


def test_dry_run_shows_and_changes_nothing(project: MakeProject) -> None:
    """--dry-run prints the same patch and leaves the files alone."""
    made = project(REPORT)

    tried = made.run("rename", "2023-t1", "kunder", "brukare", "--prova")
    untouched = changed(made, REPORT)
    done = made.run("rename", "2023-t1", "kunder", "brukare")

    assert untouched == {}
    assert tried.out == done.out
    assert '-  "kunder": 665     # kunder\n+  "brukare": 665     # kunder\n' in tried.out
    assert tried.err == "4 filer skulle ändras.\n"
    assert done.err == "4 filer ändrades.\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kunder", "per_kund", "”per_kund” finns redan: tal.per_kund"),
        ("kunder", "ekonomi", "”ekonomi” finns redan: tabeller.ekonomi"),
        ("kunder", "två ord", "”två ord” kan inte vara id"),
        ("kunder", "2kunder", "kan inte vara id"),
        ("kunder", "period", "”period” är upptaget"),
        ("kunder", "mål", "”mål” är upptaget"),
        ("ekonomi.utfall", "budget", "finns redan: ekonomi.kolumner.budget"),
        ("ekonomi", "x", "Skriv tabeller.ekonomi eller texter.ekonomi eller diagram.ekonomi"),
        ("kundr", "x", "Det finns inget id ”kundr” i perioden. Menade du ”kunder”"),
    ],
)
def test_what_cannot_be_renamed_is_refused(project: MakeProject, old: str, new: str, said: str) -> None:
    """An unknown or ambiguous id, a new one that is taken or can be none: exit 2, and nothing is changed."""
    made = project(REPORT)

    run = made.run("rename", "2023-t1", old, new)

    assert run.code == 2
    assert said in run.err
    assert changed(made, REPORT) == {}


def test_faulty_content_is_not_renamed_in(project: MakeProject) -> None:
    """In content with faults nobody can tell what a name means: the faults are told instead."""
    files = {**REPORT, f"{HERE}/mer.yaml": "tal:\n  x: tolv\n"}
    made = project(files)

    run = made.run("rename", "2023-t1", "kunder", "brukare")

    assert run.code == 1
    assert "fel T105" in run.err
    assert changed(made, files) == {}


def test_a_broken_file_beside_the_content_is_told(project: MakeProject) -> None:
    """A file of the house that no report reads may name the id too: its fault is told, with nothing renamed."""
    files = {**REPORT, "templates/storkoping/block/x.yml": "{% import 'inline.html' as print %}\n"}
    made = project(files)

    run = made.run("rename", "2023-t1", "kunder", "brukare")

    assert run.code == 1
    assert "templates/storkoping/block/x.yml:1" in run.err
    assert changed(made, files) == {}


def test_a_name_that_would_mean_something_else_is_refused(project: MakeProject) -> None:
    """A new name that a formula would take for another figure changes figures: the proof finds it."""
    files = {**REPORT, f"{HERE}/mer.yaml": REPORT_WITH_SHADOW}
    made = project(files)

    run = made.run("rename", "2023-t1", "faktor", "pris")

    assert run.code == 2
    assert "Inget är ändrat" in run.err
    assert changed(made, files) == {}


REPORT_WITH_SHADOW = """\
tal:
  faktor: 10
tabeller:
  kostnad:
    kolumner:
      - antal: Antal
      - pris: Pris
      - kostnad: Kostnad
        formel: antal * faktor
    rader:
      - Ett: 2 | 3
"""


def test_reports_that_share_an_outline_are_renamed_together(project: MakeProject) -> None:
    """An outline that others use cannot change for one period alone; for a folder of periods it can."""
    shared = {path.replace("socialnamnden", "barnnamnden"): text for path, text in REPORT.items() if "content/" in path}
    files = {**REPORT, **shared, "content/storkoping/barnnamnden/namnd.yaml": "nämnd: Barnnämnden\n"}
    made = project(files)

    alone = made.run("rename", "socialnamnden/2023-t1", "texter.ekonomi", "läget")
    untouched = changed(made, files)
    together = made.run("rename", "storkoping", "texter.ekonomi", "läget")

    assert alone.code == 2
    assert "mallen används också av storkoping/barnnamnden/2023-t1" in alone.err
    assert untouched == {}
    assert together.code == 0, together.err
    assert "  läget: |\n" in made.read(f"{HERE}/tal.yaml")
    assert "  läget: |\n" in made.read(f"{OTHER}/tal.yaml")
    assert made.run("check").code == 0


def test_renames_beside_a_base_profile_of_the_projects_own(project: MakeProject) -> None:
    """What new files are made of is passed over, also in a project that has the base profile itself."""
    skeleton = "templates/base/skelett/period/diagram.yaml"
    made = project({f"{HERE}/tal.yaml": "tal:\n  kunder: 665\n  dubbelt: = kunder * 2\n"})
    shutil.copytree(ROOT / "templates" / "base", made.folder / "templates" / "base")
    before = made.read(skeleton)

    run = made.run("rename", "2023-t1", "kunder", "brukare")

    assert run.code == 0, run.err
    assert made.read(f"{HERE}/tal.yaml") == "tal:\n  brukare: 665\n  dubbelt: = brukare * 2\n"
    assert made.read(skeleton) == before


def test_renames_in_reconciliations(project: MakeProject) -> None:
    """In both expressions of either form, not in the words; and a reconciliation itself."""
    content = """\
tal:
  netto: -7 mnkr
  vård: -4 mnkr
  annat: -3 mnkr
avstämningar:
  summa: netto = vård + annat
  omvänt:
    uttryck: vård = netto - annat
    beskrivning: Det är netto
"""
    made = project({f"{HERE}/innehall.yaml": content})

    for old, new in (
        ("netto", "nettokostnad"),
        ("annat", "övrigt"),
        ("summa", "alla"),
        ("avstämningar.omvänt", "vården"),
    ):
        run = made.run("rename", "2023-t1", old, new)
        assert run.code == 0, run.err
    text = made.read(f"{HERE}/innehall.yaml")
    assert "  alla: nettokostnad = vård + övrigt\n  vården:\n    uttryck: vård = nettokostnad - övrigt\n" in text
    assert "beskrivning: Det är netto\n" in text


def test_renames_in_what_a_figure_is_part_of(project: MakeProject) -> None:
    """A whole that another figure is declared part of is cited there, and so is the part's own place."""
    content = """\
tabeller:
  vård:
    rubrik: Vård
    enhet: mnkr
    kolumner:
      - kostnad: Kostnad
    rader:
      - HVB: 4
    ingår_i:
      - plats: hvb.kostnad
        helhet: -netto
tal:
  netto: -7 mnkr
"""
    made = project({f"{HERE}/innehall.yaml": content})

    assert made.run("rename", "2023-t1", "netto", "nettokostnad").code == 0
    assert made.run("rename", "2023-t1", "vård.hvb", "institution").code == 0
    text = made.read(f"{HERE}/innehall.yaml")
    assert "      - plats: institution.kostnad\n        helhet: -nettokostnad\n" in text
    assert made.run("check", "2023-t1").code == 0


@pytest.mark.parametrize(("old", "word"), [("tabeller.ekonomi", "tabell"), ("texter.ekonomi", "text")])
def test_links_to_what_is_renamed_follow(project: MakeProject, old: str, word: str) -> None:
    """In files of Markdown and in YAML, with a definition or in place; a link to another kind of that id stands."""
    links = "[a](#{}) [b](<#{}>) [c][d] och #tabell-ekonomi {{{{ kunder }}}}\n\n[d]: #{} 'E'\n"
    both = ["tabell-ekonomi", "text-ekonomi", "diagram-ekonomi"]
    files = {
        **REPORT,
        f"{HERE}/mer.md": links.format(*both),
        f"{HERE}/lage.yaml": f"texter:\n  läge: '{{{{ kunder }}}} [a](#{both[0]}) [b](#{both[1]})'\n",
    }
    made = project(files)

    run = made.run("rename", "2023-t1", old, "ny")

    new = [f"{word}-ny" if each == f"{word}-ekonomi" else each for each in both]
    assert run.code == 0, run.err
    assert made.read(f"{HERE}/mer.md") == links.format(*new)
    assert f"[a](#{new[0]}) [b](#{new[1]})" in made.read(f"{HERE}/lage.yaml")
    assert made.run("check").code == 0


@pytest.mark.parametrize(
    ("kind", "old", "new", "line"),
    [
        ("rader", "barn", "ungdom", "    rader: [ungdom, vuxna]\n"),
        ("kolumner", "utfall", "netto", "    kolumner: [netto, mars.netto]\n"),
    ],
)
def test_what_a_chart_chooses_is_renamed_with_its_table(kind: RenamedKind, old: str, new: str, line: str) -> None:
    """A chart of another table keeps what is called the same there."""
    chart = "    tabell: {}\n    rader: [barn, vuxna]\n    kolumner: [utfall, mars.utfall]\n"
    text = f"diagram:\n  a:\n{chart.format('ekonomi')}  b:\n{chart.format('annan')}"
    renaming = Renaming(kind, "ekonomi", old, new)
    renamed = apply_edits(text, [*renaming_in(text, renaming, FileScope("a.yaml", own=True))])

    assert line in renamed.partition("  b:")[0]
    assert renamed.partition("  b:")[2] == text.partition("  b:")[2]


@pytest.mark.parametrize(("kind", "word"), [("tabeller", "tabell"), ("diagram", "diagram")])
def test_cited_numbers_of_what_is_renamed_follow(kind: RenamedKind, word: str) -> None:
    """Those of the document and of a named one, and not those of the other kind, of the same id."""
    other = "diagram" if word == "tabell" else "tabell"
    cited = (f"{word}.resultat.nummer", f"dokument.r.{word}.resultat.rubrik", f"{other}.resultat.nummer")
    text = "Se {{{{ {} }}}}, {{{{ {} }}}} och {{{{ {} }}}}.".format(*cited)
    edits = [*renaming_in(text, Renaming(kind, "", "resultat", "netto"), FileScope("a.md", own=True))]
    renamed = apply_edits(text, edits)

    assert renamed == text.replace(f"{word}.resultat", f"{word}.netto")


SOURCES = """\
källor:
  bok:
    fil: import/bok-*.csv
    tabell: ekonomi
    kolumner:
      utfall: Utfall för barn
      året.budget: Budget
    rader:
      barn: Barn
      vuxna:
        ur: barn
    kontrollsumma:
      rad: barn
      kolumn: utfall
      ur: barn
  annan:
    fil: barn.csv
    tabell: annan
    kolumner:
      utfall: Utfall
    rader:
      barn: utfall
"""
BOARD_FILE = "content/storkoping/socialnamnden/namnd.yaml"
MUNICIPALITY_FILE = "content/storkoping/kommun.yaml"
IN_SOURCES = {
    "tabeller.ekonomi": [("tabell: ekonomi", "tabell: ny")],
    "ekonomi.barn": [("barn: Barn", "ny: Barn"), ("rad: barn", "rad: ny")],
    "ekonomi.utfall": [("utfall: Utfall för barn", "ny: Utfall för barn"), ("kolumn: utfall", "kolumn: ny")],
    "ekonomi.budget": [("året.budget: Budget", "året.ny: Budget")],
    "kunder": [],
}


def with_sources(project: MakeProject, file: str, **more: str) -> tuple[Project, dict[str, str]]:
    """The report, and sources in a file of the board or the municipality."""
    made = project({**REPORT, **more})
    before = {file: f"{made.read(file)}{SOURCES}"}
    made.write(file, before[file])
    return made, before


@pytest.mark.parametrize("old", IN_SOURCES)
@pytest.mark.parametrize("file", [BOARD_FILE, MUNICIPALITY_FILE])
def test_sources_follow(project: MakeProject, old: str, file: str) -> None:
    """The table, row or column that a source fills, not what it is called in the file that figures come from."""
    made, before = with_sources(project, file)

    run = made.run("rename", "2023-t1", old, "ny")

    assert run.code == 0, run.err
    assert changed(made, before).get(file.rpartition("/")[2], []) == IN_SOURCES[old]


@pytest.mark.parametrize("period", ["2024-t1", "2022-t3"])
def test_sources_fill_the_last_period_that_has_the_table(project: MakeProject, period: str) -> None:
    """A later period that keeps its table keeps the source; an earlier one does not."""
    folder = f"content/storkoping/socialnamnden/{period}"
    table = "tabeller:\n  ekonomi:\n    kolumner: [utfall: Utfall]\n    rader:\n      - Barn: 1\n"
    entry = f"period: {period}\nrubrik: T\nfrån: {period[:4]}-01-01\ntill: {period[:4]}-04-30\n"
    made, before = with_sources(project, BOARD_FILE, **{f"{folder}/period.yaml": entry, f"{folder}/tal.yaml": table})

    run = made.run("rename", "2023-t1", "ekonomi.barn", "ny")

    assert run.code == 0, run.err
    assert bool(changed(made, before)) == (period < "2023")
    assert (f"Källorna i {BOARD_FILE} har kvar ”ekonomi.barn”" in run.err) == (period > "2023")


def test_sources_of_the_municipality_fill_every_board(project: MakeProject) -> None:
    """One that another board keeps its table for is left as it is."""
    other = {
        f"{OTHER}/period.yaml": PERIOD,
        "content/storkoping/barnnamnden/namnd.yaml": "nämnd: Barnnämnden\n",
        f"{OTHER}/tal.yaml": "tabeller:\n  ekonomi:\n    kolumner: [utfall: Utfall]\n    rader:\n      - Barn: 1\n",
    }
    made, before = with_sources(project, MUNICIPALITY_FILE, **other)

    run = made.run("rename", "socialnamnden/2023-t1", "ekonomi.barn", "ny")

    assert run.code == 0, run.err
    assert changed(made, before) == {}
    assert f"Källorna i {MUNICIPALITY_FILE} har kvar ”ekonomi.barn”" in run.err


NOTED = """\
tabeller:
  lån:
    rubrik: Lån
    enhet: mnkr
    kolumner:
      - not: Not
        typ: nothänvisning
      - text: Text
        typ: text
      - belopp: Belopp
    rader:
      - Kort: korta, långa | korta | 7
noter:
  - rubrik: Korta lån
    id: korta
    tabeller: [lån]
  - rubrik: Långa lån
    id: långa
"""


@pytest.mark.parametrize(
    ("old", "lines"),
    [
        ("noter.korta", ["      - Kort: nytt, långa | korta | 7", "    id: nytt"]),
        ("tabeller.lån", ["  nytt:", "    tabeller: [nytt]"]),
    ],
)
def test_notes_follow(project: MakeProject, old: str, lines: list[str]) -> None:
    """A note in the cells of its column, a table in the notes that it stands in; the same word elsewhere stays."""
    made = project({f"{HERE}/period.yaml": PERIOD, f"{HERE}/noter.yaml": NOTED})

    run = made.run("rename", "storkoping/socialnamnden/2023-t1", old, "nytt")

    assert run.code == 0, run.err
    after = made.read(f"{HERE}/noter.yaml").splitlines()
    assert [line for line, before in zip(after, NOTED.splitlines(), strict=True) if line != before] == lines
