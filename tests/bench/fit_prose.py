"""Run `python -m tests.bench.fit_prose [typed project …]`: fit the weights of `generator/prose/weights.py`.

A conditional logit. Of a number whose figure is known (a citation, typed) the figure is what it cites; any other number
labels itself by its value: of three digits or more that equal one cell, it is hardly anything else. What is
maximised is the likelihood of the numbers, less the square of how far each weight lies from its prior; the steps are
those of Rprop, which need no seed. Weights that the texts say nothing of keep their prior.
"""

from __future__ import annotations

import math
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from generator.compose import Depth
from generator.pipeline import understand
from generator.prose import ReadTexts, printed, read_texts, reading_of
from generator.prose.assign import assigned, beside
from generator.prose.fitting import measures
from generator.prose.scores import Feature, of_figure, of_neighbours, of_nothing, of_row
from generator.prose.statements import numbers_of
from tests.bench.typed_prose import Known, typed
from tests.corpus.cases import MINIMAL, PERIOD, cases, expected, family, lay_over

PROJECT = Path(__file__).resolve().parents[2]
FITTED_ON = ("nacka/socialnamnden/2023-t1", "nacka/socialnamnden/2022-t1", "nacka/socialnamnden/2022",
             "gavle/socialnamnden/2025-04", "gavle/socialnamnden/2025-03", "gavle/socialnamnden/2023")  # fmt: skip
# The odds of a figure before anything is fitted, and how far from it a weight may well lie.
_PRIORS = """
nothing.part of: 1.5; nothing.what: 2;
nothing: 0; nothing.stray: 0.4; nothing.part: 1.5; nothing.target: 1; nothing.bound: 2; nothing.about: 0.5;
nothing.rate: 1.5; row: -4.5; row.clause: 9; row.sentence: 7; row.heading: 6; row.far: 3; whole: -3;
whole.said: 3; whole.kind: 2; around.sentence: 1.5; around.heading: 1.5; around.far: 0.5; people.other: -2;
own record: 3; same section: 1; section above: 0.5; foreign: -1.5; column: -0.5; column.sentence: 1.5;
column.heading: 1; basis.prognos: 1; basis.budget: 1; basis.mål: 1; basis.not prognos: -3; basis.not budget: -3;
basis.not mål: -1; basis.unsaid prognos: -3; basis.unsaid budget: -3; basis.unsaid mål: -3; basis.around: 2.5;
deviation as deviation: 1.5; deviation as result: 0.5; deviation as amount: -2.5; deviation as change: -3;
deviation as share: -3; change as change: 1.5; change as deviation: -2; change as amount: -2; change as share: -1;
change as result: -2; share as share: 1; share as amount: -0.5; result as result: 1; result as deviation: 0;
result as amount: -1.5; result as change: -3; amount as deviation: -2.5; amount as change: -3;
amount as share: -1; deviation.around: 1.5; rate.said: -2; rate.unsaid: -2; flow: 1; flow.other: -2.5;
flow.unsaid: -1; year: 1; year.other: -4; earlier: 1; earlier.not: -3; earlier.unsaid: -4; later: -4;
part.other: -3; part: 1; unit: 0.3; decimals: 0.7; decimals.other: -0.7; counted: 1.5; counted.not: -1.5;
sign: 0.5; sign.other: -1; learnt: 1; row.plain: 1; nothing.house: 0.5; nothing.subject: 1; nothing.month: 2;
sentence.row: 1; sentence.column: 1; near.row: 0.5; near.column: 1; near.table: 0.5; sentence.table: 0.5;
sentence.same: -2; near.same: 0; whole.plain: 1; earlier.alone: -3.5; basis.nowhere: -2; change as percent: 1;
deviation as percent: -1; share as percent: 1; result as percent: -1; alone: 2; column.rival: -3.5;
basis.budget of: -3
"""
PRIORS = {name.strip(): float(odds) for name, odds in (each.split(":") for each in _PRIORS.split(";"))}
SPREAD = 0.7
STEPS = 150
_Vector = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What a number may be, as features: how many are alike, and the sum of their chances of the value."""

    options: Mapping[_Vector, tuple[int, float]]


def examples(reading: ReadTexts, known: Sequence[Known]) -> Iterator[Example]:
    """Yield an example for each number of a period's texts."""
    figure_of = {(id(each.prose), each.mention.start): each.figure for each in known}
    numbers = numbers_of(reading.prose, reading.index)
    first = [assigned(each) for each in numbers]
    for at, number in enumerate(numbers):
        said = number.said
        if said.mention.worded:
            continue
        told = figure_of.get((id(said.prose), said.mention.start))
        near = beside(numbers, first, at)
        nothing = float(number.chance_of_nothing) if told is None else float(not told)
        options: dict[_Vector, tuple[int, float]] = {_vector(of_nothing(said, number.figures.report)): (1, nothing)}
        for row in number.figures.rows:
            own = tuple(of_row(said, row))
            for subject in (each for each in row.subjects if measures(number.amount, each, said.clause)):
                of_it = of_figure(said, row, subject, number.figures.report), of_neighbours(near, row, subject)
                vector = _vector(chain(own, *of_it))
                ways = number.explanations(row, subject)
                chance = float(ways.right + ways.wrong) if told is None else float(subject.figure == told)
                count, chances = options.get(vector, (0, 0.0))
                options[vector] = count + 1, chances + chance
        if any(chance for _, chance in options.values()):
            yield Example(options)


def _vector(features: Iterable[Feature]) -> _Vector:
    return tuple((name, float(value)) for name, value in features)


def gradient(found: Sequence[Example], weights: Mapping[str, float]) -> tuple[float, dict[str, float]]:
    """Return the logarithm of the posterior of some weights, and its derivative by each."""
    priors = {name: weights[name] - PRIORS.get(name, 0.0) for name in weights}
    likelihood = -sum(each * each for each in priors.values()) / (2 * SPREAD**2)
    slope = {name: -each / SPREAD**2 for name, each in priors.items()}
    for example in found:
        sums = {vector: math.exp(sum(weights[name] * value for name, value in vector)) for vector in example.options}
        whole = sum(sums[vector] * count for vector, (count, _) in example.options.items())
        meant = sum(sums[vector] * chance for vector, (_, chance) in example.options.items())
        likelihood += math.log(meant / whole)
        for vector, (count, chance) in example.options.items():
            part = sums[vector] * (chance / meant - count / whole)
            if abs(part) > 1e-9:
                for name, value in vector:
                    slope[name] += part * value
    return likelihood, slope


def fitted(found: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """Return the most likely weights by Rprop."""
    names = sorted({name for each in found for vector in each.options for name, _ in vector} | set(PRIORS))
    weights = {name: PRIORS.get(name, 0.0) for name in names}
    step, last = dict.fromkeys(names, 0.1), defaultdict[str, float](float)
    likelihood = 0.0
    for _ in range(STEPS):
        likelihood, slope = gradient(found, weights)
        for name in names:
            same = slope[name] * last[name]
            step[name] = (
                min(0.5, step[name] * 1.2) if same > 0 else max(1e-4, step[name] * 0.5) if same < 0 else step[name]
            )
            last[name] = slope[name] if same >= 0 else 0.0
            if same >= 0 and slope[name]:
                weights[name] += math.copysign(step[name], slope[name])
    return likelihood, weights


def _of_case(case: Path) -> Iterator[Example]:
    """Yield the numbers of a case of the corpus: one that is to be told of is meant for the figure that it says."""
    with tempfile.TemporaryDirectory() as folder:
        project = shutil.copytree(MINIMAL, Path(folder) / "project")
        lay_over(case, project)
        understood = understand(project, PERIOD, depth=Depth.NOTHING)
    reading = reading_of(understood.content, understood.ledger)
    reading = read_texts([each for each in reading.prose if each.text.where.file.endswith(case.name)], reading.index)
    wanted = {each.where: each.text for each in expected(case) if each.code == "T721"}
    known = []
    for statement in reading.statements:
        where = statement.prose.where(statement.mention.bare_start)
        due = wanted.get(where, "").lstrip("−")
        meant = [each.figure for _, each in reading.index.subjects if printed(each).lstrip("−") == due]
        if where in wanted:
            # Where the case names a column, no figure is certain, and the number is left out.
            known.append(Known(statement.prose, statement.mention, meant[0] if len(meant) == 1 else "?"))
        elif where not in wanted and not any(reading.index.meeting(statement.amount)):
            known.append(Known(statement.prose, statement.mention, ""))
    yield from examples(reading, known)


def main(projects: Sequence[str]) -> None:
    """Fit on the content and on typed projects, and print the table."""
    periods = [(PROJECT, period) for period in FITTED_ON]
    for project in map(Path, projects):
        folder = next(path.parent for path in sorted(project.glob("content/*/*/*/period.yaml")))
        periods.append((project, folder.relative_to(project / "content").as_posix()))
    found = [each for project, period in periods for each in examples(*typed(project, period))]
    found += [each for case in cases() if family(case) == "text" for each in _of_case(case)]
    likelihood, weights = fitted(found)
    sys.stdout.write(f"# {len(found)} numbers, log likelihood {likelihood:.1f}\n")
    for name, weight in weights.items():
        sys.stdout.write(f'    "{name}": {weight:.2f},\n')


if __name__ == "__main__":
    main(sys.argv[1:])
