"""The files of a house style, base first → the House, with what its profile and outlines name checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.content.house import FieldEntry, House, Profile, number_format
from generator.content.outline import Outline
from generator.content.read_errors import read_model
from generator.content.source import Block, HouseSource, Node, Text
from generator.problems import NOWHERE, Problem, Where, nearest_hint
from generator.swedish import UNITS, NumberFormat


def read_house(source: HouseSource) -> tuple[House, frozenset[str], tuple[Problem, ...]]:
    """The base's and the house's own profile and outlines go in, the later laid over the former; a House comes out.

    Also the ids of the outlines that have faults, and all problems: what could be read is in the House all the same.
    """
    profile, problems = read_model(Profile, merged(source.profiles))
    profile = profile or Profile()
    standard = NumberFormat()
    if "standard" in profile.number_formats:
        standard = number_format(profile.number_formats["standard"], standard)
    formats = {name: number_format(entry, standard) for name, entry in profile.number_formats.items()}
    outlines: dict[str, Outline] = {}
    broken = set()
    for block in source.outlines:
        outline, found = read_model(Outline, block)
        problems.extend(found)
        if outline is not None:
            outlines[outline.id] = outline
        if found:
            broken.add(str(block.get(Text("mall"), "")))
    house = House(
        id=source.id,
        name=profile.name or source.id,
        number_formats={"standard": standard, **formats},
        scales=profile.scales,
        record_types=profile.record_types,
        words=profile.words,
        outlines=outlines,
        folders=source.folders,
        units=frozenset(UNITS) | frozenset(profile.units),
        levels=profile.levels,
        settings=profile.settings,
        dates="iso" if profile.dates == "siffror" else "long",
        next_period=profile.next_period,
    )
    return house, frozenset(broken), (*problems, *_unknown_names(house))


def merged(blocks: tuple[Block, ...]) -> Block:
    """Blocks go in; one comes out in which later ones are laid over earlier ones, key by key, blocks within too."""
    result: dict[Text, Node] = {}
    for block in blocks:
        for key, node in block.items():
            under = result.pop(key, None)
            both = isinstance(under, Block) and isinstance(node, Block)
            result[key] = merged((under, node)) if both else node  # type: ignore[arg-type]
    where = blocks[-1].where if blocks else Block().where
    return Block(result.items(), where)


# --- what the profile names ----------------------------------------------------------------------------------------


def _unknown_names(house: House) -> Iterator[Problem]:
    for type_id, declared in house.record_types.items():
        if declared.id_field is not None:
            yield from _known(
                declared.id_field, declared.fields, declared.where, f"Fältet {{}} finns inte för {type_id}."
            )
        yield from _unknown_in_fields(house, declared.fields)


def _unknown_in_fields(house: House, fields: Mapping[str, FieldEntry]) -> Iterator[Problem]:
    for name, entry in fields.items():
        for told, known, message in (
            (entry.unit, house.units, "Enheten {} är inte känd."),
            (entry.number_format, house.number_formats, "Talformatet {} finns inte."),
            (entry.scale, house.scales, "Statusskalan {} finns inte."),
            (entry.record_type, house.record_types, "Uppföljningstypen {} finns inte."),
            (entry.formula_by.field if entry.formula_by else None, fields, "Fältet {} finns inte för typen."),
        ):
            if told is not None:
                yield from _known(told, known, entry.where, message)
        yield from _unfinished(name, entry)
        yield from _unknown_in_fields(house, entry.fields)


def _known(told: str, known: Iterable[str], where: Where, message: str) -> Iterator[Problem]:
    if told not in known:
        by_word = {"Enheten": "T109", "Fältet": "T101", "Uppföljningstypen": "T115"}
        code = by_word.get(message.split(maxsplit=1)[0], "T111")
        place = getattr(told, "where", NOWHERE)
        hint = nearest_hint(told, known)
        yield Problem(code, where if place == NOWHERE else place, message.format(f"”{told}”"), "", str(told), hint)


def _unfinished(name: str, entry: FieldEntry) -> Iterator[Problem]:
    """What a field of its kind must say."""
    needed = {
        "status": ("skala", entry.scale),
        "post": ("av", entry.record_type),
        "val": ("val", entry.choices),
        "lista_av": ("fält", entry.fields),
    }
    key, told = needed.get(entry.kind, ("", True))
    if not told:
        message = f"Fältet ”{name}” är av typen {entry.kind} men saknar {key}."
        yield Problem("T102", entry.where, message, f"{key}: …", hint=f"Lägg till {key}: i fältet.")
