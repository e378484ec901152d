"""What is laid out alike by several tests is laid out once in a run, whichever process comes to it first.

That the same sheet and style give the same fragment is tested in tests/printing/layout, which remembers nothing.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Self

import pytest
from jinja2 import Environment

from generator.document import Fault, Fragment, Style
from generator.printing.pdf import FragmentStore, LocalLayouter
from generator.printing.pdf.fragment_store import _style_digest


class _SharedFragments(dict[str, Fragment]):
    """Fragments by key, in memory and as files in a folder that the processes of a run share."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (self.folder / str(key)).exists()

    def __missing__(self, key: str) -> Fragment:
        fragment: Fragment = pickle.loads((self.folder / key).read_bytes())  # noqa: S301 - written by a test of this run
        self[key] = fragment
        return fragment

    def __ior__(self, new: Iterable[tuple[str, Fragment]]) -> Self:  # type: ignore[override, misc]
        for key, fragment in new:
            self[key] = fragment
            draft = self.folder / f"{key}.{os.getpid()}"
            draft.write_bytes(pickle.dumps(fragment))
            draft.rename(self.folder / key)
        return self


class _DirectLayouter(LocalLayouter):
    """Lays out whatever it is given."""

    prepare = LocalLayouter.prepare
    lay_out = LocalLayouter.lay_out
    faults = LocalLayouter.faults


@dataclass
class Remembered:
    """The fragments of a run, the faults of its styles, and the code of its templates by text and name."""

    store: FragmentStore
    faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict)
    compiled: dict[tuple[str, str | None], CodeType] = field(default_factory=dict)

    @classmethod
    def in_folder(cls, folder: Path) -> Remembered:
        """What the processes that share a folder have laid out."""
        folder.mkdir(exist_ok=True)
        return cls(FragmentStore(_DirectLayouter(), _fragments=_SharedFragments(folder)))

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Within, this process lays out no sheet and compiles no template that is remembered.

        Files of a style may change between two documents: they are read anew for each.
        """
        plain = Environment.compile

        def compile_once(environment: Environment, source: str, name: str | None, filename: str | None) -> CodeType:
            if (source, name) not in self.compiled:
                self.compiled[source, name] = plain(environment, source, name, filename)
            return self.compiled[source, name]

        def prepare(_: LocalLayouter, style: Style) -> None:
            self.store._style_digests.pop(style, None)
            self.store.prepare(style)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(LocalLayouter, "prepare", prepare)
            patch.setattr(LocalLayouter, "lay_out", lambda _, style, jobs: self.store.lay_out(style, jobs))
            patch.setattr(LocalLayouter, "faults", lambda _, style: self._faults(style))
            patch.setattr(Environment, "compile", compile_once)
            yield

    def _faults(self, style: Style) -> tuple[Fault, ...]:
        digests = self.store._style_digests
        digest = digests[style] = digests.get(style) or _style_digest(style)
        if digest not in self.faults:
            self.faults[digest] = self.store.faults(style)
        return self.faults[digest]
