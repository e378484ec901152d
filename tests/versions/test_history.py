"""The record of a period's versions: what is written is read, and what was changed by hand is noticed."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.document import FigureChange, Place, Release, Stage
from generator.problems import Problem, Rejected
from generator.versions import read_history
from generator.versions.history import history_text, parse_history, with_version
from generator.versions.record import release_record

PERIOD = "storkoping/vardnamnden/2025-t1"
FIRST = Release(
    version=1,
    date=date(2025, 5, 9),
    stage=Stage.SENT,
    note="Utsänd: ”till” nämnden\n  - version: 9",
    documents=("skrivelse", "rapport"),
    dated={"rapport": "2025-05-08"},
    outputs={"rapport.pdf": "ab" * 32},
)
SECOND = replace(
    FIRST,
    version=2,
    stage=Stage.CORRECTED,
    decided_by="ordföranden, delegation 1.3",
    revised=("rapport",),
    changes=(FigureChange("ekonomi.summa.utfall", "12,5", "12,7", "mnkr", "content/x/tal.yaml:3"),),
    places=(Place("rapport", "2.1", "Ekonomi", "4", "12,5\u00a0mnkr", "12,7\u00a0mnkr", "ekonomi.summa.utfall"),),
    on_web=True,
)
TEXT = history_text((FIRST, SECOND))

words = st.text(st.characters(codec="utf-8"), max_size=30).map(lambda text: unicodedata.normalize("NFC", text))


def codes(text: str) -> set[str]:
    """The codes of what is wrong with a history."""
    with pytest.raises(Rejected) as caught:
        parse_history(text.encode(), PERIOD)
    return {problem.code for problem in caught.value.problems}


def test_what_is_written_is_read() -> None:
    """Versions come back as they were, and the same versions give the same text."""
    assert parse_history(TEXT.encode(), PERIOD) == (FIRST, SECOND)
    assert history_text(parse_history(TEXT.encode(), PERIOD)) == TEXT


def test_a_version_more_leaves_what_stands() -> None:
    """The record is only added to: what was there is the beginning of what is there."""
    assert TEXT.startswith(history_text((FIRST,)))


@given(note=words, reason=words, value=words)
def test_any_words_come_back(note: str, reason: str, value: str) -> None:
    """Quotation marks, line breaks, keys of the record itself: whatever is said is text (in one form of Unicode)."""
    release = replace(SECOND, version=1, note=note, reason=reason, changes=(FigureChange("x", value, "1"),))

    written = history_text((release,))

    assert history_text(parse_history(written.encode(), PERIOD)) == written


def test_line_breaks_of_another_system_are_no_change() -> None:
    """Version control may give the file other line breaks."""
    assert parse_history(TEXT.replace("\n", "\r\n").encode(), PERIOD) == (FIRST, SECOND)


@pytest.mark.parametrize("number", range(2, TEXT.count("\n")))
def test_a_line_changed_or_removed_is_noticed(number: int) -> None:
    """Whichever line of a record somebody changes or takes away, the history is refused."""
    lines = TEXT.split("\n")
    changed = [*lines[:number], f"{lines[number]} x", *lines[number + 1 :]]
    removed = [*lines[:number], *lines[number + 1 :]]

    assert codes("\n".join(changed))
    assert codes("\n".join(removed))


def test_a_changed_figure_is_told_at_its_record() -> None:
    """The problem stands at the record that was changed, and says the way out."""
    with pytest.raises(Rejected) as caught:
        parse_history(TEXT.replace('"12,7"', '"12,9"').encode(), PERIOD)

    (problem,) = caught.value.problems
    assert problem.code == "T801"
    assert TEXT.split("\n")[problem.where.line - 1] == "  - version: 2"
    assert "--restore-history" in problem.hint


def test_a_version_taken_away_is_noticed() -> None:
    """A record in the middle or at the beginning cannot be left out."""
    whole = history_text((FIRST, SECOND, replace(SECOND, version=3)))
    first, second = whole.index("  - version: 1"), whole.index("  - version: 2")

    assert codes(whole[:first] + whole[second:]) == {"T801"}


@pytest.mark.parametrize("text", ["", "versioner:\n", "versioner: 3\n", "x: 1\n", "versioner:\n  - 1\n"])
def test_what_is_no_history_is_refused(text: str) -> None:
    """An empty file, or another, is no history."""
    assert codes(text) <= {"T802", "T003"}


# --- changed by hand -------------------------------------------------------------------------------------------------

THIRD = replace(SECOND, version=3)
THREE = history_text((FIRST, SECOND, THIRD))
HEAD, ONE, TWO, LAST = re.split(r"(?m)^(?=  - version: )", THREE)


def found_in(text: str) -> tuple[Problem, ...]:
    """What is wrong with a history."""
    with pytest.raises(Rejected) as caught:
        parse_history(text.encode(), PERIOD)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + TWO + LAST, "Version 1 saknas i historiken."),
        (HEAD + ONE + LAST, "Version 2 saknas i historiken."),
        (HEAD + TWO + ONE + LAST, "Version 1 står efter version 2 i historiken."),
        (HEAD + ONE + TWO + TWO + LAST, "Version 2 står två gånger i historiken."),
        (THREE.replace("version: 2", "version: 99999999"), "Version 2 saknas i historiken."),
        (
            HEAD + ONE + TWO.replace("    skede", "    # en kommentar\n    skede") + LAST,
            "Version 2 i historiken är ändrad",
        ),
        (HEAD + ONE + TWO + LAST + "# en kommentar\n", "Version 3 i historiken är ändrad"),
        (HEAD + ONE + TWO.replace('föregående: "', 'föregående: "0') + LAST, "Version 2 i historiken är ändrad"),
    ],
)
def test_it_is_told_which_record(text: str, said: str) -> None:
    """A record that is gone, moved, doubled or changed is told by its version, at its line, with the way out."""
    first = found_in(text)[0]

    assert first.code == "T801"
    assert first.message.startswith(said)
    assert text.split("\n")[first.where.line - 1].startswith("  - version: ")
    assert "--restore-history" in first.hint


@pytest.mark.parametrize("mess", ["<<<<<<< HEAD\n", "\tskede: utsänd\n", "  skede utsänd\n"])
def test_what_yaml_cannot_read_has_the_same_way_out(mess: str) -> None:
    """A conflict of version control, a tab, a line that is none: nobody is to mend the file by hand."""
    problem = found_in(HEAD + ONE + mess + TWO)[0]

    assert problem.code == "T802"
    assert problem.where.line > 2
    assert "--restore-history" in problem.hint


def published(project: Path, *releases: Release) -> None:
    """Folders of published versions, with what reading a history needs of them; and the digests in their records."""
    for release in releases:
        folder = project / "output" / PERIOD / release.folder
        folder.mkdir(parents=True)
        data = {"period": PERIOD, **release_record(release, digests=True)}
        (folder / "manifest.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def written(project: Path, text: str) -> None:
    """The history of the period."""
    path = project / "content" / PERIOD / "historik.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def refused(project: Path) -> Problem:
    """The first thing that is wrong with the history of the project's period."""
    with pytest.raises(Rejected) as caught:
        read_history(project, PERIOD)
    return caught.value.problems[0]


def test_the_changed_line_is_told_where_the_folder_is_there(tmp_path: Path) -> None:
    """The manifest of the published folder says what the line was."""
    published(tmp_path, FIRST, SECOND)
    written(tmp_path, history_text((FIRST, SECOND)).replace("datum: 2025-05-09", "datum: 2025-05-08"))

    problem = refused(tmp_path)

    assert (problem.code, problem.expected, problem.found) == ("T801", "datum: 2025-05-09", "datum: 2025-05-08")


@pytest.mark.parametrize("kept", [(FIRST, SECOND), ()])
def test_the_last_record_cannot_be_taken_away_unnoticed(tmp_path: Path, kept: tuple[Release, ...]) -> None:
    """A published folder without a record is told, also where the whole file is gone."""
    published(tmp_path, FIRST, SECOND, THIRD)
    if kept:
        written(tmp_path, history_text(kept))

    problem = refused(tmp_path)

    assert problem.code == "T801"
    assert problem.message == (
        f"Version {len(kept) + 1} är publicerad i output/{PERIOD}/v{len(kept) + 1} men saknas i historiken."
    )
    assert "--restore-history" in problem.hint


# --- byte for byte ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
        TEXT[:-1].encode(),
        TEXT.replace("\n", "\r\n")[:-2].encode(),
        TEXT.encode() + b"\n\n",
    ],
    ids=["as written", "windows", "mark", "mark and windows", "no last break", "nor in windows", "blank lines"],
)
def test_a_record_more_leaves_every_byte(before: bytes) -> None:
    """Line breaks, a byte order mark, a last line without its break: what stands there stands, and all is read."""
    after = with_version(before, THIRD, PERIOD)

    assert after.startswith(before)
    assert parse_history(after, PERIOD) == (FIRST, SECOND, THIRD)
    assert (b"\r\n" in before) == (b"\r\n" in after[len(before) :])
    assert after[len(before) :].count(b"\n") == after[len(before) :].count(b"\r\n") or b"\r\n" not in before


def test_the_first_record_makes_the_file() -> None:
    """Where nothing was published the file begins as all do."""
    assert with_version(None, FIRST, PERIOD) == history_text((FIRST,)).encode()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("skede: utsänd", "skede: utsand", "skede: utsand"),
        ("datum: 2025-05-09", "datum: 9 maj", "datum: 9 maj"),
        ("version: 1\n", "version: ett\n", "version: ett"),
        ("    skede: utsänd\n", "", "skede: saknas"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(old: str, new: str, said: str) -> None:
    """A version, a day or a stage that is none is told with what stands there, at its record."""
    problem = found_in(THREE.replace(old, new, 1))[0]

    assert (problem.code, problem.found, problem.where.line) == ("T802", said, 3)
