"""The files of a new period: all that its outlines ask for, without values, below the outlines' guidance."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, assert_never, get_args

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from generator.content import (
    MATTERS,
    MEMO_PARTS,
    FieldEntry,
    House,
    Kind,
    MemoParts,
    Outline,
    RecordType,
    every_section,
    section_id,
)
from generator.editing.outline_asks import POST, OutlineRequests, RequestedRecords, outline_asks
from generator.problems import Problem, Rejected, Where
from generator.swedish import ascii_name, identifier

FOLDER = "skelett"
LINE = 110
# What YAML reads as written: no colon, no number sign, nothing that opens a quotation, a list or a block.
_PLAIN = re.compile(r"\w[\w ,.()–§/-]*(?<! )")


def _comment(text: str, indent: int = 0) -> str:
    before = " " * indent + "# "
    return textwrap.fill(" ".join(text.split()), LINE, initial_indent=before, subsequent_indent=before).lstrip(" ")


def scalar(text: str) -> str:
    """Return a text as YAML, in quotation marks where it would be read as something else."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=8)
def _environment(folders: tuple[str, ...]) -> jinja2.Environment:
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([f"{folder}/{FOLDER}" for folder in folders]),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        # YAML and CSS for an editor, not a page for a browser.
        autoescape=False,
        keep_trailing_newline=True,
    )
    # A skeleton of a house prints: it calls nothing that it is not given.
    environment.globals.clear()
    environment.filters |= {"comment": _comment, "scalar": scalar}
    return environment


def skeleton(folders: Sequence[str], file: str, **values: Any) -> bytes:  # noqa: ANN401 - whatever the file asks for
    """Render a template below `skelett/` of the first folder that has it. Raises Rejected (T501) for a bad one."""
    try:
        return _environment(tuple(folders)).get_template(file).render(**values).encode()
    except jinja2.TemplateError as error:
        where = Where(f"{FOLDER}/{file}", getattr(error, "lineno", 0) or 0)
        hint = "Ta bort filen ur profilens mapp, så gäller den som följer med Tertial."
        problem = Problem("T501", where, "Skelettet går inte att använda.", "en mall i Jinja", str(error), hint)
        raise Rejected([problem]) from error


PARTS: tuple[str, ...] = get_args(MEMO_PARTS)


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """A period to be made; `earlier` has ids of earlier periods, or "", by their keys in period.yaml."""

    id: str
    title: str
    start: date
    end: date
    earlier: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a record: with its value, empty where it `must` be filled, or else as a comment."""

    name: str
    value: str
    note: str
    must: bool


def new_period_files(
    period: NewPeriod, outlines: Mapping[str, Outline], house: House, tables: Sequence[str] = ()
) -> dict[str, bytes]:
    """Return the files of a period by name, from the outline of each of its documents by id.

    `tables` are ids of those that it has already: they are not asked for, and shown where no outline shows them.
    """
    requests = outline_asks(tuple(outlines.values()), house)
    asked = {thing.id for thing in requests.things["tabeller"]}
    loose = [table for table in tables if table not in asked]
    files = {"period.yaml": _period_yaml(period, outlines, requests, house, loose)}
    for kind, things in requests.things.items():
        given = tables if kind == "tabeller" else ()
        required = [thing for thing in things if thing.required and thing.id not in given]
        if required:
            name = f"{kind}.yaml"
            files[name] = skeleton(house.folders, f"period/{name}", **{_name_in_skeleton(kind): required})
    for type_id, asks in requests.records.items():
        # Matters stand in period.yaml.
        if type_id in house.record_types and type_id != MATTERS and any(each.required for each in asks):
            files[f"{ascii_name(type_id)}.yaml"] = _records_yaml(type_id, asks, house)
    return files


def _name_in_skeleton(kind: Kind) -> str:
    match kind:
        case "texter":
            return "texts"
        case "tabeller":
            return "tables"
        case "diagram":
            return "charts"
        case "bilder":
            return "pictures"
        case "tal":
            return "figures"
        case _:
            assert_never(kind)


def new_board_file(outlines: Iterable[Outline], house: House) -> bytes:
    """Return the file of a board with the roles that sign documents of these outlines."""
    roles = dict.fromkeys(role for outline in outlines for role in outline.signatories)
    return skeleton(house.folders, "period/namnd.yaml", roles=tuple(roles))


# --- period.yaml ---------------------------------------------------------------------------------------------------


def _period_yaml(
    period: NewPeriod,
    outlines: Mapping[str, Outline],
    requests: OutlineRequests,
    house: House,
    tables: Sequence[str],
) -> bytes:
    memos = [name for name, outline in outlines.items() if is_memo(outline)]
    others = [name for name in outlines if name not in memos]
    summons = [name for name in others if MATTERS in outline_asks([outlines[name]], house).records]
    documents = tuple(_document(name, outline, appended=bool(others)) for name, outline in outlines.items())
    return skeleton(
        house.folders,
        "period/period.yaml",
        period=period.id,
        title=period.title,
        start=period.start.isoformat(),
        end=period.end.isoformat(),
        earlier=period.earlier.items(),
        documents=documents,
        tables=tables,
        tables_in=next((each["id"] for each in documents if each["last"]), ""),
        appendices=[name for name in others if name not in summons],
        papers=[*memos, *(name for name in others if name not in summons)] if memos else [],
        matter=identifier(period.title) or "ärendet",
        summons=summons,
        addable=tuple(_addable(requests, house)),
    )


def is_memo(outline: Outline) -> bool:
    """Whether an outline is that of a paper that proposes a decision."""
    return "förslag_till_beslut" in _placed(outline) or bool(outline.proposal)


def _document(name: str, outline: Outline, *, appended: bool) -> Mapping[str, object]:
    # A memo is about the other papers, whether its outline lists them or only speaks of them.
    parts = _asked_parts(outline) | ({"bilagor"} if is_memo(outline) and appended else frozenset())
    headed = [section for section in outline.sections if section.heading is not None]
    return {
        "id": name,
        "outline": outline.id,
        "title": " ".join(outline.title.text.split()) if outline.title is not None else "",
        "letterhead": [field.id for field in outline.letterhead if field.value is None],
        "parts": [part for part in PARTS if part in parts],
        "optional": [section_id(section) for section in every_section(outline.sections) if not section.required],
        "last": section_id(headed[-1]) if headed and not is_memo(outline) else "",
    }


def _placed(outline: Outline) -> frozenset[str]:
    entries = (*outline.opening, *(entry for section in every_section(outline.sections) for entry in section.content))
    return frozenset(entry.part for entry in entries if entry.part is not None)


def _asked_parts(outline: Outline) -> frozenset[str]:
    """The parts that a document fills in: printed or required, and without standing words in the outline."""
    required = frozenset(outline.rules.required_parts) if outline.rules is not None else frozenset[str]()
    standing = {entry.alias for name, entry in MemoParts.model_fields.items() if getattr(outline, name)}
    return (_placed(outline) | required) - {str(name) for name in standing}


def _addable(requests: OutlineRequests, house: House) -> Iterator[str]:
    for kind, things in requests.things.items():
        names = [thing.id for thing in things if not thing.required]
        if names:
            yield f"{kind}: {', '.join(names)}"
    for type_id, asks in requests.records.items():
        if type_id in house.record_types and not any(each.required for each in asks):
            yield f"{type_id}: {', '.join(dict.fromkeys(each.place for each in asks))}"


# --- records -------------------------------------------------------------------------------------------------------


def _records_yaml(type_id: str, asks: Sequence[RequestedRecords], house: House) -> bytes:
    declared = house.record_types[type_id]
    return skeleton(
        house.folders,
        "period/poster.yaml",
        type=type_id,
        label=f"# {declared.label or type_id}",
        places=tuple(dict.fromkeys(each.place for each in asks)),
        guidance=tuple(dict.fromkeys(each.guidance for each in asks if each.guidance)),
        groups=tuple(_groups(declared, asks, house)),
    )


def _groups(
    declared: RecordType, asks: Sequence[RequestedRecords], house: House
) -> Iterator[tuple[str, tuple[tuple[_Field, ...], ...]]]:
    """Each group and the records it begins with: one for every choice of records that an outline makes."""
    needed = [each for each in asks if each.required]
    # Where records are asked for by group, those asked for without one are the same records once more.
    groups = dict.fromkeys(each.selection.get("grupp", "") for each in needed)
    if len(groups) > 1:
        groups.pop("", None)
    for group in groups:
        here = [each for each in needed if each.selection.get("grupp", "") == group]
        # A choice among the records says more than all of them.
        chosen = [each for each in here if _values(each)] or here
        of_all = {name for each in here for name in each.fields if not _values(each)}
        printed: dict[tuple[tuple[str, str], ...], set[str]] = {}
        for each in chosen:
            printed.setdefault(_values(each), set(of_all)).update(each.fields)
        records = (_fields(declared, dict(values), names, house) for values, names in printed.items())
        yield group, tuple(map(tuple, records))


def _values(request: RequestedRecords) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in request.selection.items() if name not in {"grupp", "id"})


def _fields(declared: RecordType, values: Mapping[str, str], printed: Iterable[str], house: House) -> Iterator[_Field]:
    written = {name: entry for name, entry in declared.fields.items() if entry.formula is None and not entry.formula_by}
    must = {name for name, entry in written.items() if entry.required or name in {*printed, *values}}
    # Without a field to begin with there is no record.
    must = must or {declared.id_field or next(iter(written))}
    for name in sorted(written, key=lambda each: each not in must):
        value = values.get(name, "")
        yield _Field(name, value if value != POST else "", _note(written[name], house), name in must)


def _note(entry: FieldEntry, house: House) -> str:
    choices = house.scales.get(entry.scale or "", {}) if entry.kind == "status" else entry.choices
    parts = (
        entry.label,
        entry.guidance,
        f"Enhet: {entry.unit}" if entry.unit else None,
        f"Ett av: {', '.join(choices)}" if choices else None,
        "ÅÅÅÅ-MM-DD" if entry.kind == "datum" else None,
        "ja eller nej" if entry.kind == "ja_nej" else None,
    )
    return ". ".join(part.rstrip(".") for part in parts if part)
