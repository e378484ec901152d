"""A version as it is recorded, in `historik.yaml` and in a manifest: written, and read strictly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from generator.document import FigureChange, Place, Release, Stage
from generator.project import Number, path_faults, shown

Data: TypeAlias = "str | Sequence[Data] | Mapping[str, Data]"

# Of the history, whose records are chained by them.
_CHAIN = frozenset(("kontrollsumma", "föregående"))
_DIGEST = re.compile(r"[0-9a-f]{64}")
_VERSION = re.compile(r"[1-9][0-9]{0,8}")
# Of a pair that UTF-16 makes a character of; JSON can write one alone.
_HALF = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TEXTS = {"från": "old", "till": "new"}
_CHANGE = {"tal": "figure", **_TEXTS, "enhet": "unit", "var": "where"}
_POSITION = {"dokument": "document", "avsnitt": "section", "rubrik": "title", "del": "part", "sida": "page"}
_PLACE = {**_POSITION, **_TEXTS, "tal": "figure"}


class BrokenRecord(ValueError):
    """A record is none; `faults` are all that is wrong, in Swedish."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(faults))


def release_record(release: Release, *, digests: bool = False) -> dict[str, Data]:
    """Return a release as data; `digests` adds inputs and tools, which only a manifest holds."""
    record: dict[str, Data] = {
        "version": str(release.version),
        "datum": release.date.isoformat(),
        "skede": release.stage.value,
        "på_webben": "ja" if release.on_web else "",
        "notering": release.note,
        "skäl": release.reason,
        "beslutad_av": release.decided_by,
        "dokument": [
            _filled({"id": each, "daterad": release.dated.get(each, ""), "ändrad": "ja" * (each in release.revised)})
            for each in release.documents
        ],
        "ändringar": [_filled({key: getattr(each, name) for key, name in _CHANGE.items()}) for each in release.changes],
        "platser": [_filled({key: getattr(each, name) for key, name in _PLACE.items()}) for each in release.places],
        "filer": dict(sorted(release.outputs.items())),
        "ändringsmarkerade": dict(sorted(release.marked.items())),
        "källor": dict(sorted(release.inputs.items())) if digests else {},
        "verktyg": dict(sorted(release.tools.items())) if digests else {},
    }
    return _filled(record)


def _filled(data: Mapping[str, Data]) -> dict[str, Data]:
    return {key: value for key, value in data.items() if value}


def read_release(data: object) -> Release:
    """Return the release of a record, which is what YAML or JSON was read as. Raises BrokenRecord."""
    record = _Record(data, [])
    papers = record.records("dokument")
    marks = {each.text("id", required=True): (each.day("daterad"), each.yes("ändrad")) for each in papers}
    day, version, stage = record.day("datum", required=True), record.version(), record.stage()
    release = Release(
        version=version,
        date=date.fromisoformat(day or "1970-01-01"),
        stage=stage,
        note=record.text("notering"),
        reason=record.text("skäl"),
        decided_by=record.text("beslutad_av"),
        documents=tuple(marks),
        dated={name: dated for name, (dated, _) in marks.items() if dated},
        revised=tuple(name for name, (_, changed) in marks.items() if changed),
        changes=tuple(FigureChange(**each.texts_as(_CHANGE)) for each in record.records("ändringar")),
        places=tuple(Place(**each.texts_as(_PLACE)) for each in record.records("platser")),
        inputs=record.digests("källor"),
        outputs=record.digests("filer"),
        tools=record.texts("verktyg"),
        marked=record.digests("ändringsmarkerade"),
        on_web=record.yes("på_webben"),
    )
    record.close(_CHAIN)
    for each in papers:
        each.close()
    if record.faults:
        raise BrokenRecord(tuple(dict.fromkeys(record.faults)))
    return release


class _Record:
    """A mapping that others wrote, read key by key; what is wrong goes into `faults`, which parts of it share."""

    def __init__(self, data: object, faults: list[str], name: str = "") -> None:
        self.faults = faults
        self.name = name
        self.read: set[str] = set()
        self.data = data if isinstance(data, Mapping) else {}
        if not isinstance(data, Mapping):
            self.fault("", f"{kind_of(data)} i stället för nycklar")

    def fault(self, key: str, what: str) -> None:
        place = ".".join(part for part in (self.name, shown(key)) if part)
        self.faults.append(f"{place}: {what}" if place else what)

    def text(self, key: str, *, required: bool = False) -> str:
        self.read.add(key)
        value = self.data.get(key, "")
        if not isinstance(value, str):
            self.fault(key, f"{kind_of(value)} i stället för text")
            return ""
        if _HALF.search(value):
            self.fault(key, "halva tecken, som inte går att skriva")
            return ""
        if required and not value:
            self.fault(key, "saknas")
        return str(value)

    def fitting(self, key: str, read: Callable[[str], object], *, required: bool = False) -> str:
        """A text that can be read; empty where it cannot, or is not there."""
        known = len(self.faults)
        value = self.text(key, required=required)
        if not value or len(self.faults) > known:
            return ""
        try:
            read(value)
        except ValueError:
            self.fault(key, shown(value))
            return ""
        return value

    def version(self) -> int:
        return int(self.fitting("version", _matching(_VERSION), required=True) or 1)

    def day(self, key: str, *, required: bool = False) -> str:
        return self.fitting(key, _read_day, required=required)

    def stage(self) -> Stage:
        return Stage(self.fitting("skede", Stage, required=True) or Stage.DRAFT)

    def yes(self, key: str) -> bool:
        return bool(self.fitting(key, _matching(re.compile("ja"))))

    def texts(self, key: str) -> dict[str, str]:
        self.read.add(key)
        part = _Record(self.data.get(key, {}), self.faults, f"{self.name}.{key}".lstrip("."))
        return {str(name): part.text(name) for name in part.data}

    def digests(self, key: str) -> dict[str, str]:
        digests = self.texts(key)
        for fault in path_faults(digests):
            self.fault(key, fault)
        for name, digest in digests.items():
            if not _DIGEST.fullmatch(digest):
                self.fault(key, f"”{shown(name)}” har ingen kontrollsumma: {shown(digest) or 'tom'}")
        return digests

    def records(self, key: str) -> tuple[_Record, ...]:
        self.read.add(key)
        value = self.data.get(key, ())
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.fault(key, f"{kind_of(value)} i stället för en lista")
            return ()
        return tuple(_Record(each, self.faults, f"{key} {number}") for number, each in enumerate(value, 1))

    def texts_as(self, names: Mapping[str, str]) -> dict[str, str]:
        texts = {name: self.text(key) for key, name in names.items()}
        self.close()
        return texts

    def close(self, others: frozenset[str] = frozenset()) -> None:
        """Nothing more is read: a key that was not is a fault."""
        for key in self.data:
            if key not in self.read | others:
                self.fault("", f"okänd nyckel ”{shown(str(key))}”")


def kind_of(value: object) -> str:
    """Return what a value of JSON is, in Swedish."""
    if isinstance(value, Number):
        return f"talet {shown(value.text)}"
    kinds = {bool: "sant eller falskt", str: "text", Mapping: "nycklar", Sequence: "en lista"}
    return next((name for kind, name in kinds.items() if isinstance(value, kind)), "tomt")


def _matching(pattern: re.Pattern[str]) -> Callable[[str], None]:
    def read(text: str) -> None:
        if not pattern.fullmatch(text):
            raise ValueError(text)

    return read


def _read_day(text: str) -> None:
    _matching(_DAY)(text)
    date.fromisoformat(text)
