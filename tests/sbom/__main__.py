"""Run `python -m tests.sbom` (`make lock` does): the lock for reports → its bill of materials, `sbom.cdx.json`.

CycloneDX 1.6, without times and serial numbers, so that the same lock gives the same bytes. Licences are those that
the installed packages declare.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from generator import __version__

ROOT = Path(__file__).resolve().parents[2]
LOCK, BILL = ROOT / "requirements.lock", ROOT / "sbom.cdx.json"
OURSELVES = "tertial"

_ENTRY = re.compile(
    r"^(?P<name>[a-z0-9.-]+)==(?P<version>\S+) \\\n(?P<hashes>(?:    --hash=\S+(?: \\)?\n)+)(?P<users>(?:    #.*\n)*)",
    re.MULTILINE,
)
_USER = re.compile(r"#\s+(?:via )?(?P<name>[a-z0-9.-]+)")


@dataclass(frozen=True)
class Locked:
    """A package of a lock, with the SHA-256 of its files and the packages that ask for it."""

    name: str
    version: str
    digests: tuple[str, ...]
    users: tuple[str, ...]

    @property
    def purl(self) -> str:
        """The package as a package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(lock: str) -> tuple[Locked, ...]:
    """The text of a lock → its packages."""
    return tuple(
        Locked(
            match["name"],
            match["version"],
            tuple(re.findall(r"sha256:([0-9a-f]{64})", match["hashes"])),
            tuple(user["name"] for user in _USER.finditer(match["users"]) if user["name"] != "via"),
        )
        for match in _ENTRY.finditer(lock)
    )


def licences(name: str) -> Iterator[dict[str, Any]]:
    """The licences that an installed package declares: by SPDX where it does, else by name."""
    declared = metadata.metadata(name)
    if expressions := declared.get_all("License-Expression"):
        yield from ({"expression": each} for each in expressions)
        return
    classifiers = declared.get_all("Classifier") or ()
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    yield from ({"license": {"name": each}} for each in named or declared.get_all("License") or ())


def bill_of_materials(packages: tuple[Locked, ...]) -> str:
    """The packages of a lock → a bill of materials of ourselves."""
    of = {OURSELVES: f"pkg:pypi/{OURSELVES}@{__version__}"} | {each.name: each.purl for each in packages}
    ourselves = _component(OURSELVES, __version__, of, "application") | {"licenses": [{"expression": "EUPL-1.2"}]}
    components = [
        _component(each.name, each.version, of)
        | {
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in each.digests],
            "licenses": list(licences(each.name)),
        }
        for each in packages
    ]
    dependencies = [
        {"ref": ref, "dependsOn": [each.purl for each in packages if name in each.users]} for name, ref in of.items()
    ]
    bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": ourselves}}
    return json.dumps(bill | {"components": components, "dependencies": dependencies}, indent=1) + "\n"


def _component(name: str, version: str, of: Mapping[str, str], kind: str = "library") -> dict[str, Any]:
    return {"type": kind, "bom-ref": of[name], "name": name, "version": version, "purl": of[name]}


if __name__ == "__main__":
    BILL.write_text(bill_of_materials(locked(LOCK.read_text(encoding="utf-8"))), encoding="utf-8")
