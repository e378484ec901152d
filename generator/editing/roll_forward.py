"""A period's files and the step to the next → the files of that, with what comes along, what is cited and what is open.

Structure, goals, indicators and unfinished actions come along. A figure that is adopted for the year, and an outcome
that becomes a comparison, are cited from the old period. Every other figure, and all prose, is left to be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from generator.content import KEPT_TEXTS, KINDS, Content, FieldEntry
from generator.editing.next_words import Move
from generator.editing.rolled_tables import RolledTables
from generator.editing.yaml_text import cut, cut_item, entries, items, keep, put, text_of
from generator.figures import PERIOD_WORDS, Carried, Ledger
from generator.project import TextEdit, apply_edits

BEFORE = "förra perioden"
# The rest of a line that says nothing, or no more than what a figure was a period earlier still.
_REST = re.compile(rf"(?:[ \t]*#[ \t]*{BEFORE}:[^\n]*|[ \t]*)(?=\n|\Z)")
# A text that is nothing but another one follows that.
_CITATION = re.compile(r"\{\{[^{}]*\}\}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OF_OLD_FIGURES = frozenset({"förklarad_differens", "omräknat", "läge"})


@dataclass(frozen=True, slots=True)
class Rolled:
    """The period that is to be: the step, its name in words, its days, and what the earlier periods are called."""

    move: Move
    title: str
    start: date
    end: date
    earlier: Mapping[str, str]


@dataclass(slots=True)
class _File:
    """A file being rolled forward: its text, the changes so far, and the prose that is left behind, by place."""

    text: str
    spans: list[TextEdit] = field(default_factory=list)
    prose: dict[str, str] = field(default_factory=dict)


def roll_forward(sources: Mapping[str, str], content: Content, ledger: Ledger, rolled: Rolled) -> dict[str, str]:
    """The texts of the old period's YAML and Markdown files by name, its content and ledger, and the step go in.

    The new period's files come out. The old prose stands in a file of its own, to be rewritten; it is not printed.
    """
    roller = _Roller(content, ledger, rolled)
    files: dict[str, str] = {}
    prose: dict[str, str] = {}
    open_texts = []
    for name, text in sources.items():
        if name.endswith(".md"):
            open_texts.append(name.removesuffix(".md"))
            prose[open_texts[-1]] = text
            continue
        file = _File(text)
        roller.roll(file)
        prose.update(file.prose)
        new = apply_edits(text, file.spans, roller.words)
        if yaml.compose(new, Loader=yaml.SafeLoader) is not None:
            files[name] = new
    if open_texts:
        files["texter_att_skriva.yaml"] = "texter:\n" + "".join(f"  {name}:\n" for name in open_texts)
    if prose:
        files["forra_periodens_text.yaml"] = f"{KEPT_TEXTS}:\n" + "".join(map(_kept, prose, prose.values()))
    return files


def _emptied(text: str, holder: yaml.Node) -> TextEdit:
    """A list with nothing left in it, on the line of its key."""
    span = put(text, holder, "[]")
    before = text[: span.start].rstrip()
    return TextEdit(len(before), span.end, " []")


def _kept(name: str, text: str) -> str:
    lines = (f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
    return f"  {name}: |\n" + "\n".join(lines) + "\n"


class _Roller:
    """Finds the changes of each file."""

    def __init__(self, content: Content, ledger: Ledger, rolled: Rolled) -> None:
        self.content = content
        self.rolled = rolled
        self.tables = RolledTables(content, ledger, rolled.move, rolled.earlier)
        self.words = self.tables.words
        self.house = self.tables.house

    def roll(self, file: _File) -> None:
        """Adds the changes of a file, kind by kind."""
        root = yaml.compose(file.text, Loader=yaml.SafeLoader)
        keys = {text_of(key): (key, value) for key, value in entries(root)}
        if "period" in keys:
            self._period(file, keys)
        for name, (key, value) in keys.items():
            if name == "kvitterat":
                file.spans.extend(self._accepted(file, key, value))
            elif name == KEPT_TEXTS:
                file.spans.append(cut(file.text, key, value))
            elif name in {"dokument", "ärenden"}:
                self._entry(file, value)
            elif name in self.content.house.record_types:
                self._records(file, name, value)
            elif name in KINDS:
                for inner, node in entries(value):
                    self._kind(file, name, text_of(inner), node)

    def _accepted(self, file: _File, key: yaml.Node, node: yaml.Node) -> Iterator[TextEdit]:
        """Of the accepted findings those that are of words come along: what they are of does too."""
        codes = [
            {text_of(name): text_of(value) for name, value in entries(each)}.get("kod", "") for each in items(node)
        ]
        stay = [self.house.is_accepted(code) for code in codes]
        if any(stay):
            yield from (cut_item(file.text, each) for each, kept in zip(items(node), stay, strict=True) if not kept)
        else:
            yield cut(file.text, key, node)

    def _kind(self, file: _File, kind: str, name: str, node: yaml.Node) -> None:
        """What has an id of its own in the period: a text, a chart, a figure, a table."""
        if kind == "texter":
            self._leave(file, name, node)
        elif kind == "tal":
            self._figure(file, node, name)
        elif kind == "tabeller":
            file.spans.extend(self.tables.spans(file.text, name, node))
        else:
            for key, value in entries(node):
                if text_of(key) == "alternativtext":
                    self._leave(file, f"{kind}.{name}.alternativtext", value)

    # --- period.yaml -----------------------------------------------------------------------------------------------

    def _period(self, file: _File, keys: Mapping[str, tuple[yaml.Node, yaml.Node]]) -> None:
        rolled = self.rolled
        said = {
            "period": rolled.move.new,
            "rubrik": rolled.title,
            "från": rolled.start.isoformat(),
            "till": rolled.end.isoformat(),
        }
        file.spans.extend(put(file.text, keys[name][1], text) for name, text in said.items() if name in keys)
        missing = ""
        for name in PERIOD_WORDS:
            becomes = rolled.earlier.get(name, "")
            if name in keys:
                key, value = keys[name]
                file.spans.append(put(file.text, value, becomes) if becomes else cut(file.text, key, value))
            elif becomes:
                missing += f"\n{name}: {becomes}"
        last = keys["till"][1].end_mark.index
        file.spans.append(TextEdit(last, last, missing))

    def _entry(self, file: _File, node: yaml.Node) -> None:
        """Documents and matters: what is dated or registered is left open, what was decided does not come along."""
        for key, value in entries(node):
            name = text_of(key)
            if name in {"skede", "paragraf", "beslut", "justerat"}:
                file.spans.append(cut(file.text, key, value))
            elif name == "diarienummer" or _DATE.fullmatch(text_of(value)):
                file.spans.append(put(file.text, value, ""))
            else:
                self._entry(file, value)
        for item in items(node):
            self._entry(file, item)

    # --- texts and figures -----------------------------------------------------------------------------------------

    def _leave(self, file: _File, place: str, node: yaml.Node) -> None:
        """A text that does not come along."""
        if text_of(node) and not _CITATION.fullmatch(text_of(node).strip()):
            file.prose[place] = text_of(node)
            file.spans.append(put(file.text, node, ""))

    def _figure(self, file: _File, node: yaml.Node, path: str, *, adopted: bool | None = None) -> None:
        """A figure, alone or with what is said of it: a formula stays, an adopted one is cited, others are open.

        `adopted` is what its author or the house says of it, or None.
        """
        if isinstance(node, yaml.MappingNode):
            said = {text_of(key): (key, value) for key, value in entries(node)}
            if "antaget" in said:
                adopted = text_of(said["antaget"][1]) == "ja"
            file.spans.extend(cut(file.text, *pair) for name, pair in said.items() if name in _OF_OLD_FIGURES)
            if "värde" in said:
                self._figure(file, said["värde"][1], path, adopted=adopted)
            return
        told = text_of(node)
        source = self._source(path, adopted=adopted)
        if told.startswith("="):
            origin = getattr(self.tables.ledger.figures.get(path), "origin", None)
            if source == path and isinstance(origin, Carried) and self.tables.cited(path):
                file.spans.append(put(file.text, node, self.tables.cited(path)))
            elif not self.tables.can_cite(told):
                file.spans.append(put(file.text, node, ""))
        elif told:
            self._put(file, node, self.tables.cited(source) if source else "")

    def _put(self, file: _File, node: yaml.Node, new: str) -> None:
        """A figure's new text, or nothing and what it was."""
        told = text_of(node)
        span = put(file.text, node, new)
        rest = _REST.match(file.text, span.end)
        said = f"  # {BEFORE}: {told}" if not new and rest is not None and "\n" not in told else ""
        file.spans.append(TextEdit(span.start, rest.end() if rest else span.end, f"{span.text}{said}"))

    def _source(self, path: str, *, adopted: bool | None) -> str:
        """The figure of the old period that this one is, or nothing."""
        name = path.rpartition(".")[2]
        before, move = path.removesuffix(name), self.rolled.move
        if (self.house.is_adopted(name) if adopted is None else adopted) and not move.years:
            return path
        compared = self.house.compared(name)
        if compared is not None:
            goes_back = (compared[0] == "år") == (move.reference != "föregående_period")
            return f"{before}{compared[1] or 'utfall'}" if goes_back else ""
        return self._a_year_before(before, name)

    def _a_year_before(self, before: str, name: str) -> str:
        """A figure named by the year before the old one: the old one of the name as it is now, or without the year."""
        moved, year = self.words(name), str(self.rolled.move.year)
        if moved == name or not self.rolled.move.years:
            return ""
        candidates = (moved, re.sub(rf"_?(?<!\d){year}(?!\d)", "", moved).strip("_"))
        known = self.tables.ledger.figures
        return next((f"{before}{each}" for each in candidates if year in moved and f"{before}{each}" in known), "")

    # --- records ---------------------------------------------------------------------------------------------------

    def _records(self, file: _File, kind: str, node: yaml.Node) -> None:
        """The records of a type: a list, a block of lists, or a block by id."""
        known = {record.where.line: record.id for record in self.content.period.records.get(kind, ())}
        fields = self.content.house.record_types[kind].fields
        for holder in (node, *(value for _, value in entries(node))):
            records = items(holder)
            closed = [record for record in records if self._is_over(kind, record, fields)]
            if closed and len(closed) == len(records):
                file.spans.append(_emptied(file.text, holder))
                continue
            for record in records:
                if record in closed:
                    file.spans.append(cut_item(file.text, record))
                else:
                    self._record(file, f"{kind}.{known.get(record.start_mark.line + 1, '')}", record, fields)
        for key, value in entries(node):
            if isinstance(value, yaml.MappingNode):
                self._record(file, f"{kind}.{text_of(key)}", value, fields)

    def _is_over(self, kind: str, record: yaml.Node, fields: Mapping[str, FieldEntry]) -> bool:
        """Whether a record does not come along: closed, or of a type that begins anew."""
        if self.house.is_left(kind) or self.house.is_lasting(kind):
            return self.house.is_left(kind)
        told = {text_of(key): text_of(value) for key, value in entries(record)}
        states = (told.get(name, "") for name, entry in fields.items() if entry.kind in {"status", "val"})
        return any(self.house.is_closed(state) for state in states)

    def _record(self, file: _File, path: str, record: yaml.Node, fields: Mapping[str, FieldEntry]) -> None:
        for key, value in entries(record):
            name = text_of(key)
            entry = fields.get(name)
            if entry is None:
                file.spans.append(keep(file.text, value))
            elif entry.kind == "löptext":
                self._leave(file, f"{path}.{name}", value)
            elif entry.kind == "tal":
                self._figure(file, value, f"{path}.{name}", adopted=entry.adopted)
            elif entry.kind == "lista_av":
                for number, item in enumerate(items(value), 1):
                    self._record(file, f"{path}.{name}.{number}", item, entry.fields)
            elif entry.kind == "status" or (entry.kind == "val" and self.house.is_judged(name)):
                file.spans.append(put(file.text, value, ""))
            else:
                file.spans.append(keep(file.text, value))
