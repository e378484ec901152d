"""The reader of Hunspell files: endings, compounds, forbidden words; and the dictionary that is installed."""

from __future__ import annotations

import pytest

from generator.project import is_dictionary_word, nearest_dictionary_word
from generator.swedish import speller_of
from generator.swedish.spelling import slips

AFFIXES = """\
FORBIDDENWORD %
COMPOUNDBEGIN X
COMPOUNDEND Y

SFX  D  Y  2
SFX  D  0  en  [^a]
SFX  D  0  ens  [^a]
SFX  z  N  1
SFX  z  a  0/XZ  a
"""
WORDS = """\
7
vård/DXY
dag/DXY
placerings/XZ
fall/X
lucka/Yz
vårdag/%
vakt/XZ
vakt/Y
"""
SPELLER = speller_of(AFFIXES, WORDS, own=("Treserva",))


@pytest.mark.parametrize(
    "word", ["vård", "vården", "vårdens", "Vården", "VÅRD", "vårddag", "vårddagen", "fallucka", "vakt", "Treserva"]
)
def test_words_are_known(word: str) -> None:
    """Stems, endings that fit, compounds, three letters written as two, homonyms, capitals and words of one's own."""
    assert SPELLER.knows(word)


@pytest.mark.parametrize("word", ["vårdn", "luckaen", "placerings", "dagfall", "vårdag", "vrd", "treserva"])
def test_what_is_no_word_is_not(word: str) -> None:
    """Endings that do not fit, parts alone, parts in the wrong place and forbidden words are unknown."""
    assert not SPELLER.knows(word)


@pytest.mark.parametrize("word", ["nettokostnadsutvecklingen", "heldygnsvårdens", "socialnämnden", "vakant", "åt"])
def test_the_dictionary_has_words_of_reports(word: str) -> None:
    """Compounds and inflected forms of Swedish administration are known."""
    assert is_dictionary_word(word)


@pytest.mark.parametrize("word", ["försörjingsstöd", "kostandsutveckling", "socialnämden", "underskot", "avvikelsser"])
def test_the_dictionary_lacks_slips(word: str) -> None:
    """Letters lost, doubled or swapped make a word unknown, in compounds too."""
    assert not is_dictionary_word(word)


@pytest.mark.parametrize(
    "word",
    [
        "vrd",
        "våred",
        "vårddga",
        "fallucak",
        "fallluckka",
        "vårdeens",
        "vakkt",
        "placeringsvrd",
        "vårdvakkt",
        "dagenn",
        "vårddagenns",
        "qqq",
    ],
)
def test_the_word_one_slip_away_is_what_trying_all_slips_finds(word: str) -> None:
    """What is ruled out beforehand would not have been found: in stems, parts of compounds, endings and joints."""
    tried = (word[: slip.at] + slip.new + word[slip.at + slip.old :] for slip in slips(word))

    assert SPELLER.near(word) == next((each for each in tried if SPELLER.knows(each)), "")


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("familjerådvivning", "familjerådgivning"),
        ("utredningarbetet", "utredningsarbetet"),
        ("stimluansmedel", "stimulansmedel"),
        ("turbudna", "turbundna"),
        ("balanskravsjusteirngen", "balanskravsjusteringen"),
        ("klientnära", ""),
        ("intäktsfördes", ""),
    ],
)
def test_the_dictionary_has_the_word_that_was_meant(word: str, near: str) -> None:
    """Slips in compounds, and in words of the trade; a compound of known parts is none."""
    assert nearest_dictionary_word(word) == near


@pytest.mark.parametrize(
    "word", ["balanskravsresultatet", "resultatutjämningsreserven", "driftredovisningens", "tertialrapporterna", "mnkr"]
)
def test_words_of_the_trade_are_inflected_as_their_last_part(word: str) -> None:
    """The list has one form of each."""
    assert is_dictionary_word(word)
