"""Fragments kept by digest, so that an unchanged sheet is not laid out again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.document import Fault, Fragment, Job, Layouter, Style


@dataclass(slots=True)
class FragmentStore:
    """A `Layouter` that keeps every fragment by its sheet, its style, and the files of the style's folders.

    `laid_out` are the ids of the sheets that were not in the store, in order.
    """

    layouter: Layouter
    laid_out: list[str] = field(default_factory=list)
    _fragments: dict[str, Fragment] = field(default_factory=dict)
    _style_digests: dict[Style, str] = field(default_factory=dict)

    def prepare(self, style: Style) -> None:
        """Prepare the layouter."""
        self.layouter.prepare(style)

    def lay_out(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """Return the fragments in the order of the jobs; only new ones are laid out."""
        keys = [self._key(style, job) for job in jobs]
        new = {key: job for key, job in zip(keys, jobs, strict=True) if key not in self._fragments}
        if new:
            self.laid_out += [job.sheet.id for job in new.values()]
            self._fragments |= zip(new, self.layouter.lay_out(style, list(new.values())), strict=True)
        return [self._fragments[key] for key in keys]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """Return the faults of a style."""
        return self.layouter.faults(style)

    def _key(self, style: Style, job: Job) -> str:
        if style not in self._style_digests:
            self._style_digests[style] = _style_digest(style)
        sheet = job.sheet
        parts = (self._style_digests[style], sheet.id, str(job.is_furniture), sheet.numbering.value, sheet.html)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _style_digest(style: Style) -> str:
    digest = hashlib.sha256(f"{style.css}\0{style.furniture_css}".encode())
    for folder in (style.base, *style.folders):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
