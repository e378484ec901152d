"""Hygiene for every test: no unexpected word in the log, no trace in the environment, no network.

Also what many tests share: texts to compare with that `--update-golden` rewrites, and the PDF validator.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadGroupScheduling

from tests.built import ROOT, Built, build, copied
from tests.remembered import Remembered
from tests.verapdf.runner import VeraPdf

# What warns in here warns of our output: a font without a glyph, a style that is not understood, an image left out.
WATCHED_LOGGERS = ("generator", "weasyprint", "fontTools")

# pytest's own notes on what it is running.
PYTEST_VARIABLES = frozenset({"PYTEST_CURRENT_TEST", "PYTEST_VERSION"})

# The clock of a busy machine says nothing of an example; a test that hangs has the limit of pyproject.toml.
# The same examples each time: a run that fails fails for all.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")

Golden = Callable[[str | bytes, Path], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that accepts the present output as the right one."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests now get over the texts they compare with; read the difference before you commit it",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of what is slow to start or build with one worker; files with slow tests come first."""
    for item in items:
        if {"verapdf", "nacka", "storkoping"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("verapdf"))
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


class ByFile(LoadGroupScheduling):  # type: ignore[misc]
    """Gives a worker a file at a time, or a group: what a file's tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return str(super()._split_scope(nodeid)).partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:  # noqa: ANN401 - xdist's own
    """Spreads the files in the order in which they were collected."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def verapdf() -> Iterator[VeraPdf]:
    """veraPDF, started once: `verapdf.validate([path]) == []` says that a file is PDF/UA-1 and PDF/A-3a."""
    with VeraPdf() as engine:
        yield engine


@pytest.fixture(scope="session")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Remembered:
    """What the processes of this run have laid out."""
    own = tmp_path_factory.getbasetemp()
    return Remembered.in_folder((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "fragments")


@pytest.fixture(scope="session")
def nacka(tmp_path_factory: pytest.TempPathFactory, remembered: Remembered) -> Built:
    """Nacka's report, built once through the front door."""
    project = copied(ROOT, tmp_path_factory.mktemp("nacka"), "nacka")
    with remembered.in_use():
        return build(project, "nacka/socialnamnden/2023-t1")


@pytest.fixture(scope="session")
def storkoping(tmp_path_factory: pytest.TempPathFactory, remembered: Remembered) -> Built:
    """The papers of a municipality that does everything another way, built once through the front door."""
    project = copied(ROOT / "tests" / "projects" / "storkoping", tmp_path_factory.mktemp("storkoping"), "storkoping")
    with remembered.in_use():
        return build(project, "storkoping/vardnamnden/2025-03")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares an output with a file: `golden(text, path)`; with --update-golden it writes the file instead."""
    update = request.config.getoption("--update-golden")

    def compare(actual: str | bytes, path: Path) -> None:
        content = actual.encode() if isinstance(actual, str) else actual
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        assert path.exists(), f"{path} does not exist: look at the output and run pytest --update-golden"
        expected = path.read_bytes()
        if isinstance(actual, str):
            assert expected.decode() == actual, f"not what {path} holds: if it is right, run pytest --update-golden"
        else:
            assert expected == actual, f"not what {path} holds: if it is right, run pytest --update-golden"

    return compare


class _Memory(logging.Handler):
    """Keeps warnings and worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.name}: {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test during which something warned, unless it reads the log itself or is marked `expects_logs`."""
    memory = _Memory()
    loggers = [logging.getLogger(name) for name in WATCHED_LOGGERS]
    for logger in loggers:
        logger.addHandler(memory)
    yield
    for logger in loggers:
        logger.removeHandler(memory)
    expected = "caplog" in request.fixturenames or request.node.get_closest_marker("expects_logs")
    if memory.messages and not expected:
        pytest.fail("unexpected in the log:\n" + "\n".join(memory.messages))


@pytest.fixture(autouse=True)
def _untouched_environment() -> Iterator[None]:
    """Fails a test that leaves the process's environment or folder other than it found them."""

    def present() -> tuple[dict[str, str], str]:
        return {name: value for name, value in os.environ.items() if name not in PYTEST_VARIABLES}, str(Path.cwd())

    before = present()
    yield
    after = present()

    assert before == after, "the test changed the environment: use monkeypatch"


@pytest.fixture(scope="session")
def _network_attempts() -> Iterator[list[str]]:
    """Closes the network for the whole run; holds the addresses that somebody has asked for."""
    attempts: list[str] = []

    def guard(original: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: object, *rest: object) -> object:
            if self.family in {socket.AF_INET, socket.AF_INET6} and isinstance(address, tuple):
                refuse_unless_local(str(address[0]))
            return original(self, address, *rest)

        return connect

    def refuse_unless_local(host: str) -> None:
        if not is_local(host):
            attempts.append(host)
            raise RuntimeError(f"a test may not touch the network: {host}")

    def look_up(host: str | bytes | None, *rest: Any, **options: Any) -> Any:  # noqa: ANN401 - getaddrinfo's own
        if host is not None:
            refuse_unless_local(host.decode() if isinstance(host, bytes) else host)
        return original_look_up(host, *rest, **options)

    original_look_up = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guard(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guard(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", look_up)
        yield attempts


def is_local(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


@pytest.fixture(autouse=True)
def _closed_network(_network_attempts: list[str]) -> Iterator[None]:
    """Fails a test that reached for the network, even where the code swallowed the refusal."""
    _network_attempts.clear()
    yield

    assert not _network_attempts, "the test reached for the network"
