"""Files by path, in memory → the period that they are: understood as the pipeline does, or its figures only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from generator import pipeline
from generator.compose.understood import Depth
from generator.content.validate import validate
from generator.figures.ledger import Ledger
from generator.figures.resolve import resolve
from generator.pipeline import Understood
from generator.project.load import load
from generator.project.temporary_folder import temporary_folder
from generator.versions.snapshot import unpack

Files = Mapping[str, bytes]


@contextmanager
def standing(sources: Files) -> Iterator[tuple[Path, Path]]:
    """Files by path go in; a project's folder with them, and that of its built-in templates, are there meanwhile."""
    with temporary_folder() as folder:
        yield folder, unpack(sources, folder)


def understood_from(sources: Files, period: str, depth: Depth = Depth.ALL) -> Understood:
    """Files by path, a period and how much is examined go in; the period comes out. Raises as `pipeline.understand`."""
    with standing(sources) as (root, built_in):
        return pipeline.understand(root, period, depth=depth, built_in=built_in)


def figures_from(sources: Files, period: str) -> Ledger:
    """Files by path and a period go in; its figures come out, no paper composed. Raises as `pipeline.understand`."""
    with standing(sources) as (root, built_in):
        return resolve(validate(load(root, period, built_in)))
