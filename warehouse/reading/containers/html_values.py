"""The values and styles behind the texts of a web page that a spreadsheet program wrote."""

from __future__ import annotations

import re

from warehouse.reading.containers.given_text import cell_with_text, text_shown_as
from warehouse.reading.containers.number_cell import number_cell
from warehouse.reading.sheets.cell import Cell
from warehouse.reading.sheets.number_format import NAMED
from warehouse.reading.words.folding import fold

Attributes = dict[str, str]

_STATED = re.compile(
    r"mso-number-format\s*:\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^;}\"']*)", re.IGNORECASE
)
_STYLE_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_LINE_THROUGH = re.compile(r"text-(?:decoration(?:-line)?|line-through)\s*:[^;]*line-through", re.I)
_CLASS = re.compile(r"\.([\w-]+)")
_ESCAPED = re.compile(r"\\([0-9A-Fa-f]{4})|\\(.)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_NO_INPUT = {"hidden", "button", "submit", "reset", "image", "file", "password"}


def read_style(style: str) -> str | None:
    """Return the number format of a style (mso-number-format), None where it has none."""
    match = _STATED.search(style)
    if match is None:
        return None
    code = _ESCAPED.sub(_unescape, match[1].strip().strip("\"'"))
    return NAMED.get(code, code) or None


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    # The page escapes characters that the format escapes too: \\\. is \. in the format.
    return str(match[2])


def read_rules(sheet: str) -> dict[str, str]:
    """Return the number formats of a style sheet by class, `td` for all cells."""
    found: dict[str, str] = {}
    for selectors, body in _STYLE_RULE.findall(sheet):
        code = read_style(body)
        if code is not None:
            names = _CLASS.findall(selectors) or [selectors.strip().lower()]
            found |= dict.fromkeys(names, code)
    return found


def strikes_out(style: str) -> bool:
    """Return whether a style strikes text out."""
    return bool(_LINE_THROUGH.search(style))


def find_struck_classes(css: str) -> set[str]:
    """Return the classes and elements that a style sheet strikes out."""
    return {
        name.lower()
        for selectors, body in _STYLE_RULE.findall(css)
        if strikes_out(body)
        for selector in selectors.split(",")
        for name in re.findall(r"[\w-]+$", selector.strip())
    }


def read_value(attributes: Attributes, rules: dict[str, str], text: str, font: str) -> Cell | None:
    """Return a cell by its tag's attributes and its text, None where it is empty."""
    code = _code(attributes, rules)
    stored = attributes.get("x:num", attributes.get("sdval"))
    if stored is not None and (stored or text):
        return cell_with_text(stored or fold(text).replace(",", ""), code, text, font)
    if "x:err" in attributes:
        return Cell("error", attributes["x:err"] or text, font=font)
    if "x:bool" in attributes:
        return Cell("bool", (attributes["x:bool"] or text).upper(), font=font)
    if "x:str" in attributes and (attributes["x:str"] or text):
        return text_shown_as(attributes["x:str"] or text, text, code, font)
    if not text:
        return Cell("formula", attributes["x:fmla"], font=font) if "x:fmla" in attributes else None
    # A spreadsheet program reads the text as a number and shows it in the cell's format.
    if code not in {None, "General", "@"} and _NUMBER.fullmatch(text):
        return number_cell(text, code or "", font, False)
    return Cell("text", text, font=font)


def _code(attributes: Attributes, rules: dict[str, str]) -> str | None:
    """Return the number format of a cell: its own, that of its class, or that of all cells."""
    if "sdnum" in attributes:  # language;0;format
        return attributes["sdnum"].partition(";")[2].partition(";")[2] or None
    own = read_style(attributes.get("style", ""))
    classes = [rules[name] for name in attributes.get("class", "").split() if name in rules]
    return own or (classes[-1] if classes else rules.get("td"))


def read_input(attributes: Attributes) -> str:
    """Return the text of an input field that is no check box."""
    kind = attributes.get("type", "text").lower()
    if kind == "radio":  # what it selects is written beside it, so it is asked about
        return "●" if "checked" in attributes else "○"
    return "" if kind in _NO_INPUT else attributes.get("value", "")
