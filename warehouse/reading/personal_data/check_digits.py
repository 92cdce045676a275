"""Check digits of identity, bank card and social credit numbers, and dates within digits.

python-stdnum was tried and not taken. Its whole checks accept only districts of a built-in list,
so that an identity number of any other district would stay unmasked; its bare arithmetic is no
shorter than this module.
"""

from __future__ import annotations

from datetime import date

_IDENTITY_CHECKS = "10X98765432"
"""GB 11643 (ISO 7064 MOD 11-2): the check sign at the position of the sum's remainder by 11."""
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100: the signs of a social credit code; a sign's position is its value."""
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (81, 83))
    for code in (*range(first, last + 1), 71, 91)
)
"""The first two digits of a district's code (GB/T 2260)."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2099


def is_valid_identity(number: str) -> bool:
    """Return whether the check digit of an 18-digit identity number is right.

    The district is not looked up: lists of districts age, and a number of a district that a list
    does not have is personal all the same.
    """
    # The weights are the powers of 2 modulo 11, from 2^17 for the first digit (GB 11643).
    total = sum(int(sign) * pow(2, 17 - place, 11) for place, sign in enumerate(number[:17]))
    return _IDENTITY_CHECKS[total % 11] == number[17].upper()


def is_valid_credit_code(number: str) -> bool:
    """Return whether 18 characters are a unified social credit code with the right check digit.

    The kind of organisation and the province are checked too. An identity number with a slip in
    it passes the check digit alone once in 31 times, and would then stay unmasked.
    """
    is_invented = number[1] not in "1239" or number[2:4] not in PROVINCES
    if is_invented or any(sign not in _CREDIT_SIGNS for sign in number):
        return False
    values = [_CREDIT_SIGNS.index(sign) for sign in number]
    # The weights are the powers of 3 modulo 31 (GB 32100).
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
    return (31 - total % 31) % 31 == values[17]


def is_valid_card(number: str) -> bool:
    """Return whether the last digit of a bank card number is right (Luhn)."""
    # From the right, every second digit counts double; of a result above 9, the sum of its digits.
    doubled = [int(sign) * (1 + place % 2) for place, sign in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_day(digits: str) -> bool:
    """Return whether digits begin with a day of 1900 to 2099: 20210518, 20210518083000.

    Seven digits may lack the zero of the month or the day: 2021518.
    """
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
