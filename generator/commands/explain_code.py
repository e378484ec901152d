"""A problem's code → what the manual says of it: what it means, an example and the way out."""

from __future__ import annotations

import re

from generator.commands.voice import ExitCode, Voice
from generator.problems import CODES, UsageError, nearest_hint
from generator.project import manual_of_problems


def explain_code(code: str, voice: Voice) -> ExitCode:
    """Shows the manual's section on a code. Raises UsageError where there is no such code."""
    known = code.strip().upper()
    if known not in CODES:
        raise UsageError(f"Koden ”{code}” finns inte. {nearest_hint(known, CODES)}".rstrip())
    text = manual_of_problems().read_text(encoding="utf-8")
    match = re.search(rf"^## {known} .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if match is None:
        raise UsageError(f"Handboken har inget avsnitt om {known}.")
    for line in match[0].strip().splitlines():
        voice.result(re.sub(r"^```yaml .*", "```yaml", line))
    return ExitCode.FINE
