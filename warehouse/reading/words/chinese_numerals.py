"""Parse and write Chinese numerals, as used for counts, rates, months and years."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "元": 1, "二": 2, "两": 2, "三": 3, "四": 4} | {
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_TENS = {"十": 10, "百": 100, "千": 1000}
_WRITTEN = "零一二三四五六七八九"
_SAME = str.maketrans("〇○元两", "零零一二")


def chinese_number(text: str) -> Decimal | None:
    """Return the value of a Chinese numeral below 10,000 (十二, 二〇二一, 九十八点五), or None.

    The parser is strict: a text with two meanings has no value, since a guess would be a score.
    """
    whole, point, fraction = text.partition("点")
    value = _whole_number(whole)
    if value is None:
        return None
    if not point:
        return Decimal(value)
    if not fraction or any(character not in _DIGITS for character in fraction):
        return None
    return Decimal(f"{value}." + "".join(str(_DIGITS[character]) for character in fraction))


def _whole_number(text: str) -> int | None:
    """Return an integer; 三五 (three to five) and 一百二 (120 or 102) have no clear value."""
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        return None
    if not any(c in _TENS for c in text):
        # A single digit, a year (二〇二一) and digits with a zero (一〇五) are clear.
        is_digit_by_digit = len(text) in {1, 4} or any(_DIGITS[c] == 0 for c in text)
        return int("".join(str(_DIGITS[c]) for c in text)) if is_digit_by_digit else None
    value = _add_up(text)
    # A numeral is clear if its value is spelled in just this way.
    return value if _spell(value) == _short(text.translate(_SAME)) else None


def _add_up(text: str) -> int:
    """Return the sum of digits times their unit; a leading unit (十二) counts once."""
    total, digit = 0, 0
    for position, character in enumerate(text):
        if character in _TENS:
            total += (digit or (1 if position == 0 else 0)) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _spell(value: int) -> str:
    """Return the standard spelling of a number below 10,000."""
    words = ""
    for mark, worth in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, worth)
        if digit:
            words += _WRITTEN[digit] + mark
        elif value and words and not words.endswith("零"):
            words += "零"
    return _short(words)


def number_in_words(number: int, digits: str) -> str | None:
    """Return a number below 10,000 in words of the digits given (〇一二…, 零壹贰…), else None."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else None
    tens = str.maketrans("十百千", "拾佰仟") if digits[1] == "壹" else {}
    words = _spell(number)
    words = "一" + words if words.startswith("十") else words
    return words.translate(str.maketrans(_WRITTEN, "零" + digits[1:]) | tens)


def _short(words: str) -> str:
    """Return 十二 for 一十二."""
    return words.removeprefix("一") if words.startswith("一十") else words
