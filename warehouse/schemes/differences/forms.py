"""Compare the forms and the open readings of two schemes."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.clauses.readings import OpenReading
from scoring.dataset import Column, Dataset
from scoring.scheme import Scheme
from warehouse.schemes.differences.change import Change, add, change, compare_words, drop, pair

SHAPES = {
    "month_form": "月报表", "inspection": "检查表", "quarter": "季报表", "dated_ledger": "台账",
}  # fmt: skip
TYPES = {
    "tick": "打勾", "filing": "报送", "count": "个数", "quantity": "数量", "rate": "百分率",
    "points": "分值", "mark": "得分或打勾", "fault": "问题", "date": "日期", "choice": "选项",
    "text": "文字",
}  # fmt: skip
READS = {"monthly": "当月数", "cumulative": "累计数", "inspection": "检查时的情况"}


def compare_forms(before: Scheme, after: Scheme) -> Iterator[Change]:
    """Yield what differs in forms and their columns."""
    forms = [{one.key: one for one in scheme.datasets} for scheme in (before, after)]
    for key, left, right in pair(*forms):
        place = f"报表“{key}”"
        if left is None and right is not None:
            yield add("form", place, _say_columns(right))
        elif right is None and left is not None:
            yield drop("form", place, _say_columns(left))
        elif left is not None and right is not None:
            yield from _compare_form(left, right, place)


def _compare_form(left: Dataset, right: Dataset, place: str) -> Iterator[Change]:
    found = list(compare_words("form", place, _describe(left), _describe(right)))
    columns = [{one.key: one for one in form.columns} for form in (left, right)]
    for key, old, new in pair(*columns):
        where = f"{place}的列“{key}”"
        if old is None and new is not None:
            found.append(add("column", where, TYPES[new.type]))
        elif new is None and old is not None:
            found.append(drop("column", where, TYPES[old.type]))
        elif old is not None and new is not None:
            words = list(
                compare_words("column", where, _describe_column(old), _describe_column(new))
            )
            if not words and old != new:
                words = [Change("column", "changed", where, f"{where}：填写的规定有改动。")]
            found += words
    if not found and left != right:
        found.append(Change("form", "changed", place, f"{place}：填写的规定有改动。"))
    yield from found


def _say_columns(form: Dataset) -> str:
    return f"{form.title}（{'、'.join(column.key for column in form.columns)}）"


def _describe(form: Dataset) -> dict[str, str | None]:
    return {
        "名称": form.title,
        "附件": form.annex,
        "依据": form.clause,
        "形式": SHAPES[form.shape],
        "考核": form.assessment,
    }


def _describe_column(column: Column) -> dict[str, str | None]:
    limits = [None if one is None else f"{one:f}" for one in (column.minimum, column.maximum)]
    return {
        "表头": "、".join(column.headers),
        "填写": TYPES[column.type],
        "读法": READS[column.read],
        "单位": column.measure,
        "最小": limits[0],
        "最大": limits[1],
        "小数位": None if column.decimals is None else str(column.decimals),
        "可填的值": "、".join(choice.value for choice in column.choices),
        "必填": "否" if column.optional else "是",
    }


def compare_readings(before: Scheme, after: Scheme) -> Iterator[Change]:
    """Yield what differs in the open readings."""
    readings = [{one.id: one for one in scheme.interpretations} for scheme in (before, after)]
    for key, left, right in pair(*readings):
        one = right or left
        assert one is not None
        place = f"口径“{one.title or key}”"
        if left is None:
            yield add("reading", place, _say_options(one))
        elif right is None:
            yield drop("reading", place, _say_options(one))
        else:
            yield from _compare_reading(left, right, place)


def _compare_reading(left: OpenReading, right: OpenReading, place: str) -> Iterator[Change]:
    yield from compare_words(
        "reading",
        place,
        {"名称": left.title, "缘由": left.why, "依据": left.clause},
        {"名称": right.title, "缘由": right.why, "依据": right.clause},
    )
    if left.options != right.options:
        yield change("reading", place, "选项", _say_options(left), _say_options(right))


def _say_options(one: OpenReading) -> str:
    return "；".join(option.label or option.id for option in one.options)
