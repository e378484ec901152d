"""Read the files of a house style, base first, and check the names in its profile."""

from __future__ import annotations

from collections.abc import Mapping

from generator.content.house import FieldEntry, House, NumberFormatEntry, Profile, number_format, standard_format
from generator.content.outline import Outline
from generator.content.read_node import check_name, read_model
from generator.content.source import Block, HouseSource, Node, Text
from generator.problems import NOWHERE, Problems, nearest_hint
from generator.swedish import UNITS, ascii_name


def read_house(source: HouseSource, problems: Problems) -> tuple[House, frozenset[str]]:
    """Return the house style, without the parts that have problems, and the ids of the outlines that have faults."""
    written = merged(source.profiles)
    profile = read_model(Profile, written, problems) or Profile()
    standard = standard_format(profile.number_formats.get("standard", NumberFormatEntry()), profile.units)
    named = {name: entry for name, entry in profile.number_formats.items() if name != "standard"}
    formats = {name: number_format(entry, standard) for name, entry in named.items()}
    outlines: dict[str, Outline] = {}
    faulty = set[str]()
    for block in source.outlines:
        before = len(problems)
        outline = read_model(Outline, block, problems)
        if outline is not None:
            # A house's own stands where its file does, and not where the base's did.
            outlines.pop(outline.id, None)
            outlines[outline.id] = outline
        if len(problems) > before:
            faulty.add(str(block.get(Text("mall"), "")))
    house = House(
        id=source.id,
        name=profile.name or source.id,
        number_formats={"standard": standard, **formats},
        scales=profile.scales,
        symbols=profile.symbols,
        colours=profile.colours,
        record_types=profile.record_types,
        words=profile.words,
        outlines=outlines,
        folders=source.folders,
        units=frozenset(UNITS) | frozenset(profile.units),
        levels=profile.levels,
        settings=profile.settings,
        dates="iso" if profile.dates == "siffror" else "long",
        next_period=profile.next_period,
        type_width=profile.type_width / 100,
        row_units=profile.row_units,
        percent_signs=profile.percent_signs,
    )
    _check_words(problems, source)

    _check_marks(problems, house, written)
    for type_id, declared in house.record_types.items():
        message = f"Fältet {{}} finns inte för {type_id}."
        check_name(problems, declared.id_field, declared.fields, "T101", declared.where, message)
        _check_fields(problems, house, declared.fields)
    return house, frozenset(faulty)


def merged(blocks: tuple[Block, ...]) -> Block:
    """Return one block in which later blocks are laid over earlier ones, key by key, blocks within too."""
    result: dict[Text, Node] = {}
    for block in blocks:
        for key, node in block.items():
            under = result.pop(key, None)
            result[key] = merged((under, node)) if isinstance(under, Block) and isinstance(node, Block) else node
    return Block(result.items(), blocks[-1].where if blocks else NOWHERE)


def unknown_words(profiles: tuple[Block, ...]) -> dict[Text, tuple[Text, ...]]:
    """Return the fixed words of profiles, base first, that none before them has, each with those there are."""
    known: dict[Text, None] = {}
    unknown: dict[Text, tuple[Text, ...]] = {}
    for number, profile in enumerate(profiles):
        words = profile.get(Text("ledtexter"))
        for word in words if isinstance(words, Block) else ():
            if number and word not in known:
                unknown[word] = tuple(known)
        known.update(dict.fromkeys(words if isinstance(words, Block) else ()))
    return unknown


# --- what the profile names ----------------------------------------------------------------------------------------


def _check_words(problems: Problems, source: HouseSource) -> None:
    for word, known in unknown_words(source.profiles).items():
        if word not in source.words_of_templates:
            message = f"Ingen mall skriver ledtexten ”{word}”."
            hint = nearest_hint(word, known) or "Ta bort raden, eller rätta namnet efter ledtexterna i grundprofilen."
            problems.add("T101", word.where, message, expected="namnet på en ledtext", found=word, hint=hint)


def _check_marks(problems: Problems, house: House, written: Block) -> None:
    states = [state for scale in house.scales.values() for state in scale.values()]
    symbols = [(state, state.symbol) for state in states]
    colours = [(state, state.colour) for state in states]
    for key, named, message in (
        ("symboler", symbols, "Symbolen {} finns inte."),
        ("färger", colours, "Färgen {} finns inte."),
    ):
        # What is written: one whose file or colour has a fault is no unknown name.
        names = written.get(Text(key))
        if not isinstance(names, Block):
            # The base of a version that was published before profiles declared them.
            continue
        _check_apart(problems, names)
        for state, name in named:
            check_name(problems, name, names, "T111", state.where, message)


def _check_apart(problems: Problems, names: Block) -> None:
    """Add a problem for a name that a style sheet, whose names are ASCII, holds for one before it."""
    first: dict[str, Text] = {}
    for name in names:
        before = first.setdefault(ascii_name(name).casefold(), name)
        if before != name:
            message = f"”{name}” och ”{before}” skiljs bara av prickar eller stora bokstäver."
            problems.add("T107", name.where, message, hint="Byt namn på den ena.", related=(before.where,))


def _check_fields(problems: Problems, house: House, fields: Mapping[str, FieldEntry]) -> None:
    for name, entry in fields.items():
        decided_by = entry.formula_by.field if entry.formula_by else None
        for named, names, code, message in (
            (entry.unit, house.units, "T109", "Enheten {} är inte känd."),
            (entry.number_format, house.number_formats, "T111", "Talformatet {} finns inte."),
            (entry.scale, house.scales, "T111", "Statusskalan {} finns inte."),
            (entry.record_type, house.record_types, "T115", "Uppföljningstypen {} finns inte."),
            (decided_by, fields, "T101", "Fältet {} finns inte för typen."),
        ):
            check_name(problems, named, names, code, entry.where, message)
        _check_complete(problems, name, entry)
        _check_fields(problems, house, entry.fields)


def _check_complete(problems: Problems, name: str, entry: FieldEntry) -> None:
    needed: Mapping[str, tuple[str, object]] = {
        "status": ("skala", entry.scale),
        "post": ("av", entry.record_type),
        "val": ("val", entry.choices),
        "lista_av": ("fält", entry.fields),
    }
    key, value = needed.get(entry.kind, ("", True))
    if not value:
        message = f"Fältet ”{name}” är av typen {entry.kind} men saknar {key}."
        problems.add("T102", entry.where, message, expected=f"{key}: …", hint=f"Lägg till {key}: i fältet.")
