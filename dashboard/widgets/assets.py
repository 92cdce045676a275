"""The scripts and styles in `browser/`, for the components drawn by the browser."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dashboard.theme import write_paper, write_variables

FOLDER = files("dashboard.widgets") / "browser"


def read_script(*names: str) -> str:
    """Return a component's script, joined from the named files in order."""
    return "\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in names)


def read_style(*names: str, has_dark: bool) -> str:
    """Return a component's style, joined from the named files, after the colours of the theme.

    Paper has the light colours.
    """
    colours = [write_variables(".kh", "light")]
    if has_dark:
        colours.append(f"@media screen {{ {write_variables('.kh.dark', 'dark')} }}")
        colours.append(f"@media print {{ {write_paper('.kh')} }}")
    return "\n".join([*colours, *((FOLDER / f"{name}.css").read_text("utf-8") for name in names)])


@cache
def read_page_style() -> str:
    """Return the style of the page around the parts, which is Streamlit's own."""
    return (FOLDER / "page.css").read_text("utf-8")
