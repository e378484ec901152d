"""Sources that figures are taken from (`källor`), and what a table says of the figures that were (`hämtat`)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from generator.content.fields import ById, ByLabel, Day, DeclaredBlock, Identifier, OneLine, YesNo, optional

Sign = Literal["som i källan", "omvänt"]
Months = Literal["ackumulerat", "perioden", "året"]


class SourceColumn(DeclaredBlock):
    """A column of the table, and what fills it."""

    short_form = "ur"

    taken: OneLine = Field(
        alias="ur", description="utfall eller budget ur en SIE-fil, annars kolumnens rubrik i bladet"
    )
    months: Months | None = optional("omfattar", "Månaderna ur en SIE-fil. Annars som period.yaml säger")
    last_year: YesNo = optional("förra_året", "Samma månader året före", default=False)


class SourceRow(DeclaredBlock):
    """A row of the table, and what fills it."""

    short_form = "ur"

    taken: OneLine = Field(
        alias="ur", description="Konton ur en SIE-fil, till exempel 50–59, 7010, annars radens etikett"
    )
    objects: ByLabel[OneLine] = optional("objekt", "Objekt ur en SIE-fil, per dimension", default={})
    sign: Sign | None = optional("tecken", "Radens tecken mot källans")


class ControlTotal(DeclaredBlock):
    """A total of the source that a row of the table must agree with."""

    row: Identifier = Field(alias="rad", description="Raden i tabellen, oftast en summa")
    taken: OneLine = Field(alias="ur", description="Konton ur en SIE-fil, annars en etikett eller en cell i bladet")
    column: OneLine | None = optional("kolumn", "Kolumnen i tabellen. Annars alla som hämtas")


class FigureSource(DeclaredBlock):
    """A file that figures of a table are taken from."""

    file: OneLine = Field(alias="fil", description="Filen, eller ett mönster med *: den sista i namnordning")
    table: Identifier = Field(alias="tabell", description="Tabellen som talen skrivs i")
    columns: ByLabel[SourceColumn] = Field(alias="kolumner", description="Tabellens kolumner och vad som fyller dem")
    rows: ById[SourceRow] = optional(
        "rader", "Tabellens rader och vad som fyller dem. Rader i ett blad känns annars igen på sin etikett", default={}
    )
    objects: ByLabel[OneLine] = optional(
        "objekt", "Objekt ur en SIE-fil som gäller alla rader, per dimension", default={}
    )
    sign: Sign = optional("tecken", "Tecknet mot källans; debet är plus i en SIE-fil", default="som i källan")
    unit: OneLine | None = optional("enhet", "Enhet för tal i ett blad. Annars cellens egen")
    sheet: OneLine | None = optional("blad", "Bladets namn i en arbetsbok")
    cells: OneLine | None = optional("cellområde", "Cellerna i bladet, till exempel A3:F20")
    heading_row: OneLine | None = optional(
        "rubrikrad", "Numret på den första raden med rubriker, om den inte känns igen"
    )
    heading_rows: OneLine | None = optional("rubrikrader", "Hur många rader med rubriker det är, 1 eller 2")
    labels: OneLine | None = optional("etiketter", "Rubriken över radernas etiketter. Annars den första kolumnen")
    control: ControlTotal | None = optional("kontrollsumma", "Summan i källan som måste stämma, annars skrivs inget")

    @property
    def data_parts(self) -> tuple[str | None, ...]:
        """What is said of a sheet, in the order of `DATA_PARTS`."""
        return self.sheet, self.cells, self.heading_row, self.heading_rows


class TakenFigures(DeclaredBlock):
    """What a table has from a source, as `tertial import` wrote it (`hämtat`)."""

    file: OneLine = Field(alias="fil", description="Filen")
    digest: OneLine = Field(alias="sha256", description="Filens kontrollsumma")
    day: Day | None = optional("datum", "Dagen då talen hämtades")
    cells: ByLabel[OneLine] = Field(alias="celler", description="rad.kolumn: talet, | och stället i filen")

    def place_of(self, name: str) -> tuple[str, str]:
        """Return the number and the place that stand for a cell, each empty where it says nothing."""
        number, _, place = self.cells.get(name, "").partition("|")
        return number.strip(), place.strip()
