"""`tertial new`: a new house style and a new period, from nothing to documents, led by what `tertial check` says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from generator.content import FieldEntry, Municipality, NextPeriod, Profile, RecordType, read_model
from generator.content.house import FormulaChoice, NumberFormatEntry, StatusEntry
from generator.editing import period_facts
from generator.editing.new_period import scalar
from generator.project import read_yaml
from tests.commands.conftest import Project
from tests.commands.filling import ANSWERS, fill_in, problems
from tests.verapdf.runner import VeraPdf

PERIOD = "storkoping/socialnamnden/2025-t1"
HERE = f"content/{PERIOD}"


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """A folder with nothing in it."""
    return Project(tmp_path)


def made(project: Project, *words: str) -> None:
    """Runs `tertial new`, which must succeed and say every file that it makes."""
    before = project.files
    run = project.run("new", *words)

    assert run.code == 0, run.err
    assert set(run.out.split()) == project.files - before
    assert "Nästa steg:" in run.err


# --- from nothing to documents -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_empty_folder_becomes_two_documents(empty: Project, verapdf: VeraPdf) -> None:
    """A new profile and a new period, filled in where check says, are a report, a memo and their bundle.

    Slow: lays out three PDF files and has them validated.
    """
    made(empty, "profil", "storkoping")
    made(empty, "period", PERIOD)
    asked = fill_in(empty, ANSWERS)

    run = empty.run("build")

    assert run.code == 0, run.err
    assert {"kommun", "nämnd", "daterad", "kolumner", "rader", "sammanfattning", "ärendet", "diarienummer"} <= set(
        asked
    )
    built = {path.relative_to(empty.folder / "output" / PERIOD) for path in (empty.folder / "output").rglob("*.*")}
    names = {path.name for path in built}
    assert {"rapport.html", "rapport.pdf", "tjansteskrivelse.html", "tjansteskrivelse.pdf"} <= names
    memo = (empty.folder / "output" / PERIOD / "tjansteskrivelse.html").read_text(encoding="utf-8")
    assert "underskott" in memo
    assert verapdf.validate([empty.folder / "output" / PERIOD / "rapport.pdf"]) == []


def test_a_new_summons_lists_the_matters_of_its_meeting(empty: Project) -> None:
    """Memo and report are a matter that the meeting gathers; without other papers one matter is left open."""
    made(empty, "profil", "storkoping")
    made(empty, "period", PERIOD, "--mall", "tjänsteskrivelse", "--mall", "rapport", "--mall", "kallelse")
    made(empty, "period", "storkoping/socialnamnden/2025-05", "--mall", "kallelse")
    fill_in(empty, {**ANSWERS, "tid": '"13.15"', "rubrik": "Ett ärende"})

    run = empty.run("build", "--format", "html")

    assert run.code == 0, run.err
    whole, alone = (
        (empty.folder / "output" / each / "kallelse.html").read_text(encoding="utf-8")
        for each in (PERIOD, "storkoping/socialnamnden/2025-05")
    )
    assert re.findall(r'href="([^"]*\.(?:html|pdf))"', whole) == ["tjansteskrivelse.html", "rapport.html"]
    assert "20 maj 2025 klockan 13.15" in whole.replace("\u00a0", " ")
    assert "Ett ärende" in alone


def test_a_profile_may_have_a_hyphen_in_its_name(empty: Project) -> None:
    """What is called like a municipality of two words is found by it."""
    made(empty, "profil", "upplands-vasby")
    made(empty, "period", "upplands-vasby/socialnamnden/2025-t1")

    assert {each["code"] for each in problems(empty)} == {"T108"}


def test_every_thing_that_is_asked_for_is_told_with_its_guidance(empty: Project) -> None:
    """Where something is to be written the outline's guidance for it stands above, and the section it is for."""
    made(empty, "profil", "storkoping", "--rubrik", "Storköpings kommun")
    made(empty, "period", PERIOD)

    texts = empty.read(f"{HERE}/texter.yaml")
    table = empty.read(f"{HERE}/tabeller.yaml")

    assert (
        "  # I rapport: Mål och indikatorer\n"
        "  # Kommentera de indikatorer som har ändrats mest. Måluppfyllelsen räknas ut av utfallet och målvärdet.\n"
        "  mål:\n" in texts
    )
    assert "# Mallarna citerar ekonomi.summa.utfall, ekonomi.summa.avvikelse, ekonomi.summa.prognos:" in table
    assert "# texter: ekonomiska_konsekvenser\n" in empty.read(f"{HERE}/period.yaml")


def test_check_names_every_place_at_once(empty: Project) -> None:
    """The first check of a new period names each file that was made, and nothing but what is left to fill in."""
    made(empty, "profil", "storkoping")
    made(empty, "period", PERIOD)

    found = problems(empty)

    assert {each["code"] for each in found} == {"T108"}
    files = {file for file in empty.files if file.startswith("content/")}
    assert {each["file"] for each in found} == files


# --- profiles ------------------------------------------------------------------------------------------------------


@pytest.fixture
def profile(empty: Project) -> str:
    """The profil.yaml of a new house."""
    made(empty, "profil", "storkoping", "--rubrik", "Storköpings kommun")
    return empty.read("templates/storkoping/profil.yaml")


def without_marks(text: str) -> str:
    """The file with all its settings taken into use, as its first lines say how."""
    kept = [line for line in text.split("\n") if not line.startswith("##")]
    return "\n".join(re.sub(r"^# (?!yaml-language)", "", line) for line in kept)


def test_the_settings_of_a_new_profile_are_settings(profile: str) -> None:
    """Whatever is taken into use in the file is understood."""
    block, broken = read_yaml(without_marks(profile), "profil.yaml")
    assert block is not None
    problems = [*broken]

    assert read_model(Profile, block, problems) is not None
    assert problems == []


def test_a_new_profile_shows_every_setting_there_is(profile: str) -> None:
    """No key of a profile, however deep, is missing in the file that shows what can be set."""
    parts = (Profile, NumberFormatEntry, StatusEntry, RecordType, FieldEntry, FormulaChoice, NextPeriod)
    keys = {str(field.alias) for part in parts for field in part.model_fields.values()} - {"__plats__"}
    settings = without_marks(profile)

    assert sorted(key for key in keys if f"{key}:" not in settings) == []


def test_the_style_sheet_of_a_new_profile_sets_what_the_base_has(empty: Project) -> None:
    """Each variable that a new style sheet sets is one that the base's uses."""
    made(empty, "profil", "storkoping")
    own = set(re.findall(r"^ +(--[\w-]+):", empty.read("templates/storkoping/css/profil.css"), re.MULTILINE))
    root = Path(__file__).parents[2]
    base = (root / "templates/base/css/shared.css").read_text(encoding="utf-8")

    assert own
    assert sorted(name for name in own if f"  {name}: " not in base) == []


def test_a_municipality_that_is_there_keeps_its_file(empty: Project) -> None:
    """A profile for a municipality that has content already says what to change, and changes nothing itself."""
    text = "kommun: Storköpings kommun\nprofil: base\n"
    empty.write("content/storkoping/kommun.yaml", text)

    run = empty.run("new", "profil", "storkoping")

    assert run.code == 0
    assert "skriv profil: storkoping i content/storkoping/kommun.yaml" in run.err
    assert empty.read("content/storkoping/kommun.yaml") == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Storköpings kommun", "Storköpings kommun"),
        ("Tertial 1 2025", "Tertial 1 2025"),
        ("Nämnd: barn", '"Nämnd: barn"'),
        ("- rad", '"- rad"'),
        ("Dnr 2025/41 #4", '"Dnr 2025/41 #4"'),
        ("”Nämnden”", '"”Nämnden”"'),
    ],
)
def test_what_the_user_says_is_written_as_yaml(text: str, written: str) -> None:
    """A name that YAML would read as something else is put in quotation marks; it reads back as it was."""
    block, found = read_yaml(f"kommun: {scalar(text)}\nprofil: base\n", "kommun.yaml")
    assert block is not None
    read = read_model(Municipality, block, [])

    assert scalar(text) == written
    assert read is not None
    assert (read.name, found) == (text, ())


# --- periods -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "title", "start", "end"),
    [
        ("2025", "Helår 2025", "2025-01-01", "2025-12-31"),
        ("2025-t1", "Tertial 1 2025", "2025-01-01", "2025-04-30"),
        ("2025-t2", "Tertial 2 2025", "2025-01-01", "2025-08-31"),
        ("2025-t3", "Tertial 3 2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "Februari 2024", "2024-01-01", "2024-02-29"),
        ("2025-04", "April 2025", "2025-01-01", "2025-04-30"),
        ("2025-12", "December 2025", "2025-01-01", "2025-12-31"),
        ("2025-kv2", "Kvartal 2 2025", "2025-01-01", "2025-06-30"),
        ("2025-h1", "Halvår 1 2025", "2025-01-01", "2025-06-30"),
    ],
)
def test_what_an_id_says_of_its_period(period: str, title: str, start: str, end: str) -> None:
    """The year alone, a month, a third, a quarter and a half of it say their days, from the beginning of the year."""
    facts = period_facts(period)

    assert facts is not None
    assert (facts.title, facts.start.isoformat(), facts.end.isoformat()) == (title, start, end)


@pytest.mark.parametrize(
    "period", ["2025-t4", "2025-t0", "2025-13", "2025-00", "2025-4", "2025-kv5", "2025-h3", "delar"]
)
def test_what_is_no_part_of_a_year_says_nothing(period: str) -> None:
    """An id that only looks like one of these is not guessed at."""
    assert period_facts(period) is None


OTHER_HOUSE: Mapping[str, str] = {
    "templates/storkoping/profil.yaml": "namn: Storköping\n",
    "templates/storkoping/mallar/arsrapport.yaml": (
        'mall: årsrapport\ntitel: "{{ period.rubrik }}"\navsnitt:\n'
        "  - rubrik: Mål\n    anvisning: Ett avsnitt för varje mål.\n    avsnitt:\n"
        "      - för_varje: mål\n        urval:\n          nivå: fokusområde\n"
        '        rubrik_per_post: "{{ post.rubrik }} {{ nivå }}"\n        innehåll:\n'
        "          - fält: uppföljning\n"
        "  - rubrik: Uppdrag\n    innehåll:\n      - uppdrag: från_nämnden\n      - diagram: placeringar\n"
        "      - stycke: Det var {{ antal_ärenden }} ärenden.\n"
    ),
    "templates/storkoping/mallar/manadsrapport.yaml": (
        "mall: månadsrapport\navsnitt:\n  - rubrik: Läget\n    innehåll:\n      - text: läget\n"
    ),
    "content/storkoping/kommun.yaml": "kommun: Storköpings kommun\nprofil: storkoping\n",
}


@pytest.fixture
def other(empty: Project) -> Project:
    """A municipality whose house has a yearly and a monthly report."""
    for path, text in OTHER_HOUSE.items():
        empty.write(path, text)
    return empty


def test_records_are_asked_for_as_the_outline_shows_them(other: Project) -> None:
    """Records have the values that an outline chooses them by and the fields that it prints; groups have names."""
    made(other, "period", "storkoping/socialnamnden/2025", "--mall", "årsrapport")

    goals = other.read("content/storkoping/socialnamnden/2025/mal.yaml")
    assignments = other.read("content/storkoping/socialnamnden/2025/uppdrag.yaml")

    assert "# Ett avsnitt för varje mål.\n" in goals
    assert re.search(
        r"^mål:\n  - rubrik:\n(?:    #.*\n)*    nivå: fokusområde\n(?:    #.*\n)*    uppföljning:\n",
        goals,
        re.MULTILINE,
    )
    assert "uppdrag:\n  från_nämnden:\n    - rubrik:\n" in assignments
    assert {each["code"] for each in problems(other)} <= {"T108", "T102"}


def test_figures_that_standing_sentences_cite_are_asked_for(other: Project) -> None:
    """A name that an outline cites, and that is no table, text or field, is a figure to be given."""
    made(other, "period", "storkoping/socialnamnden/2025", "--mall", "årsrapport")

    assert other.read("content/storkoping/socialnamnden/2025/tal.yaml").endswith("  antal_ärenden:\n")
    assert "  nivå:" not in other.read("content/storkoping/socialnamnden/2025/tal.yaml")


def test_a_filled_in_period_of_another_house_is_understood(other: Project) -> None:
    """Records, a chart and a figure, answered where check asks, leave nothing to complain of but what they draw."""
    made(other, "period", "storkoping/socialnamnden/2025", "--mall", "årsrapport")
    answers = {**ANSWERS, "antal_ärenden": "42", "uppföljning": "Det går bra."}

    fill_in(other, answers)

    # The table that the chart draws is the author's own.
    assert {each["code"] for each in problems(other)} <= {"T301", "T201"}


def test_a_period_has_the_outlines_of_the_last_of_its_kind(other: Project) -> None:
    """Without --mall a year follows the last year, and a month the last month; the first has all of the house's."""
    board = "storkoping/socialnamnden"
    made(other, "period", f"{board}/2024", "--mall", "årsrapport")
    made(other, "period", f"{board}/2024-03", "--mall", "månadsrapport")
    made(other, "period", f"{board}/2025")
    made(other, "period", f"{board}/2025-03")
    made(other, "period", f"{board}/2025-t1")

    def outlines(period: str) -> list[str]:
        return re.findall(r"^    mall: (.*)$", other.read(f"content/{board}/{period}/period.yaml"), re.MULTILINE)

    assert outlines("2025") == ["årsrapport"]
    assert outlines("2025-03") == ["månadsrapport"]
    assert outlines("2025-t1") == ["årsrapport", "månadsrapport"]


def test_a_period_knows_those_before_it(other: Project) -> None:
    """The same period of the year before and its closing are named where they are there."""
    board = "storkoping/socialnamnden"
    for period in ("2024", "2024-t1", "2025-t1"):
        made(other, "period", f"{board}/{period}", "--mall", "månadsrapport")

    text = other.read(f"content/{board}/2025-t1/period.yaml")

    assert "\nsamma_period_föregående_år: 2024-t1\n" in text
    assert "\nföregående_bokslut: 2024\n" in text
    assert "\n# föregående_period:\n" in text


def test_what_the_user_says_goes_before_what_the_id_says(other: Project) -> None:
    """The title and the days can be given, and must be where the id does not say them."""
    words = ["--rubrik", "Delår: april", "--från", "2025-02-01", "--till", "2025-04-15"]

    made(other, "period", "storkoping/socialnamnden/delar-april", "--mall", "månadsrapport", *words)

    text = other.read("content/storkoping/socialnamnden/delar-april/period.yaml")
    assert '\nrubrik: "Delår: april"\nfrån: 2025-02-01\ntill: 2025-04-15\n' in text


def test_a_board_that_is_there_keeps_its_file(other: Project) -> None:
    """The board's file is made with its first period, and left alone after that."""
    other.write("content/storkoping/socialnamnden/namnd.yaml", "nämnd: Socialnämnden\n")

    made(other, "period", PERIOD, "--mall", "månadsrapport")

    assert other.read("content/storkoping/socialnamnden/namnd.yaml") == "nämnd: Socialnämnden\n"


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "tertial new profil storkoping"),
        (["rapport"], "tertial new period storkoping/socialnamnden/2025-t1"),
        (["profil"], "Profilens namn saknas. Skriv till exempel: tertial new profil storkoping"),
        (["period"], "Perioden saknas. Skriv till exempel: tertial new period storkoping/socialnamnden/2025-t1"),
        (["period", "a", "b"], "Oväntat argument: b"),
        (["profil", "storköping"], "”storköping” kan inte vara namnet på en mapp."),
        (["profil", "../x"], "”../x” kan inte vara namnet på en mapp."),
        (["profil", "base"], "Profilen ”base” finns redan."),
        (["profil", "storkoping"], "templates/storkoping finns redan, och inget skrivs över."),
        (["period", "2025-t1"], "skriv kommun/nämnd/period"),
        (["period", "storkoping/../2025-t1"], "”..” kan inte vara namnet på en mapp."),
        (["period", "storkping/socialnamnden/2025-t1"], "Menade du ”storkoping”?"),
        (["period", "norrby/socialnamnden/2025-t1"], "finns inte under content/. Kända namn: storkoping. "),
        (["period", PERIOD, "--mall", "månadsraport"], "Menade du ”månadsrapport” eller"),
        (["period", "storkoping/namnden/delar"], "--rubrik, --från, --till saknas. Skriv till exempel: --rubrik"),
        (["period", PERIOD, "--från", "1 jan"], "--från ”1 jan” är inget datum: skriv år-månad-dag"),
        (["period", PERIOD, "--från", "2025-05-01"], "Perioden slutar innan den börjar"),
    ],
)
def test_what_cannot_be_made_is_told_and_makes_nothing(other: Project, words: Sequence[str], said: str) -> None:
    """A word that is missing or wrong is wrong usage, with an example, and no file is made."""
    before = other.files

    run = other.run("new", *words)

    assert (run.code, run.out) == (2, "")
    assert said in run.err
    assert other.files == before


def test_a_period_that_is_there_is_left_alone(other: Project) -> None:
    """A period is made once: whatever stands in its folder stays."""
    other.write(f"{HERE}/sammanfattning.md", "Skriven för hand.\n")
    before = other.files

    run = other.run("new", "period", PERIOD)

    assert run.code == 2
    assert f"{HERE} finns redan, och inget skrivs över." in run.err
    assert other.files == before


def test_a_house_with_faults_is_refused(other: Project) -> None:
    """What is wrong with the house style is told before a period is made of it."""
    other.write("templates/storkoping/profil.yaml", "namm: Storköping\n")

    run = other.run("new", "period", PERIOD)

    assert run.code == 1
    assert "T101 · templates/storkoping/profil.yaml:1:1" in run.err
    assert not (other.folder / HERE).exists()
