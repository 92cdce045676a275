"""The colours of charts and pages, one for each meaning, light and dark; and the fonts.

Text colours have a contrast of at least 4.5 : 1 on their background, marks of charts 3 : 1
(tests/dashboard/test_theme.py). Nothing is told by colour alone: each has a sign or a hatching.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["light", "dark"]

FONT = (
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', "
    "'WenQuanYi Micro Hei', sans-serif"
)
"""The Chinese fonts that systems bring: nothing is fetched."""


@dataclass(frozen=True)
class Palette:
    """The colours of one mode, by what they mean."""

    background: str
    panel: str
    text: str
    quiet: str
    line: str
    line_light: str
    primary: str
    earned: str
    earned_text: str
    lost: str
    lost_light: str
    lost_text: str
    pending: str
    bonus: str
    bonus_light: str
    veto: str
    risk: str
    median: str
    mark: str
    mark_text: str


PALETTES: dict[Mode, Palette] = {
    "light": Palette(
        background="#ffffff",
        panel="#f3f5f8",
        text="#131a26",
        quiet="#566171",
        line="#cfd6df",
        line_light="#e6eaef",
        primary="#1f5fa8",
        earned="#3273b5",
        earned_text="#1f5fa8",
        lost="#cf5a35",
        lost_light="#f6d9cd",
        lost_text="#b23c17",
        pending="#e3e7ec",
        bonus="#2f8a62",
        bonus_light="#cfe9dc",
        veto="#a3123a",
        risk="#8a5a00",
        median="#6b7687",
        mark="#fff0b8",
        mark_text="#1f2937",
    ),
    "dark": Palette(
        background="#12171f",
        panel="#1b222d",
        text="#e6eaf0",
        quiet="#a5b0bf",
        line="#3a4554",
        line_light="#29323e",
        primary="#7db3ee",
        earned="#5b9be0",
        earned_text="#8bbcf2",
        lost="#e88362",
        lost_light="#5a2f22",
        lost_text="#f2a287",
        pending="#39434f",
        bonus="#5dbd92",
        bonus_light="#1f4a38",
        veto="#ff8fa8",
        risk="#e6b450",
        median="#97a3b3",
        mark="#5c4a12",
        mark_text="#fff3cf",
    ),
}
