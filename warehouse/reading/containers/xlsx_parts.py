"""The parts that an xlsx workbook's sheets share: its strings and its styles."""

from __future__ import annotations

import re

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.plain_xml import PLAIN_TEXT, PlainParts
from warehouse.reading.containers.xml import ignore_text, read_xml
from warehouse.reading.number_format import BUILT_IN

_STRING = rf'\s*<si><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t>'
_PLAIN_STRING = re.compile(_STRING)
_PLAIN_STRINGS = re.compile(rf"(?:{_STRING}</si>)*")


def read_strings(package: Package, path: str, budget: Budget) -> list[tuple[str, str]]:
    """Return the shared strings, each with the font of its first run."""
    strings: list[tuple[str, str]] = []
    parts: list[str] = []
    state = {"text": False, "phonetic": False}
    font = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal font
        if element == "si":
            parts.clear()
            font = ""
        elif element == "t":
            state["text"] = not state["phonetic"]
        elif element == "rPh":
            state["phonetic"] = True
        elif element == "rFont" and not parts:
            font = attributes.get("val", "")

    def end(element: str) -> None:
        if element == "t":
            state["text"] = False
        elif element == "rPh":
            state["phonetic"] = False
        elif element == "si":
            strings.append(("".join(parts), font))
            budget.check("文字条数", len(strings), budget.limits.cells)

    def text(value: str) -> None:
        if state["text"]:
            budget.count_text(len(value))
            parts.append(value)

    def take(pieces: str) -> bool:
        if _PLAIN_STRINGS.fullmatch(pieces + "</si>") is None:
            return False
        found = _PLAIN_STRING.findall(pieces)
        budget.count_text(sum(map(len, found)))
        strings.extend((string, "") for string in found)
        budget.check("文字条数", len(strings), budget.limits.cells)
        return True

    plain = PlainParts(rb"<sst\b[^<>]*>", b"</si>", take, take)
    read_xml(plain.sift(package.stream(path)), start, end, text)
    return strings


def read_styles(package: Package, path: str, budget: Budget) -> list[tuple[str, str]]:
    """Return the number format and the font of each cell style."""
    formats = dict(BUILT_IN)
    fonts: list[str] = []
    styles: list[tuple[str, str]] = []
    within: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        parent = within[-1] if within else ""
        within.append(element)
        if element == "numFmt" and parent == "numFmts":
            formats[read_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "font" and parent == "fonts":
            fonts.append("")
        elif element == "name" and parent == "font" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif element == "xf" and parent == "cellXfs":
            code = formats.get(read_integer(attributes.get("numFmtId")), "General")
            index = read_integer(attributes.get("fontId"))
            styles.append((code, fonts[index] if 0 <= index < len(fonts) else ""))
        budget.check("单元格样式数", max(len(styles), len(fonts)), budget.limits.styles)

    def end(_: str) -> None:
        within.pop()

    read_xml(package.stream(path), start, end, ignore_text)
    return styles


def read_integer(text: str | None) -> int:
    """Return the integer of an attribute, -1 where it is none."""
    try:
        return int(text or 0)
    except ValueError:
        return -1
