"""`tertial check --explain`: what the manual says of a problem's code."""

from __future__ import annotations

import re

from generator.commands.terminal import Terminal
from generator.problems import CODES, UsageError, nearest_hint
from generator.project import manual_of_problems


def explain_code(word: str, terminal: Terminal) -> None:
    """Show the manual's section on a code. Raises UsageError where there is no such code."""
    code = word.strip().upper()
    if code not in CODES:
        raise UsageError(f"Koden ”{word}” finns inte. {nearest_hint(code, CODES)}".rstrip())
    text = manual_of_problems().read_text(encoding="utf-8")
    match = re.search(rf"^## {code} .*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if match is None:
        raise UsageError(f"Handboken har inget avsnitt om {code}.")
    terminal.result(*re.sub(r"^```yaml .*", "```yaml", match[0].strip(), flags=re.MULTILINE).splitlines())
