"""What one column's header says: a key of the form, the unit, something known, or nothing known.

A header is matched whole. `path` is the column's labels from the top level down to the leaf.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from scoring.dataset import Dataset
from warehouse.reading.words.chinese_numerals import chinese_number
from warehouse.reading.words.folding import fold_label

UNIT = "unit"
Sense = Literal["key", "total", "ignored", "other_period", "period", "unknown"]


@dataclass(frozen=True, slots=True)
class HeaderMonth:
    """The month that a header names; the year is None where only the month is written."""

    year: int | None
    month: int

    def is_month(self, month: str) -> bool:
        """Return whether a month `YYYY-MM` is the one named."""
        return self.month == int(month[5:]) and self.year in {None, int(month[:4])}


@dataclass(frozen=True, slots=True)
class Label:
    """What a header means; `key` is a column key or `unit`. A `total` is a key's 累计 column."""

    sense: Sense
    key: str | None = None
    month: HeaderMonth | None = None
    """The month that the header names beside a key, as 12月 under 转办数量."""
    is_doubtful: bool = False
    """Whether a pivot table's summary (计数项, 平均值项) stands for the key's figure."""


UNKNOWN, IGNORED, PERIOD = Label("unknown"), Label("ignored"), Label("period")
OTHER_PERIOD = Label("other_period")

_UNIT_HEADERS = {
    *("单位", "单位名称", "承办单位", "责任单位", "乡镇", "乡镇名称", "乡(镇)", "部门", "部门名称"),
    *("单位(部门)", "镇(部门)", "考核对象", "考核单位", "被考核单位", "镇", "各单位", "unit"),
}
_CORNERS = "考核项目|考核项|考核内容|考核指标|项目|指标|内容|事项|类别|工作内容"
_CORNER = re.compile(
    rf"(?:(?:{_CORNERS})[\\/|]*(?P<after>.+)|(?P<before>.+?)[\\/|]*(?:{_CORNERS}))"
)
_PERIODS = {
    *("月份", "统计月份", "所属月份", "考核月份", "报告期", "所属期", "统计期", "统计时间", "月度"),
    *("季度", "统计季度", "所属季度", "年月"),
}
_SILENT = {
    *(
        "序号",
        "编号",
        "备注",
        "说明",
        "总分",
        "总得分",
        "合计得分",
        "排名",
        "名次",
        "考核项",
        "考核项目",
    ),
    *("no.", "no", "联系人", "填报人"),
}
_REMARKS = {"备注", "说明", "附注", "情况说明", "备注说明", "备考", "其他说明", "特殊情况说明"}
_SCORES = {"得分", "分值", "评分", "考核得分", "加分", "排名", "名次", "分数", "计分", "考核分"}
_SCORES |= {"折算得分", "本项得分", "单项得分", "实得分", "应得分", "折算分", "折合分", "权重得分"}
_OTHER_PERIODS = {
    "上月",
    "上月数",
    "上月份",
    "上期",
    "上期数",
    "上季度",
    "去年",
    "去年同期",
    "上年",
}
_OTHER_PERIODS |= {"上年同期", "去年同月", "上年同月", "同期", "同期数", "上年同期数", "去年同期数"}
_OTHER_PERIODS |= {"同比", "环比", "增幅", "增减", "同比增减", "环比增减", "同比增长", "环比增长"}
_OTHER_PERIODS |= {"同比增幅", "环比增幅", "增减率", "比上月", "比上月增减", "较上月", "较上月增减"}
_TOTALS = {"累计", "累计数", "本年累计", "全年累计", "年累计", "年度累计", "累计数量", "至本月累计"}
_OWN = {"本月", "当月", "本月数", "本月份", "本期", "本月数量", "当月数", "本季", "本季度"}
_FIGURES = {"数量", "数值", "数", "个数", "条数", "原始数", "原始数据", "原始值", "实际数", "实际"}
_FIGURES |= {"情况", "完成情况", "完成数", "数据", "总数", "总量", "原值", "实际值", "指标值"}
_FIGURES |= {f"{word}数" for word in "条次件个家篇期项起份场户处宗张站"}
_RATIOS = {"比率", "占比", "比例", "百分比", "百分率", "百分数", "率", "%", "比重", "(%)", "‰"}
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
_MONTH_FIRST = re.compile(rf"\(?{_MONTH}\)?的?(?P<rest>[^-—–~―至到月\d].*)")
_MONTH_LAST = re.compile(rf"(?P<rest>.*?[^-—–~―至到一二三四五六七八九十\d(/])/?\(?{_MONTH}\)?")
_MONTHS = re.compile(r"(?:\d{4}年)?\d{1,2}月?份?[-—–~―至到]\d{1,2}月份?(?:累计)?数?")
_NUMBERING = re.compile(r"\(?\d{1,2}\)?\.?(?=\D)|\(?[一二三四五六七八九十]\)")
_BRACKET = re.compile(r"(.*)\(([^()]*)\)")
_QUALIFIERS = _SCORES | _OTHER_PERIODS | _TOTALS | _OWN | _FIGURES | _RATIOS
_STEM = re.compile(r"(.{2,}?)(?:数量|件数|数|量|比率|率|度情况|情况|度|工作|事项)?")
_PIVOTED = re.compile(
    r"(?P<sum>求和项|求和|sumof)?(?P<other>计数项|计数|平均值项|平均值|平均项|最大值项|最大值|最小值项"
    r"|最小值|乘积项|countof|averageof|maxof|minof)?(?P<rest>.+)"
)
_LONGEST_GLUED = 30
_GLUE = re.compile(r"[月%‰季年得评分/_-]|[求计平最][和数均大小]|本期|累计|当|上|of", re.IGNORECASE)
_GLUED_MEASURE = re.compile(
    rf"(?P<rest>.+?)(?:%|‰|百分比|百分数)|(?P<with_stroke>.+?)[/_-](?:{_COUNTERS})"
    rf"|(?P<number>.+(?:数|量))(?:{_COUNTERS})"
)


def is_measure(label: str) -> bool:
    """Return whether a folded label is only a unit of measure, bracketed or bare."""
    match = re.fullmatch(r"\(([^()]*)\)", label)
    return bool(_MEASURE.fullmatch(match.group(1) if match else label))


def is_qualifier(label: str) -> bool:
    """Return whether a folded label only qualifies the one above it (本月, 数量, 条, …)."""
    known = label in _QUALIFIERS or _bare(label) in _QUALIFIERS
    return known or is_measure(label) or _named_span(label) is not None


def is_remark(header: str) -> bool:
    """Return whether a printed header is that of a column of remarks, which no form reads."""
    return fold_label(header).rpartition("/")[2] in _REMARKS


def is_of_month(header: str) -> bool:
    """Return whether a printed header says that its figures are the month's own (本月, 5月份)."""
    parts = re.split(r"[/()]", fold_label(header))
    glued = [word for part in parts for _, word in _unglued(part)]
    return any(word in _OWN or _named_span(word) == "本月" for word in (*parts, *glued))


def may_be_glued(text: str) -> bool:
    """Return at one look whether a month, a measure or a pivot's word may be glued to a header."""
    return len(text) <= _LONGEST_GLUED and bool(_GLUE.search(text))


def unglue(label: str, known: set[str]) -> str:
    """Return the known header within a folded label with words glued to it, '' if there is none."""
    match = _PIVOTED.fullmatch(label)
    label = match["rest"] if match else label
    if _bare(label) in known:
        return _bare(label)
    rests = (_bare(rest) for rest, _ in _unglued(label))
    return next((rest for rest in rests if rest in known), "")


def month_of(label: str) -> HeaderMonth | None:
    """Return the month that a folded label is (12月, 2021年12月份, 十二月), else None."""
    match = _OWN_MONTH.fullmatch(label)
    return _to_month(match) if match else None


def split_month(label: str) -> tuple[HeaderMonth, str] | None:
    """Return the month at the front or the end of a folded label, and the rest of the label.

    12月转办数量 and 转办数量(12月) are split; 1-5月转办数量, which is of several months, is not.
    """
    match = _MONTH_FIRST.fullmatch(label) or _MONTH_LAST.fullmatch(label)
    return (_to_month(match), match["rest"]) if match else None


def _to_month(match: re.Match[str]) -> HeaderMonth:
    year, month = match["year"], match["month"]
    return HeaderMonth(_to_number(year) if year else None, _to_number(month))


def _to_number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)


def _named_span(label: str) -> str | None:
    """Return 本月 for 5月份 and 累计 for 1-5月, None for all that names no months."""
    if month_of(label):
        return "本月"
    return "累计" if _MONTHS.fullmatch(label) else None


class Vocabulary:
    """The headers of one dataset, folded."""

    def __init__(self, dataset: Dataset) -> None:
        self.keys: dict[str, str] = {}
        for column in dataset.columns:
            for header in (column.key, *column.headers):
                self.keys.setdefault(_bare(fold_label(header)), column.key)
                self.keys[fold_label(header)] = column.key
        self.units = {fold_label(header) for header in dataset.unit_headers} | _UNIT_HEADERS
        self.units -= set(self.keys)
        self.ignored = {fold_label(header) for header in dataset.ignored_headers} | _SILENT
        self.ignored -= set(self.keys)
        self._pairs = _pairs_of(dataset)
        self._counts = {column.key for column in dataset.columns if column.type == "count"}
        self._known: dict[tuple[str, ...], Label] = {}

    def resolve(self, path: tuple[str, ...]) -> Label:
        """Return what a column's folded labels, from the top level down, mean."""
        label = self._known.get(path)
        if label is None:
            label = self._known[path] = self._resolve(path)
        return label

    def _resolve(self, path: tuple[str, ...]) -> Label:
        path, is_sum, is_doubtful = self._without_summary(path)
        parts = [part for label in path for part in self._split(label) if part]
        months = {month for part in parts if (month := month_of(part))}
        if len(months) > 1:
            return UNKNOWN
        label = self._resolve_parts(tuple("本月" if month_of(part) else part for part in parts))
        if label.sense != "key" or label.key == UNIT:
            return label
        is_doubtful = is_doubtful or (is_sum and label.key not in self._counts)
        return replace(label, month=next(iter(months), None), is_doubtful=is_doubtful)

    def _without_summary(self, path: tuple[str, ...]) -> tuple[tuple[str, ...], bool, bool]:
        """Take a pivot table's word off the leaf: the path, is it a sum, is it another summary."""
        match = _PIVOTED.fullmatch(path[-1]) if path else None
        if match is None or self._knows(path[-1]) or path[-1] in _QUALIFIERS:
            return path, False, False
        return (*path[:-1], match["rest"]), bool(match["sum"]), bool(match["other"])

    def _knows(self, label: str) -> bool:
        return label in self.keys or _bare(label) in self.keys

    def _split(self, label: str) -> tuple[str, ...]:
        """Split 12月转办数量, 覆盖率%, 监管行为得分 into a known header and the rest."""
        split = _split_qualifier(label)
        if len(split) > 1 or self._knows(label) or label in self.ignored:
            return split
        for rest, word in _unglued(label):
            if rest and (self._knows(rest) or self._knows(self._split(rest)[0])):
                return (*self._split(rest), word)
        return split

    def _resolve_parts(self, path: tuple[str, ...]) -> Label:
        if not path:
            return UNKNOWN
        whole = self._match(path)
        if whole is not None:
            upper = set(path[:-1])
            if upper & _OTHER_PERIODS:
                return OTHER_PERIOD
            if upper & _SCORES:
                return IGNORED
            is_total = bool(upper & _TOTALS) and whole.key not in {None, UNIT}
            return Label("total", whole.key) if is_total else whole
        if set(path) & _OTHER_PERIODS:
            return OTHER_PERIOD
        if set(path) & _SCORES:
            return IGNORED
        if path[-1] in _TOTALS or set(path[:-1]) & _TOTALS:
            below = self.resolve(tuple(label for label in path if label not in _TOTALS))
            is_key = below.sense == "key" and below.key != UNIT
            return Label("total", below.key) if is_key else IGNORED
        return self._match_pair(path) if len(path) > 1 else UNKNOWN

    def _match_pair(self, path: tuple[str, ...]) -> Label:
        """Match a child that says what figure stands under its parent (数量, 比率)."""
        parent, leaf = path[-2], _bare(path[-1])
        is_ratio = leaf in _RATIOS
        if is_ratio or leaf in _FIGURES:
            match = _STEM.fullmatch(_bare(parent))
            stem = match.group(1) if match else parent
            named = self._match(path[:-1])
            key = self._pairs.get((stem, "rate" if is_ratio else "count"))
            if key and (named is None or is_ratio):
                return Label("key", key)
            if is_ratio and named is not None and named.key in self._counts:
                return UNKNOWN
        elif len(leaf) > 1 and _bare(parent) != leaf and _bare(parent).endswith(leaf):
            return self.resolve(path[:-1])
        return self.resolve(path[:-1]) if is_ratio or is_qualifier(path[-1]) else UNKNOWN

    def names_unit(self, label: str) -> bool:
        """Return whether a folded label may name the unit column, whatever stands above it."""
        return self.resolve((label,)).key == UNIT

    def _match(self, path: tuple[str, ...]) -> Label | None:
        leaf = path[-1]
        unnumbered = _NUMBERING.sub("", leaf, count=1) if _NUMBERING.match(leaf) else leaf
        names = [leaf, _bare(leaf), unnumbered, _bare(unnumbered)]
        if len(path) > 1:
            parent = _bare(path[-2])
            names += [
                parent + leaf,
                parent + _bare(leaf),
                f"{parent}({leaf})",
                f"{parent}({leaf.strip('()')})",
            ]
            names.append("".join(path))
        for name in names:
            if name in self.keys:
                return Label("key", self.keys[name])
        for name in (leaf, _bare(leaf)):
            if self._is_unit(name):
                return Label("key", UNIT)
            if name in _PERIODS:
                return PERIOD
            if name in self.ignored:
                return IGNORED
        return None

    def _is_unit(self, name: str) -> bool:
        if name in self.units:
            return True
        match = _CORNER.fullmatch(name)
        if match is None:
            return False
        return (match.group("after") or match.group("before") or "") in self.units


def _pairs_of(dataset: Dataset) -> dict[tuple[str, str], str]:
    """Return (办结, count) → completed, (办结, rate) → completion_rate, if only one fits."""
    found: dict[tuple[str, str], set[str]] = {}
    for column in dataset.columns:
        for header in column.headers:
            match = _STEM.fullmatch(_bare(fold_label(header)))
            if match and column.type in {"count", "rate"}:
                found.setdefault((match.group(1), column.type), set()).add(column.key)
    return {stem: keys.pop() for stem, keys in found.items() if len(keys) == 1}


def _unglued(label: str) -> Iterator[tuple[str, str]]:
    """Yield what a label may be made of: the rest, and the word that qualifies it."""
    if match := split_month(label):
        month, rest = match
        yield rest, f"{month.year}年{month.month}月" if month.year else f"{month.month}月"
    for word in sorted(_OWN | _TOTALS | _OTHER_PERIODS | _SCORES, key=len, reverse=True):
        if label.startswith(word):
            yield label.removeprefix(word).removeprefix("的"), word
        if label.endswith(word):
            yield label.removesuffix(word).rstrip("/-_"), word
    if measure := _GLUED_MEASURE.fullmatch(label):
        rest = measure["rest"] or measure["with_stroke"] or measure["number"]
        yield rest, ""


@lru_cache(maxsize=4096)
def _bare(label: str) -> str:
    """Return a label without the bracketed unit of measure at its end."""
    match = _BRACKET.fullmatch(label)
    return (
        match.group(1) if match and match.group(1) and _MEASURE.fullmatch(match.group(2)) else label
    )


def _split_qualifier(label: str) -> tuple[str, ...]:
    """Split 监管行为(2021年累计) into the header and the word that qualifies it."""
    if span := _named_span(label):
        return (label if span == "本月" else span,)
    match = _BRACKET.fullmatch(label)
    if not match or not match.group(1):
        return (label,)
    if (bare := _bare(label)) in _QUALIFIERS:
        return (bare,)
    name, inner = match.groups()
    if inner in _QUALIFIERS - _RATIOS:
        return (name, inner)
    if "累计" in inner:
        return (name, "累计")
    if month_of(inner):
        return (name, inner)
    span = _named_span(inner)
    return (name, span) if span else (label,)
