"""pikepdf, loaded when the first file is bound: a command that makes no PDF does not wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["Array", "Dictionary", "Name", "String", "load_binder", "pikepdf"]

if TYPE_CHECKING:
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String
else:

    class _Late:
        """The library, or a class of it, which are looked up once."""

        def __init__(self, name: str = "") -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the library has
            import pikepdf  # heavy: a tenth of a start

            if name == "_real":
                value = getattr(pikepdf, self._name) if self._name else pikepdf
            else:
                value = getattr(self._real, name)
            setattr(self, name, value)
            return value

        def __call__(self, *values: object, **named: object) -> object:
            return self._real(*values, **named)

    pikepdf = _Late()
    Array, Dictionary, Name, String = map(_Late, ("Array", "Dictionary", "Name", "String"))


def load_binder() -> None:
    """Load the library now, while others work."""
    _ = pikepdf.Pdf
