"""Excel's number formats, as far as meaning depends on them: percent, dates, shown digits."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

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
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


@lru_cache(maxsize=512)
def _core(code: str) -> str:
    """Return the first section of a format without its literals, in lower case."""
    return _LITERAL.sub("", code).split(";")[0].lower().replace("general", "")


@lru_cache(maxsize=512)
def is_percent(code: str) -> bool:
    """Tell whether a number of this format is shown as a percentage."""
    return "%" in _core(code)


@lru_cache(maxsize=512)
def is_date(code: str) -> bool:
    """Tell whether a number of this format is shown as a date or a time."""
    return bool(re.search(r"[ymdhse]", re.sub(r"e[+-]", "", _core(code)))) and not (
        set("0#?@") & set(_core(code).replace("ss.0", ""))
    )


def shows_year(code: str) -> bool:
    """Tell whether a date of this format is shown with its year."""
    return "y" in _core(code) or "e" in _core(code)


def shows_day(code: str) -> bool:
    """Tell whether a date of this format is shown with its day: 2021年5月 hides a 1."""
    return "d" in _core(code) or not shows_year(code)


def date_of_serial(serial: float, is_1904: bool) -> datetime | None:
    """Return the moment that a serial number stands for; None outside Excel's calendar."""
    if not 0 <= serial < 2_958_466:
        return None
    if is_1904:
        return datetime(1904, 1, 1) + timedelta(days=serial)
    # Excel's calendar has a 29 February 1900: serials before it are one day later than counted.
    return datetime(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)


def show_date(day: date, code: str) -> str:
    """Return a date roughly as the format shows it."""
    core = _core(code)
    if not shows_year(code) and "d" in core:
        return f"{day.month}月{day.day}日"
    if "d" not in core:
        return f"{day.year}年{day.month}月"
    return day.isoformat()


def show_number(number: Decimal, code: str) -> str:
    """Return a number as the format shows it, as far as percent, decimals and commas go."""
    core = _core(code)
    match = re.search(r"[0#?][0#?,]*(?:\.([0#?]+))?", core)
    if match is None or "e" in core or "/" in core or abs(number) > Decimal(10) ** 15:
        return plain(number)
    shown = number * 100 if "%" in core else number
    places = len(match.group(1) or "")
    rounded = shown.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in match.group(0) else f"{rounded:f}"
    return text + "%" * core.count("%")


def plain(number: Decimal) -> str:
    """Return a number in plain decimal notation, without superfluous zeros."""
    if number == 0:
        return "0"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
