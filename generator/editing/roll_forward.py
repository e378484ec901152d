"""The files of the next period: what comes along from the old one, what is cited, and what is left open.

Structure, goals, indicators and unfinished actions come along. Figures adopted for the year, and outcomes that become
comparisons, are cited from the old period. Every other figure, and all prose, is left to be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

import yaml

from generator.content import KEPT_TEXTS, KINDS, OPEN, Content, FieldEntry, Kind
from generator.editing.new_period import NewPeriod
from generator.editing.next_words import Move, RolledWords, moved_words
from generator.editing.rolled_tables import RolledTables, heading_of
from generator.editing.yaml_text import cut, cut_item, entries, items, keep, put, text_of, texts_of
from generator.figures import PERIOD_WORDS, Ledger
from generator.project import TextEdit, apply_edits
from generator.swedish import MONTHS, Unreadable, parse_number

BEFORE = "förra perioden"
# The rest of a line that is empty, or says only what a figure was a period earlier still.
_REST = re.compile(rf"(?:[ \t]*#[ \t]*{BEFORE}:[^\n]*|[ \t]*)(?=\n|\Z)")
# A text that only cites another one follows that.
_CITATION = re.compile(r"\{\{[^{}]*\}\}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# What a letterhead says of one paper or meeting: a day, a time, a registry number.
_OF_ONE_PAPER = re.compile(
    rf"\d{{4}}-\d\d-\d\d|\b\d{{1,2}} (?:{'|'.join(MONTHS)})\b|\bkl\.? ?\d|\b\d{{1,2}}[.:]\d\d\b|\b\d{{4}}[/-]\d+",
    re.IGNORECASE,
)
_OF_OLD_FIGURES = frozenset({"förklarad_differens", "omräknat", "läge"})


@dataclass(slots=True)
class _File:
    """`prose` is what is left behind, by place."""

    text: str
    edits: list[TextEdit] = field(default_factory=list)
    prose: dict[str, str] = field(default_factory=dict)

    def put(self, node: yaml.Node, new: str) -> None:
        self.edits.append(put(self.text, node, new))

    def cut(self, key: yaml.Node, value: yaml.Node) -> None:
        self.edits.append(cut(self.text, key, value))


def roll_forward(
    sources: Mapping[str, str], content: Content, ledger: Ledger, move: Move, new_period: NewPeriod
) -> dict[str, str]:
    """Return the new period's files by name; the old prose is kept, to be rewritten, in a file that is not printed."""
    roller = _Roller(content, ledger, move, new_period)
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
        new = apply_edits(text, file.edits, roller.words)
        if yaml.compose(new, Loader=yaml.SafeLoader) is not None:
            files[name] = new
    if open_texts:
        files["texter_att_skriva.yaml"] = "texter:\n" + "".join(f"  {name}:\n" for name in open_texts)
    if prose:
        files["forra_periodens_text.yaml"] = f"{KEPT_TEXTS}:\n" + "".join(map(_kept, prose, prose.values()))
    return files


def _kept(name: str, text: str) -> str:
    lines = (f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
    return f"  {name}: |\n" + "\n".join(lines) + "\n"


def _open(value: str, declared: str | None) -> str:
    """Return what stands for a figure that is to be filled in: nothing, or its unit where that is said nowhere else."""
    try:
        unit = parse_number(value).unit
    except Unreadable:
        return ""
    return f"{OPEN} {unit}" if unit and unit != declared else ""


class _Roller:
    def __init__(self, content: Content, ledger: Ledger, move: Move, new_period: NewPeriod) -> None:
        self.content = content
        self.move = move
        self.new_period = new_period
        self.house = RolledWords(content.house.next_period)
        tables = content.period.tables.values()
        labels = [(row.id, row.label.text) for table in tables for row in table.rows]
        labels += [(column.id, column.heading.text) for table in tables for column in table.columns]
        columns = ({column.id: heading_of(column) for column in table.columns} for table in tables)
        self.words = moved_words(move, columns, labels)
        self.tables = RolledTables(content.period.tables, ledger, move, new_period.earlier, self.house, self.words)

    def roll(self, file: _File) -> None:
        root = yaml.compose(file.text, Loader=yaml.SafeLoader)
        keys = {text_of(key): (key, value) for key, value in entries(root)}
        if "period" in keys:
            self._period(file, keys)
        for name, (key, value) in keys.items():
            if name == "kvitterat":
                self._accepted(file, key, value)
            elif name == KEPT_TEXTS:
                file.cut(key, value)
            elif name == "skrivarbete":
                self._writing(file, key, value)
            elif name == "klart_senast":
                file.put(value, "")
            elif name in {"dokument", "ärenden"}:
                self._entry(file, value)
            elif name == "avstämningar":
                explained = (each for _, entry in entries(value) for each in entries(entry))
                file.edits.extend(cut(file.text, *each) for each in explained if text_of(each[0]) in _OF_OLD_FIGURES)
            elif name in self.content.house.record_types:
                self._records(file, name, value)
            for kind in KINDS:
                for inner, node in entries(value) if name == kind else ():
                    self._kind(file, kind, text_of(inner), node)

    def _accepted(self, file: _File, key: yaml.Node, node: yaml.Node) -> None:
        """Accepted findings of words come along, as the words do; those of figures do not."""
        accepted = self.content.house.next_period.accepted
        dropped = [each for each in items(node) if texts_of(each).get("kod", "") not in accepted]
        if len(dropped) == len(items(node)):
            file.cut(key, node)
        else:
            file.edits.extend(cut_item(file.text, each) for each in dropped)

    def _writing(self, file: _File, key: yaml.Node, node: yaml.Node) -> None:
        """Who writes comes along; how far it had come does not, and the days are left open."""
        over = [(name, said) for name, said in entries(node) if texts_of(said).keys() <= {"färdiggrad"}]
        if len(over) == len([*entries(node)]):
            file.cut(key, node)
            return
        for name, said in entries(node):
            if (name, said) in over:
                file.cut(name, said)
                continue
            for inner, value in entries(said):
                if text_of(inner) == "färdiggrad":
                    file.cut(inner, value)
                elif text_of(inner) == "klart_senast":
                    file.put(value, "")

    def _kind(self, file: _File, kind: Kind, name: str, node: yaml.Node) -> None:
        match kind:
            case "texter":
                self._leave(file, name, node)
            case "tal":
                self._figure(file, node, name)
            case "tabeller":
                file.edits.extend(self.tables.edits(file.text, name, node))
            case "diagram" | "bilder":
                for key, value in entries(node):
                    if text_of(key) in {"alternativtext", "bildtext"}:
                        self._leave(file, f"{kind}.{name}.{text_of(key)}", value)
            case _:
                assert_never(kind)

    # --- period.yaml -----------------------------------------------------------------------------------------------

    def _period(self, file: _File, keys: Mapping[str, tuple[yaml.Node, yaml.Node]]) -> None:
        new = self.new_period
        values = {"period": new.id, "rubrik": new.title, "från": new.start.isoformat(), "till": new.end.isoformat()}
        values |= {name: new.earlier.get(name, "") for name in PERIOD_WORDS}
        for name in values.keys() & keys.keys():
            key, value = keys[name]
            file.edits.append(put(file.text, value, values[name]) if values[name] else cut(file.text, key, value))
        missing = "".join(f"\n{name}: {values[name]}" for name in PERIOD_WORDS if values[name] and name not in keys)
        last = keys["till"][1].end_mark.index
        file.edits.append(TextEdit(last, last, missing))

    def _entry(self, file: _File, node: yaml.Node) -> None:
        """Dates, times and registry numbers are left open, decisions do not come along."""
        for key, value in entries(node):
            name = text_of(key)
            if name in {"skede", "paragraf", "beslut", "justerat"}:
                file.cut(key, value)
            elif name in {"diarienummer", "tid"} or _DATE.fullmatch(text_of(value)):
                file.put(value, "")
            elif name == "brevhuvud":
                for _, field in entries(value):
                    if _OF_ONE_PAPER.search(text_of(field)):
                        self._put(file, field, "")
            else:
                self._entry(file, value)
        for item in items(node):
            self._entry(file, item)

    # --- texts and figures -----------------------------------------------------------------------------------------

    def _leave(self, file: _File, place: str, node: yaml.Node) -> None:
        if text_of(node) and not _CITATION.fullmatch(text_of(node).strip()):
            file.prose[place] = text_of(node)
            file.put(node, "")

    def _figure(
        self, file: _File, node: yaml.Node, path: str, *, adopted: bool | None = None, unit: str | None = None
    ) -> None:
        """A formula stays, a figure that its author or the house says is `adopted` is cited, others are left open.

        One that is left open keeps a unit that no `unit` is declared for.
        """
        if isinstance(node, yaml.MappingNode):
            settings = {text_of(key): (key, value) for key, value in entries(node)}
            if "antaget" in settings:
                adopted = text_of(settings["antaget"][1]) == "ja"
            for name in _OF_OLD_FIGURES & settings.keys():
                file.cut(*settings[name])
            if "värde" in settings:
                unit = text_of(settings["enhet"][1]) if "enhet" in settings else unit
                self._figure(file, settings["värde"][1], path, adopted=adopted, unit=unit)
            return
        value = text_of(node)
        source = self._source(path, adopted=adopted)
        if value.startswith("="):
            if source == path and self.tables.is_carried(path) and self.tables.cited(path):
                file.put(node, self.tables.cited(path))
            elif not self.tables.can_cite(value):
                file.put(node, "")
        elif value:
            self._put(file, node, (self.tables.cited(source) if source else "") or _open(value, unit))

    def _put(self, file: _File, node: yaml.Node, new: str) -> None:
        value = text_of(node)
        edit = put(file.text, node, new)
        rest = _REST.match(file.text, edit.end)
        comment = (
            f"  # {BEFORE}: {value}"
            if (not new or new.startswith(OPEN)) and rest is not None and "\n" not in value
            else ""
        )
        file.edits.append(TextEdit(edit.start, rest.end() if rest else edit.end, f"{edit.text}{comment}"))

    def _source(self, path: str, *, adopted: bool | None) -> str:
        """The figure of the old period that this one repeats, or nothing."""
        name = path.rpartition(".")[2]
        before, move = path.removesuffix(name), self.move
        if (self.house.is_adopted(name) if adopted is None else adopted) and not move.years:
            return path
        compared = self.house.compared(name)
        if compared is not None:
            goes_back = (compared[0] == "år") == (move.reference != "föregående_period")
            return f"{before}{compared[1] or 'utfall'}" if goes_back else ""
        return self._a_year_before(before, name)

    def _a_year_before(self, before: str, name: str) -> str:
        """For a figure named by the year before the old one: the old figure named by its own year, or by none."""
        moved, year = self.words(name), str(self.move.year)
        if moved == name or not self.move.years:
            return ""
        candidates = (moved, re.sub(rf"_?(?<!\d){year}(?!\d)", "", moved).strip("_"))
        figures = self.tables.ledger.figures
        return next((f"{before}{each}" for each in candidates if year in moved and f"{before}{each}" in figures), "")

    # --- records ---------------------------------------------------------------------------------------------------

    def _records(self, file: _File, kind: str, node: yaml.Node) -> None:
        ids = {record.where.line: record.id for record in self.content.period.records.get(kind, ())}
        fields = self.content.house.record_types[kind].fields
        for holder in (node, *(value for _, value in entries(node))):
            records = items(holder)
            closed = [record for record in records if self._is_over(kind, record, fields)]
            if closed and len(closed) == len(records):
                empty = put(file.text, holder, "[]")
                file.edits.append(TextEdit(len(file.text[: empty.start].rstrip()), empty.end, " []"))
                continue
            for record in records:
                if record in closed:
                    file.edits.append(cut_item(file.text, record))
                else:
                    self._record(file, f"{kind}.{ids.get(record.start_mark.line + 1, '')}", record, fields)
        for key, value in entries(node):
            if isinstance(value, yaml.MappingNode):
                self._record(file, f"{kind}.{text_of(key)}", value, fields)

    def _is_over(self, kind: str, record: yaml.Node, fields: Mapping[str, FieldEntry]) -> bool:
        if kind in self.content.house.next_period.left:
            return True
        values = texts_of(record)
        states = (values.get(name, "") for name, entry in fields.items() if entry.kind in {"status", "val"})
        return not self.house.is_lasting(kind) and any(self.house.is_closed(state) for state in states)

    def _record(self, file: _File, path: str, record: yaml.Node, fields: Mapping[str, FieldEntry]) -> None:
        for key, value in entries(record):
            name = text_of(key)
            entry = fields.get(name)
            if entry is None:
                file.edits.append(keep(file.text, value))
            elif entry.kind == "löptext":
                self._leave(file, f"{path}.{name}", value)
            elif entry.kind == "tal":
                self._figure(file, value, f"{path}.{name}", adopted=entry.adopted, unit=entry.unit)
            elif entry.kind == "lista_av":
                for number, item in enumerate(items(value), 1):
                    self._record(file, f"{path}.{name}.{number}", item, entry.fields)
            elif entry.kind == "status" or (entry.kind == "val" and name in self.content.house.next_period.judged):
                file.put(value, "")
            else:
                file.edits.append(keep(file.text, value))
