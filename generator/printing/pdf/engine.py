"""The layout engine's door: a Style in → an Engine (WeasyPrint 70.0, cut off from the machine) out.

All that decides how pages look is given: fonts come from the stylesheet's `@font-face` alone (another machine's fonts
would give another file), files from the allowed folders alone, nothing from the network. What the engine would have
logged comes back as values. The engine is loaded when first used: HTML alone needs none of it.
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
    """The layout engine is not the one whose insides are known: a fault of the installation, not of the content."""


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
    """Within, a font configuration that is made knows no font of the machine."""
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


class _Later(types.ModuleType):
    """Stands in for a module of the font library while the engine is imported.

    What the engine takes from it are functions and classes to call, and it calls them for variable fonts and where no
    harfbuzz-subset is installed: loaded then, they cost other documents nothing (0.08 s a process).
    """

    def __init__(self, name: str, load: Callable[[], EngineObject]) -> None:
        super().__init__(name)
        self._load = load

    def __getattr__(self, name: str) -> Callable[..., EngineObject]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*values: EngineObject, **options: EngineObject) -> EngineObject:
            return getattr(self._load(), name)(*values, **options)

        return call


def _load_subset() -> EngineObject:
    from fontTools import subset

    return subset


def _load_instancer() -> EngineObject:
    from fontTools.varLib import instancer

    return instancer


@contextmanager
def _font_tools_later() -> Iterator[None]:
    later = {"fontTools.subset": _load_subset, "fontTools.varLib.instancer": _load_instancer}
    stand_ins = {name: _Later(name, load) for name, load in later.items() if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]


@functools.cache
def load_engine() -> EngineObject:
    """The WeasyPrint package, loaded once in a process; raises EngineMismatch where it is another version."""
    with no_system_fonts(), warnings.catch_warnings():
        # It warns that no font is installed, which is how it shall be.
        warnings.simplefilter("ignore")
        try:
            with _libraries_by_table(), _font_tools_later():
                import weasyprint  # heavy: 0.2 s, and HTML alone needs none of it
        except OSError:
            import weasyprint  # the table is Debian's: elsewhere the engine searches by itself
    if weasyprint.__version__ != ENGINE_VERSION:
        raise EngineMismatch(
            f"WeasyPrint {weasyprint.__version__} is installed; {ENGINE_VERSION} is the one that is known"
        )
    mend_line_breaks(weasyprint.layout.inline)
    return weasyprint


@contextmanager
def collector_paused(*, afresh: bool) -> Iterator[None]:
    """Within, no garbage is collected: layout makes much and drops little, so collecting costs 12 % for nothing.

    What is left is set aside, and collected where the next begins `afresh`: most processes end before that.
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


Stamp = tuple[int, int]


def _stamp(path: Path) -> Stamp:
    """What shows that a file was changed."""
    state = path.stat()
    return state.st_mtime_ns, state.st_size


@dataclass(slots=True)
class Refusal:
    """What a fetcher refused or could not read (address → reason), and what it has read."""

    found: dict[str, str] = field(default_factory=dict)
    read: dict[Path, Stamp] = field(default_factory=dict)


def _allowed_file(url: str, folders: tuple[Path, ...]) -> Path:
    """The file that an address names; ValueError where it is not one inside the folders.

    A font that lies unpacked beside its woff2 is taken instead: unpacking costs 35 ms a font and process.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        raise ValueError("only files of the report may be read, nothing from the network")
    path = Path(unquote(parts.path)).resolve()
    if not any(path.is_relative_to(folder.resolve()) for folder in folders):
        raise ValueError("outside the folders that may be read")
    unpacked = path.with_suffix(".ttf")
    return unpacked if path.suffix == ".woff2" and unpacked.is_file() else path


def make_fetcher(style: Style, refusal: Refusal) -> Callable[[str], EngineObject]:
    """A function that gives the engine what an address names: `data:` and files of the style's folders, no other."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    folders = (style.base, *style.folders)

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Reads files of the allowed folders, and `data:`."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> EngineObject:
            """The content of the address; ValueError where it is refused, OSError where it cannot be read."""
            if url.startswith("data:"):
                return super().fetch(url, headers)
            try:
                path = _allowed_file(url, folders)
                refusal.read[path] = _stamp(path)
                return URLFetcherResponse(url, path.read_bytes())
            except (OSError, ValueError) as error:
                refusal.found[url] = getattr(error, "strerror", None) or str(error)
                raise

    return Fetcher(allowed_protocols=("data",))


Near = tuple[str, int]
NOWHERE: Near = ("", 0)


class Log(logging.Handler):
    """Gathers what the engine says instead of letting it be printed.

    `near` answers which id, on which page, the engine was busy with.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._said: list[tuple[FaultKind, Near, str]] = []
        self.near: Callable[[], Near] = lambda: NOWHERE

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        message = record.getMessage()
        if message.startswith(".notdef"):
            kind, found = FaultKind.GLYPH, message.partition(": ")[2].replace('"', "")
        elif message.startswith("No anchor"):
            kind, found = FaultKind.LINK, message.split()[2].removeprefix("#")
        elif message.startswith(("Failed to", "Font-face")):
            kind, found = FaultKind.RESOURCE, message
        else:
            kind, found = FaultKind.STYLE, message
        self._said.append((kind, self.near(), found))

    def taken(self, unit: str, refusal: Refusal) -> tuple[Fault, ...]:
        """All that was gathered since the last time, once each, with the refusals and without their echoes."""
        said = [entry for entry in self._said if not any(url in entry[2] for url in refusal.found)]
        refused = [(FaultKind.RESOURCE, NOWHERE, f"{url}: {reason}") for url, reason in refusal.found.items()]
        self._said.clear()
        refusal.found.clear()
        return tuple(Fault(kind, unit, near[0], found, near[1]) for kind, near, found in dict.fromkeys(refused + said))


@contextmanager
def logged() -> Iterator[Log]:
    """Within, what the engine and its font library say goes to the Log that is given, and nowhere else."""
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
    """A stylesheet parsed and its fonts loaded, ready to render sheets; shared by all sheets of a document."""

    weasyprint: EngineObject
    fetcher: Callable[[str], EngineObject]
    refusal: Refusal
    fonts: EngineObject
    stylesheets: tuple[EngineObject, ...]
    counters: EngineObject
    base: str

    def render(self, html: str) -> EngineDocument:
        """HTML text in, WeasyPrint's laid-out Document out."""
        source = self.weasyprint.HTML(string=html, base_url=self.base, url_fetcher=self.fetcher)
        return source.render(
            font_config=self.fonts, counter_style=self.counters.copy(), stylesheets=list(self.stylesheets), cache={}
        )

    def with_css(self, css: str) -> Engine:
        """The same with a further stylesheet, which wins over what was there. Faults in it go to the current Log."""
        stylesheet = self.weasyprint.CSS(
            string=css,
            base_url=self.base,
            url_fetcher=self.fetcher,
            font_config=self.fonts,
            counter_style=self.counters,
        )
        return replace(self, stylesheets=(*self.stylesheets, stylesheet))


def _make_engine(style: Style) -> Engine:
    weasyprint = load_engine()
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

    refusal = Refusal()
    with no_system_fonts():
        fonts = FontConfiguration()
    # It would make a folder of its own, which is left behind where it is not collected, or killed.
    fonts._folder = Path(tempfile.mkdtemp(prefix="fonts-", dir=process_folder()))  # noqa: SLF001
    base = style.base.resolve().as_uri() + "/"
    engine = Engine(weasyprint, make_fetcher(style, refusal), refusal, fonts, (), CounterStyle(), base)
    return engine.with_css(style.css)


@dataclass(frozen=True, slots=True)
class _Kept:
    """An engine made before, what was wrong with its style, and the files that it was made of."""

    engine: Engine
    faults: tuple[Fault, ...]
    files: dict[Path, Stamp]

    def is_fresh(self) -> bool:
        return all(path.exists() and _stamp(path) == stamp for path, stamp in self.files.items())


# Unpacking fonts takes 0.2 s: documents of one house that are made by one process share it.
_kept: dict[Style, _Kept] = {}
_KEPT_AT_MOST = 4
atexit.register(_kept.clear)


def engine_for(style: Style, log: Log) -> tuple[Engine, tuple[Fault, ...]]:
    """A Style in; an Engine with its stylesheet and fonts, and the faults in them, out.

    The engine is made once in a process, and again where a file that it was made of has changed.
    """
    kept = _kept.get(style)
    if kept is None or not kept.is_fresh():
        engine = _make_engine(style)
        kept = _Kept(engine, log.taken("", engine.refusal), dict(engine.refusal.read))
        if len(_kept) >= _KEPT_AT_MOST:
            _kept.clear()
        _kept[style] = kept
    return kept.engine, kept.faults


@functools.cache
def colour_profile() -> bytes:
    """The ICC profile of sRGB that the engine brings along, read without loading the engine."""
    spec = importlib.util.find_spec("weasyprint")
    if spec is None or spec.origin is None:
        raise EngineMismatch("WeasyPrint is not installed")
    return Path(spec.origin).with_name("pdf").joinpath("sRGB2014.icc").read_bytes()
