"""The JSON Schema of `tal.json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.document import Stage
from generator.printing.open_data.figures import FORMAT


def _text(description: str, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401 - as JSON Schema has it
    return {"type": "string", "description": description, **more}


def _record(required: str, **properties: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "object",
        "required": required.split(),
        "additionalProperties": False,
        "properties": properties,
    }


_DAY = {"format": "date"}
_ORIGIN = _record(
    "slag",
    slag=_text("Hur talet har kommit till: skrivet, uträknat, hämtat"),
    källa=_text("Källans namn hos nämnden"),
    fil=_text("Filens namn"),
    plats=_text("Cellen, raden eller kontona i filen"),
    datum=_text("Dagen då talet hämtades", **_DAY),
    sha256=_text("Filens kontrollsumma", pattern="^[0-9a-f]{64}$"),
    formel=_text("Formeln som den är skriven, eller talets id i perioden som det är hämtat ur"),
)
_PLACE = _record(
    "dokument text",
    dokument=_text("Dokumentets id"),
    avsnitt=_text("Avsnittets nummer och rubrik"),
    sida=_text("Sidan som den är tryckt; utelämnas när ingen PDF är byggd"),
    text=_text("Talet som det är tryckt"),
)
_FIGURE = _record(
    "id etikett värde enhet ursprung tryckt",
    id=_text("Talets id i innehållet, eller uttrycket som är uträknat i texten"),
    etikett=_text("Talets namn i ord: tabell, rad och kolumn"),
    värde={
        "type": ["string", "null"],
        "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
        "description": "Det exakta värdet som text med decimalpunkt, så att ingen läsare avrundar det; null när talet "
        "bara finns som tryckt text",
    },
    enhet=_text("Enheten, till exempel tkr, mnkr, % eller antal"),
    ursprung=_ORIGIN,
    läge=_text("Till exempel preliminär"),
    källa=_text("Källan som den är angiven i rapporten"),
    tryckt={"type": "array", "items": _PLACE, "description": "Varje ställe där talet är tryckt"},
)
_PERIOD = _record(
    "id rubrik från till",
    id=_text("Periodens namn"),
    rubrik=_text("Perioden i ord"),
    från=_text("Första dagen", **_DAY),
    till=_text("Sista dagen", **_DAY),
)
_PAPER = _record(
    "id titel",
    id=_text("Dokumentets id"),
    titel=_text("Dokumentets titel"),
    datum=_text("Dokumentets datum", **_DAY),
    diarienummer=_text("Ärendets diarienummer"),
    revidering=_text("Vilket dokument det ersätter"),
)
_TOP = _record(
    "format kommun nämnd period dokument tal",
    format=_text("Formen på filen", const=FORMAT),
    kommun=_text("Kommunen"),
    nämnd=_text("Nämnden"),
    period=_PERIOD,
    version={"type": "integer", "minimum": 1, "description": "Versionens nummer, när perioden är publicerad"},
    skede=_text("Hur långt versionen har kommit", enum=[stage.value for stage in Stage]),
    datum=_text("Versionens dag", **_DAY),
    dokument={"type": "array", "items": _PAPER, "description": "Dokumenten som talen är tryckta i"},
    licens=_text("Licensen, som adress eller namn"),
    tal={"type": "array", "items": _FIGURE, "description": "Talen, vart och ett en gång, i den ordning de är tryckta"},
)
FIGURES_SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Talen i en rapport från Tertial",
    **_TOP,
}
