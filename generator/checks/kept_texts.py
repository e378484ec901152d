"""A period's content → the texts of the period before it that still stand there to be rewritten."""

from __future__ import annotations

from generator.compose.understood import Evidence
from generator.problems import Problem, Severity


def kept_texts(evidence: Evidence) -> tuple[Problem, ...]:
    """The evidence goes in; a warning for each text under `förra_periodens_text` comes out. Problems: T820."""
    hint = "Skriv periodens egen text, och ta sedan bort den gamla."
    return tuple(
        Problem(
            "T820",
            name.where,
            f"Förra periodens text ”{name}” står kvar.",
            "bara periodens egna texter",
            str(name),
            hint,
            Severity.WARNING,
            place=str(name),
        )
        for name in evidence.content.period.kept_texts
    )
