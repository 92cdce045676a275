"""绛县 2021, 附件3: “证照分离”, monthly from May on, and the two inspections of the year."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from .chance import Dice, working_days
from .form import Cell, DemoFile, Form, Row, TypedDate, percent
from .handwriting import MONTH_DAY, write_count, write_filing, write_mark, write_rate
from .jiangxian_progress import SCHEME
from .roster import ANNEX_3, printed_name
from .zeal import zeal_of

MONTHS = range(5, 12)

# The claim rate (双告知认领率) that a unit reaches by November.
CLAIM_RATES: Mapping[str, str] = {
    "县财政局": "100",
    "县行政审批服务管理局": "100",
    "县烟草公司": "97",
    "县消防救援大队": "96.99",
    "县公安局": "99.5",
    "县新闻出版局": "93.4",
}
REPORTS: Mapping[tuple[str, int], Cell] = {
    ("县水务局", 7): TypedDate(date(2021, 7, 20), MONTH_DAY),
    ("县教育局", 10): TypedDate(date(2021, 10, 21), MONTH_DAY),
    ("县农业农村局", 5): "5月21日",
}
# No 双随机 supervision at all: 3.12 is 0 whatever the count, which is left blank.
NO_SUPERVISION = "绛县经济开发区行政审批服务管理局"

HEADER = (
    "单位名称",
    "四种改革方式月报表",
    "涉企信息归集公示统计表",
    "企业信用信息公示系统“双告知”认领情况",
    "宣传报道情况",
)
CHECKS = (
    "单位名称", "协调机制", "班子会议", "专门文件", "事项清单", "公示", "业务培训",
    "涉企信息公示", "执法信息反馈", "双随机监管", "不落实监管",
)  # fmt: skip


def _filing(form: str, unit: str, month: int) -> Cell:
    if form == "改革" and (unit, month) in REPORTS:
        return REPORTS[unit, month]
    dice = Dice("licence", form, unit, str(month))
    if not dice.happens(zeal_of(unit) + 0.04):
        return write_filing(None, unit)
    return write_filing(dice.pick(working_days(2021, month, 10, 19)), unit)


def _claim_rate(unit: str, month: int) -> Decimal:
    """Return the claim rate, which climbs to the year's figure by November."""
    aim = CLAIM_RATES.get(unit) or Dice("claims", unit).pick(("100", "99.8", "99.2", "98.6"))
    behind = Dice("claims behind", unit).whole(10, 90) * (11 - month)
    return percent(Decimal(aim) - Decimal(behind) / 100)


def _row(unit: str, month: int) -> Row:
    dice = Dice("licence posts", unit, str(month))
    posts = dice.pick((1, 1, 1, 2, 3)) if dice.happens(zeal_of(unit)) else 0
    return (
        printed_name("3", unit),
        _filing("改革", unit, month),
        _filing("归集", unit, month),
        write_rate(_claim_rate(unit, month), unit),
        write_count(posts, unit, "篇"),
    )


def licence_file(month: int) -> DemoFile:
    """Return 附件3 of a month."""
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件3 证照分离改革全覆盖工作推进情况.xlsx",
        dataset="jx3_licence",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份“证照分离”改革全覆盖工作推进情况",
            sheet="附件3",
            header=(HEADER,),
            rows=tuple(_row(unit, month) for unit in ANNEX_3),
            widths=(34, 18, 22, 28, 14),
        ),
    )


def _check_row(unit: str, year_end: bool) -> Row:
    """Return a unit's inspection; the random checks for 3.10 to 3.12 are made at the year's end."""
    zeal = zeal_of(unit)
    dice = Dice("check 3", unit, "end" if year_end else "middle")
    marks: list[Cell] = [write_mark(dice.happens(zeal + 0.05), unit) for _ in range(3)]
    lists: Cell = write_mark(True, unit) if dice.happens(zeal - 0.1) else dice.whole(5, 8)
    marks += [lists, write_mark(dice.happens(zeal), unit), write_mark(dice.happens(zeal), unit)]
    if not year_end:
        return (printed_name("3", unit), *marks, None, None, None, None)
    slack = 1 - zeal
    unpublished, feedback = dice.whole(0, int(slack * 60)), dice.whole(0, int(slack * 12))
    if unit == NO_SUPERVISION:
        return (printed_name("3", unit), *marks, unpublished, feedback, None, "是")
    missing = dice.whole(0, int(slack * 14))
    return (printed_name("3", unit), *marks, unpublished, feedback, missing, "否")


def inspection_file(month: int) -> DemoFile:
    """Return the check sheet of 附件3 for June (half of it) or November (all of it)."""
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件3 检查情况表.xlsx",
        dataset="jx3_inspection",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份“证照分离”改革全覆盖工作检查情况表",
            sheet="附件3",
            header=(CHECKS,),
            rows=tuple(_check_row(unit, month == 11) for unit in ANNEX_3),
            widths=(34, *(11,) * 10),
        ),
    )
