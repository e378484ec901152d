"""The day of a version: today where none is given, and none that a slip of the year puts far ahead."""

from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from generator.commands import publish
from generator.commands.publish import version_day
from generator.problems import UsageError
from tests.commands.conftest import HERE, MakeProject
from tests.commands.test_correct import CONTENT, TEXTS

TODAY = date.today()  # noqa: DTZ011, TID251 - the command compares with it


@pytest.mark.parametrize("day", ["9999-12-31", (TODAY + timedelta(days=184)).isoformat()])
def test_a_day_far_ahead_is_refused(day: str) -> None:
    """No version could follow it."""
    with pytest.raises(UsageError, match=rf"{day}, är mer än ett halvår efter i dag.* Rätta --date"):
        version_day(day)


@pytest.mark.parametrize("number", [1, 2])
def test_a_version_that_is_far_ahead_can_be_taken_back(
    project: MakeProject, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can follow it; what verify says is done by hand, and then the version is published anew."""
    made, output = project(CONTENT), "output/storkoping/socialnamnden/2023-t1"
    history = f"{HERE}/historik.yaml"
    words: tuple[str, ...] = ("publish", "2023-t1", "--stage", "utsänd", "--date")
    if number == 2:
        assert made.run(*words, "2023-05-10").code == 0
        before = made.read(history)
        words = ("correct", "2023-t1", "--reason", "Fel ord", "--yes", "--marked", "--date")
        made.write(f"{HERE}/texter.yaml", TEXTS.replace("som det var", "oförändrat"))
    with monkeypatch.context() as patch:
        patch.setattr(publish, "_TOO_FAR", timedelta.max)
        assert made.run(*words, "9999-12-31").code == 0
    made.write(f"{HERE}/texter.yaml", TEXTS.replace("som det var", "som vanligt"))
    refused = made.run(*words, TODAY.isoformat())
    told = made.run("verify", "2023-t1")

    assert refused.code == 2
    assert "tertial verify" in refused.err
    line = made.read(history).split("\n").index(f"  - version: {number}") + 1
    assert f"{history}:{line}: version {number} är daterad 9999-12-31" in told.err
    assert f"flytta {output}/v{number}" in told.err
    if number == 2:
        assert f", {output}/v2-andringsmarkerad ut ur output/" in told.err
        assert f"ta bort allt från och med rad {line} i {history}" in told.err
        made.write(history, "".join(f"{each}\n" for each in made.read(history).split("\n")[: line - 1]))
        assert made.read(history) == before
        shutil.move(made.folder / output / "v2-andringsmarkerad", made.folder / "undan-märkt")
    else:
        assert f"ta bort filen {history}" in told.err
        (made.folder / history).unlink()
    shutil.move(made.folder / output / f"v{number}", made.folder / "undan")
    assert made.run(*words, TODAY.isoformat()).code == 0
    again = made.run("verify", "2023-t1")
    assert again.code == 0, again.err
    assert "långt fram" not in again.err


@pytest.mark.parametrize("day", [date(2020, 1, 1), TODAY, TODAY + timedelta(days=181)])
def test_a_day_before_or_a_little_ahead_is_taken(day: date) -> None:
    """A paper may be dated on the day of the meeting."""
    assert version_day(day.isoformat()) == day
