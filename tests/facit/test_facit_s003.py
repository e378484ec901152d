"""The printed report of Nacka's first tertial 2023, transcribed, against the one that is built.

Every string of every cell stands in its cell of the web page, and is found in the text of the PDF. A hyphen and a true
minus are the same here, and blanks are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.built import Built, Element

HERE = Path(__file__).parent
REPORT = "tertialrapport"


@cache
def facit() -> dict[str, dict[str, Any]]:
    """The tables of the transcription, by id."""
    loaded = yaml.load((HERE / "tables_s003.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: TID251 - no content
    return {table["id"]: table for table in loaded["tables"]}


@cache
def places() -> dict[str, str]:
    """The id of the element that shows each table."""
    loaded = yaml.load((HERE / "elements_s003.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # noqa: TID251 - no content
    return {str(key): str(value) for key, value in loaded.items()}


@cache
def page(nacka: Built) -> Element:
    """The web page of the report."""
    return nacka.page(f"{REPORT}.html")


@cache
def pdf_text(nacka: Built) -> str:
    """The text of the PDF, without blanks, since a cell's text is broken where the column ends."""
    return squeezed(nacka.pdf_text(f"{REPORT}.pdf"))


def plain(text: str) -> str:
    """A printed string as it is compared: one kind of minus, blanks folded."""
    return " ".join(re.sub("[\u2212\u2010\u2011]", "-", text).replace("\u00ad", "").split())


def squeezed(text: str) -> str:
    """A printed string without blanks, and without the hyphens that a broken word may have or lack."""
    return re.sub(r"[\s-]", "", plain(text))


def table(nacka: Built, name: str) -> tuple[list[list[str]], list[list[str]]]:
    """The cells of the head, and of the body, of the table that shows a transcribed one."""
    element = page(nacka).by_id(places()[name])
    (head,) = element.all("thead")
    bodies = list(element.all("tbody"))
    return (
        [[plain(cell) for cell in row] for row in head.rows],
        [[plain(cell) for cell in row] for body in bodies for row in body.rows],
    )


def parts(row: dict[str, Any]) -> str:
    """The words of the last cell of a block: its text, then each label with what stands under it."""
    detail = " ".join(f"{each['label']} {each['text']}" for each in row.get("detail", ()))
    return plain(f"{row['raw'][-1]} {detail}")


def expected_rows(name: str) -> list[list[str]]:
    """The cells of a transcribed table."""
    rows = []
    for row in facit()[name]["rows"]:
        cells = [plain(cell) for cell in row["raw"]]
        rows.append([*cells[:-1], parts(row)] if row.get("detail") else cells)
    return rows


def strings(name: str) -> Iterator[str]:
    """Every string of a transcribed table that is not blank: headings, labels, cells and parts of cells."""
    for column in facit()[name]["columns"]:
        yield column["label"]
    for row in facit()[name]["rows"]:
        yield from row["raw"]
        for each in row.get("detail", ()):
            yield from (each["label"], each["text"])


each_table = pytest.mark.parametrize("name", sorted(facit()))


def test_the_map_names_every_table() -> None:
    """No table of the transcription is passed over, and no element stands for two."""
    assert set(places()) == set(facit())
    assert len(set(places().values())) == len(places())


def test_the_report_is_built_without_a_word(nacka: Built) -> None:
    """The front door says that all is well, and both files are there."""
    assert nacka.code == 0, nacka.err
    assert nacka.path(f"{REPORT}.html").exists()
    assert nacka.path(f"{REPORT}.pdf").exists()


@each_table
def test_every_cell_stands_in_its_row_and_column(nacka: Built, name: str) -> None:
    """Row for row and column for column, the web page's table holds what was printed, and no more."""
    head, body = table(nacka, name)
    expected = expected_rows(name)

    assert head[-1][-len(facit()[name]["columns"]) + 1 :] == [
        plain(column["label"]) for column in facit()[name]["columns"][1:]
    ]
    assert head[0][0].startswith(plain(facit()[name]["columns"][0]["label"]))
    if expected:
        assert body == expected
    else:
        assert body == [["Inga åtgärder redovisas."]]


@each_table
def test_every_string_is_found_in_the_pdf(nacka: Built, name: str) -> None:
    """What a reader of the printed report saw, the text of the PDF holds."""
    missing = [text for text in strings(name) if text.strip() and squeezed(text) not in pdf_text(nacka)]

    assert missing == []
