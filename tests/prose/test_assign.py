"""Numbers typed in texts are assigned to figures by what is said of them, and by how their values can come about."""

from __future__ import annotations

import pytest

from generator.figures import resolve
from generator.prose import ReadTexts, Statement, reading_of
from generator.prose.said import LabelWords
from generator.prose.scores import Beside, of_neighbours
from generator.swedish import stem
from tests.figures.resolving import content_of

CONTENT = """
tabeller:
  ekonomi:
    enhet: tkr
    decimaler: 0
    kolumner:
      - utfall: Utfall
      - avvikelse: Avvikelse
    rader:
      - Barn och unga: -48 765 | -1 234
      - Vuxna: -21 500 | 3 300
      - Funktionsnedsättning: -36 911 | 2 468
      - Färdtjänst och skolskjuts: -7 531 | 1 753
texter:
  ekonomi: |
    {text}
"""


def read(text: str) -> ReadTexts:
    """Read a text beside the table."""
    content = content_of(CONTENT.format(text=text))
    return reading_of(content, resolve(content))


def statements(text: str) -> list[Statement]:
    """The numbers of a text."""
    return [each for each in read(text).statements if each.prose.place == "ekonomi"]


@pytest.mark.parametrize(
    ("number", "slip"),
    [
        ("48,7 mnkr", "cut"),
        ("48,9 mnkr", "last"),
        ("49 765 tkr", "digit"),
        ("84 765 tkr", "swap"),
        ("4 875 tkr", "lost"),
        ("487 365 tkr", "added"),
        ("48 765 kronor", "power"),
        ("50,3 mnkr", "near"),
        ("drygt 49 mnkr", "hedge"),
    ],
)
def test_a_slip_is_told_and_called_what_it_is(number: str, slip: str) -> None:
    """One slip away from the only figure that is meant."""
    (found,) = statements(f"Utfallet för barn och unga är {number}.")
    assert (found.agreement, found.slip) == ("differs", slip)
    assert found.target is not None
    assert found.target.figure == "ekonomi.barn_och_unga.utfall"


@pytest.mark.parametrize(
    "number", ["48 765 tkr", "48,8 mnkr", "49 mnkr", "knappt 49 mnkr", "48,765 miljoner\n    kronor"]
)
def test_what_rounding_explains_is_the_figure(number: str) -> None:
    """In any unit, and over the end of a line."""
    (found,) = statements(f"Utfallet för barn och unga är {number}.")
    assert (found.agreement, [each.figure for each in found.equal]) == ("equal", ["ekonomi.barn_och_unga.utfall"])


@pytest.mark.parametrize(
    "sentence",
    [
        "Barn och unga har 0,9 mnkr för konsulter från bemanningsföretaget.",
        "Av underskottet för barn och unga är 0,9 mnkr inhyrd personal, minst.",
        "Vuxna har 3 platser.",
        "Barn och unga och vuxna kostar tillsammans 70,3 mnkr.",
    ],
)
def test_a_number_of_something_else_is_not_told(sentence: str) -> None:
    """Words that no label has, parts, counts and sums speak against the row."""
    assert [each.agreement for each in statements(sentence) if each.agreement in {"differs", "other"}] == []


def test_words_of_a_label_are_said_in_part_misspelt_and_in_compounds() -> None:
    """Each says it less well than the word itself."""
    words = LabelWords(read("Ord om 1 sak.").index.rows, frozenset())
    said = {text: dict(words.said_by(stem(text))) for text in ("skolskjuts", "skolskjutsarna", "funktionsnedsätning")}
    assert said["skolskjuts"][stem("skolskjuts")] == 1
    assert said["skolskjutsarna"][stem("skolskjuts")] == 1
    assert 0 < said["funktionsnedsätning"][stem("funktionsnedsättning")] < 1
    assert 0 < dict(words.said_by(stem("vuxenfärdtjänst")))[stem("färdtjänst")] < 1
    assert words.said_by(stem("funktionshinder")) == ()
    (short,) = statements("Utfallet för färdtjänsten är 7 551 tkr.")
    assert short.agreement == "differs"


def test_what_the_house_calls_a_deviation_is_learnt() -> None:
    """Where "periodens resultat" is the deviation three times, it is so the fourth time."""
    usual = "Vuxna, periodens resultat 3 300 tkr. Färdtjänst och skolskjuts, periodens resultat 1 753 tkr."
    learnt = read(f"{usual} Funktionsnedsättning, periodens resultat 2 468 tkr.").figures.report.learnt
    assert learnt[f"{stem('periodens')} {stem('resultat')}"] > 0
    assert stem("periodens resultat") not in read("Vuxna kostar 21 500 tkr.").figures.report.learnt


def test_numbers_beside_each_other_cite_one_row_or_one_column() -> None:
    """The row and the column of a figure that is cited nearby, and that figure itself not again."""
    index = read("Ord om 1 sak.").index
    (children, outcome), (_, deviation), (adults, other), *_ = index.subjects
    near = [Beside(children, outcome, same_sentence=True)]
    assert dict(of_neighbours(near, children, outcome)) == {"sentence.same": 1}
    assert dict(of_neighbours(near, children, deviation)) == {"sentence.row": 1}
    assert dict(of_neighbours(near, adults, other)) == {"sentence.column": 1}
    assert dict(of_neighbours([Beside(children, outcome, same_sentence=False)], adults, other)) == {"near.column": 1}


def test_a_number_is_cited_by_the_figure_that_is_named() -> None:
    """One that a figure of another thing has is not."""
    text = "Utfallet för vuxna är 21 500 tkr. En gåva till föreningen i byn var 2 468 tkr."
    adults, gift = statements(text)
    assert [each.figure for _, each in adults.citable] == ["ekonomi.vuxna.utfall"]
    assert adults.certain
    assert gift.citable == ()
    assert not gift.certain


@pytest.mark.parametrize(("budget", "agreement"), [("Utfall 2019", "derived"), ("Budgetavvikelse", "unknown")])
def test_what_two_columns_give_is_computed_unless_a_column_says_it(budget: str, agreement: str) -> None:
    """A rise of 700 is that of two years; a deviation is the column's own, and not what two others differ by."""
    table = CONTENT.replace("avvikelse: Avvikelse", f"andra: {budget}").replace("-21 500 | 3 300", "-21 500 | -20 800")
    content = content_of(table.format(text="Vuxna avviker från budget med 700 tkr."))
    (found,) = (each for each in reading_of(content, resolve(content)).statements if each.prose.place == "ekonomi")
    assert found.agreement == agreement
