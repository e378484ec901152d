"""The edits of a file's text that rename an id wherever it is given or cited; only the id's own characters change.

Names in expressions are told apart by where they stand, which is no proof: the caller resolves and compares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeAlias

from generator.content import CONTENT_KEYS, MATTERS, NOTES, FieldEntry, Kind, placed_kind
from generator.editing.yaml_text import Path, Scalar, yaml_scalars
from generator.figures import PERIOD_WORDS
from generator.problems import UsageError
from generator.project import TextEdit

RenamedKind: TypeAlias = Kind | Literal["post", "rader", "kolumner", "avstämningar"]
Words: TypeAlias = tuple[str, ...]
# The function and the argument of `period("…")` or `nämnd("…")` before a name.
Root: TypeAlias = tuple[str, str]
Rewrite: TypeAlias = Callable[[Words, Root | None], Words]

_WORD = r"[^\W\d]\w*"
_NAME = re.compile(
    rf"""
    \bantal\(\s*[\w.]+ |
    (?P<root>\b(?P<of>period|nämnd)\(\s*\\?["'](?P<named>[^"'\\]*)\\?["']\s*\)\s*\.\s*)?
    (?P<before>[|.]\s*)?
    (?P<words>(?<!\w){_WORD}(?:\.{_WORD})*)
    (?P<after>\s*(?:[:(]|=\s*(?:\\?["']|post\.)))?
    | \\?"[^"\\]*\\?" | ''[^']*'' | '[^']*'
    """,
    re.VERBOSE,
)
# A count of records, and the words that it counts them by.
_COUNT = re.compile(rf"\bantal\(\s*(?P<type>{_WORD})(?P<conditions>[^()]*)\)")
_CONDITION = re.compile(rf"(?P<field>{_WORD})\s*[:=]\s*(?:\\?\"|'{{1,2}})(?P<word>[^\"'\\]*)")
_CITED = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[^\n]*\n")
_ALL = re.compile(r"[\s\S]+")
_CELL = re.compile(r"(?:\\\||[^|])+")
_EXPRESSION_KEYS = frozenset({"formel", "stäms_av_mot", "mot", "plats", "ingår_i"})
_REFERENCES: Mapping[str, Kind] = {key: kind for key in CONTENT_KEYS if (kind := placed_kind(key)) is not None}
# Sections that an outline makes for each record have the record's id.
_SECTIONS = frozenset({"under", "efter", "utelämna", "inget_att_redovisa"})
_NAMED_IN_EXPRESSIONS = frozenset[RenamedKind]({"tal", "tabeller", "post", "rader", "kolumner", "avstämningar"})
_PLACED = frozenset({"innehåll", "diagram"})
# A link of Markdown to what a document prints of the period: `[…](#tabell-ekonomi)`.
_LINK = re.compile(r"(?:\(|\]:|<)\s*<?#(?P<kind>tabell|text|diagram|bild)-(?P<id>[^\s()<>\"'-]+)")
# Where a source names rows and columns: as keys, or as what a control total is of.
_IN_SOURCES: Mapping[RenamedKind, tuple[tuple[str, ...], ...]] = {
    "rader": (("rader", "*"), ("kontrollsumma", "rad")),
    "kolumner": (("kolumner", "*"), ("kontrollsumma", "kolumn")),
}
_LINKED: Mapping[RenamedKind, str] = {"tabeller": "tabell", "texter": "text", "diagram": "diagram", "bilder": "bild"}


@dataclass(frozen=True, slots=True)
class Renaming:
    """An id to be renamed; `owner` is its table or record type, or "".

    A record, a row or a column is given on `line` of `file`: as a key, as `id:` or by a label that becomes its id.
    """

    kind: RenamedKind
    owner: str
    old: str
    new: str
    file: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The id as a user writes it."""
        return f"{self.owner}.{self.old}" if self.owner else self.old

    @property
    def full_name(self) -> str:
        """The id with its kind, which tells several of the same name apart."""
        kind = self.kind if self.kind != "post" else ""
        return ".".join(part for part in (self.owner, kind, self.old) if part)


@dataclass(frozen=True, slots=True)
class FileScope:
    """A file, and what names in it mean.

    `own`: the period's or its house's. `references` (föregående_bokslut) and `roots` mean the renamed period. `links`
    are fields that name a record of a type, `notes` by table the number of cells and the place of each that refers to
    notes to the accounts. `sources` says that `källor` fill the renamed period. A bare name in a record or table first
    means one of `fields` or `tables`.
    """

    file: str
    own: bool
    references: Collection[str] = ()
    roots: Collection[Root] = ()
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, FieldEntry]] = field(default_factory=dict)
    notes: Mapping[str, Collection[tuple[int, int]]] = field(default_factory=dict)
    tables: Mapping[str, Collection[str]] = field(default_factory=dict)
    sources: bool = False


def renaming_in(text: str, renaming: Renaming, scope: FileScope) -> Iterator[TextEdit]:
    """Yield the edits of a YAML or Markdown file. Raises UsageError where only a label gives the id."""
    if scope.file.endswith(".md"):
        for match in _CITED.finditer(text):
            yield from _in_expression(match, 1, partial(_rewrite, renaming, scope, ()))
        for within in (_in_links, _in_counts):
            yield from within(text, slice(0, len(text)), renaming, scope)
        return
    scalars = yaml_scalars(text)
    yield from _in_sources(text, scalars, renaming) if scope.sources else ()
    yield from _in_charts(text, scalars, renaming) if scope.own else ()
    for scalar in scalars:
        yield from _in_scalar(text, scalar, renaming, scope)
        # Figures, tables, texts and charts are given by a key.
        is_given = scalar.is_key and scalar.path[:-1] == (renaming.kind,) and same(scalar.value, renaming.old)
        if scope.own and (is_given or _is_reference(scalar, renaming, scope)):
            yield _replacement(text, scalar, renaming)
    if scope.own and renaming.line and scope.file == renaming.file:
        yield _definition(text, scalars, renaming)


def renamed_figure(identity: str, renaming: Renaming) -> str:
    """Return what the canonical id of a figure of the period becomes."""
    return ".".join(_renamed(tuple(identity.split(".")), renaming))


def same(one: str, other: str) -> bool:
    """Whether two words are the same when written with composed characters."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


# --- where an id is given --------------------------------------------------------------------------------------------


def _definition(text: str, scalars: tuple[Scalar, ...], renaming: Renaming) -> TextEdit:
    """The edit where a record, row or column is given: its key, its `id:`, or a new line where a label gave it."""
    first = next(scalar for scalar in scalars if scalar.line == renaming.line)
    places = ((*first.path[:-1], "id"), (*first.path, "id"))
    own_id = next((scalar for scalar in scalars if not scalar.is_key and scalar.path in places), None)
    if own_id is not None:
        return _replacement(text, own_id, renaming)
    if not first.is_key:
        raise UsageError(f"Rad {renaming.line} i {renaming.file} är bara en etikett. Ge den först ett eget id.")
    if same(first.value, renaming.old) and renaming.kind != "rader":
        return _replacement(text, first, renaming)
    return _new_line(text, scalars, first, renaming)


def _new_line(text: str, scalars: tuple[Scalar, ...], first: Scalar, renaming: Renaming) -> TextEdit:
    last = max(scalar.end for scalar in scalars if scalar.path[: len(first.path)] == first.path)
    # A block scalar ends after its line break.
    end = last - 1 if text[last - 1] == "\n" else last + len(text[last:].partition("\n")[0])
    before = "\r" if text[end - 1 : end] == "\r" else ""
    at = end - len(before)
    return TextEdit(at, at, f"{before}\n{' ' * first.column}id: {renaming.new}")


def _replacement(text: str, scalar: Scalar, renaming: Renaming, before: str = "") -> TextEdit:
    raw = text[scalar.start : scalar.end]
    quote = raw[0] if raw[:1] in {'"', "'"} else ""
    return TextEdit(scalar.start, scalar.end, f"{quote}{before}{renaming.new}{quote}")


# --- where an id is named alone --------------------------------------------------------------------------------------


def _is_reference(scalar: Scalar, renaming: Renaming, scope: FileScope) -> bool:
    path = scalar.path
    if scalar.is_key or not path or not same(scalar.value, renaming.old):
        return False
    if renaming.kind == "rader":
        return path[:3] == ("tabeller", renaming.owner, "rader") and "summera" in path
    if renaming.kind == "tabeller" and _names_tables(path, scope):
        return True
    if renaming.kind == "post" and renaming.owner == MATTERS and path[0] == MATTERS:
        return "handlingar" in path
    if renaming.kind == "post":
        return _links(path, scope) == renaming.owner or bool(_SECTIONS & set(path))
    return _REFERENCES.get(str(path[-1])) == renaming.kind and bool(_PLACED & set(path))


def _names_tables(path: Path, scope: FileScope) -> bool:
    """Whether a path leads into a record's field that names tables."""
    fields = scope.fields.get(str(path[0]), {})
    return any(name in fields and fields[str(name)].kind == "tabeller" for name in path[1:])


def _in_notes(text: str, scalar: Scalar, renaming: Renaming, scope: FileScope) -> Iterator[TextEdit]:
    """Yield the edits of the references to a note in a row's cells."""
    table = scalar.path[1] if scalar.path[:1] == ("tabeller",) and "rader" in scalar.path[2:3] else ""
    cells = [*_CELL.finditer(text, scalar.start, scalar.end)]
    for count, place in scope.notes.get(str(table), ()) if scope.own and renaming.owner == NOTES else ():
        if count == len(cells):
            for match in re.compile(_WORD).finditer(text, *cells[place].span()):
                if same(match[0], renaming.old):
                    yield TextEdit(match.start(), match.end(), renaming.new)


def _in_sources(text: str, scalars: tuple[Scalar, ...], renaming: Renaming) -> Iterator[TextEdit]:
    """Yield the edits of a table, its rows and its columns under `källor`."""
    tables = {each.path[1]: each.value for each in scalars if not each.is_key and _in_source(each.path, "tabell")}
    for scalar in scalars:
        table = tables.get(scalar.path[1], "") if len(scalar.path) > 1 else ""
        of_table = not scalar.is_key and _in_source(scalar.path, "tabell")
        if renaming.kind == "tabeller" and of_table and same(table, renaming.old):
            yield _replacement(text, scalar, renaming)
        places = _IN_SOURCES.get(renaming.kind, ())
        named = any(_in_source(scalar.path, *place) and scalar.is_key == (place[-1] == "*") for place in places)
        # A column may have its group before it.
        group, dot, own = scalar.value.rpartition(".") if renaming.kind == "kolumner" else ("", "", scalar.value)
        if named and same(table, renaming.owner) and same(own, renaming.old):
            yield _replacement(text, scalar, renaming, group + dot)


def _in_charts(text: str, scalars: tuple[Scalar, ...], renaming: Renaming) -> Iterator[TextEdit]:
    """Yield the edits of the rows and columns that charts of the table choose."""
    tables = {
        each.path[1]: each.value for each in scalars if each.path[:1] == ("diagram",) and each.path[2:] == ("tabell",)
    }
    for scalar in scalars:
        path = scalar.path
        if scalar.is_key or path[:1] != ("diagram",) or path[2:3] != (renaming.kind,):
            continue
        group, dot, own = scalar.value.rpartition(".") if renaming.kind == "kolumner" else ("", "", scalar.value)
        if same(str(tables.get(path[1], "")), renaming.owner) and same(own, renaming.old):
            yield _replacement(text, scalar, renaming, group + dot)


def _in_source(path: Path, *keys: str) -> bool:
    """Whether a path leads to keys of a source; `*` is any."""
    own = path[2:]
    if path[:1] != ("källor",) or len(own) != len(keys):
        return False
    return all(key in {"*", part} for key, part in zip(keys, own, strict=True))


def _links(path: Path, scope: FileScope) -> str | None:
    named = str(path[-1])
    types = [part for part in path[:-1] if isinstance(part, str) and part in scope.fields]
    if types:
        return scope.links.get((types[-1], named))
    selected = {goal for (_, name), goal in scope.links.items() if name == named}
    return selected.pop() if "urval" in path and len(selected) == 1 else None


# --- where an id is cited --------------------------------------------------------------------------------------------


def _in_scalar(text: str, scalar: Scalar, renaming: Renaming, scope: FileScope) -> Iterator[TextEdit]:
    rewrite: Rewrite = partial(_rewrite, renaming, scope, _own_names(scalar.path, scope))
    for match in _CITED.finditer(text, scalar.start, scalar.end):
        yield from _in_expression(match, 1, rewrite)
    if not scalar.path or (scalar.is_key and not _is_taken_cell(scalar)):
        return
    for within in (_in_links, _in_counts):
        yield from within(text, slice(scalar.start, scalar.end), renaming, scope)
    yield from _in_notes(text, scalar, renaming, scope)
    table = scalar.path[1] if scalar.path[0] == "tabeller" and len(scalar.path) > 1 else None
    if scope.own and table == renaming.owner and renaming.kind in {"rader", "kolumner"}:
        rewrite = partial(_rewrite_in_table, renaming, scope, rewrite)
    for match in _expressions(text, scalar):
        yield from _in_expression(match, 0, rewrite)
    if "summera" in scalar.path and table == renaming.owner and renaming.kind == "rader" and scalar.value[:1] in "-−":
        for match in re.compile(_WORD).finditer(text, scalar.start, scalar.end):
            if same(match[0], renaming.old):
                yield TextEdit(match.start(), match.end(), renaming.new)


def _in_links(text: str, part: slice, renaming: Renaming, scope: FileScope) -> Iterator[TextEdit]:
    for match in _LINK.finditer(text, part.start, part.stop) if scope.own else ():
        if match["kind"] == _LINKED.get(renaming.kind) and same(match["id"], renaming.old):
            yield TextEdit(match.start("id"), match.end("id"), renaming.new)


def _in_counts(text: str, part: slice, renaming: Renaming, scope: FileScope) -> Iterator[TextEdit]:
    """Yield the edits of the record that records are counted by: `antal(indikatorer, mål: "trygg_skola")`."""
    for count in _COUNT.finditer(text, part.start, part.stop) if scope.own and renaming.kind == "post" else ():
        for match in _CONDITION.finditer(text, *count.span("conditions")):
            linked = scope.links.get((count["type"], match["field"]))
            if linked == renaming.owner and same(match["word"], renaming.old):
                yield TextEdit(match.start("word"), match.end("word"), renaming.new)


def _own_names(path: Path, scope: FileScope) -> Collection[str]:
    types = [part for part in path if isinstance(part, str) and part in scope.fields]
    if types:
        return scope.fields[types[-1]]
    return scope.tables.get(str(path[1]), ()) if path[:1] == ("tabeller",) and len(path) > 1 else ()


def _is_taken_cell(scalar: Scalar) -> bool:
    """Whether a key names a cell of its table that was imported."""
    return scalar.is_key and scalar.path[2:3] == ("hämtat",) and scalar.path[4:5] == ("celler",)


def _expressions(text: str, scalar: Scalar) -> Iterator[re.Match[str]]:
    named = scalar.path[-1]
    keys = {part for part in scalar.path if isinstance(part, str)}
    quoted = text[scalar.start : scalar.start + 1] in {'"', "'"}
    start, end = (scalar.start + 1, scalar.end - 1) if quoted else (scalar.start, scalar.end)
    header = _BLOCK_HEADER.match(text, start, end)
    start = header.end() if header else start
    if (
        keys & _EXPRESSION_KEYS
        or _is_taken_cell(scalar)
        or "formler" in keys
        or _is_reconciliation(scalar.path)
        or (named == "tal" and "nyckeltalsrutor" in keys)
    ):
        yield from _ALL.finditer(text, start, end)
        return
    yield from (cell for cell in _CELL.finditer(text, start, end) if cell[0].lstrip().startswith("="))


def _is_reconciliation(path: Path) -> bool:
    """Whether a path leads to the two expressions of a reconciliation, in its short form or its long one."""
    return path[:1] == ("avstämningar",) and path[2:] in {(), ("uttryck",)}


def _in_expression(region: re.Match[str], group: int, rewrite: Rewrite) -> Iterator[TextEdit]:
    for match in _NAME.finditer(region.string, region.start(group), region.end(group)):
        if match["words"] is None or match["before"] or match["after"]:
            continue
        words = tuple(match["words"].split("."))
        root = (match["of"], match["named"]) if match["root"] else None
        renamed = rewrite(words, root)
        if renamed != words:
            yield TextEdit(match.start("words"), match.end("words"), ".".join(renamed))


def _rewrite(renaming: Renaming, scope: FileScope, names: Collection[str], words: Words, root: Root | None) -> Words:
    """`names` are what a bare name means first."""
    at = _beginning(words, root, scope)
    if at is None or (root is None and at == 0 and len(words) == 1 and words[0] in names):
        return words
    return (*words[:at], *_renamed(words[at:], renaming))


def _beginning(words: Words, root: Root | None, scope: FileScope) -> int | None:
    """Where in a dotted name a figure of the renamed period begins; None where it is another period's."""
    if root is not None:
        return 0 if root in scope.roots else None
    if words[0] in PERIOD_WORDS:
        return 1 if words[0] in scope.references else None
    return 0 if scope.own else None


def _renamed(words: Words, renaming: Renaming) -> Words:
    old, new = renaming.old, renaming.new
    placed = _LINKED.get(renaming.kind, "")
    if placed and words[0] in {"dokument", placed}:
        pairs = zip(("", *words), words, strict=False)
        return tuple(new if before == placed and same(word, old) else word for before, word in pairs)
    if renaming.kind not in _NAMED_IN_EXPRESSIONS or (
        renaming.kind == "kolumner" and not same(words[0], renaming.owner)
    ):
        return words
    if renaming.kind == "kolumner":
        return (*words[:2], *(new if same(word, old) else word for word in words[2:]))
    if renaming.kind == "post" and words[0] in {"avsnitt", "dokument"}:
        pairs = zip(("", *words), words, strict=False)
        return tuple(new if before == "avsnitt" and same(word, old) else word for before, word in pairs)
    owner = renaming.kind if renaming.kind == "avstämningar" else renaming.owner
    full = (owner, old) if owner else (old,)
    long_enough = len(words) == 1 if renaming.kind == "tal" else len(words) > len(full)
    if long_enough and all(same(*pair) for pair in zip(words, full, strict=False)):
        return (*full[:-1], new, *words[len(full) :])
    return words


def _rewrite_in_table(renaming: Renaming, scope: FileScope, rewrite: Rewrite, words: Words, root: Root | None) -> Words:
    """Within its own table a row or a column is named without the table: `utfall`, `grupp.utfall`, `rad.utfall`."""
    begins_elsewhere = words[0] in scope.tables and words[0] not in scope.tables[renaming.owner]
    if root is not None or begins_elsewhere or words[0] in PERIOD_WORDS:
        return rewrite(words, root)
    places = [at for at, word in enumerate(words) if same(word, renaming.old)]
    if not places or (renaming.kind == "rader" and places[0] > 0):
        return words
    at = places[0] if renaming.kind == "rader" else places[-1]
    return (*words[:at], renaming.new, *words[at + 1 :])
