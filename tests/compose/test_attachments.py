"""The tables and figures of a document → the files that travel inside its PDF."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest

from generator.compose import compose, csv_file
from generator.content import PeriodSource, validate
from generator.document import DocumentAttachment
from generator.figures import resolve
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


def files() -> dict[str, DocumentAttachment]:
    """The files of the document, by name."""
    return {each.name: each for each in document_of(TEXT, OUTLINE).attachments}


def rows(attachment: DocumentAttachment) -> list[list[str]]:
    """A CSV as a spreadsheet would read it."""
    return list(csv.reader(io.StringIO(attachment.data.decode("utf-8-sig")), delimiter=";"))


def test_each_table_is_a_file_with_an_ascii_name() -> None:
    """Tables, records as tables too, in the order of printing, then all figures; names are plain."""
    names = list(files())

    assert names == [
        "tabell-01-resultatrakning.csv",
        "tabell-02-insatser-a.csv",
        "tabell-03-tva.csv",
        "tal.json",
    ]
    assert all(re.fullmatch(r"[a-z0-9.-]+", name) for name in names)
    assert files()["tabell-01-resultatrakning.csv"].description == "Tabell: Resultat för året"


def test_a_table_is_as_a_swedish_spreadsheet_opens_it() -> None:
    """Semicolons, decimal comma, a mark of UTF-8; heads over several columns keep the columns in line."""
    data = files()["tabell-01-resultatrakning.csv"].data

    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert rows(files()["tabell-01-resultatrakning.csv"]) == [
        ["Post", "Mars", "", "Läge"],
        ["", "Antal*", "Belopp", ""],
        ["Kostnader", "", "", ""],
        ["Lön; timmar", "-1204,5", "3,0 Perioden 4,0 Helår", "Enligt plan"],
        ["Hyra*", "–", "", ""],
    ]


def test_running_text_comes_as_words() -> None:
    """No markup of Markdown's comes into a file of data."""
    assert rows(files()["tabell-02-insatser-a.csv"])[1] == ["Larm", "Löpande text & mer."]


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

    assert rows(document.attachments[0])[1:] == [["Av 3 i år", "3", ""], ["Hyra", "4", "Ja; Nej"]]


def test_each_printed_figure_stands_once_with_its_place() -> None:
    """Exact value as text, unit, and where it was written; what is printed twice is there once."""
    told = json.loads(files()["tal.json"].data)["tal"]

    assert [each["id"] for each in told] == [
        "resultaträkning.lön_timmar.a",
        "resultaträkning.lön_timmar.b.perioden",
        "resultaträkning.lön_timmar.b.helår",
        "två.r.a",
    ]
    assert told[0]["värde"] == "-1204.5"
    assert told[0]["enhet"] == "mnkr"
    assert re.fullmatch(r"content/k/n/2025-03/a\.yaml:\d+:\d+", told[0]["plats"])


def test_figures_of_other_periods_are_there_too() -> None:
    """A figure of an earlier period has that period's name before it, and its place there."""
    text = "föregående_period: 2025-02\ntexter:\n  t: |\n    Förra: {{ föregående_period.x }}.\n"
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: t\n"
    february = "period: 2025-02\nrubrik: F\nfrån: 2025-02-01\ntill: 2025-02-28\ntal:\n  x: 3 mnkr\n"
    earlier = {"2025-02": PeriodSource("k/n/2025-02", (block(february, "feb.yaml"),))}
    content = validate(replace(source_of(text, outline), earlier=earlier))
    told = json.loads(compose(content, resolve(content))[0].attachments[-1].data)["tal"]

    assert told == [{"id": "föregående_period.x", "värde": "3", "enhet": "mnkr", "plats": "feb.yaml:6:6"}]


def test_a_document_without_tables_has_its_figures_only() -> None:
    """No table, no file; the list of figures is always there."""
    outline = "avsnitt:\n  - rubrik: A\n    innehåll:\n      - text: t\n"
    names = [each.name for each in document_of("texter:\n  t: Hej.\n", outline).attachments]

    assert names == ["tal.json"]
