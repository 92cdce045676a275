"""千阳 2022: the quarters' information reports and the yearly assessment sheet."""

from collections.abc import Mapping
from decimal import Decimal

from .chance import Dice
from .form import Cell, DemoFile, Form, Percent, Row, share
from .qianyang_ledgers import SCHEME
from .roster import QIANYANG
from .zeal import zeal_of

QUARTERS = {3: "一", 6: "二", 9: "三"}

# (submitted, adopted) that a story decides: two units tie for the first quarter's second place.
INFORMATION: Mapping[tuple[str, int], tuple[int, int]] = {
    ("县行政审批服务局", 3): (21, 15),
    ("县市场监管局", 3): (18, 12),
    ("城关镇", 3): (14, 12),
    ("县发改局", 6): (19, 14),
    ("县行政审批服务局", 6): (22, 13),
    ("县税务局", 6): (16, 12),
    ("县政府办公室", 9): (24, 18),
    ("县市场监管局", 9): (20, 16),
    ("水沟镇", 9): (17, 13),
}
# Two units alike in all that counts, so that they tie on the board.
TWIN_OF = {"县人行": "县工商联"}
# Not yet visited when the sheet was handed in: nothing known of B1 and B5 to B7.
NOT_YET_ASSESSED = ("县纪委监委", "县委组织部", "县检察院", "草碧镇")
NO_TASKS = ("县委宣传部",)

ASSESSMENT_HEADER = (
    "单位", "特色亮点",
    "领导评价(组长)", "领导评价(副组长1)", "领导评价(副组长2)", "领导评价(副组长3)",
    "应参会", "实参会", "交办任务", "按时完成",
)  # fmt: skip


def information_of(unit: str, month: int) -> tuple[int, int]:
    """Return the unit's submitted and adopted pieces of information of a quarter."""
    if (unit, month) in INFORMATION:
        return INFORMATION[unit, month]
    dice = Dice("quarter", TWIN_OF.get(unit, unit), str(month))
    submitted = dice.whole(0, 14)
    return submitted, min(11, submitted * dice.whole(20, 80) // 100)


def information_file(month: int) -> DemoFile:
    """Return the information report of the quarter that ends with this month."""
    figures = {unit: information_of(unit, month) for unit in QIANYANG}
    adopted = [figure for _, figure in figures.values()]
    rows: list[Row] = []
    for unit, (submitted, used) in figures.items():
        rate = Percent(share(used, submitted)) if submitted else None
        rank = 1 + sum(other > used for other in adopted) if used else None
        rows.append((unit, submitted, used, rate, rank))
    total = sum(submitted for submitted, _ in figures.values())
    return DemoFile(
        scheme=SCHEME,
        name=f"2022-{month:02} 第{QUARTERS[month]}季度信息报送统计.xlsx",
        dataset="qy_information",
        months=(f"2022-{month:02}",),
        form=Form(
            title=f"2022年第{QUARTERS[month]}季度信息报送统计",
            sheet="信息报送",
            header=(("单位", "报送数", "采用数", "采用率", "排名"),),
            rows=tuple(rows),
            widths=(28, 12, 12, 12, 10),
            totals=("合计", total, sum(adopted), Percent(share(sum(adopted), total)), None),
        ),
    )


def _points(halves: int) -> Cell:
    return halves // 2 if halves % 2 == 0 else Decimal(halves) / 2


def _assessment_row(unit: str) -> Row:
    """Return a unit's line; the third deputy head has not handed in an evaluation yet."""
    if unit in NOT_YET_ASSESSED:
        return (unit, *(None,) * 9)
    twin = TWIN_OF.get(unit, unit)
    dice, zeal = Dice("assessment", twin), zeal_of(twin)
    highlights = _points(dice.whole(0, 7))
    leaders = tuple(_points(dice.whole(4, 6)) for _ in range(2))
    second_deputy = _points(dice.whole(3, 6)) if dice.happens(0.6) else None
    required, assigned = dice.whole(6, 9), 0 if unit in NO_TASKS else dice.whole(4, 8)
    attended, on_time = dice.count(required, zeal), dice.count(assigned, zeal)
    return (unit, highlights, *leaders, second_deputy, None, required, attended, assigned, on_time)


def assessment_file(month: int) -> DemoFile:
    """Return the yearly assessment sheet as far as it is filled in by this month."""
    return DemoFile(
        scheme=SCHEME,
        name=f"2022-{month:02} 年度加分评价表.xlsx",
        dataset="qy_assessment",
        months=(f"2022-{month:02}",),
        form=Form(
            title=f"2022年{month}月份年度加分评价表",
            sheet="加分评价",
            header=(ASSESSMENT_HEADER,),
            rows=tuple(_assessment_row(unit) for unit in QIANYANG),
            widths=(28, *(11,) * 9),
        ),
    )
