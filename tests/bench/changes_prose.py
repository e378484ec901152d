"""Run `python -m tests.bench.changes_prose PERIOD|FOLDER … [--frö N] [--visa]`: what is told of changed numbers.

Citations are typed as they print, and each of these numbers is changed in turn by each kind of slip, as the seed draws
it. Told is a T721 at the number; elsewhere is one at another number that is not told of without the change.

Then, told by T721 or T723 in the text: signs turned, words of direction turned, and paragraphs whose numbers are those
of a year ago.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from generator.checks.text_words import text_words
from generator.prose import Index, Prose, ReadTexts, Statement, pairs_of, read_texts
from generator.swedish import NumberFormat, format_number, kronor_per
from tests.bench.typed_prose import Known, digits, typed, with_text
from tests.robust.draw import Draw

PROJECT = Path(__file__).resolve().parents[2]
WRONG = frozenset({"differs", "other"})
_NUMBER = re.compile(r"\d[\d \u00a0,]*\d|\d")
_DIGIT = re.compile(r"\d")


def _places(number: str) -> list[int]:
    return [match.start() for match in _DIGIT.finditer(number)]


def _digit(number: str, draw: Draw) -> str:
    at = draw.one_of(_places(number))
    return number[:at] + draw.one_of([each for each in "0123456789" if each != number[at]]) + number[at + 1 :]


def _swap(number: str, draw: Draw) -> str:
    pairs = [match.start() for match in re.finditer(r"(?=(\d),?(\d))", number) if match[1] != match[2]]
    if not pairs:
        return number
    at = draw.one_of(pairs)
    other = at + 1 if number[at + 1].isdigit() else at + 2
    signs = list(number)
    signs[at], signs[other] = signs[other], signs[at]
    return "".join(signs)


def _lost(number: str, draw: Draw) -> str:
    places = _places(number)
    at = draw.one_of(places)
    return number[:at] + number[at + 1 :] if len(places) > 1 else number


def _last(number: str, draw: Draw) -> str:
    """One more or less in the last digit, as one who cuts instead of rounding does."""
    at = _places(number)[-1]
    digit = int(number[at])
    more = digit == 0 or (digit < int("9") and draw.chance(50))
    return f"{number[:at]}{digit + (1 if more else -1)}{number[at + 1 :]}"


def _power(number: str, draw: Draw) -> str:
    if "," in number:
        return number.replace(",", "")
    return f"{number}0" if draw.chance(50) or not number.endswith("0") else number[:-1]


SLIPS: Mapping[str, Callable[[str, Draw], str]] = {
    "digit": _digit,
    "last": _last,
    "swap": _swap,
    "lost": _lost,
    "×10": _power,
}


def changed(known: Known, slip: str, draw: Draw) -> Prose | None:
    """Return the text with a number changed; None where the slip changes nothing."""
    text, mention = str(known.prose.text), known.mention
    number = _NUMBER.search(text, mention.bare_start, mention.end)
    if number is None:
        return None
    old = re.sub(r"[ \u00a0]", "", number[0]).replace(",", ".")
    value = SLIPS[slip](old.replace(".", ","), draw).replace(",", ".").strip(".")
    if not value or Decimal(value) == Decimal(old) or re.match(r"0\d", value):
        return None
    new = format_number(Decimal(value), NumberFormat(), len(value.partition(".")[2]))
    return with_text(known.prose, f"{text[: number.start()]}{new}{text[number.end() :]}")


def told(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the statements that a check tells of."""
    return (each for each in statements if each.agreement in WRONG)


# --- signs, words of direction and paragraphs of last year ------------------------------------------------------------


_TURNS = (("ökade", "minskade"), ("ökat", "minskat"), ("ökar", "minskar"), ("ökning", "minskning"), ("högre", "lägre"),
          ("fler", "färre"), ("över budget", "under budget"), ("överskott", "underskott"),
          ("bättre", "sämre"))  # fmt: skip
_TURNED: Mapping[str, str] = {one: other for pair in _TURNS for one, other in (pair, pair[::-1])}
_DIRECTION = re.compile(rf"\b(?:{'|'.join(sorted(_TURNED, key=len, reverse=True))})", re.IGNORECASE)
_SIGNS = {"-": "+", "−": "+", "+": "-"}


def _turned(prose: Prose) -> Iterator[Prose]:
    text = str(prose.text)
    for match in _DIRECTION.finditer(text):
        if re.search(r"\d", prose.plain[slice(*prose.sentence(match.start()))]):
            yield with_text(prose, f"{text[: match.start()]}{_TURNED[match[0].casefold()]}{text[match.end() :]}")


def _with_signs(of_text: Sequence[Known]) -> Iterator[Prose]:
    for each in of_text:
        text, at = str(each.prose.text), each.mention.bare_start
        before = text[:at].rstrip()
        sign = next((place for place in (at, len(before) - 1) if text[place : place + 1] in _SIGNS), None)
        if sign is not None:
            yield with_text(each.prose, f"{text[:sign]}{_SIGNS[text[sign]]}{text[sign + 1 :]}")


def _of_last_year(of_text: Sequence[Known], index: Index) -> Iterator[Prose]:
    text, kept = str(of_text[0].prose.text), 0
    for each in sorted(of_text, key=lambda each: -each.mention.bare_start):
        row, subject = index.by_figure[each.figure]
        before = next((max(past, key=lambda one: one.year) for now, past in pairs_of(row) if now is subject), None)
        number = _NUMBER.search(text, each.mention.bare_start, each.mention.end)
        if before is not None and number is not None and before.value != subject.value:
            value = before.value / (kronor_per(each.mention.unit) or Decimal(1))
            new = format_number(abs(value), NumberFormat(), each.mention.decimals)
            text, kept = f"{text[: number.start()]}{new}{text[number.end() :]}", kept + 1
    if kept:
        yield with_text(of_text[0].prose, text)


def kinds(reading: ReadTexts, known: Sequence[Known]) -> str:
    """Return how many changes of each other kind are told of."""
    by_text: dict[int, list[Known]] = {}
    for each in known:
        by_text.setdefault(id(each.prose), []).append(each)
    of_texts = by_text.values()
    changes: Mapping[str, Iterator[Prose]] = {
        "sign": (each for of_text in of_texts for each in _with_signs(of_text)),
        "direction": (each for of_text in of_texts for each in _turned(of_text[0].prose)),
        "last year's": (each for of_text in of_texts for each in _of_last_year(of_text, reading.index)),
    }
    counted = []
    for kind, changed_texts in changes.items():
        found = [_is_told(each, reading) for each in changed_texts]
        counted.append(f"{kind} {sum(found)}/{len(found)}")
    return ", ".join(counted)


def _is_told(prose: Prose, reading: ReadTexts) -> bool:
    read = read_texts([prose], reading.index, reading.figures)
    return any(told(read.statements)) or any(text_words(read))


class Counts:
    """What is told of the changes of a report."""

    def __init__(self) -> None:
        self.made, self.found, self.long = Counter[str](), Counter[str](), Counter[bool]()
        self.elsewhere = 0

    def add(self, slip: str, *, here: bool, elsewhere: int, long: bool) -> None:
        """Count a change."""
        self.made[slip] += 1
        self.found[slip] += here
        self.elsewhere += bool(elsewhere)
        if long:
            self.long[here] += 1

    def __str__(self) -> str:
        made, found = sum(self.made.values()), sum(self.found.values())
        kinds = ", ".join(f"{slip} {self.found[slip]}/{self.made[slip]}" for slip in SLIPS)
        long = f"{self.long[True]}/{sum(self.long.values())}"
        share = found / max(1, made)
        return f"{found}/{made} = {share:.2f} ({kinds}); two digits and more {long}; elsewhere in {self.elsewhere}"


def measure(reading: ReadTexts, known: Sequence[Known], draw: Draw, misses: list[str]) -> Counts:
    """Change each known number by each slip."""
    counts = Counts()
    before = {(id(each.prose), each.mention.start) for each in told(reading.statements)}
    for each in known:
        for slip in SLIPS:
            prose = changed(each, slip, draw)
            if prose is None:
                continue
            statements = read_texts([prose], reading.index, reading.figures).statements
            at = [one for one in statements if one.mention.start <= each.mention.bare_start < one.mention.end]
            if at and any(each.figure == equal.figure for equal in at[0].equal):
                # The number is still the figure, rounded.
                continue
            shift = len(each.prose.text) - len(prose.text)
            others = [one for one in told(statements) if one not in at]
            starts = [(one.mention.start, one.mention.start > each.mention.start) for one in others]
            new = [start for start, after in starts if (id(each.prose), start + shift * after) not in before]
            here = any(one.agreement in WRONG for one in at)
            counts.add(slip, here=here, elsewhere=len(new), long=digits(each.mention) > 1)
            if not here or new:
                misses.append(f"{slip} {at[0].printed if at else '?'} {each.figure} {'ELSEWHERE' if new else ''}")
    return counts


def cited(reading: ReadTexts, known: Sequence[Known]) -> tuple[int, int]:
    """Return how many known numbers a citation is proposed for, and how many of these say the same figure."""
    figures, figure_of = reading.index.by_figure, {(id(each.prose), each.mention.start): each.figure for each in known}
    pairs = [
        (each.target, figure_of[id(each.prose), each.mention.start])
        for each in reading.statements
        if each.certain and each.target is not None and (id(each.prose), each.mention.start) in figure_of
    ]
    return len(pairs), sum(one.figure == name or one.value == figures[name][1].value for one, name in pairs)


def print_told(project: Path, period: str, seed: int, *, shown: bool) -> None:
    """Print a line of a period, and what is told of it as it is; also what was missed where it is to be `shown`."""
    reading, all_known = typed(project, period)
    known, misses = [each for each in all_known if each.figure], list[str]()
    counts = measure(reading, known, Draw(seed), misses)
    proposed, right = cited(reading, known)
    as_it_is = list(told(reading.statements))
    sys.stdout.write(f"{period}: {counts}; told as it is {len(as_it_is)}; cited {proposed}, right {right}\n")
    sys.stdout.write(f"    {kinds(reading, known)}\n")
    for each in as_it_is:
        label = each.target_row.label if each.target_row else ""
        sentence = " ".join(each.clause.sentence.split())
        sys.stdout.write(f"    {each.printed} | {label} | {each.slip} | {sentence[:160]}\n")
    for miss in misses if shown else ():
        sys.stdout.write(f"    {miss}\n")


def main(words: Sequence[str]) -> None:
    """Print what is told of periods of the project, or of the last one of projects elsewhere."""
    seed = int(words[words.index("--frö") + 1]) if "--frö" in words else 1
    for name in [each for each in words if not each.startswith("--") and not each.isdigit()]:
        project = Path(name) if Path(name).is_dir() else PROJECT
        period = name if project == PROJECT else period_in(project)
        print_told(project, period, seed, shown="--visa" in words)


def period_in(project: Path) -> str:
    """Return the last period of a project."""
    folder = max(project.glob("content/*/*/*/period.yaml")).parent
    return folder.relative_to(project / "content").as_posix()


if __name__ == "__main__":
    main(sys.argv[1:])
