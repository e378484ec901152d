"""The schemas that editors get: what they take, what they mark, and that they speak Swedish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from generator.content import Profile, json_schemas, read_model
from generator.project import read_yaml
from tests.editor import marked_by_editor

PROFILE = """
symboler:
  bock: symboler/bock.svg
  ring: symboler/ring.svg
statusskalor:
  läge:
    Klar:
      symbol: bock
    "2":
      symbol: ring
uppföljningstyper:
  uppdrag:
    etikett: Uppdrag
    id_fält: rubrik
    fält:
      rubrik:
        typ: text
        etikett: Uppdrag
        anvisning: Så som kommunfullmäktige skrev det.
        obligatoriskt: ja
      status:
        typ: status
        skala: läge
      belopp:
        typ: tal
        enhet: mnkr
      slutdatum:
        typ: datum
      tillkommande:
        typ: ja_nej
      nivå:
        typ: val
        val: [hög, låg]
      steg:
        typ: lista
      delar:
        typ: lista_av
        fält:
          namn:
            typ: text
            obligatoriskt: ja
"""
OTHER_PROFILE = """
uppföljningstyper:
  uppdrag:
    fält:
      rubrik:
        typ: text
      ansvarig:
        typ: text
  risker:
    fält:
      rubrik:
        typ: text
"""


def profile(text: str) -> Profile:
    """A profile from its YAML."""
    block, problems = read_yaml(text, "profil.yaml")
    assert block is not None
    found = [*problems]
    made = read_model(Profile, block, found)
    assert made is not None
    assert found == []
    return made


SCHEMAS = json_schemas([profile(PROFILE)])


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_one(name: str) -> None:
    """Each schema holds to the draft that it names, and every reference in it leads somewhere."""
    schema = SCHEMAS[name]

    jsonschema.Draft7Validator.check_schema(schema)

    assert {part["$ref"].rpartition("/")[2] for part in parts(schema) if "$ref" in part} == set(schema["definitions"])


def parts(schema: object) -> Iterator[dict[str, Any]]:
    """All blocks of a schema."""
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from parts(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from parts(inner)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_explained_in_swedish(name: str) -> None:
    """An editor can say of every key what it is for, and never in the program's English."""
    properties = {
        key: described
        for part in parts(SCHEMAS[name])
        if isinstance(part.get("properties"), dict)
        for key, described in part["properties"].items()
    }
    descriptions = [part["description"] for part in parts(SCHEMAS[name]) if isinstance(part.get("description"), str)]

    assert [key for key, described in properties.items() if "description" not in str(described)] == []
    assert [text for text in descriptions if {"the", "of", "and", "its", "a"} & set(text.split())] == []
    assert "__plats__" not in properties


@pytest.mark.parametrize(
    "text",
    [
        "period: 2022\nrubrik: Helår 2022\nfrån: 2022-01-01\ntill: 2022-12-31",
        "tal:\n  antal: 665\n  andel: 50 %\n  summa: = a + b\n  belopp:\n    värde: 0,6 %\n    källa: Löneöversyn",
        "texter:\n  sammanfattning: |\n    Löptext med {{ tal }}.",
        "uppdrag: []",
        "uppdrag:\n  - rubrik: Ett\n    status: Klar\n    belopp: -3,2\n    slutdatum: 2023-05-01",
        "uppdrag:\n  - rubrik: Ett\n    status: 2\n    nivå: hög\n    tillkommande: nej\n    steg:\n      - Först",
        "uppdrag:\n  grupp:\n    - rubrik: Ett\n  två:\n    rubrik: Två\n    delar:\n      - namn: Del",
        "uppdrag:\n  - rubrik: 2023\n    belopp:\n      värde: 1\n      läge: preliminär",
        "diagram:\n  placeringar:\n    typ: staplar\n    tabell: placeringar\n    alternativtext: Ökar.",
        "kvitterat:\n  - kod: T204\n    plats: a.b\n    skäl: Avrundat.",
    ],
)
def test_what_an_author_may_write_is_not_marked(text: str) -> None:
    """Short forms, groups, records by id, and scalars that look like numbers are all the author's own language."""
    assert marked_by_editor(SCHEMAS["period"], text) == []


TABLE = """
tabeller:
  ekonomi:
    rubrik: Ekonomiskt resultat
    enhet: mnkr
    decimaler: 1
    kolumner:
      - Ack utfall 2023:
          - utfall_intäkter: Utfall intäkter
          - netto: Netto
            stäms_av_mot: utfall_intäkter + utfall_kostnader
      - 2022
      - avvikelse: Avvikelse
        formel: netto - budget
        plustecken: ja
    rader:
      - Barn och unga 0-20 år:     3,2 |  -66,1 |  -63,0
      - Antal: 665
      - Boende:
        typ: mellanrubrik
      - "Avgår: intäkter": 4 328
        typ: avgår
      - Summa: 20,3 | -352,9
        typ: summa
        id: summa
        summera: [barn, -avgår]
    fotnoter:
      a: En not.
"""


def test_a_table_is_taken_as_authors_write_it() -> None:
    """Rows by label, columns by id, groups of columns and attributes on lines of their own are not marked."""
    assert marked_by_editor(SCHEMAS["period"], TABLE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("enhet: mnkr", "enhett: mnkr"),
        ("typ: summa", "typ: suma"),
        ("plustecken: ja", "plustecken: kanske"),
        ("summera: [barn, -avgår]", "summera: allt"),
        ("kolumner:\n", "kolumner: 3\n    x:\n"),
        ("fotnoter:\n      a: En not.", "fotnoter: En not."),
    ],
)
def test_a_mistake_in_a_table_is_marked(old: str, new: str) -> None:
    """Keys that are unknown and words that are no choice are seen while typing."""
    assert old in TABLE
    assert marked_by_editor(SCHEMAS["period"], TABLE.replace(old, new)) != []


@pytest.mark.parametrize(
    "text",
    [
        "talet:\n  antal: 665",
        "period: 2022\nrubrik: Helår 2022",
        "tal:\n  2antal: 665",
        "tal:\n  antal:\n    vrde: 665",
        "tal:\n  antal:",
        "uppdrag:\n  - status: Klar",
        "uppdrag:\n  - rubrik: Ett\n    status: Färdig",
        "uppdrag:\n  - rubrik: Ett\n    slutdatum: i maj",
        "uppdrag:\n  - rubrik: Ett\n    steg: Ett steg",
        "uppdrag:\n  - rubrik: Ett\n    nivå: mellan",
        "uppdrag:\n  - rubrik: Ett\n    färg: röd",
        "uppdrag:\n  - rubrik: Ett\n    delar:\n      - typ: Del",
        "uppdrag: Inga",
        "diagram:\n  placeringar:\n    typ: tårta\n    tabell: placeringar\n    alternativtext: Ökar.",
    ],
)
def test_a_mistake_is_marked_while_typing(text: str) -> None:
    """What `tertial check` would refuse and a schema can know, an editor marks."""
    assert marked_by_editor(SCHEMAS["period"], text) != []


def test_a_field_tells_its_label_and_guidance() -> None:
    """What the profile says to authors is shown where they write."""
    record = next(part for part in parts(SCHEMAS["period"]) if "slutdatum" in part.get("properties", {}))

    assert record["properties"]["rubrik"]["description"] == "Uppdrag. Så som kommunfullmäktige skrev det"
    assert record["required"] == ["rubrik"]


def test_several_houses_share_a_schema() -> None:
    """A project of several municipalities has one schema: each type is taken as any of the houses declares it."""
    both = json_schemas([profile(PROFILE), profile(OTHER_PROFILE)])["period"]

    assert marked_by_editor(both, "uppdrag:\n  - rubrik: Ett\n    ansvarig: Chef") == []
    assert marked_by_editor(both, "uppdrag:\n  - rubrik: Ett\n    status: Klar") == []
    assert marked_by_editor(both, "risker:\n  - rubrik: Ett") == []
    assert marked_by_editor(both, "uppdrag:\n  - rubrik: Ett\n    ansvar: Chef") != []


OUTLINE = """
mall: rapport
avsnitt:
  - rubrik: Sammanfattning
    innehåll:
      - text: sammanfattning
      - nyckeltalsrutor:
          - tal: a.b
            etikett: Netto
  - för_varje: uppdrag
    rubrik_per_post: "{{ post.rubrik }}"
    avsnitt:
      - rubrik: Poster
        innehåll:
          - uppdrag: alla
            visa: tabell
            fält: [rubrik, status]
          - uppdrag:
              nivå: hög
            kolumner:
              - rubrik
              - fält: status
                bredd: 20 %
          - fält: steg
"""


def test_an_outline_is_taken_as_written() -> None:
    """The record types of the houses are keys of an outline's contents; a key of neither kind is marked."""
    assert marked_by_editor(SCHEMAS["mall"], OUTLINE) == []
    assert marked_by_editor(SCHEMAS["mall"], OUTLINE.replace("- uppdrag: alla", "- uppdraget: alla")) != []
    assert marked_by_editor(SCHEMAS["mall"], OUTLINE.replace("visa: tabell", "visa: karta")) != []
