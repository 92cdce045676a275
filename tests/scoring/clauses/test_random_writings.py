"""Whatever is written, it loads or is refused; and what loads can be said, listed and chosen."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.clauses.faults import SchemeRefused
from scoring.clauses.loading import load_notice
from scoring.clauses.parts import Clause, walk_tree
from scoring.clauses.requests import list_requests
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.sentences.vetoes import say_veto
from tests.scoring.clauses.test_refusals import build

COLUMNS = st.sampled_from(
    [
        "年表.甲",
        "年表.乙",
        "月表.甲",
        "last:年表.甲",
        "细表.条数",
        "细表.报送",
        "细表.完成",
        "细表.增速",
    ]
)
NUMBERS = st.sampled_from([0, 1, -1, 2, 5, 100, Decimal("0.5"), Decimal("-0.1"), "3"])
READING = st.just({"by": "step", "whole": 1, "started": 2})
ODD = st.sampled_from(["none", "full", "-full", "x", True, [], {}, 0.5, {"own": "任务"}, {"x": 1}])
FIGURES = st.recursive(
    COLUMNS | NUMBERS | st.just({"own": "任务"}) | st.just({"score": "2"}),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(COLUMNS, NUMBERS, min_size=1, max_size=3)
        | st.fixed_dictionaries(
            {"of": inner},
            optional={
                "out_of": inner,
                "join": st.sampled_from(["mean", "highest", "sum"]),
                "place": st.sampled_from(["highest", "lowest"]),
                "read": st.sampled_from(["sum", "latest", "tally", "mean", "month"]),
                "decimals": st.sampled_from([0, 2, "exact"]),
                "together": st.booleans(),
            },
        )
    ),
    max_leaves=4,
)
TARGETS = st.one_of(
    NUMBERS,
    READING,
    FIGURES,
    st.fixed_dictionaries(
        {"own": st.sampled_from(["任务", "定额"])},
        optional={"times": NUMBERS, "pace": st.booleans(), "own_months": st.just("up")},
    ),
    st.fixed_dictionaries(
        {"mean": st.sampled_from(["simple", "pooled"])},
        optional={"plus": NUMBERS, "among": st.sampled_from(["all", "others", "group"])},
    ),
    st.just({"kind": {"镇": 3, "部门": 2}}),
    st.just({"unit": {"甲镇": 3}, "others": 1}),
    st.just({"of": "年表.乙", "table": [[0, 3], [10, 5]]}),
)
TABLES = st.lists(st.tuples(NUMBERS, NUMBERS).map(list), min_size=1, max_size=3)
CONDITIONS = st.one_of(
    st.fixed_dictionaries({"of": FIGURES, "above": TARGETS}),
    st.just({"score": "2", "at_least": 1}),
    st.just({"kind": "镇"}),
    st.just({"month": [7, 8]}),
    st.just({"reading": "step", "is": "whole"}),
)
LINE_KEYS: dict[str, st.SearchStrategy[Any]] = {
    "of": FIGURES,
    "out_of": FIGURES,
    "rows": st.just("台账"),
    "where": st.just({"类别": "表扬"}),
    "amount": st.just("分值"),
    "price": st.just({"column": "级别", "prices": {"省": 2, "市": 1}}),
    "highest_per": st.just("事项"),
    "read": st.sampled_from(["sum", "latest", "tally", "month"]),
    "decimals": st.sampled_from([2, "exact"]),
    "due_day": st.sampled_from([20, 40]),
    "empty": st.sampled_from(["full", "skip", "pending", 0]),
    "place": st.sampled_from(["highest", "lowest"]),
    "best": st.sampled_from(["highest", "lowest"]),
    "ties": st.sampled_from(["competition", "dense", "mean"]),
    "as": st.sampled_from(["share", "percent", "span"]),
    "base": st.sampled_from([1, 100, 10000, 7]),
    "below": TARGETS,
    "above": TARGETS,
    "edge": st.sampled_from(["inclusive", "exclusive"]),
    "mark": COLUMNS,
    "reversed": st.booleans(),
    "each": TARGETS | TABLES | st.just({"年表.甲": 1, "年表.乙": -1}) | st.just("-full"),
    "per": TARGETS,
    "steps": st.sampled_from(["proportional", "whole", "started", "once"]),
    "table": TABLES | st.lists(NUMBERS, min_size=1, max_size=3),
    "below_table": NUMBERS,
    "beyond": NUMBERS | st.just("last"),
    "when": CONDITIONS | st.lists(CONDITIONS, max_size=2),
}
PART_KEYS: dict[str, st.SearchStrategy[Any]] = {
    "full": TARGETS | st.just(5),
    "start": TARGETS | st.just("full"),
    "floor": TARGETS | st.just("none"),
    "ceiling": TARGETS | st.just("none"),
    "times": TARGETS,
    "period": st.sampled_from(["month", "quarter", "half"]),
    "months": st.sampled_from([[1, 2, 3], [5, 6], [1, 2, 3, 4, 5, 6]]),
    "combine": st.sampled_from(["mean", "sum", "best", "last", "mean_to_date"]),
    "for": st.sampled_from(["镇", ["甲镇"], {"having": "任务"}]),
    "not_for": st.fixed_dictionaries(
        {"treat": st.sampled_from(["full", "drop", "mean_of_others"])},
        optional={"when": CONDITIONS, "unit": st.just("甲镇")},
    ),
    "fit": st.sampled_from(["sum", "scale", "complete"]),
    "take": st.sampled_from(["sum", "highest", "lowest"]),
    "period_full": TARGETS | st.just(2),
}

LIMITS = ["full", "full", "take", "floor", "ceiling", "times", "period", "for", "not_for", "when"]
FITTING: dict[tuple[str, ...], list[str]] = {
    ("of", "each"): ["out_of", "base", "below", "above", "per", "steps", "read", "decimals"],
    ("each", "of", "place"): ["above", "ties", "as", "steps"],
    ("best", "each", "of"): ["per", "below", "decimals", "as"],
    ("of", "table"): ["below_table", "out_of", "below", "place"],
    ("full", "mark"): ["reversed", "read"],
    ("each", "rows"): ["where", "amount", "price", "highest_per", "above"],
    ("full", "period", "of", "each"): ["combine", "due_day", "per", "below", "period_full"],
}
"""Keys of a line → keys that have a meaning beside them."""


@st.composite
def draw_part(draw: st.DrawFn, depth: int = 2) -> dict[str, Any]:
    """Return a written line or group with a handful of keys, now and then an odd value."""
    usual = draw(st.sampled_from(sorted(FITTING)))
    fitting = [*FITTING[usual], *LIMITS]
    more = draw(st.lists(st.sampled_from(fitting), max_size=3))
    if draw(st.integers(0, 4)) == 0:
        more += draw(st.lists(st.sampled_from([*LINE_KEYS, *PART_KEYS]), max_size=2))
    keys = {**LINE_KEYS, **PART_KEYS}
    part = {key: draw(keys[key]) for key in dict.fromkeys([*usual, *more])}
    if part and draw(st.integers(0, 9)) == 0:
        part[draw(st.sampled_from(sorted(part)))] = draw(ODD)
    if depth and draw(st.integers(0, 3)) == 0:
        part = {key: part[key] for key in PART_KEYS if key in part}
        part["lines"] = draw(st.lists(draw_part(depth - 1), min_size=1, max_size=3))
    return part


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.lists(draw_part(), min_size=1, max_size=2),
    st.sampled_from([None, "scale", "sum"]),
    st.sampled_from([{}, {}, {"period": "month"}, {"period": "quarter", "combine": "sum"}]),
)
def test_a_written_scheme_loads_or_is_refused(
    parts: list[Any], fit: str | None, handed: dict[str, Any]
) -> None:
    """And every later step goes through for what loads."""
    clauses = [{"id": str(number), **part} for number, part in enumerate(parts, start=1)]
    clauses.append({"id": "2" if len(parts) == 1 else "3", "full": 4, "mark": "年表.评定"})
    node = {"id": "甲", **handed, "clauses": clauses, **({"fit": fit, "full": 9} if fit else {})}
    keeps = {"when": {"reading": "step", "is": ["whole", "started"]}}
    document = build({"clauses": [node, {"id": "乙", "full": 1, "mark": "年表.评定", **keeps}]})
    document["readings"] = {"step": ["whole", "started"]}
    try:
        notice = load_notice(document)
    except SchemeRefused as refused:
        assert all(one.allowed and one.found for one in refused.refusals)
        return
    for choices in notice.combinations():
        scheme = notice.choose(choices)
        list_requests(scheme)
        for part in walk_tree(scheme.assessments[0].total):
            if isinstance(part, Clause):
                assert say_clause(part, scheme.heading).endswith("。")
        for veto in scheme.assessments[0].vetoes:
            say_veto(veto, scheme.heading)
