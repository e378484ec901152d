"""Edits that put citations for typed numbers, where the figure is certain and the print stays letter for letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from generator.content import UNIT_FILTERS, Citation, parse_expression
from generator.editing.yaml_text import Scalar, yaml_scalars
from generator.figures import Ledger, print_citation
from generator.problems import Rejected
from generator.project import FileEdit, TextEdit, apply_edits
from generator.prose import ReadTexts, Statement
from generator.swedish import BLANKS

_SIGNS = ("", "utan_tecken", "plustecken")
_MINUSES = re.compile("[-–]")


def link_edits(project: Path, period: str, reading: ReadTexts, ledger: Ledger) -> dict[str, FileEdit]:
    """Return the edits of a period's files that put citations for typed numbers."""
    citations: dict[str, list[tuple[Statement, str]]] = {}
    for statement in reading.statements:
        mention, file = statement.mention, statement.prose.text.where.file
        is_own = file.startswith(f"content/{period}/")
        is_plain = not mention.shared and not mention.worded and mention.hedge != "bound"
        if is_own and is_plain and statement.certain and (citation := _citation(statement, ledger)):
            citations.setdefault(file, []).append((statement, citation))
    edits = {file: _edit(project, file, pairs) for file, pairs in citations.items()}
    return {file: edit for file, edit in edits.items() if edit.before != edit.after}


def _citation(statement: Statement, ledger: Ledger) -> str:
    """The citation with the fewest filters that prints what is typed, or nothing."""
    prose, mention, target = statement.prose, statement.mention, statement.target
    if target is None:
        return ""
    wanted = _plain(prose.plain[mention.bare_start : mention.end])
    signs = _SIGNS if not mention.sign else ("", "plustecken")
    chains = [
        [part for part in chain if part]
        for chain in product(signs, ("", *UNIT_FILTERS), ("", f"decimaler({mention.decimals})"), ("", "utan_enhet"))
    ]
    for chain in sorted(chains, key=len):
        text = " | ".join((target.figure, *chain))
        if _prints(text, statement, ledger) == wanted:
            return f"{{{{ {text} }}}}"
    return ""


def _prints(text: str, statement: Statement, ledger: Ledger) -> str:
    where = statement.prose.text.where
    try:
        citation = Citation(parse_expression(text, where, 0), text, where)
        return _plain(print_citation(citation, ledger, statement.prose.scope).text)
    except Rejected:
        return ""


def _plain(text: str) -> str:
    return _MINUSES.sub("−", " ".join(text.translate(BLANKS).split()))


# --- the place in the file ---------------------------------------------------------------------------------------


def _edit(project: Path, file: str, citations: Iterable[tuple[Statement, str]]) -> FileEdit:
    before = (project / file).read_bytes()
    text = before.decode("utf-8")
    scalars = None if file.endswith(".md") else yaml_scalars(text)
    changes = (_change(text, scalars, statement, citation) for statement, citation in citations)
    return FileEdit(before, apply_edits(text, {change for change in changes if change is not None}).encode())


def _change(text: str, scalars: tuple[Scalar, ...] | None, statement: Statement, citation: str) -> TextEdit | None:
    """None where the number's place in the file is in doubt; without `scalars` the file is one text."""
    prose, mention = statement.prose, statement.mention
    region = (0, len(text)) if scalars is None else _region(scalars, str(prose.text))
    typed = prose.plain[mention.bare_start : mention.end]
    if region is None:
        return None
    in_prose, in_file = _places(str(prose.text), typed, 0), _places(text[: region[1]], typed, region[0])
    if len(in_prose) != len(in_file) or mention.bare_start not in in_prose:
        return None
    start = in_file[in_prose.index(mention.bare_start)]
    if text[region[0] : start].strip() in {"", "#"} and scalars is not None and text[region[0]] not in "\"'|>":
        # A plain value that begins with a brace would be no text to YAML.
        return None
    return TextEdit(start, start + len(typed), citation)


def _places(text: str, typed: str, first: int) -> list[int]:
    return [match.start() for match in re.compile(re.escape(typed)).finditer(text, first)]


def _region(scalars: tuple[Scalar, ...], value: str) -> tuple[int, int] | None:
    """The slice of the file that holds a text, quotes included; None for a row's cells, which | sets apart."""
    scalars = tuple(each for each in scalars if not each.is_key and each.value.strip() == value.strip())
    if len(scalars) != 1 or "rader" in scalars[0].path:
        return None
    return scalars[0].start, scalars[0].end
