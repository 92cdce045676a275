"""The built-in number formats; dates, as serial numbers and as formats show them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from warehouse.reading.sheets.format_sections import sections_of

# The built-in formats of a Chinese Excel (ECMA-376 18.8.30): ids without a code in the file.
BUILT_IN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: "h:mm",
    33: "h:mm:ss",
    34: "h:mm",
    35: "h:mm:ss",
    36: 'yyyy"年"m"月"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}


NAMED: dict[str, str] = {
    "General Number": "General",
    "Percent": "0.00%",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Currency": '"¥"#,##0.00',
    "Scientific": "0.00E+00",
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
    "Short Date": "yyyy/m/d",
    "Medium Date": "d-mmm-yy",
    "General Date": "yyyy/m/d h:mm",
    "Long Date": 'yyyy"年"m"月"d"日"',
    "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM",
    "Long Time": "h:mm:ss",
}
"""The formats that XML Spreadsheet and HTML refer to by name."""

_SOME_DATE = Decimal(40_000)
"""The serial number of a day in 2009: the section that shows it shows every date of a form."""


@lru_cache(maxsize=512)
def is_date(code: str, sign: int = 1) -> bool:
    """Return whether a number above, at or below 0 (sign 1, 0, -1) is shown as a date or a time."""
    section = sections_of(code).section(_SOME_DATE * sign)
    return section is not None and section.kind == "date"


@lru_cache(maxsize=512)
def _date_parts(code: str) -> frozenset[str]:
    """Return the parts of a date that a format shows: y, m, d, a (weekday), h, s."""
    section = sections_of(code).section(_SOME_DATE)
    runs = [piece.text for piece in section.pieces if piece.kind == "date"] if section else []
    parts = set()
    for position, run in enumerate(runs):
        before, after = (
            runs[position - 1][:1] if position else "",
            "".join(runs[position + 1 :])[:1],
        )
        if run[0] == "m" and (before == "h" or after == "s"):
            continue  # minutes
        if run in {"ddd", "dddd"}:
            parts.add("a")
        else:
            parts.add("y" if run[0] == "e" else run[0])
    return frozenset(parts)


def shows_year(code: str) -> bool:
    """Return whether a format shows the year of a date."""
    return "y" in _date_parts(code)


def shows_day(code: str) -> bool:
    """Return whether a format shows the month and the day of a date; 2021年5月 hides the day."""
    return {"m", "d"} <= _date_parts(code)


def date_of_serial(serial: float, is_1904: bool) -> datetime | None:
    """Return the date and time of a serial number, None outside Excel's calendar."""
    if not 0 <= serial < 2_958_466:
        return None
    if is_1904:
        return datetime(1904, 1, 1) + timedelta(days=serial)
    # Excel counts a 29 February 1900, which never was: serials before it start a day later.
    return datetime(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)


def show_date(moment: datetime, code: str) -> str:
    """Return the parts of a date that the format shows, in a fixed order and spelling."""
    parts = _date_parts(code)
    if not parts & {"y", "m", "d"}:
        return f"星期{'一二三四五六日'[moment.weekday()]}" if "a" in parts else f"{moment:%H:%M}"
    if {"y", "m", "d"} <= parts:
        return moment.date().isoformat()
    shown = {"y": f"{moment.year}年", "m": f"{moment.month}月", "d": f"{moment.day}日"}
    return "".join(text for part, text in shown.items() if part in parts)


def plain(number: Decimal) -> str:
    """Return a number in plain decimal notation without trailing zeros."""
    if number == 0:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
