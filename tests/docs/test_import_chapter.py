"""The chapter on importing, as somebody who does what it says: its files are read, and it shows what is said."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from generator.commands.cli import main
from tests.conftest import Golden
from tests.docs.examples import DOCS, FOLDER, Example, examples, report, write
from tests.docs.renewal import renewed

CHAPTER = DOCS / "handbok" / "hamta-tal.md"
LEFT_OUT = "…"


def test_the_chapter_shows_what_is_said_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    """Each command, in order, in the project that the tutorial ends with; and what stands in its files then."""
    monkeypatch.chdir(tmp_path)
    write(report(), tmp_path)
    said = ""
    outputs: dict[Example, str] = {}
    for example in examples(CHAPTER):
        if "fil" in example.marks:
            write(example.files(), tmp_path)
        elif "utskrift" in example.marks:
            outputs[example] = said
        elif "står" in example.marks:
            text = (tmp_path / FOLDER / example.marks["står"]).read_text(encoding="utf-8")
            places = [text.find(each.strip("\n")) for each in f"\n{example.text}".split(f"\n{LEFT_OUT}\n")]
            assert -1 not in places, example
            assert places == sorted(places)
        elif example.language == "sh":
            main(shlex.split(example.text)[1:])
            shown = capsys.readouterr()
            said = (shown.out + shown.err).replace("\u00a0", " ")

    golden(renewed(CHAPTER, outputs.get), CHAPTER)
