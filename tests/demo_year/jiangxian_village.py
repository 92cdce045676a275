"""绛县 2021, 附件5: coverage of village stations, and the two inspections of town centres."""

from collections.abc import Mapping

from .chance import Dice
from .form import Cell, DemoFile, Form, Percent, Row, share
from .handwriting import write_mark, write_rate
from .jiangxian_progress import SCHEME
from .roster import TOWNS
from .zeal import zeal_of

# Villages, and the stations in January and in November.
VILLAGES: Mapping[str, tuple[int, int, int]] = {
    "古绛镇": (25, 18, 25),
    "横水镇": (28, 16, 27),
    "陈村镇": (18, 10, 17),
    "卫庄镇": (20, 10, 17),
    "么里镇": (15, 9, 14),
    "南樊镇": (22, 13, 21),
    "安峪镇": (20, 8, 16),
    "大交镇": (19, 11, 18),
    "郝庄乡": (13, 6, 11),
    "冷口乡": (12, 3, 8),
}
# Two towns inspected alike to the last mark, so that they tie on the board.
TWIN_OF = {"大交镇": "么里镇"}

HEADER = ("乡镇", "行政村数", "已建村级便民服务站数", "覆盖率")
NINE = tuple(f"九有({number})" for number in range(1, 10))
REGISTRY = tuple(f"市场登记窗口({number})" for number in range(1, 5))
VILLAGE = tuple(f"村级服务站({number})" for number in range(1, 10))
CHECKS = ("乡镇", *NINE, "一窗受理", "规范运行", *REGISTRY, *VILLAGE)
FULL_POINTS = (4, 4, 4, 5, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 3, 3, 3, 4, 2, 2, 6, 3, 4)
SHIRKING_COLUMN = CHECKS.index("市场登记窗口(4)") - 1
PASSED_OVER = "南樊镇"


def _counts(town: str, month: int) -> tuple[int, int]:
    villages, first, last = VILLAGES[town]
    return villages, first + ((last - first) * (month - 1) + 5) // 10


def _row(town: str, month: int) -> Row:
    villages, stations = _counts(town, month)
    return (town, villages, stations, write_rate(share(stations, villages), town))


def village_file(month: int) -> DemoFile:
    """Return 附件5 of a month; August comes as a CSV in UTF-8 with a byte order mark."""
    counts = [_counts(town, month) for town in TOWNS]
    villages, stations = (sum(column) for column in zip(*counts, strict=True))
    as_csv = month == 8
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件5 村级便民服务站覆盖率.{'csv' if as_csv else 'xlsx'}",
        dataset="jx5_village",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份村级便民服务站覆盖率",
            sheet="附件5",
            header=(HEADER,),
            rows=tuple(_row(town, month) for town in TOWNS),
            widths=(20, 16, 24, 16),
            totals=("合计", villages, stations, Percent(share(stations, villages))),
        ),
        encoding="utf-8-sig" if as_csv else None,
    )


def _mark(town: str, column: int, dice: Dice) -> Cell:
    """Return one mark: yes, a part of the points where the item allows halves, or no."""
    passed, partly = dice.happens(zeal_of(town) - 0.02), dice.happens(0.6)
    if column == SHIRKING_COLUMN:
        return "有" if town == PASSED_OVER else "无"
    if passed:
        return write_mark(True, town)
    return FULL_POINTS[column] // 2 if partly else write_mark(False, town)


def _check_row(town: str, year_end: bool) -> Row:
    """Return a town's inspection; by June only 九有 and 一窗受理 have been seen."""
    twin = TWIN_OF.get(town, town)
    dice = Dice("check 5", twin, "end" if year_end else "middle")
    marks = [_mark(twin, column, dice) for column in range(len(FULL_POINTS))]
    seen = len(marks) if year_end else len(NINE) + 1
    return (town, *(mark if column < seen else None for column, mark in enumerate(marks)))


def inspection_file(month: int) -> DemoFile:
    """Return the check sheet of 附件5 for June (its first ten items) or November (all of it)."""
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件5 检查情况表.xlsx",
        dataset="jx5_inspection",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份乡镇便民服务中心检查情况表",
            sheet="附件5",
            header=(CHECKS,),
            rows=tuple(_check_row(town, month == 11) for town in TOWNS),
            widths=(12, *(6.5,) * 24),
        ),
    )
