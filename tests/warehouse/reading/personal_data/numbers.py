"""Invented numbers of segments, districts and issuers that do not exist, with right check digits.

The check digits are computed here independently of the code under test.
"""

from __future__ import annotations

from itertools import count
from random import Random

_SEGMENTS = ("160", "161", "163", "164", "168", "169", "179")
_AREAS = ("0359", "0917", "010", "029", "0351")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def make_mobile(chance: Random) -> str:
    """Return a mobile number of a segment that was never assigned."""
    return chance.choice(_SEGMENTS) + _digits(chance, 8)


def make_area(chance: Random) -> str:
    """Return an area code."""
    return chance.choice(_AREAS)


def make_local(chance: Random, area: str) -> str:
    """Return a local number that fits an area code."""
    return "555" + _digits(chance, 5 if len(area) == 3 else 4)


def make_identity(chance: Random) -> str:
    """Return an identity number of a district that does not exist."""
    born = f"{chance.randrange(1940, 2008)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    number = f"{chance.choice(['14', '61', '41'])}99{_digits(chance, 2)}{born}{_digits(chance, 3)}"
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True))
    return number + "10X98765432"[total % 11]


def make_card(chance: Random) -> str:
    """Return a bank card number of an issuer that does not exist."""
    number = "629999" + _digits(chance, chance.choice((9, 12)))
    return next(number + str(last) for last in count() if _is_valid_card(number + str(last)))


def _is_valid_card(number: str) -> bool:
    even = sum(map(int, number[-1::-2]))
    odd = sum(sum(map(int, str(2 * int(digit)))) for digit in number[-2::-2])
    return (even + odd) % 10 == 0


def _digits(chance: Random, length: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(length))
