"""The words that headers of any form consist of, and what a single folded label means.

A label is folded (`fold_label`) before it comes here, unless a function says 'printed'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from warehouse.reading.words.chinese_numerals import chinese_number
from warehouse.reading.words.folding import fold_label


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNIT_HEADERS = _words(
    "单位 单位名称 承办单位 责任单位 乡镇 乡镇名称 乡(镇) 部门 部门名称 单位(部门) 镇(部门) 镇 "
    "各单位 unit 考核对象 考核单位 被考核单位"
)
PERIODS = _words(
    "月份 统计月份 所属月份 考核月份 报告期 所属期 统计期 统计时间 月度 季度 统计季度 所属季度 年月"
)
IGNORED_HEADERS = _words(
    "序号 编号 备注 说明 总分 总得分 合计得分 排名 名次 考核项 考核项目 no. no 联系人 填报人"
)
"""Headers that many forms have and no form reads."""
_REMARKS = _words("备注 说明 附注 情况说明 备注说明 备考 其他说明 特殊情况说明")
SCORES = _words(
    "得分 分值 评分 考核得分 加分 排名 名次 分数 计分 考核分 折算得分 本项得分 单项得分 实得分 "
    "应得分 折算分 折合分 权重得分"
)
OTHER_PERIODS = _words(
    "上月 上月数 上月份 上期 上期数 上季度 去年 去年同期 去年同期数 去年同月 上年 上年同期 "
    "上年同期数 上年同月 同期 同期数 同比 同比增减 同比增长 同比增幅 环比 环比增减 环比增长 "
    "环比增幅 增幅 增减 增减率 比上月 比上月增减 较上月 较上月增减"
)
TOTALS = _words("累计 累计数 本年累计 全年累计 年累计 年度累计 累计数量 至本月累计")
_OWN = _words("本月 当月 本月数 本月份 本期 本月数量 当月数 本季 本季度")
"""The figure of the period itself, as opposed to another period or a total."""
FIGURES = _words(
    "数量 数值 数 个数 条数 原始数 原始数据 原始值 实际数 实际 情况 完成情况 完成数 数据 总数 总量 "
    "原值 实际值 指标值"
) | {f"{counter}数" for counter in "条次件个家篇期项起份场户处宗张站"}
RATIOS = _words("比率 占比 比例 百分比 百分率 百分数 率 % 比重 (%) ‰")
QUALIFIERS = SCORES | OTHER_PERIODS | TOTALS | _OWN | FIGURES | RATIOS
"""Words that only qualify the label above or beside them."""

_CORNERS = "考核项目|考核项|考核内容|考核指标|项目|指标|内容|事项|类别|工作内容"
CORNER = re.compile(rf"(?:(?:{_CORNERS})[\\/|]*(?P<after>.+)|(?P<before>.+?)[\\/|]*(?:{_CORNERS}))")
"""The corner cell of a table, which names rows and columns at once: 项目/单位."""
_COUNTERS = (
    "条|次|件|个|家|篇|期|人|项|起|份|天|场|张|宗|户|单|类|处|人次|场次|%|‰|百分比|百分数|分|年|月"
)
_MEASURE = re.compile(
    rf"(?:单位)?(?:{_COUNTERS})(?:[/／或]?(?:{_COUNTERS}))*|满分\d+分?|\d+(?:\.\d+)?分|[√×✓打是否有无/]+"
)
_MONTH = (
    r"(?:(?P<year>20\d\d|二[〇○零一二三四五六七八九]{3})(?:年度?|[-./]))?"
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九元])月(?:份|度)?"
)
_OWN_MONTH = re.compile(rf"{_MONTH}(?:数量?)?")
# Neither part of a span of months (1-5月) may be taken for the month.
_MONTH_FIRST = re.compile(rf"\(?{_MONTH}\)?的?(?P<rest>[^-—–~―至到月\d].*)")
_MONTH_LAST = re.compile(rf"(?P<rest>.*?[^-—–~―至到一二三四五六七八九十\d(/])/?\(?{_MONTH}\)?")
_MONTHS = re.compile(r"(?:\d{4}年)?\d{1,2}月?份?[-—–~―至到]\d{1,2}月份?(?:累计)?数?")
NUMBERING = re.compile(r"\(?\d{1,2}\)?\.?(?=\D)|\(?[一二三四五六七八九十]\)")
_BRACKET = re.compile(r"(.*)\(([^()]*)\)")
STEM = re.compile(r"(.{2,}?)(?:数量|件数|数|量|比率|率|度情况|情况|度|工作|事项)?")
"""The part of a header that its count and its rate share: 办结 of 办结数 and 办结率."""
PIVOT_SUMMARY = re.compile(
    r"(?P<sum>求和项|求和|sumof)?(?P<other>计数项|计数|平均值项|平均值|平均项|最大值项|最大值|最小值项"
    r"|最小值|乘积项|countof|averageof|maxof|minof)?(?P<rest>.+)"
)
"""A header of a pivot table: the summary, then the column that it summarises."""
_LONGEST_GLUED = 30
_GLUE = re.compile(r"[月%‰季年得评分/_-]|[求计平最][和数均大小]|本期|累计|当|上|of", re.IGNORECASE)
_GLUED_MEASURE = re.compile(
    rf"(?P<rest>.+?)(?:%|‰|百分比|百分数)|(?P<with_stroke>.+?)[/_-](?:{_COUNTERS})"
    rf"|(?P<number>.+(?:数|量))(?:{_COUNTERS})"
)


@dataclass(frozen=True, slots=True)
class HeaderMonth:
    """The month that a header names; `year` is None if only the month is written."""

    year: int | None
    month: int

    def is_month(self, month: str) -> bool:
        """Return whether this is the month `YYYY-MM`."""
        return self.month == int(month[5:]) and self.year in {None, int(month[:4])}


def is_measure(label: str) -> bool:
    """Return whether a label is only a unit of measure, bracketed or bare."""
    match = re.fullmatch(r"\(([^()]*)\)", label)
    return bool(_MEASURE.fullmatch(match.group(1) if match else label))


def is_qualifier(label: str) -> bool:
    """Return whether a label only qualifies the one above it (本月, 数量, 条, …)."""
    is_known = label in QUALIFIERS or drop_measure(label) in QUALIFIERS
    return is_known or is_measure(label) or name_span(label) is not None


def is_remark(header: str) -> bool:
    """Return whether a printed header names a column of remarks, which no form reads."""
    return fold_label(header).rpartition("/")[2] in _REMARKS


def is_of_month(header: str) -> bool:
    """Return whether a printed header says that its figures are the month's own (本月, 5月份)."""
    parts = re.split(r"[/()]", fold_label(header))
    qualifiers = [word for part in parts for _, word in split_glued(part)]
    return any(word in _OWN or name_span(word) == "本月" for word in (*parts, *qualifiers))


def may_be_glued(text: str) -> bool:
    """Return whether a month, a measure or a pivot word may be glued to a header; a quick test."""
    return len(text) <= _LONGEST_GLUED and bool(_GLUE.search(text))


def unglue(label: str, known: set[str]) -> str:
    """Return the known header within a label that has words glued to it, "" if there is none."""
    match = PIVOT_SUMMARY.fullmatch(label)
    label = match["rest"] if match else label
    if drop_measure(label) in known:
        return drop_measure(label)
    rests = (drop_measure(rest) for rest, _ in split_glued(label))
    return next((rest for rest in rests if rest in known), "")


def month_of(label: str) -> HeaderMonth | None:
    """Return the month that a label consists of (12月, 2021年12月份, 十二月), else None."""
    match = _OWN_MONTH.fullmatch(label)
    return _to_month(match) if match else None


def name_span(label: str) -> str | None:
    """Return 本月 for one month (5月份), 累计 for a span (1-5月), None for any other label."""
    if month_of(label):
        return "本月"
    return "累计" if _MONTHS.fullmatch(label) else None


def split_glued(label: str) -> Iterator[tuple[str, str]]:
    """Yield every way to split a label into a header and the qualifier glued to it."""
    if split := _split_month(label):
        month, rest = split
        yield rest, f"{month.year}年{month.month}月" if month.year else f"{month.month}月"
    # The longest words first: 本月数 before 本月.
    for word in sorted(_OWN | TOTALS | OTHER_PERIODS | SCORES, key=len, reverse=True):
        if label.startswith(word):
            yield label.removeprefix(word).removeprefix("的"), word
        if label.endswith(word):
            yield label.removesuffix(word).rstrip("/-_"), word
    if measure := _GLUED_MEASURE.fullmatch(label):
        rest = measure["rest"] or measure["with_stroke"] or measure["number"]
        yield rest, ""


def split_qualifier(label: str) -> tuple[str, ...]:
    """Split 监管行为(2021年累计) into the header and the qualifier in brackets."""
    if span := name_span(label):
        return (label if span == "本月" else span,)
    match = _BRACKET.fullmatch(label)
    if not match or not match.group(1):
        return (label,)
    if (bare := drop_measure(label)) in QUALIFIERS:
        return (bare,)
    name, inner = match.groups()
    if inner in QUALIFIERS - RATIOS:
        return (name, inner)
    if "累计" in inner:
        return (name, "累计")
    if month_of(inner):
        return (name, inner)
    span = name_span(inner)
    return (name, span) if span else (label,)


@lru_cache(maxsize=4096)
def drop_measure(label: str) -> str:
    """Return a label without the bracketed unit of measure at its end."""
    match = _BRACKET.fullmatch(label)
    if match and match.group(1) and _MEASURE.fullmatch(match.group(2)):
        return match.group(1)
    return label


def find_measure(label: str) -> str | None:
    """Return the unit of measure at the end of a folded header: in brackets, or a glued % or ‰."""
    match = _BRACKET.fullmatch(label)
    if match and _MEASURE.fullmatch(match.group(2)):
        return match.group(2).removeprefix("单位")
    return label[-1] if label.endswith(("%", "‰")) else None


def _split_month(label: str) -> tuple[HeaderMonth, str] | None:
    """Return the month at the front or the end of a label, and the rest of the label.

    12月转办数量 and 转办数量(12月) are split; 1-5月转办数量 is not, as it covers several months.
    """
    match = _MONTH_FIRST.fullmatch(label) or _MONTH_LAST.fullmatch(label)
    return (_to_month(match), match["rest"]) if match else None


def _to_month(match: re.Match[str]) -> HeaderMonth:
    year, month = match["year"], match["month"]
    return HeaderMonth(_to_number(year) if year else None, _to_number(month))


def _to_number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)
