"""绛县 2021, 附件2: “互联网+监管”, cumulative figures and monthly posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .chance import Dice
from .form import Cell, DemoFile, Form, Row, percent
from .handwriting import write_count, write_rate
from .jiangxian_progress import SCHEME
from .roster import ANNEX_2, names, printed_name
from .zeal import zeal_of

QUOTAS = {
    "县市场监督管理局": 6,
    **dict.fromkeys(names("县公安局 县交通运输局 县文化和旅游局"), 4),
    **dict.fromkeys(names("市生态环境局绛县分局 县住房和城乡建设管理局 县农业农村局"), 2),
    **dict.fromkeys(names("县卫生健康和体育局 县应急管理局 县能源局 县水务局"), 2),
    "县民族宗教事务局": 2,
}

# How much of November's figure is reached by each month, in percent.
PROGRESS = (60, 66, 71, 76, 80, 84, 88, 92, 95, 98, 100)

# The form asks for the objects only when the list of objects is settled anew.
OBJECT_MONTHS = (1, 7)


@dataclass(frozen=True)
class Aim:
    """What a unit's cumulative figures come to by November."""

    objects: int
    actions: int
    recorded: int
    coverage: str


AIMS: Mapping[str, Aim] = {
    "县民政局": Aim(120, 114, 108, "80"),
    "县林业局": Aim(96, 92, 88, "91.5"),
    "县水务局": Aim(110, 101, 88, "84.2"),
    "县民族宗教事务局": Aim(60, 52, 45, "61"),
    "县新闻出版局": Aim(40, 25, 21, "54.6"),
    "县市场监督管理局": Aim(640, 662, 655, "98.5"),
}
POSTS: Mapping[str, tuple[int, ...]] = {
    "县能源局": (2,) * 11,
    "县气象局": (3,) * 11,
    "县民族宗教事务局": (2, 1, 2, 1, 0, 2, 1, 2, 1, 2, 2),
    "县新闻出版局": (0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0),
}
# Months with an exposure (曝光台), one each, where a story decides them.
EXPOSURES: Mapping[str, tuple[int, ...]] = {
    "县能源局": (4, 9),
    "县民族宗教事务局": (6,),
    "县新闻出版局": (),
}


def quota_of(unit: str) -> int:
    """Return the unit's monthly (and yearly) quota of 附件2 二(4)."""
    return QUOTAS.get(unit, 1)


def _aim(unit: str) -> Aim:
    if unit in AIMS:
        return AIMS[unit]
    dice = Dice("aim", unit)
    objects = dice.whole(30, 60) * quota_of(unit) + dice.whole(0, 40)
    actions = objects * dice.whole(int(zeal_of(unit) * 100) - 2, 103) // 100
    coverage = Decimal(dice.whole(700, 990)) / 10
    return Aim(objects, actions, actions * dice.whole(90, 99) // 100, str(coverage))


def _posts(unit: str, month: int) -> int:
    if unit in POSTS:
        return POSTS[unit][month - 1]
    dice, quota = Dice("information", unit, str(month)), quota_of(unit)
    if dice.happens(zeal_of(unit) - 0.1):
        return quota + dice.pick((0, 0, 0, 1))
    return max(0, quota - dice.whole(1, 2))


def _exposures(unit: str, month: int) -> int:
    if unit in EXPOSURES:
        return int(month in EXPOSURES[unit])
    return int(Dice("exposure", unit, str(month)).happens(quota_of(unit) / 12))


def _daily_work(unit: str, month: int) -> Cell:
    halves = Dice("daily work", unit, str(month)).whole(6 if zeal_of(unit) < 0.7 else 7, 10)
    return halves // 2 if halves % 2 == 0 else Decimal(halves) / 2


def _coverage(unit: str, month: int) -> Decimal:
    """Return the coverage rate; 县民政局 stands at exactly 80% from September on."""
    aim = Decimal(_aim(unit).coverage)
    if unit == "县民政局" and month >= 9:
        return percent(aim)
    behind = (100 - PROGRESS[month - 1]) * Decimal(Dice("coverage", unit).whole(20, 45)) / 100
    return percent(aim - behind)


def _row(unit: str, month: int) -> Row:
    aim, reached = _aim(unit), PROGRESS[month - 1]
    objects = (aim.objects if month >= 7 else aim.objects - aim.objects // 50,)
    return (
        printed_name("2", unit),
        *(objects if month in OBJECT_MONTHS else ()),
        aim.actions * reached // 100,
        aim.recorded * reached // 100,
        write_rate(_coverage(unit, month), unit),
        write_count(_posts(unit, month), unit, "条"),
        write_count(_exposures(unit, month), unit, "条"),
        _daily_work(unit, month),
        None,
    )


def supervision_file(month: int) -> DemoFile:
    """Return 附件2 of a month, with 监管对象 only in January and July."""
    with_objects = month in OBJECT_MONTHS
    header = (
        "单 位",
        *(("监管对象",) if with_objects else ()),
        "监管行为",
        "监管行为入库数",
        "监管行为数据覆盖率",
        "信息报送数",
        "曝光台",
        "日常工作",
        "总分",
    )
    return DemoFile(
        scheme=SCHEME,
        name=f"2021-{month:02} 附件2 互联网+监管工作推进情况.xlsx",
        dataset="jx2_supervision",
        months=(f"2021-{month:02}",),
        form=Form(
            title=f"2021年{month}月份“互联网+监管”工作推进情况",
            sheet="附件2",
            header=(header,),
            rows=tuple(_row(unit, month) for unit in ANNEX_2),
            widths=(30, *(12,) * (len(header) - 1)),
        ),
    )
