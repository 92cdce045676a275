"""Patterns of periods in texts: dates, months, spans, due days and the words around them."""

from __future__ import annotations

import re

from warehouse.reading.words.chinese_numerals import chinese_number

_NUMERAL = "[0-9〇○零一二三四五六七八九十元]"
_YEAR = rf"(?P<year>(?:19|20)\d\d|[一二]{_NUMERAL}{{3}})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十元])"
_END = _MONTH.replace("month", "end")
_DASH = r"(?:[-—–~―─－至到、,和及]{1,2})"
_DAY = r"(?P<day>\d{1,2}|[一二三]?十?[一二三四五六七八九十])"


def _other_year(name: str) -> str:
    """Return the pattern of a year under another name; a pattern may use a name only once."""
    return _YEAR.replace("year", name)


_FULL_DATE = re.compile(rf"{_YEAR}年{_MONTH}月{_DAY}(?:日|号)")
_ISO_DATE = re.compile(rf"{_YEAR}([-./]){_MONTH}\2(?P<day>\d{{1,2}})(?![\d月])")
_COMPACT_DATE = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?!\d)")
DATES = (_FULL_DATE, _ISO_DATE, _COMPACT_DATE)
DAY_OF_MONTH = re.compile(rf"(?<!\d){_MONTH}月{_DAY}(?:日|号)")
DUE = re.compile(
    rf"(?:(?<![\d年]){_MONTH}月(?:{_DAY}(?:日|号)?|[底末初]|[上中下]旬)?"
    rf"|{_YEAR}年{_END}月(?:[底末初]|[上中下]旬)?)"
    r"(?:之前|以前|前)(?![\d一二三四五六七八九十半几])"
)
UNTIL = re.compile(
    rf"截[至止](?:到|:)?(?:{_YEAR}(?P<mark>[-./年]))?{_MONTH}(?:月|(?P=mark)){_DAY}(?:日|号|(?!\d))"
)
DAY_RANGE = re.compile(
    rf"(?:{_YEAR}年)?{_MONTH}月(?P<day>\d{{1,2}})(?:日|号)?{_DASH}"
    r"(?:(?:\d{4}年)?(?P<end>\d{1,2})月)?(?P<last>\d{1,2})(?:日|号)"
)
RANGE = re.compile(
    rf"(?:{_YEAR}(?:年度?|[-./]))?{_MONTH}(?:月份?)?{_DASH}(?:{_other_year('year2')}年)?{_END}月"
)
_ONE = _MONTH.replace("?P<month>", "?:")
LISTED = re.compile(rf"(?:{_YEAR}年)?(?P<listed>(?:{_ONE}月?[、,和及与]){{2,}}{_ONE}月)")
WEEKLY = re.compile(
    r"第?[一二三四五六七八九十\d]{1,3}周|周报|本周|上旬|中旬|下旬|旬报|日报(?!送)|\d月前[一二三五十\d]{1,3}[天日]"
)
QUARTER = re.compile(
    rf"(?:{_YEAR}(?:年度?)?)?第?(?P<quarter>[1-4一二三四])季度?"
    rf"|(?<![A-Za-z])(?:{_other_year('year2')}年?)?Q(?P<q>[1-4])(?!\d)",
    re.IGNORECASE,
)
SEVERAL_QUARTERS = re.compile(
    rf"(?<!\d)[1-4一二三四](?:季度?)?{_DASH}第?(?P<last>[1-4一二三四])季度?"
)
HALF = re.compile(
    r"上半年|下半年|前[一二三123]季度|前[一二三四五六七八九十\d]+个?月|截[至止]|累计|至今"
)
YEAR_MONTH = re.compile(
    rf"{_YEAR}年度?{_MONTH}月"
    rf"|(?<!\d){_other_year('year2')}[-./_]?(?P<m2>1[0-2]|0[1-9])(?!\d)"
    rf"|(?<!\d){_other_year('year3')}[-./](?P<m3>[1-9])(?!\d)"
)
MONTH_ONLY = re.compile(rf"(?<![\d一二三四五六七八九十个]){_MONTH}月(?:份|度)?(?!\d)")
YEAR_ONLY = re.compile(rf"(?<!\d){_YEAR}(?:年|(?!\d))")
_FILED = (
    "(?:填报|填表|报送|上报|制表|印发|打印|导出|编制|发布|提交|生成|更新|签发|签字|审核|报告|截止)"
)
FILING_WORDS = re.compile(rf"{_FILED}(?:日期|时间|日|于|:)|日期")
FILING_LABEL = re.compile(rf"(?:{_FILED}(?:时间|日|于)|日期)[:为是]*$")
DOCUMENT = re.compile(r"[(（〔\[][^()（）〔〕\[\]]*(?:19|20)\d\d[^()（）〔〕\[\]]*[)）〕\]]\d+号")
QUARTERS = {(1, 3), (4, 6), (7, 9), (10, 12)}


def to_number(text: str | None) -> int | None:
    """Return the number of a year, month or day in digits or words, None for anything else."""
    if not text:
        return None
    if text.isdigit():
        return int(text)
    value = chinese_number(text.replace("0", "〇"))
    return None if value is None else int(value)
