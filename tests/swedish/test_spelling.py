"""The reader of Hunspell files: endings, compounds, forbidden words; and the dictionary that is installed."""

from __future__ import annotations

import pytest

from generator.project import is_dictionary_word
from generator.swedish import speller_of

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
