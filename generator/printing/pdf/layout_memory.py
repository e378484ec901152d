"""A Crew in → one that remembers its fragments out: a sheet that is asked for again is not laid out again.

For commands that build the same papers several times over, as a correction does: published, corrected, with marks. What
is laid out is then what was changed, and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.document.pages import Crew, Fault, Fragment, Job, Style


@dataclass(slots=True)
class Remembering:
    """A Crew with a memory for as long as it lives. `laid_out` are the sheets that were not known, by id, in order.

    A fragment is known by its sheet and by its style with every file of the style's folders: two folders with the same
    files are the same.
    """

    crew: Crew
    laid_out: list[str] = field(default_factory=list)
    _known: dict[str, Fragment] = field(default_factory=dict)
    _styles: dict[Style, str] = field(default_factory=dict)

    def prepare(self, style: Style) -> None:
        """The style of the jobs that are to come goes in: what it needs can be made while they are."""
        self.crew.prepare(style)

    def lay(self, style: Style, jobs: Sequence[Job]) -> list[Fragment]:
        """A style and jobs go in, their fragments in the same order come out, those that are new laid out."""
        keys = [self._key(style, job) for job in jobs]
        new = {key: job for key, job in zip(keys, jobs, strict=True) if key not in self._known}
        if new:
            self.laid_out += [job.sheet.id for job in new.values()]
            self._known |= zip(new, self.crew.lay(style, list(new.values())), strict=True)
        return [self._known[key] for key in keys]

    def faults(self, style: Style) -> tuple[Fault, ...]:
        """A style goes in; what is wrong with it, and with the files it names, comes out."""
        return self.crew.faults(style)

    def _key(self, style: Style, job: Job) -> str:
        if style not in self._styles:
            self._styles[style] = _digest(style)
        sheet = job.sheet
        told = (self._styles[style], sheet.id, str(job.is_furniture), sheet.numbering.value, sheet.html)
        return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _digest(style: Style) -> str:
    """What decides how a style looks: its text, and the files that it may name."""
    found = hashlib.sha256(f"{style.css}\0{style.furniture_css}".encode())
    for folder in (style.base, *style.folders):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            found.update(f"\0{path.relative_to(folder).as_posix()}\0".encode())
            found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
