"""绛县 2021, 附件1: the monthly progress form and the two inspections of the year."""

from collections.abc import Mapping
from datetime import date

from .chance import Dice, working_days
from .form import DEMO_NOTE, SIGNATURES, TICK_NOTE, Cell, DemoFile, Form, Row, TypedDate
from .handwriting import MONTH_DAY, write_count, write_filing, write_mark
from .roster import ANNEX_1, printed_name
from .zeal import zeal_of

SCHEME = "jiangxian-2021"
MONTHS = range(1, 12)
FIRST_LEDGER_MONTH = 5

# Two units whose every figure is alike, so that they tie on the board.
TWIN_OF = {"县住房公积金管理中心": "县金融服务中心"}

# Filings that a story decides; ordinary ones are drawn.
FILINGS: Mapping[tuple[str, int], Cell] = {
    ("县财政局", 5): TypedDate(date(2021, 5, 20), MONTH_DAY),
    ("县民政局", 5): "5月18日",
    ("县教育局", 6): "6月21日",
    ("县教育局", 7): TypedDate(date(2021, 7, 21), MONTH_DAY),
    ("县公安局", 8): TypedDate(date(2021, 8, 20), MONTH_DAY),
    ("县自然资源局", 10): "10月20日",
    ("县税务局", 10): "10月21日",
}
COLUMN_POSTS: Mapping[str, tuple[int, ...]] = {
    "县市场监督管理局": (2, 3, 2, 2, 4, 2, 3, 2, 2, 3, 2),
    "县林业局": (1, 1, 0, 1, 1, 2, 1, 1, 2, 1, 1),
    "县司法局": (1,) * 11,
}
TRAININGS: Mapping[str, tuple[int, ...]] = {
    "县司法局": (0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0),
    "县供水站": (0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
}
CORRECTED = ("县林业局", 6)

HEADER = (
    "单 位",
    "工作推进台账报送情况",
    "专栏信息发布情况",
    "宣传政策和措施情况",
    "政策法规、业务知识培训情况",
)
CHECKS = (
    "单 位", "一报告", "任务清单", "问题清单", "整改清单",
    "领导小组", "工作制度", "专人负责", "创新亮点",
)  # fmt: skip


def _posts(column: str, unit: str, month: int) -> int:
    if column == "专栏" and unit in COLUMN_POSTS:
        return COLUMN_POSTS[unit][month - 1]
    dice = Dice("posts", column, unit, str(month))
    return dice.pick((1, 1, 1, 1, 2, 2, 3)) if dice.happens(zeal_of(unit)) else 0


def _trainings(unit: str, month: int) -> int:
    if unit in TRAININGS:
        return TRAININGS[unit][month - 1]
    return int(Dice("trainings", unit, str(month)).happens(0.42 * zeal_of(unit)))


def _filing(unit: str, month: int) -> Cell:
    if month < FIRST_LEDGER_MONTH:
        return None
    if (unit, month) in FILINGS:
        return FILINGS[unit, month]
    dice = Dice("ledger", unit, str(month))
    if not dice.happens(zeal_of(unit) + 0.02):
        return write_filing(None, unit)
    return write_filing(dice.pick(working_days(2021, month, 10, 19)), unit)


def _progress_rows(month: int, posts_before_correction: bool) -> list[tuple[Row, int, int, int]]:
    """Return each row with its three counts, for the totals below the table."""
    rows = []
    for unit in ANNEX_1:
        twin = TWIN_OF.get(unit, unit)
        posts = _posts("专栏", twin, month)
        if posts_before_correction and (unit, month) == CORRECTED:
            posts = 0
        publicity, trainings = _posts("宣传", twin, month), _trainings(twin, month)
        row: Row = (
            printed_name("1", unit),
            _filing(twin, month),
            write_count(posts, unit, "条"),
            write_count(publicity, unit, "次"),
            write_count(trainings, unit, "次"),
        )
        rows.append((row, posts, publicity, trainings))
    return rows


def progress_form(month: int, *, before_correction: bool = False) -> Form:
    """Return 附件1 of a month; before its correction, the month lacks one unit's posts."""
    rows = _progress_rows(month, before_correction)
    return Form(
        title=f"2021年{month}月份优化营商环境工作推进情况",
        sheet="附件1",
        header=(HEADER,),
        rows=tuple(row for row, *_ in rows),
        widths=(30, 20, 18, 20, 28),
        totals=("合计", None, *(sum(counts) for counts in list(zip(*rows, strict=True))[1:])),
        notes=(TICK_NOTE, DEMO_NOTE, SIGNATURES),
    )


def progress_file(month: int) -> DemoFile:
    """Return 附件1 of a month as it was first sent; March comes as the CSV of a Chinese Excel."""
    as_csv = month == 3
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件1 优化营商环境工作推进情况.{'csv' if as_csv else 'xlsx'}",
        dataset="jx1_progress",
        months=(f"2021-{month:02}",),
        form=progress_form(month, before_correction=month == CORRECTED[1]),
        encoding="gb18030" if as_csv else None,
    )


def corrected_file() -> DemoFile:
    """Return June's 附件1 as it was sent again, with 县林业局's posts put right."""
    return DemoFile(
        scheme=SCHEME,
        name="2021-06 附件1 优化营商环境工作推进情况（更正）.xlsx",
        dataset="jx1_progress",
        months=("2021-06",),
        form=progress_form(CORRECTED[1]),
        reason="县林业局6月份专栏信息漏填，由0条更正为2条",
    )


def _check_row(unit: str, year_end: bool) -> Row:
    """Return a unit's inspection; by June the lists grow still, and innovations are not judged."""
    twin = TWIN_OF.get(unit, unit)
    zeal = zeal_of(twin) if year_end else zeal_of(twin) - 0.2
    dice = Dice("check 1", twin, "end" if year_end else "middle")
    report: Cell = write_mark(True, twin)
    if not dice.happens(zeal):
        report = dice.pick((2, 3, 4)) if dice.happens(0.7) else write_mark(False, twin)
    marks = tuple(write_mark(dice.happens(zeal + 0.03), twin) for _ in range(6))
    innovations = dice.whole(2, 6) if zeal > 0.7 else dice.whole(0, 2)
    return (printed_name("1", unit), report, *marks, innovations if year_end else None)


def inspection_file(month: int) -> DemoFile:
    """Return the check sheet of 附件1 for June (half of it) or November (all of it)."""
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件1 检查情况表.xlsx",
        dataset="jx1_inspection",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份优化营商环境工作检查情况表",
            sheet="附件1",
            header=(CHECKS,),
            rows=tuple(_check_row(unit, month == 11) for unit in ANNEX_1),
            widths=(30, *(11,) * 8),
        ),
    )
