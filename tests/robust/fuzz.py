"""A reader under atheris: `python -m tests.robust.fuzz TARGET`, with the words of libFuzzer after it."""

from __future__ import annotations

import sys


def main() -> None:
    """Fuzz the target that the first word names; our own modules tell which of their branches were taken."""
    import atheris

    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["generator"]):
        from tests.robust.fuzz_targets import TARGETS
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
