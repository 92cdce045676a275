"""The styles of an OpenDocument file: number formats, fonts, struck-out text, hidden tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from warehouse.reading.containers.budget import Budget

_DATE_CODES = {
    "year": ("yy", "yyyy"),
    "month": ("m", "mm"),
    "day": ("d", "dd"),
    "day-of-week": ("ddd", "dddd"),
    "hours": ("h", "hh"),
    "minutes": ("m", "mm"),
    "seconds": ("s", "ss"),
    "am-pm": ("AM/PM", "AM/PM"),
}
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|!=|<|>|=)\s*(-?[\d.]+(?:[eE][+-]?\d+)?)")
_DEFAULTS = {(">=0",), (">0", "<0"), (">0", "<0", "=0")}
"""The conditions that sections have by default, and that their format need not state."""
_MOST_PARENTS = 10
"""Parents of a style that are followed; a circle of styles ends here too."""
_LINE_THROUGH = ("text-line-through-style", "text-line-through-type")
_WRITTEN = {"text", "currency-symbol"}


@dataclass(slots=True)
class _DataStyle:
    is_percentage: bool
    code: str = ""
    maps: list[tuple[str, str]] = field(default_factory=list)
    """Condition and style of each section for some numbers only."""


@dataclass(slots=True)
class _CellStyle:
    parent: str = ""
    data_style: str = ""
    font: str = ""
    is_hidden: bool = False
    is_struck: bool | None = None
    """None: as the parent."""


class OdsStyles:
    """Collects styles from the events of a part; looks up the properties of a cell style."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.has_struck = False
        """Whether any style sets a line through its text."""
        self._cells: dict[str, _CellStyle] = {}
        self._data: dict[str, _DataStyle] = {}
        self._style: _CellStyle | None = None
        self._open: _DataStyle | None = None
        self._is_literal = False
        self._codes: dict[str, str | None] = {}

    def start(self, element: str, attributes: dict[str, str]) -> None:
        """Handle an element's start."""
        local = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if element == "style":
            self._style = _CellStyle(local.get("parent-style-name", ""))
            self._style.data_style = local.get("data-style-name", "")
            self._cells[local.get("name", "")] = self._style
            self._budget.check("样式数", len(self._cells), self._budget.limits.styles)
        elif element == "default-style":
            self._style = None
        elif element.endswith("-style") and "name" in local:
            self._open = self._data[local["name"]] = _DataStyle(element == "percentage-style")
        elif self._open is not None:
            self._add(self._open, element, local)
        elif self._style is not None:
            if element == "table-properties" and local.get("display") == "false":
                self._style.is_hidden = True
            elif element == "text-properties":
                self._style.font = local.get("font-name") or local.get("font-family", "")
                lines = [local[name] for name in _LINE_THROUGH if name in local]
                if lines:
                    self._style.is_struck = "none" not in lines
                    self.has_struck = True

    def text(self, value: str) -> None:
        """Handle text: the literals of a number format."""
        if self._is_literal and self._open is not None:
            for character in value:
                is_sign = character == "%" and self._open.is_percentage
                self._open.code += character if is_sign else f"\\{character}"

    def end(self, element: str) -> None:
        """Handle an element's end."""
        if element in _WRITTEN:
            self._is_literal = False
        elif element.endswith("-style"):
            self._open = None
        elif element == "style":
            self._style = None

    def _add(self, style: _DataStyle, element: str, local: dict[str, str]) -> None:
        self._is_literal = element in _WRITTEN
        if element == "map" and (match := _CONDITION.match(local.get("condition", ""))):
            condition = match[1].replace("!=", "<>") + match[2]
            style.maps.append((condition, local.get("apply-style-name", "")))
        elif element == "number":
            style.code += _digits(local)
        elif element == "scientific-number":
            exponent = "0" * _number(local, "min-exponent-digits", 1)
            style.code += f"{_digits(local)}E+{exponent}"
        elif element == "fraction":
            whole = "# " if "min-integer-digits" in local else ""
            over = local.get("denominator-value") or "?" * _number(
                local, "min-denominator-digits", 1
            )
            style.code += f"{whole}?/{over}"
        elif element == "text-content":
            style.code += "@"
        elif element in _DATE_CODES:
            is_name = local.get("textual") == "true"
            is_long = local.get("style") == "long"
            style.code += _DATE_CODES[element][is_long] + "mm" * is_name

    def is_hidden(self, name: str) -> bool:
        """Return whether a table of this style is hidden."""
        return name in self._cells and self._cells[name].is_hidden

    def is_struck(self, name: str, default: bool = False) -> bool:
        """Return whether a style, or the one that it derives from, strikes text out."""
        for _ in range(_MOST_PARENTS):
            style = self._cells.get(name) if name else None
            if style is None:
                break
            if style.is_struck is not None:
                return style.is_struck
            name = style.parent
        return default

    def font(self, name: str) -> str:
        """Return the font of a cell style, '' where it names none."""
        return self._cells[name].font if name in self._cells else ""

    def code(self, name: str) -> str | None:
        """Return the number format of a cell style, None where it has none."""
        if name not in self._codes:
            self._codes[name] = self._find_code(name)
        return self._codes[name]

    def _find_code(self, name: str) -> str | None:
        for _ in range(_MOST_PARENTS):
            style = self._cells.get(name)
            if style is None:
                return None
            if style.data_style in self._data:
                return self._join(self._data[style.data_style])
            name = style.parent
        return None

    def _join(self, style: _DataStyle) -> str:
        """Return a data style and its conditional styles as the sections of one format."""
        are_defaults = tuple(condition for condition, _ in style.maps) in _DEFAULTS
        sections = []
        for condition, name in style.maps[:3]:
            part = self._data.get(name)
            stated = "" if are_defaults else f"[{condition}]"
            sections.append(stated + (part.code if part is not None else "General"))
        return ";".join([*sections, style.code]) or ";;"


def _digits(local: dict[str, str]) -> str:
    """Return the digits of a number format; General where no decimals are stated."""
    least = _number(local, "min-integer-digits", 1)
    if "decimal-places" not in local and "grouping" not in local and least < 2:
        return "General"
    whole = "0" * least or "#"
    if local.get("grouping") == "true":
        whole = "#," + whole.rjust(3, "#")
    places = _number(local, "decimal-places", 0)
    sure = min(places, _number(local, "min-decimal-places", places))
    decimals = "." + "0" * sure + "#" * (places - sure) if places else ""
    factor = local.get("display-factor", "1")  # 1000 shows thousands
    return whole + decimals + "," * (len(factor) // 3 if factor.strip("0") == "1" else 0)


def _number(local: dict[str, str], name: str, default: int) -> int:
    text = local.get(name, "")
    return min(int(text), 30) if text.isdigit() and len(text) < 4 else default
