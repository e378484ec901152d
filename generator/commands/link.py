"""`tertial link`: typed numbers replaced by citations, in all files or none, where every document prints the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from itertools import zip_longest
from pathlib import Path

from generator import pipeline
from generator.commands.options import LinkCommand
from generator.commands.terminal import Terminal
from generator.compose import Depth, Understood
from generator.document import passages
from generator.editing import edited_copy, link_edits, patch
from generator.problems import Rejected, UsageError
from generator.project import FileEdit, Transaction, carry_out, choose_periods, find_periods
from generator.prose import reading_of
from generator.swedish import BLANKS
from generator.versions import exclusive_access

_FIGURE_ID = re.compile(r"(?<=PrintedFigure\()id='[^']*'")


def link(command: LinkCommand, terminal: Terminal) -> None:
    """Show as a patch which typed numbers can be citations, and write them if asked to.

    Raises UsageError where the word means no period or other words would be printed, Rejected where content has faults.
    """
    project = command.project
    with exclusive_access(project, "link", terminal.note) if command.write else nullcontext():
        chosen = choose_periods([command.period], find_periods(project))
        edits = {path: edit for period in chosen for path, edit in _proved(project, period).items()}
        terminal.result(*patch(edits))
        if command.write:
            carry_out(project, Transaction(edits=edits, command="link"))
    terminal.note(_summary(edits, write=command.write))


def _summary(edits: Mapping[str, FileEdit], *, write: bool) -> str:
    if not edits:
        return "Inget tal i texterna kan med säkerhet bytas mot en citering."
    count = sum((edit.after or b"").count(b"{{") - (edit.before or b"").count(b"{{") for edit in edits.values())
    what = f"{count} tal i {len(edits)} {'fil' if len(edits) == 1 else 'filer'}"
    return f"{what} är bytta mot citeringar." if write else f"{what} kan bytas mot citeringar. Skriv med --skriv."


def _proved(project: Path, period: str) -> Mapping[str, FileEdit]:
    understood = pipeline.understand(project, period, depth=Depth.NOTHING)
    reading = reading_of(understood.content, understood.ledger)
    edits = link_edits(project, period, reading, understood.ledger)
    if not edits:
        return edits
    with edited_copy(project, edits) as copy:
        try:
            linked = _printed(pipeline.understand(copy, period, depth=Depth.NOTHING))
        except Rejected as rejected:
            first = rejected.problems[0]
            raise UsageError(f"Inget är ändrat: då skulle det stå fel i {first.where}: {first.message}") from rejected
    changed = next((now or then for now, then in zip_longest(_printed(understood), linked) if now != then), None)
    if changed:
        raise UsageError(
            f"Inget är ändrat: {period} skulle inte längre skriva ut detsamma i avsnittet ”{changed[0]}”. Citera talen "
            "i det avsnittet för hand, så byter tertial link de andra."
        )
    return edits


def _printed(understood: Understood) -> Sequence[tuple[str, str]]:
    """The section of each passage and what it says, with all blanks and all signs of minus alike.

    Figures are counted as they are printed: one more in a text gives those of the tables below it other ids.
    """
    found = (passage for document in understood.documents for passage in passages(document))
    texts = ((passage.section, _FIGURE_ID.sub("", str(passage)).translate(BLANKS)) for passage in found)
    return [(section, " ".join(text.replace("−", "-").replace("–", "-").split())) for section, text in texts]
