"""绛县 2021, 附件4: the 12345 hotline with its two-level header, and the two inspections."""

from collections.abc import Mapping
from dataclasses import dataclass

from .chance import Dice
from .form import DEMO_NOTE, SIGNATURES, Cell, DemoFile, Form, Percent, Row, numbered, share
from .handwriting import write_mark, write_rate
from .jiangxian_progress import MONTHS, SCHEME
from .roster import ANNEX_4, TOWNS, names, printed_name
from .zeal import zeal_of


@dataclass(frozen=True)
class Orders:
    """A unit's orders of a month."""

    transferred: int
    completed: int
    overdue: int
    satisfied: int


BUSY = names(
    """
    县住房和城乡建设管理局 县供水站 县公安局 县人力资源和社会保障局 国网绛县供电公司
    县市场监督管理局 县交通运输局 县自然资源局 绛县经济开发区管委会
    """
)
WITHOUT_ORDERS = names("县委编办 县银监办 县新闻出版局 县气象局 县烟草公司")
# How often an order is left open, comes late or leaves a caller dissatisfied, per slack.
OPEN, LATE, DISSATISFIED = 0.3, 0.35, 0.6

# (transferred, completed, overdue, satisfied) of January to November, where a story decides them.
STORIES: Mapping[str, tuple[tuple[int, int, int, int], ...]] = {
    "县水务局": (
        (2, 1, 0, 2), (1, 1, 0, 1), (2, 2, 0, 2), (2, 1, 1, 1), (2, 2, 0, 2), (2, 2, 0, 2),
        (2, 1, 1, 2), (2, 2, 0, 2), (1, 1, 0, 1), (2, 1, 0, 2), (2, 2, 0, 2),
    ),
    "陈村镇": (
        (3, 3, 0, 2), (2, 2, 0, 2), (3, 3, 0, 2), (2, 2, 0, 2), (4, 4, 0, 3), (2, 2, 0, 2),
        (3, 3, 1, 2), (2, 2, 0, 1), (3, 3, 0, 3), (3, 3, 0, 3), (3, 2, 0, 2),
    ),
    "县供水站": (
        (9, 6, 3, 6), (8, 6, 2, 6), (11, 8, 3, 8), (7, 5, 2, 5), (9, 7, 3, 7), (12, 8, 4, 8),
        (14, 10, 4, 9), (13, 10, 3, 9), (8, 7, 1, 6), (9, 7, 2, 7), (10, 8, 2, 7),
    ),
}  # fmt: skip
SHIRKING = ("卫庄镇", "县供水站")

TOP_LEVEL = ("序号", "承办单位", "转办数量", "办结情况", None, "逾期情况", None, "满意度情况", None)
LOW_LEVEL = (None, None, None, "办结数", "办结率", "逾期数", "逾期率", "满意数", "满意率")
CHECKS = ("单位", "分管领导及专人", "台账", "资料保密", "推托、态度不端")


def _transferred(unit: str, month: int) -> int:
    dice = Dice("orders", unit, str(month))
    if unit in WITHOUT_ORDERS:
        return 0
    if unit in BUSY:
        return dice.whole(8, 26)
    if unit in TOWNS:
        return dice.whole(3, 14)
    return dice.whole(1, 6) if dice.happens(0.55) else 0


def orders_of(unit: str, month: int) -> Orders:
    """Return the unit's orders of a month; few fail, and fewer with a diligent unit."""
    if unit in STORIES:
        return Orders(*STORIES[unit][month - 1])
    transferred, slack = _transferred(unit, month), 1 - zeal_of(unit)
    dice = Dice("failures", unit, str(month))
    left_open = dice.count(transferred, slack * OPEN)
    late = dice.count(transferred, slack * LATE)
    dissatisfied = dice.count(transferred, slack * DISSATISFIED)
    return Orders(transferred, transferred - left_open, late, transferred - dissatisfied)


def _row(unit: str, orders: Orders) -> Row:
    return (
        unit,
        orders.transferred,
        orders.completed,
        write_rate(share(orders.completed, orders.transferred), unit),
        orders.overdue,
        write_rate(share(orders.overdue, orders.transferred), unit),
        orders.satisfied,
        write_rate(share(orders.satisfied, orders.transferred), unit),
    )


def _totals(listed: list[Orders]) -> Row:
    transferred = sum(orders.transferred for orders in listed)
    cells: list[Cell] = [None, "合计", transferred]
    for part in (
        sum(orders.completed for orders in listed),
        sum(orders.overdue for orders in listed),
        sum(orders.satisfied for orders in listed),
    ):
        cells += [part, Percent(share(part, transferred))]
    return tuple(cells)


def hotline_file(month: int) -> DemoFile:
    """Return 附件4 of a month: only the units with orders, numbered, with totals."""
    listed = {unit: orders_of(unit, month) for unit in ANNEX_4}
    listed = {unit: orders for unit, orders in listed.items() if orders.transferred}
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件4 12345热线工作办理情况统计表.xlsx",
        dataset="jx4_hotline",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份“12345”政务服务便民热线\n工作办理情况统计表",
            sheet="附件4",
            header=(TOP_LEVEL, LOW_LEVEL),
            rows=numbered([_row(unit, orders) for unit, orders in listed.items()]),
            widths=(6, 30, *(10,) * 7),
            totals=_totals(list(listed.values())),
            notes=("注：仅列本月有转办工单的单位。", DEMO_NOTE, SIGNATURES),
        ),
    )


def _check_row(unit: str, year_end: bool) -> Row:
    """Return a unit's inspection; how it treats callers is judged at the year's end."""
    dice = Dice("check 4", unit, "end" if year_end else "middle")
    zeal = zeal_of(unit) if year_end else zeal_of(unit) - 0.15
    leader, ledger, records = (dice.happens(zeal + part) for part in (0.08, 0.02, 0.05))
    behaviour: Cell = ("有" if unit in SHIRKING else "无") if year_end else None
    partly: Cell = dice.whole(5, 8)
    return (
        printed_name("4", unit),
        write_mark(leader, unit) if leader or not year_end else partly,
        write_mark(ledger, unit) if ledger or not year_end else partly,
        write_mark(records, unit),
        behaviour,
    )


def inspection_file(month: int) -> DemoFile:
    """Return the check sheet of 附件4 for June (all but behaviour) or November (all of it)."""
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件4 检查情况表.xlsx",
        dataset="jx4_inspection",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份“12345”政务服务便民热线检查情况表",
            sheet="附件4",
            header=(CHECKS,),
            rows=tuple(_check_row(unit, month == 11) for unit in ANNEX_4),
            widths=(30, 16, 12, 12, 16),
        ),
    )


def orders_of_year(unit: str) -> Orders:
    """Return the sums over the months reported, for the tests of the stories."""
    months = [orders_of(unit, month) for month in MONTHS]
    return Orders(
        sum(orders.transferred for orders in months),
        sum(orders.completed for orders in months),
        sum(orders.overdue for orders in months),
        sum(orders.satisfied for orders in months),
    )
