"""JSON Schema (draft 7, which editors know best) of the content, and of the record types of house styles.

Descriptions are Swedish: authors see them. A schema is of the author's form: short forms, rows and columns, and any
scalar, since a text may look like a number to YAML.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, assert_never

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from generator.content.fields import PLACE_KEY, TEXTLIKE, DeclaredBlock
from generator.content.house import FieldEntry, Profile, RecordType, StatusEntry
from generator.content.outline import KINDS, Kind, Outline
from generator.content.period import (
    Board,
    ChartEntry,
    FigureEntry,
    Municipality,
    PeriodEntry,
    PictureEntry,
    ReconciliationEntry,
)
from generator.content.table import ColumnEntry, RowEntry, TableEntry

Schema: TypeAlias = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT: Schema = {"type": "string", "minLength": 1}
NOTHING: Schema = {"type": "null"}
# Letters beyond ASCII count as letters; editors' regular expressions know no classes for them.
IDENTIFIER = r"^[^\s\d!-/:-@\[-`{-~][^\s!-/:-@\[-^`{-~]*$"
# Name and title of the schemas that are of a model alone.
_ROOTS: Mapping[type[DeclaredBlock], tuple[str, str]] = {
    Municipality: ("kommun", "kommun.yaml"),
    Board: ("namnd", "namnd.yaml"),
    Profile: ("profil", "profil.yaml"),
    Outline: ("mall", "En mall för dokument"),
}
PARTS: tuple[type[DeclaredBlock], ...] = (
    PeriodEntry,
    FigureEntry,
    TableEntry,
    ColumnEntry,
    RowEntry,
    ChartEntry,
    PictureEntry,
    ReconciliationEntry,
)


def json_schemas(houses: Sequence[Profile]) -> Mapping[str, Schema]:
    """Return the schemas by name; those of periods and outlines take what any of the houses declares."""
    definitions = _definitions(houses)
    schemas = {name: {"title": title, **definitions[model.__name__]} for model, (name, title) in _ROOTS.items()}
    schemas["period"] = _of_period(houses, definitions)
    return {
        name: {"$schema": DRAFT, **schema, "definitions": _reached_from(schema, definitions)}
        for name, schema in schemas.items()
    }


def _reached_from(schema: Schema, definitions: Schema) -> Schema:
    reached: Schema = {}
    waiting = list(_references(schema))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = definitions[name]
            waiting.extend(_references(definitions[name]))
    return dict(sorted(reached.items()))


def _references(schema: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a schema
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from _references(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _references(part)


class _AuthorsForm(GenerateJsonSchema):
    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        model = schema["cls"]
        block = super().model_schema(schema)
        block.pop("description", None)
        block.get("properties", {}).pop(PLACE_KEY, None)
        block["additionalProperties"] = False
        if issubclass(model, DeclaredBlock) and model.short_form:
            several: list[Schema] = [{"type": "array", "items": TEXTLIKE}] if model.list_form else []
            return {"anyOf": [TEXTLIKE, *several, block]}
        if model is StatusEntry:
            return {"anyOf": [NOTHING, block]}
        return block

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Leave out the default: it is a value of the program, not a word of the author."""
        return dict(self.generate_inner(schema["schema"]))

    def nullable_schema(self, schema: core_schema.NullableSchema) -> Schema:
        """Leave out null: a key that may be left out may not be left unfilled."""
        return dict(self.generate_inner(schema["schema"]))


def _definitions(houses: Sequence[Profile]) -> Schema:
    generator = _AuthorsForm(by_alias=True, ref_template="#/definitions/{model}")
    inputs = [(model, "validation", model.__pydantic_core_schema__) for model in (*_ROOTS, *PARTS)]
    _, generated = generator.generate_definitions(inputs)  # type: ignore[arg-type]
    definitions: Schema = {str(name): _tidy(schema) for name, schema in generated.items()}
    definitions["ContentEntry"] = _content_entry(definitions["ContentEntry"], houses)
    definitions["kolumn"] = _column(definitions["ColumnEntry"])
    definitions["rad"] = _row(definitions["RowEntry"])
    properties = definitions["TableEntry"]["properties"]
    properties["kolumner"] = _described(_array("kolumn"), "Kolumner: id: Rubrik, och egenskaper på rader under")
    rows: Schema = {"anyOf": [_array("rad"), {"enum": ["nämnder"]}]}
    properties["rader"] = _described(rows, "Rader: Etikett: cell | cell, och egenskaper på rader under")
    return definitions


def _tidy(schema: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Leave out English titles, and let a reference stand alone: what is beside one is not read in draft 7."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {key: _tidy(part) for key, part in schema.items() if key != "title"}
    if "$ref" in tidy and len(tidy) > 1:
        tidy["allOf"] = [{"$ref": tidy.pop("$ref")}]
    return tidy


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _array(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _described(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}


def _by_id(schema: Schema, description: str) -> Schema:
    return {
        "type": "object",
        "description": description,
        "propertyNames": {"pattern": IDENTIFIER},
        "additionalProperties": schema,
    }


# --- tables --------------------------------------------------------------------------------------------------------


def _column(attributes: Schema) -> Schema:
    written = {"anyOf": [TEXTLIKE, NOTHING, _array("kolumn")], "description": "id: Rubrik"}
    return {"anyOf": [TEXTLIKE, {**attributes, "additionalProperties": written, "minProperties": 1}]}


def _row(attributes: Schema) -> Schema:
    cells = {"anyOf": [TEXTLIKE, NOTHING, {"type": "array", "items": TEXTLIKE}], "description": "Celler åtskilda av |"}
    summed = {"anyOf": [{"enum": ["nej"]}, {"type": "array", "items": TEXTLIKE}]}
    properties = {**attributes["properties"]}
    properties["summera"] = _described(summed, "Rader som ingår i summan: [a, -b]; nej: summan stäms inte av")
    row = {**attributes, "properties": properties, "additionalProperties": cells, "minProperties": 1}
    return {"anyOf": [TEXTLIKE, row]}


# --- outlines ------------------------------------------------------------------------------------------------------


def _content_entry(entry: Schema, houses: Sequence[Profile]) -> Schema:
    """Return the schema of what a section shows; a record type is a key there, where the model has a key for it."""
    properties = {key: inner for key, inner in entry["properties"].items() if key not in {"uppföljningstyp", "grupp"}}
    selection = {"anyOf": [TEXTLIKE, {"type": "object", "additionalProperties": TEXTLIKE}]}
    for name, types in _types(houses).items():
        label = next((declared.label for declared in types if declared.label), name)
        properties[name] = _described(selection, f"{label}: alla, en grupp eller ett urval av poster")
    several = _described(_array("ShownField"), "Fälten som visas, i ordning")
    properties["fält"] = {"anyOf": [properties["fält"], several]}
    return {**entry, "properties": properties, "minProperties": 1}


# --- periods -------------------------------------------------------------------------------------------------------


def _types(houses: Sequence[Profile]) -> Mapping[str, tuple[RecordType, ...]]:
    names = dict.fromkeys(name for house in houses for name in house.record_types)
    return {name: tuple(house.record_types[name] for house in houses if name in house.record_types) for name in names}


def _of_period(houses: Sequence[Profile], definitions: Schema) -> Schema:
    entry = definitions["PeriodEntry"]
    kinds: Schema = {
        **{kind: _of_kind(kind) for kind in KINDS},
        "förra_periodens_text": _by_id(TEXT, "Förra periodens texter, att skriva om; de skrivs inte ut"),
        "kvitterat": _described({"type": "array", "items": _acknowledged()}, "Fynd som är godtagna, med skäl"),
    }
    records = {
        name: _records(name, [_record(each.record_types[name], each) for each in houses if name in each.record_types])
        for name in _types(houses)
    }
    return {
        "title": "En fil i en periods mapp",
        "type": "object",
        "properties": {**records, **entry["properties"], **kinds},
        "additionalProperties": False,
        "dependencies": {"period": [key for key in entry.get("required", ()) if key != "period"]},
    }


def _of_kind(kind: Kind) -> Schema:
    match kind:
        case "tal":
            return _by_id(_ref("FigureEntry"), "Tal som inte står i någon tabell: id: tal med enhet")
        case "tabeller":
            return _by_id(_ref("TableEntry"), "Tabeller efter id")
        case "texter":
            return _by_id(TEXT, "Löptexter efter id, i Markdown; tal citeras med {{ … }}")
        case "diagram":
            return _by_id(_ref("ChartEntry"), "Diagram efter id; vart och ett ritar en tabell")
        case "bilder":
            return _by_id(_ref("PictureEntry"), "Bilder efter id, ur periodens mapp")
        case _:
            assert_never(kind)


def _acknowledged() -> Schema:
    descriptions = {
        "kod": "Fyndets kod, till exempel T204",
        "plats": "Talet eller stället",
        "avser": "Det som hittades när fyndet kvitterades, ordagrant",
        "skäl": "Varför det godtas",
    }
    properties = {key: _described(TEXTLIKE, text) for key, text in descriptions.items()}
    required = [name for name in properties if name != "avser"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _records(name: str, forms: Sequence[Schema]) -> Schema:
    distinct = [form for index, form in enumerate(forms) if form not in forms[:index]]
    record = distinct[0] if len(distinct) == 1 else {"anyOf": distinct}
    several = {"type": "array", "items": record}
    grouped = _by_id({"anyOf": [several, record]}, "Grupper med poster, eller poster efter id")
    return {"anyOf": [several, grouped], "description": f"Poster av typen {name}; [] om det inte finns några"}


def _record(declared: RecordType, house: Profile) -> Schema:
    properties = {name: _described(_field(entry, house), _guidance(entry)) for name, entry in declared.fields.items()}
    required = [name for name, entry in declared.fields.items() if entry.required and not entry.computed]
    own_id = _described(TEXTLIKE, "Postens id; annars görs det av " + (declared.id_field or "radens nummer"))
    record: Schema = {"type": "object", "properties": {"id": own_id, **properties}, "additionalProperties": False}
    return {**record, "required": required} if required else record


def _guidance(entry: FieldEntry) -> str:
    parts = (entry.label, entry.guidance, f"Enhet: {entry.unit}" if entry.unit else None)
    return ". ".join(part.rstrip(".") for part in parts if part) or entry.kind


def _field(entry: FieldEntry, house: Profile) -> Schema:
    match entry.kind:
        case "tal":
            return {"allOf": [_ref("FigureEntry")]}
        case "status":
            return _choice(house.scales.get(entry.scale or "", {}))
        case "val":
            return _choice(entry.choices)
        case "ja_nej":
            return _choice(("ja", "nej"))
        case "lista" | "tabeller":
            return {"type": "array", "items": TEXTLIKE}
        case "lista_av":
            return _records("lista", [_record(RecordType(fields=entry.fields), house)])
        case "datum":
            return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
        case "text" | "löptext" | "roll" | "post":
            return TEXTLIKE
        case _:
            assert_never(entry.kind)


def _choice(words: Collection[str]) -> Schema:
    """Return the schema of one of the words; one that looks like a number is a number to YAML."""
    return {"enum": [*words, *(int(word) for word in words if word.isdecimal())]}
