"""How usual clauses look as rows, one for each kind of clause; 说明 prints them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from scoring.sheets.book import Cells
from scoring.sheets.clauses import write_tree

HALF = Decimal("0.5")

EXAMPLES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("由检查组评定，满分5分", {"full": 5, "mark": "检查表.制度"}),
    ("有此情形的不得分", {"full": 4, "mark": "检查表.推诿", "reversed": True}),
    ("发现1处扣2分，扣完为止", {"full": 10, "of": "检查表.问题", "each": -2}),
    (
        "迟报1起扣2分，瞒报1起扣5分",
        {"full": 5, "each": {"检查表.迟报": -2, "检查表.瞒报": -5}},
    ),
    (
        "每处扣1分；未开展自查的不得分（两行）",
        {
            "full": 5,
            "lines": [
                {"of": "检查表.问题", "each": -1},
                {"of": "检查表.未开展", "each": "-full", "steps": "once"},
            ],
        },
    ),
    (
        "以95%为目标，每低1个百分点扣0.5分",
        {"full": 10, "of": "进度表.覆盖率", "below": 95, "each": -HALF},
    ),
    (
        "每低5个百分点扣1分，不足5个百分点的不扣",
        {
            "full": 10, "of": "进度表.覆盖率", "below": 95, "per": 5, "each": -1,
            "steps": "whole",
        },
    ),
    (
        "文件没有说不足1个百分点怎样扣",
        {
            "full": 10, "of": "进度表.覆盖率", "below": 95, "each": -1,
            "steps": {"by": "不足一档"},
        },
    ),
    (
        "80%以下（含80%）不得分",
        {
            "full": 10, "of": "进度表.覆盖率", "below": 80, "edge": "inclusive",
            "each": "-full", "steps": "once",
        },
    ),
    (
        "90%以上10分，80%以上7分，60%以上4分，其余0分",
        {
            "full": 10, "of": "进度表.覆盖率", "table": [[60, 4], [80, 7], [90, 10]],
            "below_table": 0,
        },
    ),
    (
        "两数之比：满意率低于95%的，每低1个百分点扣0.5分，没有办件的得满分",
        {
            "full": 20, "of": "月报表.满意", "out_of": "月报表.回访", "empty": "full",
            "below": 95, "each": -HALF,
        },
    ),
    (
        "按完成任务的比例得分（任务在名册中）",
        {"full": 10, "of": "月报表.信息", "each": "full", "per": {"own": "任务"}},
    ),
    (
        "达到90%得满分，达不到不得分",
        {"full": 10, "of": "进度表.覆盖率", "each": "full", "per": 90, "steps": "whole"},
    ),
    (
        "前3项每项2分，超出的每项0.5分，最高10分",
        {"full": 10, "of": "检查表.亮点", "each": [[0, 2], [3, HALF]]},
    ),
    (
        "每篇：省2分、市1分、县0.5分，不封顶",
        {
            "full": 5, "ceiling": "none",
            "each": {"检查表.省稿": 2, "检查表.市稿": 1, "检查表.县稿": HALF},
        },
    ),
    (
        "就高不就低（两行）",
        {
            "full": 3, "take": "highest",
            "lines": [
                {"of": "检查表.省稿", "each": 3, "steps": "once"},
                {"of": "检查表.市稿", "each": 2, "steps": "once"},
            ],
        },
    ),
    ("按台账逐笔扣分", {"full": 40, "rows": "扣分台账", "amount": "分值", "each": -1}),
    (
        "加分：国家3分、省2分、市1分，同一事项取最高，最高4分",
        {
            "rows": "表彰台账",
            "price": {"column": "级别", "prices": {"国家": 3, "省": 2, "市": 1}},
            "highest_per": "事项", "ceiling": 4,
        },
    ),
    ("总分中扣分，每处0.5分，最多扣3分", {"of": "检查表.问题", "each": -HALF, "floor": -3}),
    (
        "5—12月每月20日前报送，每月1分",
        {
            "period": "month", "months": [5, 6, 7, 8, 9, 10, 11, 12], "combine": "sum",
            "period_full": 1, "of": "月报表.台账", "due_day": 20, "each": "full",
        },
    ),
    (
        "每月报送，缺1个月扣0.5分，全年扣完为止（两行）",
        {
            "full": 5,
            "lines": [
                {
                    "of": "月报表.信息", "below": 1, "each": -HALF, "steps": "once",
                    "period": "month", "combine": "sum",
                }
            ],
        },
    ),
    (
        "逐月计分，全年取平均；没有办件的月份不计",
        {
            "full": 20, "period": "month", "of": "月报表.办结", "out_of": "月报表.应办",
            "empty": "skip", "below": 95, "each": -1,
        },
    ),
    (
        "全年培训不少于4次，每少1次扣3分",
        {"full": 12, "of": "月报表.培训", "read": "tally", "below": 4, "each": -3},
    ),
    (
        "7月底前印发，每迟1个月扣0.5分",
        {"full": 2, "of": "检查表.方案", "read": "month", "above": 7, "each": -HALF},
    ),
    (
        "第1名10分，每退1名扣0.5分",
        {"full": 10, "of": "进度表.入库", "place": "highest", "above": 1, "each": -HALF},
    ),
    (
        "前3名20、17、14分，其余10分",
        {"full": 20, "of": "进度表.入库", "place": "highest", "table": [20, 17, 14], "beyond": 10},
    ),
    (
        "以最高者为满分，其余按与最高者之比",
        {"full": 20, "of": "进度表.投资", "best": "highest", "each": "full", "per": 100},
    ),
    (
        "低于全县平均的，每低1个百分点扣0.2分",
        {"full": 10, "of": "进度表.覆盖率", "below": {"mean": "simple"}, "each": -Decimal("0.2")},
    ),
    (
        "比上年增长5%得满分，不足的按比例",
        {
            "full": 10, "of": {"进度表.投资": 1, "last:进度表.投资": -1},
            "out_of": "last:进度表.投资", "each": "full", "per": 5,
        },
    ),
    (
        "领导评价占60%、群众评价占40%",
        {
            "full": 20, "of": {"评价表.领导": Decimal("0.6"), "评价表.群众": Decimal("0.4")},
            "each": "full", "per": 100,
        },
    ),
    (
        "没有突发事件的得满分",
        {
            "full": 5, "of": "检查表.迟报", "each": -2,
            "not_for": {"when": {"of": "检查表.事件", "is": 0}, "treat": "full"},
        },
    ),
    (
        "水利局20分，镇10分",
        {"full": {"unit": {"水利局": 20}, "kind": {"镇": 10}}, "of": "检查表.问题", "each": -1},
    ),
    ("得分乘难度系数", {"full": 10, "times": {"own": "系数"}, "of": "检查表.亮点", "each": 1}),
)  # fmt: skip
"""(what the notice says, the clause)."""


def list_example_rows() -> Iterator[tuple[str, Cells]]:
    """Yield what the notice says and the rows that say it; further rows have no text."""
    for text, part in EXAMPLES:
        for number, cells in enumerate(write_tree([{"id": "1", **part}], "")):
            yield ("" if number else text), cells
