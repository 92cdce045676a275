"""Read what the sheets of an xlsx workbook share: its strings and styles."""

from __future__ import annotations

import re
from typing import NamedTuple

from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.package import Package
from warehouse.reading.containers.xlsx_plain_xml import PLAIN_TEXT, PlainParts
from warehouse.reading.containers.xml import ignore_text, read_xml
from warehouse.reading.sheets.cell import Cell, Runs, strike, tick_box
from warehouse.reading.sheets.number_format import BUILT_IN

_STRING = rf'\s*<si><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t>'
_PLAIN_STRING = re.compile(_STRING)
_PLAIN_STRINGS = re.compile(rf"(?:{_STRING}</si>)*")


class Style(NamedTuple):
    """A cell style, as far as it matters here."""

    code: str = "General"
    font: str = ""
    is_struck: bool = False
    is_box: bool = False
    """Whether TRUE and FALSE are shown as a check box."""

    def dress(self, cell: Cell) -> Cell:
        """Return the cell as the style shows it."""
        if self.is_box and cell.kind == "bool":
            cell = tick_box(cell.raw == "TRUE")
        return strike(cell) if self.is_struck else cell


class RichText(NamedTuple):
    """A string with the font of its first run and, if it is rich, its runs.

    The flag of a run says whether it is struck out; None: as its cell (a run without properties).
    """

    text: str
    font: str = ""
    runs: tuple[tuple[str, bool | None], ...] = ()

    def make_cell(self, style: Style) -> Cell:
        """Return the string as a cell with a style."""
        cell = Cell("text", self.text, style.code, self.font or style.font)
        if not self.runs:
            return strike(cell) if style.is_struck else cell
        runs: Runs = tuple(
            (text, style.is_struck if is_struck is None else is_struck)
            for text, is_struck in self.runs
        )
        return strike(cell, runs) if any(is_struck for _, is_struck in runs) else cell


class RichTextReader:
    """Collects one string (`si` or `is`) from XML events, without its phonetic guides."""

    def __init__(self) -> None:
        self.start_string()

    def start_string(self) -> None:
        """Begin a string."""
        self._runs: list[tuple[str, bool | None]] = []
        self._font = ""
        self._is_struck: bool | None = None
        self._is_text = self._is_phonetic = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element within the string."""
        if element == "t":
            self._is_text = not self._is_phonetic
        elif element == "rPh":
            self._is_phonetic = True
        elif element == "r":
            self._is_struck = None
        elif element == "rPr":
            self._is_struck = False
        elif element == "strike":
            self._is_struck = is_on(attributes)
        elif element == "rFont" and not self._runs:
            self._font = attributes.get("val", "")

    def end(self, element: str) -> None:
        """Handle the end of an element within the string."""
        if element == "t":
            self._is_text = False
        elif element == "rPh":
            self._is_phonetic = False

    def text(self, value: str) -> int:
        """Handle text; return how many characters of it belong to the string."""
        if not self._is_text:
            return 0
        self._runs.append((value, self._is_struck))
        return len(value)

    def string(self) -> RichText:
        """Return the string that was collected."""
        whole = "".join(text for text, _ in self._runs)
        is_rich = any(is_struck is not None for _, is_struck in self._runs)
        return RichText(whole, self._font, tuple(self._runs) if is_rich else ())


def is_on(attributes: dict[str, str]) -> bool:
    """Return whether a font property such as `strike` is on; it is, without a value."""
    return attributes.get("val", "1") not in {"0", "false", "off"}


def read_strings(package: Package, path: str, budget: Budget) -> list[RichText]:
    """Return the shared strings."""
    strings: list[RichText] = []
    reader = RichTextReader()

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "si":
            reader.start_string()
        else:
            reader.start(element, attributes)

    def end(element: str) -> None:
        if element == "si":
            strings.append(reader.string())
            budget.check("文字条数", len(strings), budget.limits.cells)
        else:
            reader.end(element)

    def text(value: str) -> None:
        budget.count_text(reader.text(value))

    def take(pieces: str) -> bool:
        if _PLAIN_STRINGS.fullmatch(pieces + "</si>") is None:
            return False
        found = _PLAIN_STRING.findall(pieces)
        budget.count_text(sum(map(len, found)))
        strings.extend(map(RichText, found))
        budget.check("文字条数", len(strings), budget.limits.cells)
        return True

    plain = PlainParts(rb"<sst\b[^<>]*>", b"</si>", take, take)
    read_xml(plain.sift(package.stream(path)), start, end, text)
    return strings


def read_styles(package: Package, path: str, budget: Budget) -> list[Style]:
    """Return the cell styles; check boxes within cells need the workbook's feature part."""
    formats = dict(BUILT_IN)
    fonts: list[tuple[str, bool]] = []
    styles: list[Style] = []
    within: list[str] = []
    has_boxes = any(name.startswith("xl/featurepropertybag/") for name in package.names)

    def start(element: str, attributes: dict[str, str]) -> None:
        parent = within[-1] if within else ""
        element = element.rpartition(":")[2]
        within.append(element)
        if element == "numFmt" and parent == "numFmts":
            formats[read_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif element == "font" and parent == "fonts":
            fonts.append(("", False))
        elif element == "name" and parent == "font" and fonts:
            fonts[-1] = (attributes.get("val", ""), fonts[-1][1])
        elif element == "strike" and within[-3:-1] == ["fonts", "font"]:
            fonts[-1] = (fonts[-1][0], is_on(attributes))
        elif element == "xf" and parent == "cellXfs":
            code = formats.get(read_integer(attributes.get("numFmtId")), "General")
            index = read_integer(attributes.get("fontId"))
            font = fonts[index] if 0 <= index < len(fonts) else ("", False)
            styles.append(Style(code, *font))
        elif element == "xfComplement" and "cellXfs" in within and styles:
            styles[-1] = styles[-1]._replace(is_box=has_boxes)
        budget.check("单元格样式数", max(len(styles), len(fonts)), budget.limits.styles)

    def end(_: str) -> None:
        within.pop()

    read_xml(package.stream(path), start, end, ignore_text)
    return styles


def read_integer(text: str | None) -> int:
    """Return the integer value of an attribute: 0 if it is missing, -1 if it is no integer."""
    try:
        return int(text or 0)
    except ValueError:
        return -1
