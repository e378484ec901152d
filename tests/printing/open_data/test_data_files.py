"""The tables and figures of a document → the files that travel inside its PDF and lie beside it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from generator.compose import compose
from generator.content import PeriodSource, validate
from generator.document import Document, DocumentUnit, TableBlock, every_block
from generator.figures import resolve
from generator.printing.open_data import DataFile, attached_files, data_files
from generator.printing.open_data.csv_text import csv_file
from generator.project.csv_reader import read_csv
from tests.compose.composing import document_of, source_of
from tests.figures.resolving import block

TEXT = """
tabeller:
  resultaträkning:
    rubrik: Resultat för året
    radrubrik: Post
    enhet: mnkr
    decimaler: 1
    kolumner:
      - Mars:
          - a: Antal [n]
          - b: Belopp
      - läge: Läge
        typ: status
        skala: ljus
    rader:
      - Kostnader:
          typ: mellanrubrik
      - "Lön; timmar": -1 204,5 | 3 Perioden ; 4 Helår | Grön
      - Hyra [n]: – | _ | _
    fotnoter:
      n: Preliminärt.
  två:
    kolumner:
      - a: A
    rader:
      - R: 1
insatser:
  - namn: Larm
    text: |
      Löpande *text* & mer.
texter:
  t: |
    Lönen är {{ resultaträkning.lön_timmar.a }}, alltså {{ resultaträkning.lön_timmar.a * 2 }}.
""".replace("      - Kostnader:\n          typ", "      - Kostnader:\n        typ")
OUTLINE = """
avsnitt:
  - rubrik: A
    innehåll:
      - text: t
      - tabell: resultaträkning
      - insatser: alla
        fält: [namn, text]
    avsnitt:
      - rubrik: B
        innehåll:
          - tabell: två
"""


def files() -> dict[str, DataFile]:
    """The files of the document, by name."""
    return {each.name: each for each in attached_files(document_of(TEXT, OUTLINE), {})}


def rows(file: DataFile) -> list[list[str]]:
    """A CSV as a spreadsheet would read it."""
    return list(csv.reader(io.StringIO(file.data.decode("utf-8-sig"), newline=""), delimiter=";"))


def beside(document: Document, form: str, name: str) -> Any:  # noqa: ANN401 - what the JSON says
    """One of the files of metadata that lie beside a document."""
    return json.loads(next(each.data for each in data_files(document, form, {}) if each.name == name))


def test_each_table_is_a_file_with_an_ascii_name() -> None:
    """Tables, records as tables too, in the order of printing, then all figures; names are plain."""
    names = list(files())

    assert names == [
        "tabell-01-resultatrakning.csv",
        "tabell-02-insatser-a.csv",
        "tabell-03-tva.csv",
        "csv-metadata.json",
        "tal.json",
    ]
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names)
    assert [each.description for each in files().values()][:3] == [
        "Tabell 1: Resultat för året, mnkr (avsnitt 1 A)",
        "Tabell 2: 1 A",
        "Tabell 3: 1.1 B",
    ]


def test_a_table_is_as_a_swedish_spreadsheet_opens_it() -> None:
    """Semicolons, decimal comma, a mark of UTF-8; one row of heads with groups and units, each row with its id."""
    data = files()["tabell-01-resultatrakning.csv"].data

    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert rows(files()["tabell-01-resultatrakning.csv"]) == [
        ["Post", "Mars Antal* (mnkr)", "Mars Belopp", "Läge", "Radtyp", "Rad-id"],
        ["Kostnader", "", "", "", "mellanrubrik", "kostnader"],
        ["Lön; timmar", "-1204,5", "3,0 Perioden; 4,0 Helår", "Enligt plan", "rad", "lön_timmar"],
        ["Hyra*", "–", "", "", "rad", "hyra"],
    ]


def test_running_text_comes_as_words() -> None:
    """No markup of Markdown's comes into a file of data."""
    assert rows(files()["tabell-02-insatser-a.csv"])[1][:2] == ["Larm", "Löpande text & mer."]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+46 till 48", "'+46 till 48"),
        ("- varav hyra", "'- varav hyra"),
        ("@SUMMA(A1)", "'@SUMMA(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("'=1", "''=1"),
        ("-1204,5", "-1204,5"),
        ("+4 %", "+4 %"),
        ("-", "-"),
        ("−5 till 10", "−5 till 10"),
        ("'citat'", "'citat'"),
    ],
)
def test_no_text_is_a_formula_to_a_spreadsheet(text: str, written: str) -> None:
    """An apostrophe keeps a text a text, numbers stay numbers, and reading the file gives back what was written."""
    data = csv_file([("Post", text), (text, "1")])

    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))[1][0] == written
    assert read_csv(data, "tabell.csv").rows[1][0] == text.strip()


def test_a_head_is_written_as_a_cell_and_described_as_it_is_written() -> None:
    """One apostrophe, in the file and in both descriptions, and none when it is read back."""
    heads = ["=cmd", "-2+3", "'=1", "-5"]
    columns = "".join(f"      - k{number}: {json.dumps(head)}\n" for number, head in enumerate(heads))
    text = f"tabeller:\n  ett:\n    kolumner:\n{columns}    rader:\n      - Rad: 1 | 2 | 3 | 4\n"
    document = document_of(text, "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: ett\n")

    file = attached_files(document, {})[0]
    written = ["'=cmd", "'-2+3", "''=1", "-5"]

    assert rows(file)[0][1:5] == written
    assert read_csv(file.data, "tabell.csv").rows[0][1:5] == tuple(heads)
    (web,) = beside(document, "csv", "csv-metadata.json")["tables"]
    (package,) = beside(document, "csv", "datapackage.json")["resources"]
    assert [each["titles"] for each in web["tableSchema"]["columns"]][1:5] == written
    assert [each["name"] for each in package["schema"]["fields"]][1:5] == written


def test_blanks_and_lists_of_cells_are_kept() -> None:
    """Words beside figures keep their blanks, and a list in a cell is there, its items set apart."""
    text = """
tabeller:
  ett:
    kolumner:
      - a: A
      - b: B
        typ: lista
    rader:
      - Av {{ ett.lön.a }} i år: 3 | _
        id: lön
      - Hyra: 4 | Ja ; Nej
"""
    document = document_of(text, "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: ett\n")

    first, *_ = attached_files(document, {})

    assert [row[:3] for row in rows(first)[1:]] == [["Av 3 i år", "3", ""], ["Hyra", "4", "Ja; Nej"]]


def test_each_printed_figure_stands_once_with_its_places() -> None:
    """Its name in words, exact value as text, unit, origin and every place; nothing of where it is written."""
    data = files()["tal.json"].data.decode()
    told = {each["id"]: each for each in json.loads(data)["tal"]}

    assert list(told) == [
        "resultaträkning.lön_timmar.a",
        "resultaträkning.lön_timmar.a * 2",
        "resultaträkning.lön_timmar.b.perioden",
        "resultaträkning.lön_timmar.b.helår",
        "två.r.a",
    ]
    assert told["resultaträkning.lön_timmar.a"] == {
        "id": "resultaträkning.lön_timmar.a",
        "etikett": "Resultat för året, Lön; timmar, Mars, Antal",
        "värde": "-1204.5",
        "enhet": "mnkr",
        "ursprung": {"slag": "skrivet"},
        "tryckt": [
            {"dokument": "rapport", "avsnitt": "1 A", "text": "−1\u00a0204,5\u00a0mnkr"},
            {"dokument": "rapport", "avsnitt": "1 A", "text": "−1\u00a0204,5"},
        ],
    }
    assert told["resultaträkning.lön_timmar.a * 2"]["ursprung"] == {
        "slag": "uträknat i texten",
        "formel": "resultaträkning.lön_timmar.a * 2",
    }
    assert "content/" not in data
    assert ".yaml" not in data


def test_figures_of_other_periods_are_there_too() -> None:
    """A figure of an earlier period has that period's name before it."""
    text = "föregående_period: 2025-02\ntexter:\n  t: |\n    Förra: {{ föregående_period.x }}.\n"
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: t\n"
    february = "period: 2025-02\nrubrik: F\nfrån: 2025-02-01\ntill: 2025-02-28\ntal:\n  x: 3 mnkr\n"
    earlier = {"2025-02": PeriodSource("k/n/2025-02", (block(february, "feb.yaml"),))}
    content = validate(replace(source_of(text, outline), earlier=earlier))
    (told,) = json.loads(attached_files(compose(content, resolve(content))[0], {})[-1].data)["tal"]

    assert (told["id"], told["etikett"], told["värde"]) == ("föregående_period.x", "X", "3")


def test_a_document_without_tables_has_its_figures_only() -> None:
    """No table, no file and no metadata of tables; the list of figures is always there."""
    document = document_of("texter:\n  t: Hej.\n", "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: t\n")

    assert [each.name for each in attached_files(document, {})] == ["tal.json"]
    assert data_files(document, "csv", {}) == ()
    assert beside(document, "json", "tal.json")["tal"] == []


def test_what_is_no_paper_of_a_period_has_no_data() -> None:
    """A correction sheet and a marked edition carry nothing."""
    document = replace(document_of(TEXT, OUTLINE), reported=None)

    assert attached_files(document, {}) == data_files(document, "csv", {}) == data_files(document, "json", {}) == ()


def test_what_lies_beside_is_what_is_attached() -> None:
    """The same bytes by the same names; the schemas come beside only."""
    document = document_of(TEXT, OUTLINE)
    lying = {each.name: each.data for form in ("csv", "json") for each in data_files(document, form, {"x": "1"})}
    inside = {each.name: each.data for each in attached_files(document, {"x": "1"})}

    assert lying | inside == lying
    assert set(lying) - set(inside) == {"datapackage.json", "tal.schema.json"}


def test_papers_bound_together_keep_their_files_apart() -> None:
    """The prefix stands before each name, and the metadata names the files so."""
    told = {each.name: each.data for each in attached_files(document_of(TEXT, OUTLINE), {}, "02-")}
    urls = [table["url"] for table in json.loads(told["02-csv-metadata.json"])["tables"]]

    assert all(name.startswith("02-") for name in told)
    assert urls == list(told)[:3]


def test_tables_are_described_for_the_web() -> None:
    """CSVW: whose, of when, how the file is written, and each column's type and unit; rows are known by their ids."""
    told = beside(document_of(TEXT, OUTLINE), "csv", "csv-metadata.json")
    table = told["tables"][0]
    columns = {column["titles"]: column for column in table["tableSchema"]["columns"]}

    assert told["dc:title"] == "Rapport"
    assert told["dc:publisher"] == "Vårdnämnden, Storköpings kommun"
    assert told["dc:temporal"] == "2025-03-01/2025-03-31"
    assert "dc:license" not in told
    assert (told["dialect"]["delimiter"], told["null"]) == (";", ["", "–", ".."])
    assert columns["Mars Antal* (mnkr)"] == {
        "name": "mars_antal_mnkr",
        "titles": "Mars Antal* (mnkr)",
        "datatype": {"base": "decimal", "format": {"decimalChar": ","}},
        "schema:unitText": "mnkr",
    }
    assert columns["Mars Belopp"]["datatype"] == "string"
    assert table["tableSchema"]["primaryKey"] == "rad_id"
    assert table["notes"][0] == {
        "type": "Annotation",
        "target": ["tabell-01-resultatrakning.csv#cell=1,2", "tabell-01-resultatrakning.csv#cell=4,1"],
        "body": {"type": "TextualBody", "value": "* Preliminärt.", "language": "sv"},
    }


def test_tables_are_described_as_a_data_package() -> None:
    """Table Schema: fields by the heads of the file, with decimals and what is missing."""
    package = beside(document_of(TEXT, OUTLINE), "csv", "datapackage.json")
    first = package["resources"][0]
    fields = {field["name"]: field for field in first["schema"]["fields"]}

    assert package["temporal"] == {"start": "2025-03-01", "end": "2025-03-31"}
    assert "licenses" not in package
    assert list(fields) == rows(files()["tabell-01-resultatrakning.csv"])[0]
    assert fields["Mars Antal* (mnkr)"] == {
        "name": "Mars Antal* (mnkr)",
        "type": "number",
        "decimalChar": ",",
        "unit": "mnkr",
        "decimals": 1,
    }
    assert first["schema"]["missingValues"] == ["", "–", ".."]
    assert first["schema"]["primaryKey"] == ["Rad-id"]
    assert first["notes"] == ["* Preliminärt."]


@pytest.mark.parametrize(
    ("licence", "key"), [("https://creativecommons.org/publicdomain/zero/1.0/", "path"), ("CC0 1.0", "title")]
)
def test_a_licence_is_there_when_it_is_given(licence: str, key: str) -> None:
    """In all three descriptions: an address as one, a name as a title."""
    document = replace(document_of(TEXT, OUTLINE), licence=licence)

    assert beside(document, "csv", "csv-metadata.json")["dc:license"] == licence
    assert beside(document, "csv", "datapackage.json")["licenses"] == [{key: licence}]
    assert beside(document, "json", "tal.json")["licens"] == licence


UNITS = """
tabeller:
  ett:
    kolumner:
      - a: A
      - b: B
        enhet: "%"
    rader:
      - Pris: 3 kr | 4
      - Pris: 3 tkr | 5
        id: pris_två
  två:
    kolumner:
      - a: År ett
      - b: År två
    rader:
      - Pris: 3 | 4
        enhet: kr
      - Andel: 5 | –
        enhet: "%"
  tre:
    kolumner:
      - a: Samma
      - a2: Samma
      - c: Andel, %
        enhet: "%"
    rader:
      - R: 1 kr | 2 | 3
      - S: 1 | 2 kr | ..
      - T: 1 | 2 tkr | _
      - U: 1 tkr | 2 kr | 4
"""
THREE = """
avsnitt:
  - rubrik: A
    innehåll:
      - tabell: ett
      - tabell: två
      - tabell: tre
"""


def test_each_figure_has_its_unit() -> None:
    """In the head of its column; where a column has several, beside the row; where a row has too, after the figure."""
    one, two, three, *_ = map(rows, list(attached_files(document_of(UNITS, THREE), {}))[:3])

    assert one == [
        ["Rad", "A", "B (%)", "Enhet", "Radtyp", "Rad-id"],
        ["Pris", "3", "4", "kr", "rad", "pris"],
        ["Pris", "3", "5", "tkr", "rad", "pris_två"],
    ]
    assert two[1:] == [["Pris", "3", "4", "kr", "rad", "pris"], ["Andel", "5", "–", "%", "rad", "andel"]]
    assert three[0] == ["Rad", "Samma", "Samma (2)", "Andel, %", "Radtyp", "Rad-id"]
    assert three[4] == ["U", "1 tkr", "2 kr", "4", "rad", "u"]


def test_a_column_is_of_numbers_only_where_a_program_can_read_them_so() -> None:
    """Figures with their units after them are texts; counts have their unit in the metadata and a bare head."""
    _, second, third = beside(document_of(UNITS, THREE), "csv", "datapackage.json")["resources"]
    (counted,) = beside(document_of(TEXT, OUTLINE), "csv", "datapackage.json")["resources"][2:]

    assert [field["type"] for field in second["schema"]["fields"]][:3] == ["string", "number", "number"]
    assert [field["type"] for field in third["schema"]["fields"]][1:4] == ["string", "string", "number"]
    assert counted["schema"]["fields"][1] == {
        "name": "A",
        "type": "number",
        "decimalChar": ",",
        "unit": "antal",
        "decimals": 0,
    }


def test_decimals_are_said_where_all_figures_have_as_many() -> None:
    """A column of 1,5 and 2 has no number of decimals."""
    text = "tabeller:\n  ett:\n    kolumner:\n      - a: A\n    rader:\n      - R: 1,5\n      - S: 2\n"
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - tabell: ett\n"
    (table,) = beside(document_of(text, outline), "csv", "datapackage.json")["resources"]

    assert "decimals" not in table["schema"]["fields"][1]


def test_rows_of_the_same_id_are_told_apart() -> None:
    """By their numbers, each of them: the last column is a key."""
    document = document_of(TEXT, OUTLINE)
    table = next(block for block in every_block(document.units) if isinstance(block, TableBlock))
    alike = replace(table, groups=tuple(tuple(replace(row, name="x") for row in rows) for rows in table.groups))
    document = replace(document, units=(DocumentUnit("del", "text", "", (alike,)),))
    first, *_ = data_files(document, "csv", {})

    assert [row[-1] for row in rows(first)] == ["Rad-id", "x-1", "x-2", "x-3"]


def test_a_place_has_the_page_of_its_figure() -> None:
    """Of the section where the figure itself has none, as in an alternative text."""
    document = document_of(TEXT, OUTLINE)
    first, second, *_ = document.uses
    pages = {second.element: "7", second.section: "6"}
    told = json.loads(attached_files(document, pages)[-1].data)["tal"]
    places = [place for each in told for place in each["tryckt"] if each["id"] == second.figure]

    assert first.section == second.section
    assert {"7", "6"} == {place["sida"] for each in told for place in each["tryckt"] if "sida" in place}
    assert "7" in [place["sida"] for place in places]
