"""What is installed with the code: the built-in templates, the manual, the Swedish dictionary."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from generator.swedish import Speller, speller_of


def built_in_templates() -> Path:
    """Return the folder of Tertial's own templates: inside the package in a wheel, beside it in a checkout."""
    return _folder("_templates", "templates")


def manual_of_problems() -> Path:
    """Return the path of the manual's chapter with a heading for each problem code."""
    return _folder("_handbok", "docs/handbok") / "felmeddelanden.md"


def _folder(in_wheel: str, in_checkout: str) -> Path:
    package = Path(__file__).parents[1]
    installed = package / in_wheel
    return installed if installed.is_dir() else package.parent / in_checkout


def is_dictionary_word(word: str) -> bool:
    """Whether the Swedish dictionary has a word; without a dictionary every word is one."""
    speller = _speller()
    return speller is None or speller.knows(word)


def nearest_dictionary_word(word: str) -> str:
    """Return the word that one slip has made another of, or nothing."""
    speller = _speller()
    return "" if speller is None else speller.near(word)


@lru_cache(maxsize=1)
def _speller() -> Speller | None:
    try:
        # The package has two dictionaries: the larger is sv_SE.
        paths = {file.name: file.locate() for file in files("hunspell-sv") or () if file.stem == "sv_SE"}
        affixes, words = (Path(str(paths[name])).read_text(encoding="utf-8") for name in ("sv_SE.aff", "sv_SE.dic"))
    except (PackageNotFoundError, KeyError, OSError):
        return None
    return speller_of(affixes, words, _words_of_trade())


def _words_of_trade() -> tuple[str, ...]:
    lines = (built_in_templates() / "base" / "ordlista.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())
