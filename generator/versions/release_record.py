"""A release → plain data with Swedish keys, as it is kept in histories and manifests; and back.

All scalars are texts, so that what is kept is what was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from generator.document.release import FigureChange, Place, Release, Stage

Data: TypeAlias = "str | Sequence[Data] | Mapping[str, Data]"

_CHANGE = {"tal": "figure", "från": "old", "till": "new", "enhet": "unit", "var": "where"}
_PLACE = {
    "dokument": "document",
    "avsnitt": "section",
    "rubrik": "title",
    "del": "part",
    "sida": "page",
    "från": "old",
    "till": "new",
    "tal": "figure",
}


def release_record(release: Release, *, digests: bool = False) -> dict[str, Data]:
    """A release goes in, its data comes out; `digests` takes inputs and tools along, which only a manifest holds."""
    data: dict[str, Data] = {
        "version": str(release.version),
        "datum": release.date.isoformat(),
        "skede": release.stage.value,
        "på_webben": "ja" if release.on_web else "",
        "notering": release.note,
        "skäl": release.reason,
        "beslutad_av": release.decided_by,
        "dokument": [_document(release, each) for each in release.documents],
        "ändringar": [_named(each, _CHANGE) for each in release.changes],
        "platser": [_named(each, _PLACE) for each in release.places],
        "filer": dict(sorted(release.outputs.items())),
        "ändringsmarkerade": dict(sorted(release.marked.items())),
    }
    if digests:
        data["källor"] = dict(sorted(release.inputs.items()))
        data["verktyg"] = dict(sorted(release.tools.items()))
    return {key: value for key, value in data.items() if value}


def read_release(data: Mapping[str, Data]) -> Release:
    """Data as `release_record` gives it goes in, the release comes out. Raises ValueError where it cannot be one."""
    papers = _mappings(data, "dokument")
    return Release(
        version=int(_text(data, "version")),
        date=date.fromisoformat(_text(data, "datum")),
        stage=Stage(_text(data, "skede")),
        note=_text(data, "notering"),
        reason=_text(data, "skäl"),
        decided_by=_text(data, "beslutad_av"),
        documents=tuple(_text(each, "id") for each in papers),
        dated={_text(each, "id"): _text(each, "daterad") for each in papers if _text(each, "daterad")},
        revised=tuple(_text(each, "id") for each in papers if _text(each, "ändrad")),
        changes=tuple(FigureChange(**_fields(each, _CHANGE)) for each in _mappings(data, "ändringar")),
        places=tuple(Place(**_fields(each, _PLACE)) for each in _mappings(data, "platser")),
        inputs=_texts(data, "källor"),
        outputs=_texts(data, "filer"),
        tools=_texts(data, "verktyg"),
        marked=_texts(data, "ändringsmarkerade"),
        on_web=_text(data, "på_webben") == "ja",
    )


def _document(release: Release, document: str) -> Mapping[str, Data]:
    told = {"id": document, "daterad": release.dated.get(document, "")}
    told["ändrad"] = "ja" if document in release.revised else ""
    return {key: value for key, value in told.items() if value}


def _named(value: FigureChange | Place, names: Mapping[str, str]) -> Mapping[str, Data]:
    told = {swedish: str(getattr(value, english)) for swedish, english in names.items()}
    return {key: text for key, text in told.items() if text}


def _text(data: Mapping[str, Data], key: str) -> str:
    value = data.get(key, "")
    return str(value) if isinstance(value, str) else ""


def _texts(data: Mapping[str, Data], key: str) -> dict[str, str]:
    value = data.get(key)
    return {str(name): str(each) for name, each in value.items()} if isinstance(value, Mapping) else {}


def _fields(data: Mapping[str, Data], names: Mapping[str, str]) -> dict[str, str]:
    return {english: _text(data, swedish) for swedish, english in names.items()}


def _mappings(data: Mapping[str, Data], key: str) -> tuple[Mapping[str, Data], ...]:
    value = data.get(key, ())
    return tuple(each for each in value if isinstance(each, Mapping)) if not isinstance(value, str) else ()
