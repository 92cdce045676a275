"""The scripts and styles of the parts that the browser draws, from `browser/`."""

from __future__ import annotations

from importlib.resources import files

from dashboard.theme import write_variables

FOLDER = files("dashboard.widgets") / "browser"


def read_script(*names: str) -> str:
    """Return a part's script; more names: the pieces that it is made of, in order."""
    return "\n".join((FOLDER / f"{name}.js").read_text("utf-8") for name in names)


def read_style(name: str, *, has_dark: bool) -> str:
    """Return a part's style, which begins with the colours of the theme."""
    colours = [write_variables(".kh", "light")]
    if has_dark:
        colours.append(write_variables(".kh.dark", "dark"))
    return "\n".join([*colours, (FOLDER / f"{name}.css").read_text("utf-8")])
