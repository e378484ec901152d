"""An id to rename and the text of a file → the changes in the text, wherever the id is given or cited.

Only the id's own characters change. Names in expressions are told apart by where they stand; whoever applies the
changes resolves the content before and after, and compares, since only that is proof.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.editing.yaml_text import Path, Scalar, yaml_scalars
from generator.figures import PERIOD_WORDS
from generator.problems import UsageError
from generator.project import TextEdit

Kind: TypeAlias = Literal["tal", "tabeller", "texter", "diagram", "post", "rader", "kolumner"]
Words: TypeAlias = tuple[str, ...]

_WORD = r"[^\W\d]\w*"
_NAME = re.compile(
    rf"""
    (?P<root>\b(?P<of>period|nämnd)\(\s*\\?["'](?P<named>[^"'\\]*)\\?["']\s*\)\s*\.\s*)?
    (?P<before>[|.]\s*)?
    (?P<words>(?<!\w){_WORD}(?:\.{_WORD})*)
    (?P<after>\s*[:(])?
    | \\?"[^"\\]*\\?" | ''[^']*'' | '[^']*'
    """,
    re.VERBOSE,
)
_CITED = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[^\n]*\n")
_ALL = re.compile(r"[\s\S]+")
_CELL = re.compile(r"(?:\\\||[^|])+")
_EXPRESSION_KEYS = frozenset({"formel", "stäms_av_mot", "mot", "plats", "ingår_i"})
_REFERENCES: Mapping[str, Kind] = {"text": "texter", "tabell": "tabeller", "diagram": "diagram"}
# Sections that an outline makes for each record have the record's id.
_SECTIONS = frozenset({"under", "efter", "utelämna", "inget_att_redovisa"})
_PLACED = frozenset({"innehåll", "diagram"})


@dataclass(frozen=True, slots=True)
class Renaming:
    """An id of a period to be renamed: its kind, what it belongs to (a table, a record type) or nothing, old and new.

    A record, a row or a column is given on `line` of `file`: as a key, as `id:` or by a label that it is made from.
    """

    kind: Kind
    owner: str
    old: str
    new: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """The file that is read: its name, whether ids of the renamed period stand alone in it, and how others call it.

    `own` is for the period's own files and its house's. `references` are the words (föregående_bokslut) that mean the
    renamed period, `roots` the `period("…")` and `nämnd("…")` that do. `links` are fields that name a record, with its
    type; `fields` and `tables` are what a bare name means first within a record of a type or within a table.
    """

    file: str
    own: bool
    references: Collection[str] = ()
    roots: Collection[tuple[str, str]] = ()
    links: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fields: Mapping[str, Collection[str]] = field(default_factory=dict)
    tables: Mapping[str, Collection[str]] = field(default_factory=dict)


def changes_in_yaml(text: str, renaming: Renaming, reader: Reader) -> frozenset[TextEdit]:
    """The text of a YAML file goes in; the changes in it come out.

    Raises UsageError where the id's own place does not let it be changed.
    """
    scalars = yaml_scalars(text)
    made = {change for scalar in scalars for change in _in_scalar(text, scalar, renaming, reader)}
    if reader.own:
        made |= {_whole(text, scalar, renaming) for scalar in scalars if _refers(scalar, renaming, reader)}
        made |= {_whole(text, scalar, renaming) for scalar in scalars if _gives(scalar, renaming)}
        if renaming.line and reader.file == renaming.file:
            made.add(_definition(text, scalars, renaming))
    return frozenset(made)


def changes_in_prose(text: str, renaming: Renaming, reader: Reader) -> frozenset[TextEdit]:
    """The text of a Markdown file goes in; the changes in its citations come out."""
    rewrite = _rewriter(renaming, reader, ())
    return frozenset(change for match in _CITED.finditer(text) for change in _in_expression(match, 1, rewrite))


def renamed_figure(identity: str, renaming: Renaming) -> str:
    """What the canonical id of a figure of the period becomes."""
    return ".".join(_renamed(tuple(identity.split(".")), renaming))


def same(one: str, other: str) -> bool:
    """Whether two words are the same when written with composed characters."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


# --- where an id is given --------------------------------------------------------------------------------------------


def _gives(scalar: Scalar, renaming: Renaming) -> bool:
    """Whether a key is the id of a figure, a table, a text or a chart."""
    path = scalar.path
    return (
        scalar.is_key
        and len(path) == len(("kind", "id"))
        and path[0] == renaming.kind
        and same(str(path[1]), renaming.old)
    )


def _definition(text: str, scalars: tuple[Scalar, ...], renaming: Renaming) -> TextEdit:
    """The change where a record, row or column is given: its key, its `id:`, or a new line where a label gave it."""
    first = next(scalar for scalar in scalars if scalar.line == renaming.line)
    places = ((*first.path[:-1], "id"), (*first.path, "id"))
    given = next((scalar for scalar in scalars if not scalar.is_key and scalar.path in places), None)
    if given is not None:
        return _whole(text, given, renaming)
    if not first.is_key:
        raise UsageError(f"Rad {renaming.line} i {renaming.file} är bara en etikett. Ge den först ett eget id.")
    if same(first.value, renaming.old) and renaming.kind != "rader":
        return _whole(text, first, renaming)
    return _new_line(text, scalars, first, renaming)


def _new_line(text: str, scalars: tuple[Scalar, ...], first: Scalar, renaming: Renaming) -> TextEdit:
    """`id: new` after what the label begins, indented as it is."""
    last = max(scalar.end for scalar in scalars if scalar.path[: len(first.path)] == first.path)
    end = text.find("\n", last)
    if end < 0:
        end = len(text)
    if text[last - 1] == "\n":
        end = last - 1
    before = "\r" if text[end - 1 : end] == "\r" else ""
    at = end - len(before)
    return TextEdit(at, at, f"{before}\n{' ' * first.column}id: {renaming.new}")


def _whole(text: str, scalar: Scalar, renaming: Renaming) -> TextEdit:
    raw = text[scalar.start : scalar.end]
    quote = raw[0] if raw[:1] in {'"', "'"} else ""
    return TextEdit(scalar.start, scalar.end, f"{quote}{renaming.new}{quote}")


# --- where an id is named alone --------------------------------------------------------------------------------------


def _refers(scalar: Scalar, renaming: Renaming, reader: Reader) -> bool:
    """Whether a value is the id itself: a placed text, table or chart, a field that names a record, a row in a sum."""
    if scalar.is_key or not scalar.path:
        return False
    path = scalar.path
    if renaming.kind == "rader":
        in_sum = path[:1] == ("tabeller",) and path[1:3] == (renaming.owner, "rader") and "summera" in path
        return in_sum and same(scalar.value, renaming.old)
    if not same(scalar.value, renaming.old):
        return False
    if renaming.kind == "post":
        return _links(path, reader) == renaming.owner or bool(_SECTIONS & set(path))
    last = path[-1]
    return isinstance(last, str) and _REFERENCES.get(last) == renaming.kind and bool(_PLACED & set(path))


def _links(path: Path, reader: Reader) -> str | None:
    """The type of the record that a field, or a selection by a field, names."""
    named = path[-1]
    if not isinstance(named, str):
        return None
    types = [part for part in path[:-1] if isinstance(part, str) and part in reader.fields]
    if types:
        return reader.links.get((types[-1], named))
    selected = {goal for (_, name), goal in reader.links.items() if name == named}
    return selected.pop() if "urval" in path and len(selected) == 1 else None


# --- where an id is cited --------------------------------------------------------------------------------------------


def _in_scalar(text: str, scalar: Scalar, renaming: Renaming, reader: Reader) -> Iterator[TextEdit]:
    names = _own_names(scalar.path, reader)
    rewrite = _rewriter(renaming, reader, names)
    for match in _CITED.finditer(text, scalar.start, scalar.end):
        yield from _in_expression(match, 1, rewrite)
    if scalar.is_key or not scalar.path:
        return
    table = scalar.path[1] if scalar.path[0] == "tabeller" and len(scalar.path) > 1 else None
    if reader.own and table == renaming.owner and renaming.kind in {"rader", "kolumner"}:
        rewrite = _rewriter_in_table(renaming, reader, rewrite)
    for match in _expressions(text, scalar):
        yield from _in_expression(match, 0, rewrite)
    if "summera" in scalar.path and table == renaming.owner and renaming.kind == "rader" and scalar.value[:1] in "-−":
        for match in re.compile(_WORD).finditer(text, scalar.start, scalar.end):
            if same(match[0], renaming.old):
                yield TextEdit(match.start(), match.end(), renaming.new)


def _own_names(path: Path, reader: Reader) -> Collection[str]:
    """What a bare name means first where it stands: a field of the record, a row or column of the table."""
    types = [part for part in path if isinstance(part, str) and part in reader.fields]
    if types:
        return reader.fields[types[-1]]
    return reader.tables.get(str(path[1]), ()) if path[:1] == ("tabeller",) and len(path) > 1 else ()


def _expressions(text: str, scalar: Scalar) -> Iterator[re.Match[str]]:
    """The parts of a value that are expressions: the value of a formula's key, and cells that begin with `=`."""
    named = scalar.path[-1]
    keys = {part for part in scalar.path if isinstance(part, str)}
    quoted = text[scalar.start : scalar.start + 1] in {'"', "'"}
    start, end = (scalar.start + 1, scalar.end - 1) if quoted else (scalar.start, scalar.end)
    header = _BLOCK_HEADER.match(text, start, end)
    start = header.end() if header else start
    if keys & _EXPRESSION_KEYS or "formler" in keys or (named == "tal" and "nyckeltalsrutor" in keys):
        yield from _ALL.finditer(text, start, end)
        return
    yield from (cell for cell in _CELL.finditer(text, start, end) if cell[0].lstrip().startswith("="))


def _in_expression(
    region: re.Match[str], group: int, rewrite: Callable[[Words, tuple[str, str] | None], Words]
) -> Iterator[TextEdit]:
    for match in _NAME.finditer(region.string, region.start(group), region.end(group)):
        if match["words"] is None or match["before"] or match["after"]:
            continue
        words = tuple(match["words"].split("."))
        root = (match["of"], match["named"]) if match["root"] else None
        renamed = rewrite(words, root)
        if renamed != words:
            yield TextEdit(match.start("words"), match.end("words"), ".".join(renamed))


def _rewriter(
    renaming: Renaming, reader: Reader, names: Collection[str]
) -> Callable[[Words, tuple[str, str] | None], Words]:
    """How a name reads after the renaming, given what stands before it; `names` are what a bare one means first."""

    def rewrite(words: Words, root: tuple[str, str] | None) -> Words:
        at = _beginning(words, root, reader)
        if at is None or (root is None and at == 0 and len(words) == 1 and words[0] in names):
            return words
        return (*words[:at], *_renamed(words[at:], renaming))

    return rewrite


def _beginning(words: Words, root: tuple[str, str] | None, reader: Reader) -> int | None:
    """Where in a dotted name a figure of the renamed period begins; nothing where it is another period's."""
    if root is not None:
        return 0 if root in reader.roots else None
    if words[0] in PERIOD_WORDS:
        return 1 if words[0] in reader.references else None
    return 0 if reader.own else None


def _renamed(words: Words, renaming: Renaming) -> Words:
    """A name within the renamed period, which begins with a figure, a table or a record type."""
    old, new = renaming.old, renaming.new
    if renaming.kind in {"texter", "diagram"}:
        return words
    if renaming.kind == "kolumner":
        if same(words[0], renaming.owner):
            return (*words[:2], *(new if same(word, old) else word for word in words[2:]))
        return words
    if renaming.kind == "post" and words[0] in {"avsnitt", "dokument"}:
        pairs = zip(("", *words), words, strict=False)
        return tuple(new if before == "avsnitt" and same(word, old) else word for before, word in pairs)
    full = (renaming.owner, old) if renaming.owner else (old,)
    long_enough = len(words) == 1 if renaming.kind == "tal" else len(words) > len(full)
    if long_enough and all(same(*pair) for pair in zip(words, full, strict=False)):
        return (*full[:-1], new, *words[len(full) :])
    return words


def _rewriter_in_table(
    renaming: Renaming, reader: Reader, rewrite: Callable[[Words, tuple[str, str] | None], Words]
) -> Callable[[Words, tuple[str, str] | None], Words]:
    """Within its own table a row or a column is named without the table: `utfall`, `grupp.utfall`, `rad.utfall`."""

    def in_table(words: Words, root: tuple[str, str] | None) -> Words:
        begins_elsewhere = words[0] in reader.tables and words[0] not in reader.tables[renaming.owner]
        if root is not None or begins_elsewhere or words[0] in PERIOD_WORDS:
            return rewrite(words, root)
        places = [at for at, word in enumerate(words) if same(word, renaming.old)]
        if not places or (renaming.kind == "rader" and places[0] > 0):
            return words
        at = places[0] if renaming.kind == "rader" else places[-1]
        return (*words[:at], renaming.new, *words[at + 1 :])

    return in_table
