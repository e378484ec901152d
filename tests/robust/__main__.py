"""`make fuzz`: many mutants and what came of them, then the readers under atheris where that is installed.

With `--replay SEED` a mutant is laid out in a folder, with its command and what came of it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from tests.built import ROOT
from tests.robust import fuzz_targets
from tests.robust.bases import write_project
from tests.robust.mutants import mutant_of
from tests.robust.trial import Outcome, try_all

_AT_ONCE = 50
_SLOWEST = 5


def main() -> int:
    """Try the mutants that the words ask for; 1 where one of them had a fault."""
    words = argparse.ArgumentParser(prog="python -m tests.robust", description=__doc__)
    words.add_argument("--seed", type=int, default=0, help="the first seed")
    words.add_argument("--count", type=int, default=10_000, help="how many mutants")
    words.add_argument("--jobs", type=int, default=2, help="how many processes")
    words.add_argument("--save", type=Path, default=ROOT / "output" / "mutanter", help="where those with faults go")
    words.add_argument("--replay", type=int, metavar="SEED", help="lay out and try this one alone")
    words.add_argument("--seconds", type=int, default=60, help="how long each reader is fuzzed under atheris")
    words.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = words.parse_args()
    seeds = range(asked.seed, asked.seed + asked.count)
    if asked.worker:
        for outcome in try_all(seeds):
            print(json.dumps(asdict(outcome)), flush=True)
        return 0
    if asked.replay is not None:
        return _replay(asked.replay, asked.save)
    failed = _mutants(seeds, asked.jobs, asked.save)
    return failed or _readers(asked.seconds)


def _replay(seed: int, folder: Path) -> int:
    (outcome,) = try_all([seed])
    print(_saved(outcome, folder))
    print(*outcome.faults or ("inga fel",), outcome.told, sep="\n")
    return bool(outcome.faults)


def _saved(outcome: Outcome, folder: Path) -> Path:
    """Lay out the mutant of an outcome, with its command and its faults beside it."""
    mutant = mutant_of(outcome.seed)
    place = folder / str(outcome.seed)
    write_project(mutant.files, place / "projekt")
    told = (f"tertial {' '.join(mutant.words)}", f"ändrade filer: {', '.join(mutant.changed)}", *outcome.faults)
    (place / "FEL").write_text("\n".join((*told, "", outcome.told)), encoding="utf-8", errors="backslashreplace")
    return place


def _outcomes(seeds: Sequence[int], jobs: int) -> Iterator[Outcome]:
    """Processes of their own: each forks its trials, which no thread may do."""

    def batch(first: int) -> list[Outcome]:
        count = min(_AT_ONCE, seeds[-1] + 1 - first)
        command = [sys.executable, "-m", "tests.robust", "--worker", "--seed", str(first), "--count", str(count)]
        run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        return [
            Outcome(**{**each, "faults": tuple(each["faults"])}) for each in map(json.loads, run.stdout.splitlines())
        ]

    with ThreadPoolExecutor(jobs) as pool:
        for done in as_completed([pool.submit(batch, first) for first in seeds[::_AT_ONCE]]):
            yield from done.result()


def _mutants(seeds: Sequence[int], jobs: int, folder: Path) -> int:
    began, codes, faults, seconds = perf_counter(), Counter[int](), dict[str, list[int]](), list[tuple[float, int]]()
    for outcome in _outcomes(seeds, jobs):
        codes[outcome.code] += 1
        seconds.append((outcome.seconds, outcome.seed))
        for fault in dict.fromkeys(outcome.faults):
            if fault not in faults:
                print(f"{outcome.seed}: {fault}", flush=True)
            faults.setdefault(fault, []).append(outcome.seed)
        if outcome.faults:
            _saved(outcome, folder)
    print(
        f"{len(seconds)} mutanter från frö {seeds[0]} på {perf_counter() - began:.0f} s, {sum(dict(seconds)):.0f} s CPU"
    )
    print("slutkoder:", ", ".join(f"{code}: {count}" for code, count in sorted(codes.items())))
    print("dyrast:", ", ".join(f"{cost:.1f} s ({seed})" for cost, seed in sorted(seconds, reverse=True)[:_SLOWEST]))
    for fault, where in sorted(faults.items(), key=lambda each: -len(each[1])):
        print(f"{len(where)} gånger, till exempel {min(where)}: {fault}")
    print(
        f"{len({seed for where in faults.values() for seed in where})} mutanter med fel, {len(faults)} slag"
        + f", i {folder}" * bool(faults)
    )
    return bool(faults)


def _readers(seconds: int) -> int:
    if find_spec("atheris") is None:
        print("läsarna fuzzas inte: atheris är inte installerat (docs/robustness.md)")
        return 0
    words = [sys.executable, "-m", "tests.robust.fuzz"]
    runs = {
        name: subprocess.run([*words, name, f"-max_total_time={seconds}"], cwd=ROOT, check=False).returncode
        for name in fuzz_targets.TARGETS
    }
    print(*(f"{name}: {'fel' if code else 'inga fel'}" for name, code in runs.items()), sep="\n")
    return int(any(runs.values()))


if __name__ == "__main__":
    sys.exit(main())
