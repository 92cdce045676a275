"""Which pictures are taken: every page, light and dark, wide and phone, demo and empty store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple
from urllib.parse import quote

from dashboard.navigation import DEFAULT, PAGES

Mode = Literal["light", "dark"]
Size = tuple[int, int]

WIDE: Size = (1440, 900)
PHONE: Size = (390, 844)
WALL: Size = (1920, 1080)
SIZES = {"wide": WIDE, "phone": PHONE}
MODES: tuple[Mode, ...] = ("light", "dark")

JIANGXIAN, QIANYANG = quote("绛县 2021"), quote("千阳 2022")
VIEWS = {
    "overview": f"?scheme={JIANGXIAN}",
    "overview-staff": f"?scheme={JIANGXIAN}&role={quote('经办')}",
    "overview-unit": f"?scheme={JIANGXIAN}&role={quote('单位')}&unit={quote('县财政局')}",
    "leaderboard": f"?scheme={QIANYANG}",
    "unit": f"?scheme={JIANGXIAN}&unit={quote('县财政局')}",
    "veto": f"?scheme={QIANYANG}",
}
"""Views that show more than a page's first one; any other page is taken as it opens."""

README = (
    "overview-light-wide", "leaderboard-light-wide", "unit-light-wide",
    "indicators-light-wide", "calendar-light-wide", "screen-board",
)  # fmt: skip
"""The six that the README shows."""


class Shot(NamedTuple):
    """One picture: its name, the address, the window, and how many turns of the large screen."""

    name: str
    path: str
    size: Size
    mode: Mode
    turns: int = 0


def list_demo_shots() -> Iterator[Shot]:
    """Yield the pictures of the demo year."""
    for name in dict.fromkeys([*PAGES, *VIEWS]):
        for mode in MODES:
            for size_name, size in SIZES.items():
                yield Shot(f"{name}-{mode}-{size_name}", path_of(name), size, mode)
    wall = f"/screen?scheme={QIANYANG}"
    for turns, name in enumerate(("overview", "board", "vetoes")):
        yield Shot(f"screen-{name}", wall, WALL, "dark", turns)


def list_empty_shots() -> Iterator[Shot]:
    """Yield the pictures of a store without data."""
    for name in PAGES:
        for size_name, size in SIZES.items():
            yield Shot(f"empty-{name}-{size_name}", path_of(name), size, "light")
    yield Shot("empty-screen", "/screen", WALL, "dark")


def path_of(name: str) -> str:
    """Return the path and query of a view."""
    page = name.partition("-")[0]
    return ("/" if page == DEFAULT else f"/{page}") + VIEWS.get(name, "")
