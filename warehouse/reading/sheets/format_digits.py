"""Format a number by one section of a number format."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from warehouse.reading.sheets.format_sections import Section
from warehouse.reading.sheets.number_format import plain
from warehouse.reading.words.chinese_numerals import number_in_words

_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_MOST_PLACES = 30
"""A spreadsheet shows at most 30 decimals."""


def show_in_section(number: Decimal, section: Section) -> str:
    """Return a number as a section shows it; of a date section, its literals only."""
    text = _SHOW[section.kind](abs(number), section)
    # A negative number that is rounded to 0 is shown without its sign.
    is_zero = section.places[0] and not any(c.isnumeric() and c not in "0〇零" for c in text)
    return text if number >= 0 or section.drops_sign or is_zero else f"-{text}"


def _show_literal(_: Decimal, section: Section) -> str:
    return "".join(
        "%" if piece.kind == "percent" else piece.text
        for piece in section.pieces
        if piece.kind in {"literal", "percent"}
    )


def _show_general(number: Decimal, section: Section) -> str:
    figures = plain(_multiplied(number, section))
    if section.numerals and number == number.to_integral_value():
        figures = number_in_words(int(number), section.numerals) or figures
    return "".join(figures if piece.kind == "general" else piece.text for piece in section.pieces)


def _multiplied(number: Decimal, section: Section) -> Decimal:
    """Return a number × 100 for each percent sign and ÷ 1000 for each scaling comma."""
    return number.scaleb(2 * section.percents - 3 * section.thousands, _EXACT)


def _show_digits(number: Decimal, section: Section) -> str:
    whole, decimals = section.places
    scaled = _multiplied(number, section)
    if len(decimals) > _MOST_PLACES:
        return plain(scaled)
    shown = _EXACT.quantize(scaled, Decimal(1).scaleb(-len(decimals)))
    return _lay_out(f"{shown:f}", section, whole, decimals)


def _lay_out(figures: str, section: Section, whole: list[int], decimals: list[int]) -> str:
    """Put digits into the places of a section, from the decimal point outwards."""
    integer, _, fraction = figures.partition(".")
    shown = _fill_whole("" if integer == "0" else integer, section, whole)
    shown |= _fill_decimals(fraction, section, decimals)
    parts = []
    for position, piece in enumerate(section.pieces):
        if piece.kind == "point" and not whole:
            parts.append("" if integer == "0" else integer)
        if piece.kind in {"literal", "point", "percent", "slash"}:
            parts.append(piece.text)
        parts.append(shown.get(position, ""))
    text = "".join(parts)
    return (
        text.translate(str.maketrans("0123456789", section.numerals)) if section.numerals else text
    )


def _fill_whole(integer: str, section: Section, whole: list[int]) -> dict[int, str]:
    """Return the digits before the point by place; the first place takes all surplus digits."""
    if not whole:
        return {}
    between = section.pieces[whole[0] : whole[-1]]
    is_grouped = any(piece.kind == "comma" for piece in between)
    first = max(0, len(integer) - len(whole) + 1)
    padded = [integer[:first], *integer[first:]] if len(integer) >= len(whole) else None
    padded = padded or [""] * (len(whole) - len(integer)) + list(integer)
    shown, behind = {}, 0
    for place, figures in reversed(list(zip(whole, padded, strict=True))):
        text = ""
        for figure in reversed(figures or _FILLED[section.pieces[place].text]):
            is_third = is_grouped and behind and behind % 3 == 0
            text = figure + ("," if is_third and figure != " " else "") + text
            behind += 1
        shown[place] = text
    return shown


_FILLED = {"0": "0", "#": "", "?": " "}


def _fill_decimals(fraction: str, section: Section, decimals: list[int]) -> dict[int, str]:
    """Return the digits after the point by place, without the trailing zeros that # drops."""
    shown: dict[int, str] = {}
    is_end = True
    for place, figure in reversed(list(zip(decimals, fraction, strict=True))):
        mark = section.pieces[place].text
        is_end = is_end and figure == "0" and mark != "0"
        shown[place] = _FILLED[mark] if is_end else figure
    return shown


def _show_exponent(number: Decimal, section: Section) -> str:
    at = next(i for i, piece in enumerate(section.pieces) if piece.kind == "exponent")
    before, after = section.pieces[:at], section.pieces[at + 1 :]
    mantissa = Section(before, numerals=section.numerals)
    whole, decimals = mantissa.places
    size = max(1, len(whole))
    power = number.adjusted() if number else 0
    # 0.0E+0 has one digit before the point; ##0.0E+0 uses powers of a thousand.
    power = power // size * size if size > 1 else power
    rounded = _EXACT.quantize(
        number.scaleb(-power, _EXACT), Decimal(1).scaleb(-min(len(decimals), _MOST_PLACES))
    )
    if rounded >= Decimal(10) ** size:
        rounded, power = rounded.scaleb(-size, _EXACT), power + size
    digits = sum(piece.kind == "digit" for piece in after)
    sign = "-" if power < 0 else "+" if "+" in section.pieces[at].text else ""
    rest = "".join(piece.text for piece in after if piece.kind in {"literal", "percent"})
    return f"{_show_digits(rounded, mantissa)}E{sign}{abs(power):0{digits}d}{rest}"


def _show_fraction(number: Decimal, section: Section) -> str:
    """Return a number as an integer and a fraction (2 1/2), or as a fraction alone."""
    at = next(i for i, piece in enumerate(section.pieces) if piece.kind == "slash")
    over = "".join(
        piece.text for piece in section.pieces[at + 1 :] if piece.kind in {"digit", "literal"}
    ).strip()
    value = Fraction(_multiplied(number, section))
    denominator = int(over) if over.isdigit() and int(over) > 0 else None
    if denominator is None:  # ?/? and ??/??: the nearest fraction with so many digits
        value = value.limit_denominator(10 ** max(1, min(len(over), 5)) - 1)
        denominator = value.denominator
    numerator = round(value * denominator)
    whole = 0
    if _has_whole(section, at):
        whole, numerator = divmod(numerator, denominator)
    sign = "%" * section.percents
    if _has_whole(section, at) and not numerator:
        return f"{whole}{sign}"
    return (f"{whole} " if whole else "") + f"{numerator}/{denominator}{sign}"


def _has_whole(section: Section, at: int) -> bool:
    """Return whether the digits before the slash form two groups, as in # ?/?."""
    before = [i for i in section.places[0] if i < at]
    return bool(before) and before[-1] - before[0] >= len(before)


_SHOW = {
    "literal": _show_literal,
    "general": _show_general,
    "digits": _show_digits,
    "exponent": _show_exponent,
    "fraction": _show_fraction,
    "date": _show_literal,
}
