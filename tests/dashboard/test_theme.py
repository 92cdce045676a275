"""The theme: contrast in both modes, and no meaning given by colour alone."""

from __future__ import annotations

import pytest

from dashboard.widgets.assets import FOLDER
from documents.charts.palette import PALETTES, Mode, Palette

TEXTS = ("text", "quiet", "primary", "earned_text", "lost_text", "veto", "risk")
MARKS = ("earned", "lost", "bonus", "median")
SVG = "http://www.w3.org/2000/svg"  # a name, not an address


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_of_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert 4.4 < contrast("#777777", "#ffffff") < 4.5


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("ground", ["background", "panel"])
def test_every_text_can_be_read_on_every_ground(mode: Mode, name: str, ground: str) -> None:
    colours = PALETTES[mode]
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= 4.5


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize("name", MARKS)
def test_every_mark_stands_out_from_the_page(mode: Mode, name: str) -> None:
    colours: Palette = PALETTES[mode]
    assert contrast(getattr(colours, name), colours.background) >= 3


@pytest.mark.parametrize("mode", PALETTES)
def test_a_marked_cell_can_be_read(mode: Mode) -> None:
    assert contrast(PALETTES[mode].mark_text, PALETTES[mode].mark) >= 4.5


@pytest.mark.parametrize("part", ["lost", "bonus", "pending", "veto", "risk"])
def test_each_part_has_a_hatching_an_outline_or_a_sign_besides_its_colour(part: str) -> None:
    style = (FOLDER / "table.css").read_text("utf-8")
    rules = [one for one in style.split("}") if f".part.{part}" in one]
    assert any(
        "repeating-linear-gradient" in one or "inset 0 0 0" in one or "content:" in one
        for one in rules
    )


def test_nothing_is_fetched_from_outside() -> None:
    for file in FOLDER.iterdir():
        assert "http" not in file.read_text("utf-8").replace(f'"{SVG}"', "")
