"""What pages of the manual say of the program → the same pages as they should be, from the program itself.

Blocks marked `utskrift`, `visat=` and `hjälp=` are filled with what the program says. So are the stretches between
`<!-- document -->` and `<!-- /document -->` with the values that a template may see, and between `<!-- keys: NAME -->`
and `<!-- /keys -->` with the keys of that block of the content language.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import WithJsonSchema
from pydantic.fields import FieldInfo

from generator.content import DeclaredBlock, Expression
from generator.content.fields import (
    PLACE_KEY,
    AmountField,
    CitedText,
    Day,
    Identifier,
    OneLine,
    PeriodDay,
    PrintedText,
    ShownDecimals,
    Value,
    Whole,
    YesNo,
)
from tests.docs.examples import ROOT, Example, examples

_STRETCH = re.compile(r"(<!-- document -->\n).*?(<!-- /document -->)", re.DOTALL)


def renewed(page: Path, said: Callable[[Example], str | None]) -> str:
    """A page and what each of its examples should hold (None for one that stays) → the page's text with it in place."""
    lines = page.read_text(encoding="utf-8").split("\n")
    for example in sorted(examples(page), key=lambda each: -each.line):
        text = said(example)
        if text is not None:
            # A line that ends in blanks would be lost in an editor.
            new = [line.rstrip() for line in text.strip("\n").split("\n")]
            lines[example.line : example.line + example.text.count("\n")] = new
    return "\n".join(lines)


def with_document(text: str) -> str:
    """The text of a page → the same with its stretch on the document renewed."""
    reference = "\n".join(_reference())
    return _STRETCH.sub(lambda match: f"{match[1]}\n{reference}\n{match[2]}", text)


def _reference() -> Iterator[str]:
    """A heading, the docstring and a table of fields for every class of `document` and what it is made of."""
    for module in _made_of("document.document"):
        for node in _parsed(module).body:
            if isinstance(node, ast.Assign | ast.AnnAssign) and (alias := _alias(node)):
                yield f"`{alias}`\n"
            if isinstance(node, ast.ClassDef):
                yield f"### {node.name}\n\n{_paragraphs(ast.get_docstring(node) or '')}\n"
                yield from _fields(node)


def _parsed(module: str) -> ast.Module:
    return ast.parse((ROOT / "generator" / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))


def _made_of(module: str) -> tuple[str, ...]:
    """A module and, before it, the modules of the package that it imports; problems are never printed."""
    imported = [node.module or "" for node in _parsed(module).body if isinstance(node, ast.ImportFrom)]
    own = [name.removeprefix("generator.") for name in imported if name.startswith("generator.")]
    below = [each for name in own if name != "problems" for each in _made_of(name)]
    return tuple(dict.fromkeys((*below, module)))


def _alias(node: ast.Assign | ast.AnnAssign) -> str:
    """A name for several types, as it is written."""
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias" and node.value is not None:
        return f"{ast.unparse(node.target)} = {ast.unparse(node.value)}"
    return ""


def _paragraphs(docstring: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in docstring.split("\n\n"))


def _fields(node: ast.ClassDef) -> Iterator[str]:
    fields = [line for line in node.body if isinstance(line, ast.AnnAssign)]
    if fields:
        yield "| Field | Type | |"
        yield "| --- | --- | --- |"
    for line in fields:
        yield " | ".join(("", f"`{ast.unparse(line.target)}`", *_kind(line), "")).strip()
    if fields:
        yield ""


def _kind(line: ast.AnnAssign) -> tuple[str, str]:
    """The type of a field, and what it is where nobody says."""
    kind, value = ast.unparse(line.annotation), ast.unparse(line.value) if line.value is not None else ""
    value = value.replace("field(default_factory=dict)", "{}")
    if match := re.fullmatch(r"ClassVar\[(.*)\]", kind):
        return f"`{match[1]}`", f"always `{value}`"
    return f"`{kind}`".replace("|", "\\|"), f"else `{value}`" if value else ""


# --- keys of the content language ----------------------------------------------------------------------------------

_KEYS = re.compile(r"(<!-- keys: (\w+) -->\n).*?(<!-- /keys -->)", re.DOTALL)
_WORDS = (
    (OneLine, "text"),
    (Identifier, "id"),
    (YesNo, "ja/nej"),
    (Whole, "heltal"),
    (Day, "datum"),
    (PeriodDay, "datum"),
    (AmountField, "tal"),
    (Value, "tal, eller = uttryck"),
    (ShownDecimals, "decimaler"),
    (CitedText, "text med tal"),
    (Expression, "uttryck"),
    (PrintedText, "text"),
)


def models(root: type[DeclaredBlock] = DeclaredBlock) -> dict[str, type[DeclaredBlock]]:
    """Every block of the content language by its class's name; those that only others are made of are left out."""
    found = {}
    for model in root.__subclasses__():
        below = models(model)
        found.update(below or {model.__name__: model})
    return found


def with_keys(text: str) -> str:
    """The text of a page → the same with the table of each block's keys renewed."""
    known = models()
    return _KEYS.sub(lambda match: f"{match[1]}\n{_table_of_keys(known[match[2]])}\n\n{match[3]}", text)


def _table_of_keys(model: type[DeclaredBlock]) -> str:
    hints = get_type_hints(model, include_extras=True)
    rows = []
    for name, field in model.model_fields.items():
        if field.alias not in {PLACE_KEY, *_MADE_BY_READING}:
            key = f"**`{field.alias}`**" if field.is_required() else f"`{field.alias}`"
            rows.append(f"| {key} | {_word(hints[name])} | {_description(field)} |")
    return "\n".join(("| Nyckel | Värde | |", "| --- | --- | --- |", *rows))


# Written as the name of a record type and what follows it.
_MADE_BY_READING = {"uppföljningstyp", "grupp"}


def _description(field: FieldInfo) -> str:
    schemas = [each.json_schema or {} for each in field.metadata if isinstance(each, WithJsonSchema)]
    told = (field.description, *(each.get("description") for each in schemas))
    return next((str(each) for each in told if each), "").replace("|", "\\|")


def _word(hint: Any) -> str:  # noqa: ANN401 - any type that a field may have
    """The type of a field in a word."""
    for known, word in _WORDS:
        if hint == known:
            return word
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _word(inner[0])
    if origin is Literal:
        return ", ".join(f"`{each}`" for each in inner)
    if origin in {Union, UnionType}:
        return " eller ".join(dict.fromkeys(_word(each) for each in inner if each is not type(None)))
    if origin is tuple:
        return f"lista: {_word(inner[0])}"
    if origin is Mapping:
        return f"block efter id: {_word(inner[1])}"
    return "block" if isinstance(hint, type) and issubclass(hint, DeclaredBlock) else "se ovan"
