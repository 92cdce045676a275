"""The pages' theme: the palette as Streamlit settings and as CSS, and signs beside colours."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from documents.charts.palette import FONT, PALETTES, Mode, Palette

SIGNS = {"veto": "✕", "risk": "！", "up": "▲", "down": "▼"}
"""Signs beside a word or figure, so that it can be understood without colour."""

SHARED: dict[str, Any] = {
    "font": FONT,
    "headingFont": FONT,
    "codeFont": f"Consolas, Menlo, {FONT}",
    "baseRadius": "small",
    "headingFontSizes": ["1.6rem", "1.2rem", "1.05rem", "1rem", "0.95rem", "0.9rem"],
    "headingFontWeights": [600, 600, 600, 600, 600, 600],
    "paddingTop": "1.5rem",
    "showWidgetBorder": True,
}


def _set_mode(mode: Mode) -> dict[str, Any]:
    colours = PALETTES[mode]
    own = {
        "primaryColor": colours.primary,
        "backgroundColor": colours.background,
        "secondaryBackgroundColor": colours.panel,
        "textColor": colours.text,
        "linkColor": colours.earned_text,
        "borderColor": colours.line,
        "chartCategoricalColors": [
            colours.earned, colours.lost, colours.bonus, colours.median, colours.veto, colours.risk,
        ],
        "sidebar.backgroundColor": colours.panel,
        "sidebar.secondaryBackgroundColor": colours.background,
    }  # fmt: skip
    return {f"theme.{mode}.{key}": value for key, value in own.items()}


THEME: dict[str, Any] = {
    **{f"theme.{key}": value for key, value in SHARED.items()},
    "theme.baseFontSize": 15,
    "theme.metricValueFontSize": "1.5rem",
    **_set_mode("light"),
    **_set_mode("dark"),
}
"""Streamlit's settings; the visitor's system chooses between light and dark."""


def write_variables(selector: str, mode: Mode) -> str:
    """Return CSS that gives an element the colours of a mode as `--kh-…` variables."""
    colours = PALETTES[mode]
    lines = (
        f"--kh-{field.name.replace('_', '-')}: {getattr(colours, field.name)};"
        for field in fields(Palette)
    )
    return f"{selector} {{ {' '.join(lines)} }}"


def write_paper(selector: str) -> str:
    """Return CSS that gives an element Streamlit's light colours, whatever the screen has."""
    colours = PALETTES["light"]
    named = {
        "text": colours.text, "background": colours.background,
        "secondary-background": colours.panel, "link": colours.text,
    }  # fmt: skip
    lines = (f"--st-{name}-color: {colour};" for name, colour in named.items())
    return f"{selector} {{ {' '.join(lines)} print-color-adjust: exact; }}"
