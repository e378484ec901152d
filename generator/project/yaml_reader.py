"""YAML as controllers write it: the tree of a text, in which every scalar is text, with the place of every node.

libyaml's events are read: unlike its nodes they show anchors, aliases and tags, and they take half the time.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from generator.content import Block, Items, Node, Text, TextStyle
from generator.problems import Problem, Where
from generator.project import yaml_faults, yaml_traps
from generator.project.plain_text import composed, hidden, one_break, without_hidden
from generator.project.yaml_faults import rest_of_line

if TYPE_CHECKING:
    from collections.abc import Callable


# Events are told apart by type; a cast for each would cost more than reading it.
_Event: TypeAlias = Any
_Mark: TypeAlias = Any

_STYLES: Final[dict[str, TextStyle]] = {"'": "single", '"': "double", "|": "literal", ">": "folded"}
_MOST_DEEP = 40

# Identifiers, dotted names, arithmetic on them, and dates: what a comma in brackets cannot cut in two by mistake.
_NAME = r"[-\u2212]? ?[^\W\d][\w.-]*|\d{4}-[\w-]+"
_FLOW_WORD = re.compile(rf"(?:{_NAME})(?: +[-+*/] +(?:{_NAME}))*\Z")
_BLOCK_TOP = re.compile(r"[^\n]*\n(?: *\n)*( *)")
# A line of blanks with a tab is a blank line to its author, and an error to libyaml.
_TABS_ALONE = re.compile(r"^ *\t[ \t]*$", re.MULTILINE)
_LISTED_BELOW = re.compile(r"\n *(- )")
_CURLY_OPEN = frozenset("”“„»«’\u2018\u201a")
_HARD_BLANKS = frozenset("\xa0\u2007\u202f")
_LISTS_OF_PAIRS = frozenset(("rader", "kolumner"))


# In a process that stays alive most files stay as they were, and a tree is never changed: it can be given again.
@lru_cache(maxsize=256)
def read_yaml(text: str, file: str, *, is_record: bool = False) -> tuple[Block | None, tuple[Problem, ...]]:
    """Return the tree of a YAML file and what is wrong with it: None where nothing can be read, else what can be.

    In a record, which Tertial wrote, an escape is the character that was said; an author's stands for one unseen.
    """
    text = one_break(text)
    problems = list(hidden(text, file))
    if problems:
        text = without_hidden(text)
    indents = yaml_traps.bad_indents(text, file)
    problems += indents
    # How wide a tab looked to its author is unknown, and so is all that follows from the indentation.
    if yaml_traps.has_tabs(indents):
        return None, tuple(problems)
    if indents:
        text = yaml_traps.with_spaces(text)
    if "\t" in text:
        text = _TABS_ALONE.sub(lambda match: " " * len(match[0]), text)
    reader = _YamlReader(text, file, is_record=is_record)
    tree, fault = reader.read()
    problems += reader.problems
    problems += yaml_traps.cut_texts(text, file)
    # A fault of syntax on a line that is reported already is that same fault in other words.
    if fault is not None and fault.where.line not in {problem.where.line for problem in problems}:
        problems.append(fault)
    return tree, tuple(problems)


class _YamlReader:
    def __init__(self, text: str, file: str, *, is_record: bool) -> None:
        self.text = text
        self.is_record = is_record
        self.file = file
        self.problems: list[Problem] = []
        self.composed = composed(text) == text
        # Looked for once in the whole, so that no scalar is searched in vain.
        self.suspect = not (_CURLY_OPEN | _HARD_BLANKS).isdisjoint(text)
        self.flow = False
        # The parser in C, or none: in Python a report would take ten times as long to read, and nobody would know why.
        self.parser = CParser(text)
        self.next: Callable[[], _Event] = self.parser.get_event

    def read(self) -> tuple[Block | None, Problem | None]:
        try:
            return self.document(), None
        except yaml.YAMLError as error:
            return None, yaml_faults.explain(error, self.text, self.file)
        finally:
            self.parser.dispose()

    def document(self) -> Block | None:
        self.next()
        if type(self.next()) is StreamEndEvent:
            self.problems.append(yaml_traps.EMPTY_FILE.at(Where(self.file)))
            return None
        event = self.next()
        root = self.node(event, "", 0)
        self.next()
        after: _Event = self.next()
        if isinstance(after, DocumentStartEvent):
            self.problems.append(yaml_traps.SECOND_DOCUMENT.at(self.where(after.start_mark), "---"))
        if isinstance(root, Block):
            return root
        if isinstance(root, Text) and root.missing:
            self.problems.append(yaml_traps.EMPTY_FILE.at(Where(self.file)))
        elif not self.problems:
            found = "en lista" if isinstance(root, Items) else "text utan nyckel"
            self.problems.append(yaml_traps.NOT_MAPPING.at(self.where(event.start_mark), found))
        return None

    def node(self, event: _Event, key: str, depth: int) -> Node:
        kind = type(event)
        if kind is ScalarEvent:
            return self.scalar(event)
        if kind is AliasEvent:
            mark = event.start_mark
            found = rest_of_line(self.text, mark.index)
            self.problems.append(yaml_traps.reference(self.where(mark), "*", found))
            return Text(found, self.where(mark))
        if depth == _MOST_DEEP:
            raise yaml_faults.TooDeepError(event.start_mark)
        if event.anchor is not None or event.tag is not None:
            self.reference(event)
        if event.flow_style and self.text.startswith("{{", event.start_mark.index):
            return self.citation(event.start_mark)
        outermost = event.flow_style and not self.flow
        self.flow = self.flow or event.flow_style
        node = self.items(event, key, depth) if kind is SequenceStartEvent else self.block(event, key, depth)
        if outermost:
            self.flow = False
        return node

    def items(self, start: _Event, key: str, depth: int) -> Items:
        nodes: list[Node] = []
        advance = self.next
        while type(event := advance()) is not SequenceEndEvent:
            nodes.append(self.node(event, key, depth + 1))
        flow = bool(start.flow_style)
        if not flow and key not in _LISTS_OF_PAIRS:
            self.problems += yaml_traps.colons_in_items(nodes)
        return Items(nodes, self.where(start.start_mark), flow=flow)

    def block(self, start: _Event, above: str, depth: int) -> Block:
        entries: dict[Text, Node] = {}
        firsts: dict[Text, Text] = {}
        advance = self.next
        while type(event := advance()) is not MappingEndEvent:
            key = self.scalar(event) if type(event) is ScalarEvent else self.key(event, above, depth)
            # Reported before the value is read, where a fault of syntax may end the reading.
            first = firsts.setdefault(key, key)
            is_repeated = first is not key
            if is_repeated:
                self.problems.append(yaml_traps.duplicate(key, first))
            elif key == "<<" and key.style == "plain":
                self.problems.append(yaml_traps.MERGE_KEY.at(key.where, "<<"))
            after = advance()
            value = self.scalar(after) if type(after) is ScalarEvent else self.node(after, key, depth + 1)
            if not is_repeated:
                entries[key] = value
        return Block(entries.items(), self.where(start.start_mark), flow=bool(start.flow_style))

    def key(self, event: _Event, above: str, depth: int) -> Text:
        node = self.node(event, above, depth + 1)
        if isinstance(node, Text):
            return node
        where = self.where(event.start_mark)
        self.problems.append(yaml_traps.COMPOUND_KEY.at(where, rest_of_line(self.text, event.start_mark.index)))
        return Text("", where)

    def scalar(self, event: _Event) -> Text:
        value = event.value if self.composed else composed(event.value)
        mark = event.start_mark
        style = _STYLES.get(event.style, "plain")
        place = (self.file, mark.line + 1, mark.column + 1)
        if event.anchor is not None or event.tag is not None:
            self.reference(event)
        elif style == "plain" and value and (self.flow or self.suspect or " - " in value):
            self.plain(value, event)
        if style == "double" and not self.is_record and "\\" in self.text[mark.index : event.end_mark.index]:
            value = self.escaped(value, Where(*place))
        if style in ("literal", "folded"):
            place = self.block_text(value, event)
        return Text(value, place, style)

    def escaped(self, value: str, where: Where) -> str:
        """Return a text without the characters that nobody sees, which escapes can make; the first is reported."""
        value = one_break(value)
        self.problems += [replace(problem, where=where) for problem in hidden(value, self.file)[:1]]
        return without_hidden(value)

    def plain(self, value: str, event: _Event) -> None:
        mark = event.start_mark
        where = self.where(mark)
        source = self.text[mark.index : event.end_mark.index]
        # Brackets that are never closed take in the lines below; that is reported where they open.
        if self.flow and not _FLOW_WORD.match(value) and "\n" not in source:
            self.problems.append(yaml_traps.IN_FLOW.at(where, value))
            # One problem for each pair of brackets says it all.
            self.flow = False
        if value[0] in _CURLY_OPEN:
            self.maybe(yaml_traps.curly_quotes(where, value))
        self.maybe(yaml_traps.glued(where, value))
        if match := _LISTED_BELOW.search(source):
            below = source.count("\n", 0, match.end())
            column = match.start(1) - match.start()
            found = rest_of_line(source, match.start(1))
            self.problems.append(yaml_traps.LISTED_BELOW.at(Where(self.file, where.line + below, column), found))

    def maybe(self, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.append(problem)

    def block_text(self, value: str, event: _Event) -> tuple[str, int, int]:
        """Return the file, line and column where the content of a literal or folded text begins."""
        mark = event.start_mark
        content = value.lstrip("\n")
        if content.strip():
            self.maybe(yaml_traps.swallowed(self.where(mark), event.style, content))
        else:
            self.problems.append(yaml_traps.empty_block_text(self.where(mark), event.style))
        top = _BLOCK_TOP.match(self.text, mark.index)
        if top is None:
            return (self.file, mark.line + 1, mark.column + 1)
        indent = len(top[1]) - (len(content) - len(content.lstrip(" ")))
        return (self.file, mark.line + 2, max(indent, 0) + 1)

    def citation(self, mark: _Mark) -> Text:
        depth = 1
        while depth:
            event = self.next()
            kind = type(event)
            depth += (kind in (MappingStartEvent, SequenceStartEvent)) - (kind in (MappingEndEvent, SequenceEndEvent))
        where = self.where(mark)
        self.problems.append(yaml_traps.unquoted_citation(where, rest_of_line(self.text, mark.index)))
        return Text(self.text[mark.index : event.end_mark.index], where)

    def reference(self, event: _Event) -> None:
        sign = "&" if event.anchor is not None else "!"
        found = rest_of_line(self.text, event.start_mark.index)
        self.problems.append(yaml_traps.reference(self.where(event.start_mark), sign, found))

    def where(self, mark: _Mark) -> Where:
        return Where(self.file, mark.line + 1, mark.column + 1)
