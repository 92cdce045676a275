"""Recognise telephone numbers: mobile, landline with area code, and local."""

from __future__ import annotations

import re

from warehouse.reading.personal_data import surroundings as near
from warehouse.reading.personal_data.check_digits import is_day
from warehouse.reading.personal_data.digit_windows import Window

MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9][0-9]{9})")
_AREA = r"(?:10|2[0-57-9])(?=[2-8][0-9]{7}$)|[3-9][0-9]{2}(?=[2-8][0-9]{6,7}$)"
"""Area codes without their 0: two digits before eight, three before seven or eight."""
_LANDLINE = re.compile(rf"(?:(?:00)?86)?0(?:{_AREA})([0-9]+)|(?:00)?86(?:{_AREA})([0-9]+)")
AREA_CODE = re.compile(r"(?:86)?0(?:10|2[0-57-9]|[3-9][0-9]{2})|86|0086")
_COUNTRY = {"86", "0086"}
_PRINTED = {(3, 4, 4), (3, 8), (7, 4)}
"""Divisions of a mobile number as printed."""
_SPLITS = _PRINTED | {(3, 4, 2, 2), (3, 2, 2, 2, 2), (1,) * 11}
"""Divisions of a mobile number that people use and that lists of counts do not have."""


def is_mobile(window: Window) -> bool:
    """Return whether a window is a mobile number."""
    if MOBILE.fullmatch(window.digits) is None:
        return False
    is_mentioned = near.is_phone_near(window.before) or near.is_phone_after(window.after)
    if not is_mentioned and (
        near.is_code(window.before, window.after) or near.is_amount(window.before, window.after)
    ):
        return False
    sizes = window.sizes[1:] if window.parts[0] in _COUNTRY else window.sizes
    if len(sizes) == 1 or (is_mentioned and not window.is_hard):
        return True
    return near.is_phone_next(window.before) or _is_usual(window, sizes)


def _is_usual(window: Window, sizes: tuple[int, ...]) -> bool:
    """Return whether the division is one of mobile numbers rather than of listed figures."""
    if sizes in _PRINTED or sizes == (1,) * 11:
        return not is_day(window.parts[-1])
    if window.is_decimal_list or near.is_listed(window.before, window.after):
        return False
    if sizes in _SPLITS:
        return not window.is_listed and not is_day(window.parts[-1])
    # Accept two parts, or three if none is as short as the number of a row, a month or a day.
    # Counts are not listed digit by digit in Chinese numerals, so such a list is a number.
    is_list = window.is_listed and window.inside[0].isascii()
    is_odd = len(sizes) == 2 or (len(sizes) == 3 and min(sizes) > 2 and not is_list)
    rest = "".join(window.parts[1:])
    return is_odd and window.is_alone and not (len(rest) == 8 and is_day(rest))


def is_landline(window: Window) -> bool:
    """Return whether a window is a landline number with its area code."""
    match = _LANDLINE.fullmatch(window.digits)
    if match is None:
        return False
    if near.is_phone_near(window.before):
        return True
    if near.is_code(window.before, window.after):
        return False
    if len(window.parts) == 1:
        return True
    if is_day(window.parts[-1]) or is_day(match[1] or match[2]):
        return False
    if AREA_CODE.fullmatch(window.parts[0]) and not window.is_hard:
        return not window.ends_code
    is_odd = len(window.parts) <= 3 and window.digits[0] == "0" and len(window.parts[0]) > 2
    return is_odd and window.is_alone


def is_local(window: Window, *, follows_phone: bool) -> bool:
    """Return whether a window is a local number; only where a telephone is mentioned."""
    digits = window.digits
    if digits[0] not in "2345678" or window.sizes not in {(7,), (8,), (3, 4), (4, 4), (4, 3)}:
        return False
    if near.is_phone_next(window.before):
        return not near.is_counted(window.after)
    is_counted = near.is_counted(window.after) or window.is_hard
    if near.is_code(window.before, window.after) or is_counted:
        return False
    is_mentioned = near.is_phone_near(window.before) or near.is_phone_after(window.after)
    return (is_mentioned or follows_phone) and not is_day(digits)
