"""Recognises telephone, identity and bank card numbers among groups of digits.

Digits come in groups (138 1234 5678). Every window of neighbouring groups is judged as a whole,
the longest first, by its length, its make-up, its check digit and the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from warehouse.privacy import surroundings as near
from warehouse.privacy.check_digits import (
    PROVINCES,
    is_card_sound,
    is_credit_code,
    is_day,
    is_identity_sound,
)

Kind = Literal["mobile", "landline", "identity", "card"]

_RUN = re.compile(r"[0-9]+(?:[ \-.·()_/]{1,3}[0-9]+)*(?:[Xx](?![0-9A-Za-z]))?")
_GROUP = re.compile(r"[0-9]+[Xx]?")
_SHORTEST, _LONGEST = 7, 19
_CONTEXT = 40
"""How many signs before a number can tell what it is."""
_MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9][0-9]{9})")
_AREA = r"(?:10|2[0-57-9])(?=[2-8][0-9]{7}$)|[3-9][0-9]{2}(?=[2-8][0-9]{6,7}$)"
_LANDLINE = re.compile(rf"(?:(?:00)?86)?0(?:{_AREA})[0-9]+|(?:00)?86(?:{_AREA})[0-9]+")
_AREA_CODE = re.compile(r"(?:86)?0(?:10|2[0-57-9]|[3-9][0-9]{2})|86|0086")
_SPLITS = {(3, 4, 4), (3, 8), (7, 4), (3, 4, 2, 2), (3, 2, 2, 2, 2), (1,) * 11}
"""How people divide a mobile number; other divisions only where a telephone is spoken of."""
_MOST_CARD_GROUPS = 6
_ISSUERS = ("62", "9558")
"""China UnionPay, and the old cards of one bank: told without a word before them."""
_EXTENSION = re.compile(
    r"\s?(?:转|分机|ext\.?|-)[ :：]{0,2}[0-9]{1,6}(?![0-9])|-[0-9]{1,5}(?![0-9])"
)
_NUMBERED = re.compile(r"(?:^|[\s;；。])[1-9][0-9]?\.$")
"""A paragraph's number before a number: 1.138…"""
_MORE = re.compile(r"[、,，;；/\s和或及]{1,3}$")


class Found(NamedTuple):
    """A number that belongs to a person: where it stands, and of what kind it is."""

    start: int
    end: int
    kind: Kind


class _Window(NamedTuple):
    """Neighbouring groups of digits, with the text around them."""

    groups: tuple[str, ...]
    inside: str
    """The groups with what stands between them."""
    before: str
    after: str

    @property
    def digits(self) -> str:
        return "".join(self.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.groups))


def find_numbers(text: str, before: str = "") -> Iterator[Found]:
    """Yield the personal numbers of a text with plain digits, from left to right.

    `before` is what a reader saw before the text: the label in the cell to its left.
    """
    last: Found | None = None
    for run in _RUN.finditer(text):
        groups = list(_GROUP.finditer(text, run.start(), run.end()))
        at = 0
        while at < len(groups):
            found, taken = _judge_from(text, groups, at, before, last)
            if found is not None:
                last = found
                yield found
            at += taken


def _judge_from(
    text: str, groups: list[re.Match[str]], at: int, before: str, last: Found | None
) -> tuple[Found | None, int]:
    """Return the longest number that begins with a group, and how many groups are done with."""
    sizes = 0
    ends = []
    for end in range(at, len(groups)):
        sizes += len(groups[end][0])
        ends.append(end)
        if sizes > _LONGEST:
            break
    start = groups[at].start()
    context = (before + " " if start < _CONTEXT else "") + text[max(0, start - _CONTEXT) : start]
    for end in reversed(ends):
        if sum(len(group[0]) for group in groups[at : end + 1]) < _SHORTEST:
            break
        stop = groups[end].end()
        parts = tuple(group[0] for group in groups[at : end + 1])
        window = _Window(parts, text[start:stop], context, text[stop : stop + _CONTEXT])
        follows = last is not None and bool(_MORE.fullmatch(text[last.end : start]))
        kind = _judge(window, follows_phone=follows and last is not None and last.kind != "card")
        if kind is not None:
            first, stop = _widen(text, start, stop, kind)
            done = sum(group.start() < stop for group in groups[at:])
            return Found(first, stop, kind), done
    return None, 1


def _widen(text: str, start: int, stop: int, kind: Kind) -> tuple[int, int]:
    """Take in what belongs to a number: +, brackets, an extension."""
    if kind == "landline" and (more := _EXTENSION.match(text, stop)):
        stop = more.end()
    inside = text[start:stop]
    for sign, is_part in (("+", True), ("(", ")" in inside and "(" not in inside.split(")")[0])):
        if is_part and text[start - 1 : start] == sign:
            start -= 1
    return start, stop


def _judge(window: _Window, *, follows_phone: bool) -> Kind | None:
    """Return what a window of groups is; None where it is no person's number."""
    kind = _judge_digits(window, follows_phone=follows_phone)
    if kind is None or near.is_inside_word(window.before, window.after) or _is_decimal(window):
        return None
    return kind


def _judge_digits(window: _Window, *, follows_phone: bool) -> Kind | None:
    size = len(window.digits)
    if size > _LONGEST:
        return _judge_joined(window.digits) if len(window.groups) == 1 else None
    if 10 <= size <= 16 and _is_landline(window):
        return "landline"
    if "/" in window.inside and window.sizes != (3, 4, 4):  # it stands between two numbers
        return None
    if size == 18 and _is_identity(window):
        return "identity"
    if size >= 13 and _is_card(window):
        return "card"
    if size < 17 and _is_mobile(window):
        return "mobile"
    if size == 15 and _is_old_identity(window):
        return "identity"
    if 7 <= size <= 8 and _is_local(window, follows_phone=follows_phone):
        return "landline"
    return None


def _is_decimal(window: _Window) -> bool:
    """Tell whether a window is a part of a decimal number: 0.138…, 138….50."""
    if len(window.groups) == 1:
        is_numbered = bool(window.after) and _NUMBERED.search(window.before) is not None
        return re.search(r"[0-9]\.$", window.before) is not None and not is_numbered
    is_pointed = len(window.groups) == 2 and window.inside == ".".join(window.groups)
    return is_pointed and not _AREA_CODE.fullmatch(window.groups[0])


def _is_identity(window: _Window) -> bool:
    digits = window.digits
    if digits[:2] not in PROVINCES or not is_day(digits[6:14]):
        return False
    if is_identity_sound(digits):
        return not near.is_credit_near(window.before)
    # A slip in one digit still tells who it is, unless the words or another check say otherwise.
    is_divided = len(window.groups) > 1 and not near.is_identity_near(window.before)
    is_other = near.is_credit_near(window.before) or near.is_code(window.before, window.after)
    return not (is_divided or is_other or is_credit_code(digits.upper()))


def _is_old_identity(window: _Window) -> bool:
    digits = window.digits
    return (
        digits.isdigit()
        and digits[:2] in PROVINCES
        and is_day("19" + digits[6:12])
        and near.is_identity_near(window.before)
    )


def _is_card(window: _Window) -> bool:
    digits = window.digits
    is_scattered = len(window.groups) > _MOST_CARD_GROUPS
    if is_scattered or not digits.isdigit() or digits[0] == "0" or _MOBILE.fullmatch(digits):
        return False
    if near.is_card_next(window.before):
        return True
    if not is_card_sound(digits) or near.is_code(window.before, window.after):
        return False
    if near.is_card_near(window.before):
        return not is_day(digits)
    if len(window.groups) > 2:
        return len(digits) >= 16 and set(window.sizes[:-1]) == {4}
    is_printed_so = len(window.groups) == 1 or window.sizes[0] == 6
    return len(digits) >= 16 and is_printed_so and digits.startswith(_ISSUERS)


def _is_mobile(window: _Window) -> bool:
    match = _MOBILE.fullmatch(window.digits)
    if match is None:
        return False
    is_spoken_of = near.is_talk_near(window.before) or near.is_talk_after(window.after)
    if not is_spoken_of and (
        near.is_code(window.before, window.after) or near.is_amount(window.before, window.after)
    ):
        return False
    sizes = window.sizes[1:] if window.groups[0] in {"86", "0086"} else window.sizes
    if len(sizes) == 1 or is_spoken_of:
        return True
    return sizes in _SPLITS and not is_day(window.groups[-1])


def _is_landline(window: _Window) -> bool:
    digits = window.digits
    if not _LANDLINE.fullmatch(digits):
        return False
    if near.is_talk_near(window.before):
        return True
    if len(window.groups) == 1:
        return not near.is_code(window.before, window.after)
    has_area = _AREA_CODE.fullmatch(window.groups[0]) is not None
    return has_area and not is_day(window.groups[-1])


def _is_local(window: _Window, *, follows_phone: bool) -> bool:
    digits = window.digits
    if digits[0] not in "2345678" or window.sizes not in {(7,), (8,), (3, 4), (4, 4), (4, 3)}:
        return False
    if near.is_talk_next(window.before):
        return not near.is_counted(window.after)
    if near.is_code(window.before, window.after) or near.is_counted(window.after):
        return False
    is_talk = near.is_talk_near(window.before) or near.is_talk_after(window.after)
    return (is_talk or follows_phone) and not is_day(digits)


def _judge_joined(digits: str) -> Kind | None:
    """Return what numbers written without anything between them are: 身份证 and 手机 at once."""
    first: Kind | None = None
    at = 0
    while at < len(digits):
        identity, mobile = digits[at : at + 18], digits[at : at + 11]
        if len(identity) == 18 and is_day(identity[6:14]) and is_identity_sound(identity):
            first, at = first or "identity", at + 18
        elif _MOBILE.fullmatch(mobile):
            first, at = first or "mobile", at + 11
        else:
            return None
    return first
