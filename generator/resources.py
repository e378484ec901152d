"""Where the package's own files lie: nothing in → the folder of the built-in templates out."""

from __future__ import annotations

from pathlib import Path


def built_in_templates() -> Path:
    """The folder of templates that come with Tertial: `base/` and the municipalities' houses.

    In a wheel it lies inside the package, in a checkout beside it. A project's own `templates/` is not this one.
    """
    package = Path(__file__).parent
    installed = package / "_templates"
    return installed if installed.is_dir() else package.parent / "templates"


def manual_of_problems() -> Path:
    """The chapter of the manual that has a heading for each problem code; in a wheel it lies inside the package."""
    package = Path(__file__).parent
    installed = package / "_handbok"
    folder = installed if installed.is_dir() else package.parent / "docs" / "handbok"
    return folder / "felmeddelanden.md"
