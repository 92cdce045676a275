"""Check digits of the numbers that carry one, and the dates inside others."""

from __future__ import annotations

from datetime import date

_REMAINDERS = "10X98765432"
"""GB 11643 (ISO 7064 MOD 11-2): remainder of the weighted sum → check digit."""
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: the signs of a social credit code, in the order of their values."""
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (81, 83))
    for code in (*range(first, last + 1), 71, 91)
)
"""The first two digits of a district's code (GB/T 2260)."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def is_identity_sound(number: str) -> bool:
    """Tell whether the check digit of an 18-digit identity number is right."""
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(number[:17]))
    return _REMAINDERS[total % 11] == number[17].upper()


def is_credit_code(number: str) -> bool:
    """Tell whether 18 signs are a unified social credit code with the right check digit."""
    is_made_up = number[1] not in "1239" or number[2:4] not in PROVINCES
    if is_made_up or any(sign not in _CREDIT_SIGNS for sign in number):
        return False
    values = [_CREDIT_SIGNS.index(sign) for sign in number]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]


def is_card_sound(number: str) -> bool:
    """Tell whether a bank card's last digit is right (Luhn)."""
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_day(digits: str) -> bool:
    """Tell whether digits spell a day of these centuries: 20210518, 2021518, 20210518083000."""
    if len(digits) == 7:
        return _is_date(digits[:4], digits[4], digits[5:]) or _is_date(
            digits[:4], digits[4:6], digits[6]
        )
    return len(digits) >= 8 and _is_date(digits[:4], digits[4:6], digits[6:8])


def _is_date(year: str, month: str, day: str) -> bool:
    try:
        return _FIRST_YEAR <= date(int(year), int(month), int(day)).year <= _LAST_YEAR
    except ValueError:
        return False
