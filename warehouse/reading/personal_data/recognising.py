"""Recognise telephone, identity and bank card numbers among groups of digits.

Digits come in groups (138 1234 5678). Each window of neighbouring groups is judged as a whole, the
longest first, by its length, its parts, its check digit and the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from warehouse.reading.personal_data import surroundings as near
from warehouse.reading.personal_data.check_digits import (
    PROVINCES,
    is_day,
    is_valid_card,
    is_valid_credit_code,
    is_valid_identity,
)
from warehouse.reading.personal_data.digit_windows import LONGEST, Window, find_runs, list_windows
from warehouse.reading.personal_data.telephone_numbers import (
    AREA_CODE,
    MOBILE,
    is_landline,
    is_local,
    is_mobile,
)

Kind = Literal["mobile", "landline", "identity", "card"]

_MOST_CARD_GROUPS, _MOST_BARE_CARD_GROUPS = 6, 4
"""How many groups a card number has at most, and without a word for card near it."""
_ISSUERS = ("62", "9558")
"""China UnionPay, and the old cards of one bank: recognised without a word before them."""
_EXTENSION = re.compile(
    r"\s?(?:转|分机|ext\.?|-)[ :：]{0,2}[0-9]{1,6}(?![0-9])|-[0-9]{1,5}(?![0-9])"
)
_NUMBERED = re.compile(r"(?:^|[\s;；。])[1-9][0-9]?\.$")
"""The number of a paragraph directly before a number: 1.138…"""
_MORE = re.compile(r"[、,，;；/\s和或及]{1,3}$")
"""What joins a number to the one before it in a list."""


class PersonalNumber(NamedTuple):
    """A personal number in a text: its start, its end and its kind."""

    start: int
    end: int
    kind: Kind


def find_numbers(text: str, before: str = "") -> Iterator[PersonalNumber]:
    """Yield the personal numbers of a text with plain digits, from left to right.

    `before` is the text that precedes this one on the sheet: the label in the cell to its left.
    """
    last: PersonalNumber | None = None
    for groups in find_runs(text):
        at = 0
        while at < len(groups):
            found, taken = _judge_from(text, groups, at, before, last)
            if found is not None:
                last = found
                yield found
            at += taken


def _judge_from(
    text: str, groups: list[re.Match[str]], at: int, before: str, last: PersonalNumber | None
) -> tuple[PersonalNumber | None, int]:
    """Return the longest number that begins with a group, and how many groups to go on by."""
    done = last.end if last is not None else 0
    for start, stop, window in list_windows(text, groups, at, before, done):
        follows = last is not None and bool(_MORE.fullmatch(text[done:start]))
        kind = _judge(window, follows_phone=follows and last is not None and last.kind != "card")
        if kind is not None:
            found = PersonalNumber(*_widen(text, start, stop, kind), kind)
            return found, sum(group.start() < found.end for group in groups[at:])
    return None, 1


def _widen(text: str, start: int, stop: int, kind: Kind) -> tuple[int, int]:
    """Include the signs that belong to a number: a plus, an opening bracket, an extension."""
    if kind == "landline" and (more := _EXTENSION.match(text, stop)):
        stop = more.end()
    inside = text[start:stop]
    for sign, is_part in (("+", True), ("(", ")" in inside and "(" not in inside.split(")")[0])):
        if is_part and text[start - 1 : start] == sign:
            start -= 1
    return start, stop


def _judge(window: Window, *, follows_phone: bool) -> Kind | None:
    """Return the kind of a window, None if it is no personal number."""
    kind = _judge_digits(window, follows_phone=follows_phone)
    if kind is None or near.is_inside_word(window.before, window.after) or _is_decimal(window):
        return None
    return kind


def _judge_digits(window: Window, *, follows_phone: bool) -> Kind | None:
    """Return the kind by length first: a prefix 86 or 0086 lengthens telephone numbers.

    Landline numbers have 10 to 12 digits, mobile 11, local 7 or 8; identity numbers 18, until 1999
    15; bank cards 13 to 19. The more certain kinds come first where lengths overlap.
    """
    size = len(window.digits)
    if size > LONGEST:
        return _judge_joined(window.digits) if len(window.parts) == 1 else None
    if window.is_amount or (window.is_hard and not _is_divided_number(window)):
        return None
    if window.has_alike and not _is_likely_misread(window):
        return None
    if 10 <= size <= 16 and is_landline(window):
        return "landline"
    if size == 18 and _is_identity(window):
        return "identity"
    if size >= 13 and _is_card(window):
        return "card"
    if size < 17 and is_mobile(window):
        return "mobile"
    if size == 15 and _is_old_identity(window):
        return "identity"
    if 7 <= size <= 8 and is_local(window, follows_phone=follows_phone):
        return "landline"
    return None


def _is_divided_number(window: Window) -> bool:
    """Return whether signs such as ， 、 * : divide one number here, rather than several figures.

    Figures are listed with the same signs. The parts are one number only if they are not decimals,
    no word around them makes them counts, and the list does not go on.
    """
    # A part as long as a mobile number is one by itself, and the rest is something else.
    is_two = max(window.sizes) >= 11 and len(window.digits) < 18
    if is_two or window.is_decimal_list or near.is_listed(window.before, window.after):
        return False
    if _is_announced(window):
        return True
    return window.is_alone and not window.is_time


def _is_announced(window: Window) -> bool:
    """Return whether the words before a window announce a personal number."""
    return (
        near.is_phone_next(window.before)
        or near.is_identity_near(window.before)
        or near.is_card_near(window.before)
    )


def _is_likely_misread(window: Window) -> bool:
    """Return whether letters stand for digits: near a phone word, or with a right check digit."""
    digits = window.digits
    if near.is_phone_near(window.before) or near.is_phone_after(window.after):
        return True
    if len(digits) == 18:
        return digits[:17].isdigit() and is_valid_identity(digits)
    return len(digits) >= 16 and digits.isdigit() and is_valid_card(digits)


def _is_decimal(window: Window) -> bool:
    """Return whether a window is part of a decimal number: 0.138…, 138….50."""
    if len(window.parts) == 1:
        is_numbered = bool(window.after) and _NUMBERED.search(window.before) is not None
        return re.search(r"[0-9]\.$", window.before) is not None and not is_numbered
    is_pointed = re.fullmatch(r"[0-9]+\.[0-9]+", window.inside) is not None
    return is_pointed and not _is_announced(window) and not AREA_CODE.fullmatch(window.parts[0])


def _is_identity(window: Window) -> bool:
    digits = window.digits
    if digits[:2] not in PROVINCES or not is_day(digits[6:14]):
        return False
    if is_valid_identity(digits):
        return not near.is_credit_near(window.before)
    # A number with a wrong digit still identifies its owner. It is masked unless the words around
    # it, or the check digit of another kind, show that it is something else.
    is_divided = len(window.parts) > 1 and not near.is_identity_near(window.before)
    is_other = near.is_credit_near(window.before) or near.is_code(window.before, window.after)
    return not (is_divided or is_other or is_valid_credit_code(digits.upper()))


def _is_old_identity(window: Window) -> bool:
    """Return whether a window is an identity number as issued until 1999.

    It has two digits for the year and no check digit, so that a word near it must confirm it.
    """
    digits = window.digits
    return (
        digits.isdigit()
        and digits[:2] in PROVINCES
        and is_day("19" + digits[6:12])
        and near.is_identity_near(window.before)
    )


def _is_card(window: Window) -> bool:
    digits, parts = window.digits, window.parts
    # Digits written one by one are a number; other divisions into many groups are a list.
    is_scattered = len(parts) > _MOST_CARD_GROUPS and set(window.sizes) != {1}
    if is_scattered or not digits.isdigit() or digits[0] == "0" or MOBILE.fullmatch(digits):
        return False
    is_next = near.is_card_next(window.before)
    if is_next and not window.is_hard:
        return True
    if not is_valid_card(digits) or near.is_code(window.before, window.after):
        return False
    if is_next or near.is_card_near(window.before):
        return not is_day(digits)
    # Without a word for card: only as long as today's cards, with a known issuer or so divided.
    if len(digits) < 16:
        return False
    if len(parts) == 1 or (len(parts) == 2 and window.sizes[0] == 6):
        return digits.startswith(_ISSUERS)
    if len(parts) > 2 and set(window.sizes[:-1]) == {4} and window.sizes[-1] < 5:
        return not window.is_listed or digits.startswith(_ISSUERS)
    is_short = len(parts) > _MOST_BARE_CARD_GROUPS or min(window.sizes[:-1]) < 4
    is_usual = not is_short or set(window.sizes) == {1}
    return is_usual and digits.startswith(_ISSUERS) and window.is_alone


def _judge_joined(digits: str) -> Kind | None:
    """Return the kind of the first of several numbers written without a gap: 身份证 and 手机."""
    first: Kind | None = None
    at = 0
    while at < len(digits):
        identity, mobile = digits[at : at + 18], digits[at : at + 11]
        if len(identity) == 18 and is_day(identity[6:14]) and is_valid_identity(identity):
            first, at = first or "identity", at + 18
        elif MOBILE.fullmatch(mobile):
            first, at = first or "mobile", at + 11
        else:
            return None
    return first
