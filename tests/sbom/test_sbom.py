"""The bill of materials names what the lock pins."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.sbom.__main__ import BILL, LOCK, bill_of_materials, locked

LOCK_TEXT = LOCK.read_text(encoding="utf-8")
TWO = """
a-b==1.0 \\
    --hash=sha256:{} \\
    --hash=sha256:{}
    # via
    #   c
    #   tertial (pyproject.toml)
c==2.0rc1 \\
    --hash=sha256:{}
    # via tertial (pyproject.toml)
""".format(*(digit * 64 for digit in "012"))


def bill() -> dict[str, Any]:
    """The bill that is kept."""
    return dict(json.loads(BILL.read_text(encoding="utf-8")))


def test_the_bill_is_that_of_the_lock() -> None:
    """It is what `make lock` writes, byte for byte: no time, no serial number, no address."""
    text = BILL.read_text(encoding="utf-8")

    assert text == bill_of_materials(locked(LOCK_TEXT)), "run make lock"
    assert re.findall(r"\w+://", text) == []


def test_it_names_each_package_with_version_and_digests() -> None:
    """Packages, versions and digests are those of the lock, none more and none less."""
    pinned = dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCK_TEXT, re.MULTILINE))
    digests = re.findall(r"sha256:([0-9a-f]{64})", LOCK_TEXT)
    components = bill()["components"]

    assert {each["name"]: each["version"] for each in components} == pinned
    assert [digest["content"] for each in components for digest in each["hashes"]] == digests


def test_every_package_has_its_licence() -> None:
    """A package that declares none would have to be looked up before it is used."""
    assert [each["name"] for each in bill()["components"] if not each["licenses"]] == []


def test_what_asks_for_a_package_is_in_the_lock() -> None:
    """The packages that others ask for are told by reference, so that none stands without a reason."""
    dependencies = {each["ref"]: set(each["dependsOn"]) for each in bill()["dependencies"]}
    references = {each["bom-ref"] for each in bill()["components"]}

    assert set(dependencies) - references == {bill()["metadata"]["component"]["bom-ref"]}
    assert set().union(*dependencies.values()) == references


def test_a_lock_is_read() -> None:
    """Versions, digests and the packages that ask are read, on one line or several."""
    first, second = locked(TWO)

    assert (first.name, first.version, first.digests) == ("a-b", "1.0", ("0" * 64, "1" * 64))
    assert first.users == ("c", "tertial")
    assert (second.purl, second.users) == ("pkg:pypi/c@2.0rc1", ("tertial",))


@pytest.mark.parametrize(("name", "licence"), [("weasyprint", "BSD License"), ("hunspell-sv", "LGPL-3.0-only")])
def test_a_licence_is_the_declared_one(name: str, licence: str) -> None:
    """An SPDX expression where the package gives one, else the name of its licence."""
    (component,) = (each for each in bill()["components"] if each["name"] == name)
    (declared,) = component["licenses"]

    assert declared in ({"expression": licence}, {"license": {"name": licence}})
