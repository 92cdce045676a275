"""Browser names for the list of a user's own sessions."""

from __future__ import annotations

PROGRAMS = (
    ("Edg/", "Edge"),
    ("MicroMessenger/", "微信"),
    ("QQBrowser/", "QQ 浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "安卓"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
"""The first match counts: Edge also calls itself Chrome, Android also Linux."""


def describe_browser(agent: str) -> str:
    """Return program and system of a User-Agent in two words; its own text is never shown."""
    program = next((name for mark, name in PROGRAMS if mark in agent), "其他程序")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return f"{program} {system}".strip()
