"""A process that is struck in the middle of what it does: killed, refused by the disk, or interrupted, at a moment."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from generator.problems import UsageError

# What changes the disk, or says that it is changed.
TOUCHES = frozenset(
    ("open", "write", "flush", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir", "chmod", "link", "truncate")
)
# Who is asked: the modules that write, and what of the standard library they write by.
_WRITERS = ("generator/project/transaction.py", "generator/project/lock.py", "generator/project/files.py")
_NEAR = 8

Act = Callable[[Callable[[str], None]], None]
Strike = Callable[[FrameType, str], None]
State = dict[str, bytes | None]


@dataclass(frozen=True)
class Ended:
    """How a struck process ended: whether it was struck at all, killed, what it refused with, and what it said."""

    struck: bool
    killed: bool = False
    refused: str = ""
    interrupted: bool = False
    notes: tuple[str, ...] = ()


def state(folder: Path) -> State:
    """All that stands in a folder: files with their bytes, and folders, hidden ones too, but no empty `output`."""
    found = [each for each in sorted(folder.rglob("*")) if each != folder / "output" or any(each.iterdir())]
    return {each.relative_to(folder).as_posix(): each.read_bytes() if each.is_file() else None for each in found}


def kill(frame: FrameType, call: str) -> None:
    """Ends the process as nothing can hinder; of what it is about to write half is on the disk."""
    _write_half(frame, call)
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(error: int) -> Strike:
    """The disk refuses with this error, and what is written is written by half."""

    def strike(frame: FrameType, call: str) -> None:
        _write_half(frame, call)
        raise OSError(error, os.strerror(error))

    return strike


def interrupt(_frame: FrameType, _call: str) -> None:
    """The user presses Ctrl-C."""
    raise KeyboardInterrupt


def _write_half(frame: FrameType, call: str) -> None:
    file, data = frame.f_locals.get("file"), frame.f_locals.get("data")
    if call == "write" and isinstance(data, bytes) and file is not None:
        os.write(file.fileno(), data[: len(data) // 2])


def struck(act: Act, moment: int, strike: Strike) -> Ended:
    """Does `act` in a process of its own, struck as it is about to touch the disk for the n:th time.

    `act` gets what it is to tell its sentences to.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, json.dumps(_in_child(act, moment, strike)).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Ended(struck=True, killed=True)
    data = json.loads(told)
    return Ended(
        data["struck"],
        killed=False,
        refused=data["refused"],
        interrupted=data["interrupted"],
        notes=tuple(data["notes"]),
    )


def _in_child(act: Act, moment: int, strike: Strike) -> dict[str, object]:
    left = moment
    notes: list[str] = []

    def watch(frame: FrameType, event: str, called: object) -> None:
        nonlocal left
        if event != "c_call" or (call := getattr(called, "__name__", "")) not in TOUCHES:
            return
        # A text can be replaced too.
        is_text = isinstance(getattr(called, "__self__", None), str)
        if not is_text and _is_writing(frame) and not _reads(frame, call):
            left -= 1
            if left == 0:
                sys.setprofile(None)
                strike(frame, call)

    refused, interrupted = "", False
    sys.setprofile(watch)
    try:
        act(notes.append)
    except UsageError as error:
        refused = str(error)
    except KeyboardInterrupt:
        interrupted = True
    except Exception:  # noqa: BLE001 - whatever it is, the test is to show it
        refused = traceback.format_exc()
    finally:
        sys.setprofile(None)
    return {"struck": left <= 0, "refused": refused, "interrupted": interrupted, "notes": notes}


def _is_writing(frame: FrameType | None) -> bool:
    """Whether one of the modules that write has called, itself or through the standard library."""
    for _ in range(_NEAR):
        if frame is None:
            return False
        if frame.f_code.co_filename.replace(os.sep, "/").endswith(_WRITERS):
            return True
        if "generator" in frame.f_code.co_filename:
            return False
        frame = frame.f_back
    return False


def _reads(frame: FrameType, call: str) -> bool:
    """Whether a file is only opened to be read, or a folder to be asked something."""
    return call == "open" and str(frame.f_locals.get("mode", "r")).startswith("r")
