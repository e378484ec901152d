"""A reader under atheris: `python -m tests.robust.fuzz TARGET`, with the words of libFuzzer after it."""

from __future__ import annotations

import sys


def main() -> None:
    """Fuzz the target that the first word names; our own modules tell which of their branches were taken."""
    import atheris

    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["generator"]):
        from tests.built import ROOT
        from tests.robust.fuzz_targets import TARGETS, samples
    # What is found is kept beside the samples, and begun from the next time.
    corpus = ROOT / "output" / "fuzz" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, sample in enumerate(samples(name)):
        (corpus / f"sample-{number}").write_bytes(sample)
    atheris.Setup([*sys.argv, str(corpus)], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
