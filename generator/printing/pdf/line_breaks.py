"""A correction of WeasyPrint 70.0, which breaks some lines too early before a cited figure.

It measures the last line of a text with its final blank: if only that blank does not fit, it goes back to the first
place where a line may break. A text ends with a blank before any element: one figure in a hundred had a short line.
"""

from __future__ import annotations

from typing import Any, TypeAlias

EngineObject: TypeAlias = Any

_WRAPPING = ("normal", "pre-line")


def mend_line_breaks(inline: Any) -> None:  # noqa: ANN401 - the engine has no types
    """Mend `weasyprint.layout.inline` in place."""
    split = inline.split_first_line

    def split_first_line(
        text: str,
        style: EngineObject,
        context: EngineObject,
        max_width: float | None,
        *rest: EngineObject,
        **options: EngineObject,
    ) -> EngineObject:
        first = split(text, style, context, max_width, *rest, **options)
        resume_at = first[2]
        if resume_at is None or max_width is None or not text.endswith(" ") or style["white_space"] not in _WRAPPING:
            return first
        visible = text.rstrip(" ")
        if not visible or split(visible, style, context, max_width, *rest, **options)[2] is not None:
            return first
        # All that is seen fits: the line is the whole text, and its last blank hangs over the edge.
        return split(text, style, context, None, *rest, **options)

    inline.split_first_line = split_first_line
