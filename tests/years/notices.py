"""What the two notices say outside the rules: rosters, forms, interpretations.

Written once from the notices and spec/units.csv, so that the twin reads no file of the product.
"""

from __future__ import annotations

from dataclasses import dataclass

JIANGXIAN = "jiangxian-2021"
QIANYANG = "qianyang-2022"

YEAR_OF = {JIANGXIAN: 2021, QIANYANG: 2022}


@dataclass(frozen=True)
class Unit:
    """A unit on the roster; `assessments` holds their one-digit numbers, as in "1234"."""

    name: str
    kind: str
    assessments: str
    monthly_quota: int | None  # 附件2 二(4): information posts a month, and exposures a year


JIANGXIAN_UNITS = (
    Unit("县委编办", "department", "14", None),
    Unit("县发展和改革委员会", "department", "1234", 1),
    Unit("县财政局", "department", "1234", 1),
    Unit("县交通运输局", "department", "1234", 4),
    Unit("县行政审批服务管理局", "department", "134", None),
    Unit("县税务局", "department", "14", None),
    Unit("人民银行绛县支行", "department", "14", None),
    Unit("县银监办", "department", "14", None),
    Unit("县金融服务中心", "department", "14", None),
    Unit("县自然资源局", "department", "1234", 1),
    Unit("市生态环境局绛县分局", "department", "1234", 2),
    Unit("县住房和城乡建设管理局", "department", "1234", 2),
    Unit("县住房公积金管理中心", "department", "14", None),
    Unit("县供水站", "department", "14", None),
    Unit("县工业和信息化科技局", "department", "1234", 1),
    Unit("县人力资源和社会保障局", "department", "1234", 1),
    Unit("国网绛县供电公司", "department", "14", None),
    Unit("县公安局", "department", "1234", 4),
    Unit("县司法局", "department", "124", 1),
    Unit("县人民法院", "department", "14", None),
    Unit("县民政局", "department", "1234", 1),
    Unit("县林业局", "department", "1234", 1),
    Unit("县教育局", "department", "1234", 1),
    Unit("县文化和旅游局", "department", "1234", 4),
    Unit("县卫生健康和体育局", "department", "1234", 2),
    Unit("县市场监督管理局", "department", "1234", 6),
    Unit("县能源局", "department", "24", 2),
    Unit("县应急管理局", "department", "234", 2),
    Unit("县农业农村局", "department", "234", 2),
    Unit("县水务局", "department", "234", 2),
    Unit("县气象局", "department", "24", 1),
    Unit("县民族宗教事务局", "department", "24", 2),
    Unit("县新闻出版局", "department", "234", 1),
    Unit("县消防救援大队", "department", "34", None),
    Unit("县烟草公司", "department", "34", None),
    Unit("绛县经济开发区行政审批服务管理局", "zone", "3", None),
    Unit("绛县经济开发区管委会", "zone", "4", None),
    Unit("古绛镇", "town", "45", None),
    Unit("横水镇", "town", "45", None),
    Unit("陈村镇", "town", "45", None),
    Unit("卫庄镇", "town", "45", None),
    Unit("么里镇", "town", "45", None),
    Unit("南樊镇", "town", "45", None),
    Unit("安峪镇", "town", "45", None),
    Unit("大交镇", "town", "45", None),
    Unit("郝庄乡", "town", "45", None),
    Unit("冷口乡", "town", "45", None),
)

# fmt: off
QIANYANG_TOWNS = [
    "崔家头镇", "南寨镇", "城关镇", "张家塬镇", "高崖镇",
    "水沟镇", "草碧镇",
]

QIANYANG_DEPARTMENTS = [
    "县纪委监委", "县委组织部", "县委宣传部", "县委编办", "县工商联",
    "县法院", "县检察院", "县政府办公室", "县发改局", "县工信局",
    "县公安局", "县民政局", "县司法局", "县审计局", "县财政局",
    "县人社局", "县自然资源局", "县生态环境局", "县住建局", "县交通运输局",
    "县水利局", "县农业农村局", "县文化和旅游局", "县卫健委", "县退役军人事务局",
    "县应急管理局", "县市场监管局", "县行政审批服务局", "县林业局", "县统计局",
    "县医疗保障局", "县乡村振兴局", "县畜产局", "县环保新材料工业园管委会", "县科技局",
    "县招商局", "县税务局", "县人行", "县供电分公司",
]
# fmt: on

QIANYANG_UNITS = tuple(
    [Unit(name, "town", "1", None) for name in QIANYANG_TOWNS]
    + [Unit(name, "department", "1", None) for name in QIANYANG_DEPARTMENTS]
)

UNITS = {JIANGXIAN: JIANGXIAN_UNITS, QIANYANG: QIANYANG_UNITS}


def roster(scheme: str, assessment: str) -> list[Unit]:
    """List an assessment's units in roster order, which is the order of units.csv."""
    return [unit for unit in UNITS[scheme] if assessment in unit.assessments]


INTERPRETATIONS: dict[str, dict[str, tuple[str, ...]]] = {
    JIANGXIAN: {
        "extra_points": ("within_full", "beyond_full"),
        "percent_step": ("proportional", "whole", "started"),
        "below_limit": ("inclusive", "exclusive"),
        "rank_ties": ("competition", "dense"),
        "licence_months": ("from_may", "full_year"),
        "quota_credit": ("pooled", "met_only"),
        "daily_work": ("latest", "mean"),
        "no_orders": ("full_marks", "not_assessed"),
    },
    QIANYANG: {
        "red_light_window": ("calendar_year", "rolling_12_months"),
        "information_rank": ("adopted", "volume", "rate"),
        "information_year": ("sum_capped", "best_quarter", "mean"),
        "leader_evaluation": ("mean", "head_half"),
        "attendance": ("proportional", "all_or_nothing"),
    },
}
"""Of each scheme: interpretation → its options, the default first."""


@dataclass(frozen=True)
class Column:
    """How a column's cells are typed; `top` is the most that a cell of points may hold."""

    kind: str  # filing, count, rate, points, assessed, fault, yes_no, date or text
    top: int = 0


def _marks(**full_points: int) -> dict[str, Column]:
    return {key: Column("assessed", full) for key, full in full_points.items()}


def _columns(kind: str, *keys: str) -> dict[str, Column]:
    return {key: Column(kind) for key in keys}


# data.md, 'Datasets', without `unit` and without the rates that are only cross-checked.
FORMS: dict[str, dict[str, dict[str, Column]]] = {
    JIANGXIAN: {
        "jx1_progress": {
            "ledger_filed": Column("filing"),
            **_columns("count", "column_posts", "publicity_posts", "trainings"),
        },
        "jx2_supervision": {
            **_columns("count", "supervision_objects", "supervision_actions", "actions_recorded"),
            "coverage_rate": Column("rate"),
            **_columns("count", "information_posts", "exposures"),
            "daily_work": Column("points", 5),
        },
        "jx3_licence": {
            **_columns("filing", "reform_report_filed", "credit_report_filed"),
            "claim_rate": Column("rate"),
            "publicity_posts": Column("count"),
        },
        "jx4_hotline": _columns("count", "transferred", "completed", "overdue", "satisfied"),
        "jx5_village": _columns("count", "villages", "stations"),
        "jx1_inspection": {
            **_marks(report=5, task_list=2, problem_list=2, rectification_list=2),
            **_marks(leading_group=3, work_rules=3, dedicated_person=5),
            "innovations": Column("count"),
        },
        "jx3_inspection": {
            **_marks(coordination_group=2, leadership_meeting=2, dedicated_document=2),
            **_marks(item_lists=10, publication=4, training=5),
            **_columns("count", "unpublished_findings", "feedback_missing", "supervision_missing"),
            "supervision_absent": Column("yes_no"),
        },
        "jx4_inspection": {
            **_marks(leader_assigned=10, ledger_kept=10, records_confidential=10),
            "shirking": Column("fault"),
        },
        "jx5_inspection": {
            **_marks(nine_1=4, nine_2=4, nine_3=4, nine_4=5, nine_5=4),
            **_marks(nine_6=4, nine_7=5, nine_8=5, nine_9=5),
            **_marks(one_window=5, operation=5, registry_1=5, registry_2=5, registry_3=5),
            "registry_4": Column("fault"),
            **_marks(village_1=3, village_2=3, village_3=3, village_4=4, village_5=2),
            **_marks(village_6=2, village_7=6, village_8=3, village_9=4),
        },
    },
    QIANYANG: {
        "qy_veto": {
            "date": Column("date"),
            **_columns("text", "unit", "item"),
            "count": Column("count"),
            "document": Column("text"),
        },
        "qy_deduction": {
            "date": Column("date"),
            **_columns("text", "unit", "subject"),
            "points": Column("points", 100),
            **_columns("text", "reason", "document"),
        },
        "qy_award": {
            "date": Column("date"),
            **_columns("text", "unit", "item", "matter", "level", "document"),
        },
        "qy_information": _columns("count", "submitted", "adopted"),
        "qy_assessment": {
            "highlights": Column("points", 4),
            "leader_head": Column("points", 3),
            "leader_deputy_1": Column("points", 3),
            "leader_deputy_2": Column("points", 3),
            "leader_deputy_3": Column("points", 3),
            **_columns("count", "meetings_required", "meetings_attended"),
            **_columns("count", "tasks_assigned", "tasks_on_time"),
        },
    },
}

DATED_LEDGERS = frozenset({"qy_veto", "qy_deduction", "qy_award"})

# data.md: columns that a form may come without, and nobody asks.
OPTIONAL_COLUMNS = {
    "jx2_supervision": frozenset({"supervision_objects", "exposures"}),
    "jx5_village": frozenset({"villages", "stations"}),
    "qy_veto": frozenset({"count", "document"}),
    "qy_deduction": frozenset({"reason", "document"}),
    "qy_award": frozenset({"document"}),
}
