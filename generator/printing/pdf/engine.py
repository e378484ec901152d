"""WeasyPrint 70.0, loaded when first used and cut off from the machine: the same input gives the same bytes anywhere.

Fonts come from `@font-face` alone, files from the allowed folders alone, nothing from the network.
"""

from __future__ import annotations

import atexit
import ctypes.util
import functools
import gc
import importlib.util
import logging
import os
import sys
import tempfile
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from generator.document import Fault, FaultKind, Style
from generator.printing.pdf.float_sums import mend_sums
from generator.printing.pdf.line_breaks import mend_line_breaks
from generator.project import process_folder, temporary_folder

ENGINE_VERSION = "70.0"

# The engine and its PDF writer ship no types.
EngineObject: TypeAlias = Any
EngineBox: TypeAlias = Any
EngineDocument: TypeAlias = Any
HtmlElement: TypeAlias = Any

# The engine tries Windows names first, and each miss starts ldconfig, gcc and ld: 0.2 s a process.
_LIBRARIES = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "harfbuzz-vector": "libharfbuzz-vector.so.0",
    "fontconfig": "libfontconfig.so.1",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
}

_NO_SYSTEM_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><match target="pattern"><edit name="hinting" mode="assign"><bool>false</bool></edit></match></fontconfig>
"""


class EngineMismatch(RuntimeError):
    """The engine is not the version whose insides are known: a fault of the installation."""


@contextmanager
def _libraries_by_table() -> Iterator[None]:
    plain = ctypes.util.find_library
    # A name that is not in the table is one of another system's, and a miss.
    ctypes.util.find_library = _LIBRARIES.get  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = plain


@contextmanager
def no_system_fonts() -> Iterator[None]:
    """Let a font configuration that is created within know no font of the machine."""
    before = os.environ.get("FONTCONFIG_FILE")
    with temporary_folder() as folder:
        file = folder / "fonts.conf"
        file.write_text(_NO_SYSTEM_FONTS, encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(file)
        try:
            yield
        finally:
            del os.environ["FONTCONFIG_FILE"]
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


def _font_tools() -> dict[str, EngineObject]:
    from fontTools import subset
    from fontTools.varLib import instancer

    return {"fontTools.subset": subset, "fontTools.varLib.instancer": instancer}


class _LazyModule(types.ModuleType):
    """Stands in for a module of fontTools that few documents need, until it is called: 0.08 s saved a process."""

    def __getattr__(self, name: str) -> Callable[..., EngineObject]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*values: EngineObject, **options: EngineObject) -> EngineObject:
            return getattr(_font_tools()[self.__name__], name)(*values, **options)

        return call


@contextmanager
def _font_tools_when_called() -> Iterator[None]:
    names = ("fontTools.subset", "fontTools.varLib.instancer")
    stand_ins = {name: _LazyModule(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


@functools.cache
def load_engine() -> EngineObject:
    """Return the WeasyPrint package. Raises EngineMismatch for another version."""
    with no_system_fonts(), warnings.catch_warnings():
        # It warns that no font is installed, as intended.
        warnings.simplefilter("ignore")
        try:
            with _libraries_by_table(), _font_tools_when_called():
                import weasyprint  # heavy: 0.2 s, and HTML alone needs none of it
        except OSError:
            import weasyprint  # the table is Debian's: elsewhere the engine searches by itself
    installed = weasyprint.__version__
    if installed != ENGINE_VERSION:
        raise EngineMismatch(f"WeasyPrint {installed} is installed; {ENGINE_VERSION} is the one that is known")
    mend_line_breaks(weasyprint.layout.inline)
    mend_sums(sys.modules)
    return weasyprint


@contextmanager
def collector_paused(*, afresh: bool) -> Iterator[None]:
    """Pause garbage collection: layout drops little, so collecting costs 12 % for nothing.

    What is left is collected when the next one begins `afresh`: most processes end before that.
    """
    if afresh and gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


_Stamp = tuple[int, int]


def _stamp(path: Path) -> _Stamp:
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@dataclass(slots=True)
class _Refusals:
    """Why each refused or unreadable address failed, and the files that have been read."""

    reasons: dict[str, str] = field(default_factory=dict)
    read: dict[Path, _Stamp] = field(default_factory=dict)


def _allowed_file(url: str, folders: tuple[Path, ...]) -> Path:
    """Return the file of an address. Raises ValueError if it is not one inside the folders."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        raise ValueError("only files of the report may be read, nothing from the network")
    path = Path(unquote(parts.path)).resolve()
    if not any(path.is_relative_to(folder.resolve()) for folder in folders):
        raise ValueError("outside the folders that may be read")
    # Unpacking costs 35 ms a font and process.
    unpacked = path.with_suffix(".ttf")
    return unpacked if path.suffix == ".woff2" and unpacked.is_file() and not unpacked.is_symlink() else path


def _make_fetcher(style: Style, refusals: _Refusals) -> Callable[[str], EngineObject]:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    folders = (style.base, *style.folders)

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> EngineObject:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            try:
                path = _allowed_file(url, folders)
                refusals.read[path] = _stamp(path)
                return URLFetcherResponse(url, path.read_bytes())
            except (OSError, ValueError) as error:
                refusals.reasons[url] = getattr(error, "strerror", None) or str(error)
                raise

    return Fetcher(allowed_protocols=("data",))


Near = tuple[str, int]
NOWHERE: Near = ("", 0)


class Log(logging.Handler):
    """Gathers the engine's warnings; `near` is where the engine is busy."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._warnings: list[tuple[FaultKind, Near, str]] = []
        self.near: Callable[[], Near] = lambda: NOWHERE

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        message = record.getMessage()
        if message.startswith(".notdef"):
            kind, message = FaultKind.GLYPH, message.partition(": ")[2].replace('"', "")
        elif message.startswith("No anchor"):
            kind, message = FaultKind.LINK, message.split()[2].removeprefix("#")
        elif message.startswith(("Failed to", "Font-face")):
            kind = FaultKind.RESOURCE
        else:
            kind = FaultKind.STYLE
        self._warnings.append((kind, self.near(), message))

    def taken(self, unit: str, refusals: _Refusals) -> tuple[Fault, ...]:
        """Take what was gathered since the last time, once each, with the refusals and without their echoes."""
        refused = [(FaultKind.RESOURCE, NOWHERE, f"{url}: {reason}") for url, reason in refusals.reasons.items()]
        warned = [warning for warning in self._warnings if not any(url in warning[2] for url in refusals.reasons)]
        self._warnings.clear()
        refusals.reasons.clear()
        unique = dict.fromkeys(refused + warned)
        return tuple(Fault(kind, unit, element, message, page) for kind, (element, page), message in unique)


@contextmanager
def logged() -> Iterator[Log]:
    """Send what the engine and its font library log to the given Log alone."""
    log = Log()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    before = [(logger.handlers, logger.propagate, logger.level) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [log], False
        logger.setLevel(logging.WARNING)
    try:
        yield log
    finally:
        for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)


@dataclass(frozen=True, slots=True)
class Engine:
    """A parsed stylesheet with its fonts, shared by all sheets of a document."""

    weasyprint: EngineObject
    fetcher: Callable[[str], EngineObject]
    refusals: _Refusals
    fonts: EngineObject
    stylesheets: tuple[EngineObject, ...]
    counters: EngineObject
    base: str

    def render(self, html: str) -> EngineDocument:
        """Return WeasyPrint's laid-out document of an HTML text."""
        source = self.weasyprint.HTML(string=html, base_url=self.base, url_fetcher=self.fetcher)
        return source.render(
            font_config=self.fonts, counter_style=self.counters.copy(), stylesheets=list(self.stylesheets), cache={}
        )

    def with_css(self, css: str) -> Engine:
        """Add a stylesheet that wins over the others. Its faults go to the current Log."""
        options = {"base_url": self.base, "url_fetcher": self.fetcher, "counter_style": self.counters}
        stylesheet = self.weasyprint.CSS(string=css, font_config=self.fonts, **options)
        return replace(self, stylesheets=(*self.stylesheets, stylesheet))


def _make_engine(style: Style) -> Engine:
    weasyprint = load_engine()
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

    refusals = _Refusals()
    with no_system_fonts():
        fonts = FontConfiguration()
    # It would make a folder of its own, which is left behind if the object is not collected or the process killed.
    fonts._folder = Path(tempfile.mkdtemp(prefix="fonts-", dir=process_folder()))  # noqa: SLF001
    base = style.base.resolve().as_uri() + "/"
    engine = Engine(weasyprint, _make_fetcher(style, refusals), refusals, fonts, (), CounterStyle(), base)
    return engine.with_css(style.css)


@dataclass(slots=True)
class PreparedStyle:
    """The engine of a style, and the files that it depends on."""

    style: Style
    engine: Engine
    faults: tuple[Fault, ...]
    _files: dict[Path, _Stamp]
    _furniture: tuple[Engine, tuple[Fault, ...]] | None = None

    def is_fresh(self) -> bool:
        """Return whether none of the files has changed."""
        return all(path.exists() and _stamp(path) == stamp for path, stamp in self._files.items())

    def for_furniture(self, log: Log) -> tuple[Engine, tuple[Fault, ...]]:
        """Return the engine of page heads and feet, and the faults in their style."""
        if self._furniture is None:
            engine = self.engine.with_css(self.style.furniture_css)
            self._furniture = engine, log.taken("", engine.refusals)
        return self._furniture


# Unpacking fonts takes 0.2 s: documents of one house that are made by one process share it.
_prepared: dict[Style, PreparedStyle] = {}
_MOST_PREPARED = 4
atexit.register(_prepared.clear)


def prepared_style(style: Style, log: Log) -> PreparedStyle:
    """Return the engine of a style: one a process, until a file that it depends on changes."""
    prepared = _prepared.get(style)
    if prepared is None or not prepared.is_fresh():
        engine = _make_engine(style)
        prepared = PreparedStyle(style, engine, log.taken("", engine.refusals), dict(engine.refusals.read))
        if len(_prepared) >= _MOST_PREPARED:
            _prepared.clear()
        _prepared[style] = prepared
    return prepared


@functools.cache
def colour_profile() -> bytes:
    """Return the ICC profile of sRGB that WeasyPrint has, without loading it."""
    spec = importlib.util.find_spec("weasyprint")
    if spec is None or spec.origin is None:
        raise EngineMismatch("WeasyPrint is not installed")
    return Path(spec.origin).with_name("pdf").joinpath("sRGB2014.icc").read_bytes()
