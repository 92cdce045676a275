"""What one place (a title, a sheet's name, a date line) says about the period of a table."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from warehouse.reading.folding import fold
from warehouse.reading.numerals import chinese_number

Strength = Literal["strong", "filing", "file_name"]
Span = Literal["month", "cumulative", "weekly", "quarter", "half", "none"]

_NUMERAL = "[0-9〇○零一二三四五六七八九十元]"
_YEAR = rf"(?P<year>(?:19|20)\d\d|[一二]{_NUMERAL}{{3}})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十元])"
_END = _MONTH.replace("month", "end")
_DASH = r"(?:[-—–~―─－至到、,和及]{1,2})"
_DAY = r"(?P<day>\d{1,2}|[一二三]?十?[一二三四五六七八九十])"


def _other_year(name: str) -> str:
    """Return the pattern of a year under another name: a name may stand but once."""
    return _YEAR.replace("year", name)


_FULL_DATE = re.compile(rf"{_YEAR}年{_MONTH}月{_DAY}(?:日|号)")
_ISO_DATE = re.compile(rf"{_YEAR}([-./]){_MONTH}\2(?P<day>\d{{1,2}})(?![\d月])")
_COMPACT_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
_DATES = (_FULL_DATE, _ISO_DATE, _COMPACT_DATE)
_DAY_OF_MONTH = re.compile(r"(?<!\d)(?:1[0-2]|0?[1-9])月\d{1,2}(?:日|号)")
_DAY_RANGE = re.compile(
    rf"(?:{_YEAR}年)?{_MONTH}月(?P<day>\d{{1,2}})(?:日|号)?{_DASH}"
    r"(?:(?:\d{4}年)?(?P<end>\d{1,2})月)?(?P<last>\d{1,2})(?:日|号)"
)
_RANGE = re.compile(
    rf"(?:{_YEAR}(?:年度?|[-./]))?{_MONTH}(?:月份?)?{_DASH}(?:{_other_year('year2')}年)?{_END}月"
)
_WEEKLY = re.compile(r"第?[一二三四五六七八九十\d]{1,3}周|周报|本周|上旬|中旬|下旬|旬报|日报(?!送)")
_QUARTER = re.compile(
    rf"(?:{_YEAR}(?:年度?)?)?第?(?P<quarter>[1-4一二三四])季度?"
    rf"|(?<![A-Za-z])(?:{_other_year('year2')}年?)?Q(?P<q>[1-4])(?!\d)",
    re.IGNORECASE,
)
_SEVERAL_QUARTERS = re.compile(
    rf"(?<!\d)[1-4一二三四](?:季度?)?{_DASH}第?(?P<last>[1-4一二三四])季度?"
)
_HALF = re.compile(
    r"上半年|下半年|前[一二三123]季度|前[一二三四五六七八九十\d]+个?月|截[至止]|累计|至今"
)
_YEAR_MONTH = re.compile(
    rf"{_YEAR}年度?{_MONTH}月"
    rf"|(?<!\d){_other_year('year2')}[-./_]?(?P<m2>1[0-2]|0[1-9])(?!\d)"
    rf"|(?<!\d){_other_year('year3')}[-./](?P<m3>[1-9])(?!\d)"
)
_MONTH_ONLY = re.compile(rf"(?<![\d一二三四五六七八九十个]){_MONTH}月(?:份|度)?(?!\d)")
_YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}(?:年|(?!\d))")
_FILING_WORDS = re.compile(
    r"(?:填报|填表|报送|上报|制表|印发|打印|导出|编制|发布|提交|生成|更新|签发|签字|审核|报告|截止)"
    r"(?:日期|时间|日|于|:)|日期"
)
_DOCUMENT = re.compile(r"[(（〔\[][^()（）〔〕\[\]]*(?:19|20)\d\d[^()（）〔〕\[\]]*[)）〕\]]\d+号")


@dataclass(frozen=True, slots=True)
class Witness:
    """What one place says about the period."""

    place: str
    text: str
    strength: Strength
    span: Span
    year: int | None = None
    month: int | None = None


def read_witness(text: str, place: str, strength: Strength = "strong") -> Witness | None:
    """Return what a title, a sheet's name or a date line says about the period, if anything."""
    apart = re.sub(r"(?<=\d)\s+(?=\d)", "|", unicodedata.normalize("NFKC", text))
    plain = fold(_DOCUMENT.sub("", apart))
    plain = _DOCUMENT.sub("", plain).replace("__", "").replace("○", "〇")
    shown = text if len(text) <= 60 else text[:60] + "…"

    def say(span: Span, year: int | None, month: int | None, how: Strength = strength) -> Witness:
        return Witness(place, shown, how, span, year, month)

    if match := _DAY_RANGE.search(plain):
        return _from_day_range(match, say)
    dated = next((m for kind in _DATES if (m := kind.search(plain))), None)
    rest = plain
    for kind in (*_DATES, _DAY_OF_MONTH):
        rest = kind.sub("", rest)
    if _WEEKLY.search(plain) and strength != "file_name":
        return say("weekly", *_year_month(plain))
    if match := _RANGE.search(rest):
        first, last = _number(match["month"]), _number(match["end"])
        year = _number(match["year"] or match["year2"]) or _any_year(rest)
        if first == last:
            return say("month", year, last)
        return say("quarter" if (first, last) in _QUARTERS else "cumulative", year, last)
    if match := _SEVERAL_QUARTERS.search(rest):
        return say("half", _any_year(rest), (_number(match["last"]) or 0) * 3)
    if match := _QUARTER.search(rest):
        quarter = _number(match["quarter"] or match["q"]) or 0
        year = _number(match["year"] or match["year2"]) or _any_year(rest)
        span: Span = "half" if f"前{match['quarter']}季" in rest else "quarter"
        return say(span, year, quarter * 3)
    if match := _HALF.search(rest):
        year, month = _year_month(rest)
        month = month or {"上半年": 6, "下半年": 12}.get(match.group())
        is_dated = dated is not None or (month and _DAY_OF_MONTH.search(plain))
        is_day = is_dated and match.group() in {"截至", "截止"}
        if not is_day and (year or month):
            return say("half", year, month)
    if dated and strength != "filing" and (month := _year_month(rest)[1]):
        year = (_number(dated["year"]) or 0) - ((_number(dated["month"]) or 0) < month)
        return say("month", _any_year(rest) or year, month)
    if dated:
        return say("none", _number(dated["year"]), _number(dated["month"]), "filing")
    year, month = _year_month(rest)
    if year is None and month is None:
        return None
    is_filing = strength == "strong" and bool(_FILING_WORDS.search(plain))
    return say("month" if month else "none", year, month, "filing" if is_filing else strength)


_QUARTERS = {(1, 3), (4, 6), (7, 9), (10, 12)}


def _from_day_range(match: re.Match[str], say: object) -> Witness:
    assert callable(say)
    year, month = _number(match["year"]), _number(match["month"]) or 0
    last_month = _number(match["end"]) or month
    first, last = int(match["day"]), int(match["last"])
    full = monthrange(year or 2021, last_month)[1] if 1 <= last_month <= 12 else 31
    is_whole = first == 1 and last >= min(full, 28) and last <= 31
    if is_whole and month == last_month:
        witness = say("month", year, month)
    elif is_whole:
        witness = say(
            "quarter" if (month, last_month) in _QUARTERS else "cumulative", year, last_month
        )
    else:
        witness = say("weekly", year, last_month)
    assert isinstance(witness, Witness)
    return witness


def _year_month(text: str) -> tuple[int | None, int | None]:
    if match := _YEAR_MONTH.search(text):
        year = match["year"] or match["year2"] or match["year3"]
        return _number(year), _number(match["month"] or match["m2"] or match["m3"])
    month = _MONTH_ONLY.search(text)
    return _any_year(text), _number(month["month"]) if month else None


def _any_year(text: str) -> int | None:
    match = _YEAR_ONLY.search(text)
    return _number(match["year"]) if match else None


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    value = chinese_number(text.replace("0", "〇"))
    return None if value is None else int(value)
