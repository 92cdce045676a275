"""Compare two schemes: two versions of one, or last year's with this year's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scoring.scheme import Scheme
from warehouse.schemes.differences.change import Change, compare_words
from warehouse.schemes.differences.clauses import compare_assessments
from warehouse.schemes.differences.forms import compare_forms, compare_readings
from warehouse.schemes.differences.roster import compare_rosters
from warehouse.schemes.differences.writing import say_the_same

SAME_CONTENT = "内容没有改动，只是次序或写法不同。"


def compare_schemes(before: Scheme, after: Scheme) -> tuple[Change, ...]:
    """Return what differs, in the order heading, readings, clauses, roster, forms; () if nothing.

    Two texts that differ without a difference in content give one change that says so.
    """
    changes = (
        *_compare_headings(before, after),
        *compare_readings(before, after),
        *compare_assessments(before, after),
        *compare_rosters(before, after),
        *compare_forms(before, after),
    )
    if not changes and not say_the_same(before, after):
        return (Change("heading", "changed", "考核", SAME_CONTENT),)
    return changes


def describe_first(scheme: Scheme) -> tuple[str, ...]:
    """Return the sentences on record for a scheme's first version."""
    clauses = sum(len(one.indicators) for one in scheme.assessments)
    counts = f"{clauses}条指标、{len(scheme.units)}个单位、{len(scheme.datasets)}张报表"
    return (f"第一次发布：{counts}。",)


def _compare_headings(before: Scheme, after: Scheme) -> Iterator[Change]:
    return compare_words("heading", "考核", _describe(before), _describe(after))


def _describe(scheme: Scheme) -> Mapping[str, str | None]:
    months = [scheme.calendar.write(number) for number in (1, 12)]
    term = scheme.objection
    return {
        "代号": scheme.id,
        "名称": scheme.title,
        "简称": scheme.short_title,
        "文号": scheme.document,
        "地区": scheme.region,
        "年度": str(scheme.year),
        "考核月份": "至".join(months),
        "参考平均的名称": scheme.reference_mean,
        "复核期限": f"{term.working_days}个工作日（{term.clause}）" if term else None,
    }
