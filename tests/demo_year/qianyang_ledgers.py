"""千阳 2022: the three dated ledgers - vetoes, deductions, awards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .chance import Dice, working_days
from .form import DEMO_NOTE, SIGNATURES, Cell, DemoFile, Form, Row
from .handwriting import Hand, hand_of, write_full_date
from .roster import QIANYANG, names

SCHEME = "qianyang-2022"
MONTHS = range(1, 12)

RED_LIGHT = "县信息中心红灯预警通知单"
VETOES: tuple[tuple[date, str, str, Cell, str], ...] = (
    (date(2022, 4, 19), "县住建局", "红灯预警", 1, f"{RED_LIGHT}第2号"),
    (date(2022, 6, 16), "南寨镇", "红灯预警", None, f"{RED_LIGHT}第5号"),
    (date(2022, 7, 21), "县医疗保障局", "市大数据局通报批评", 1, "市大数据局通报第7期"),
    (date(2022, 9, 14), "县住建局", "红灯预警", "1次", f"{RED_LIGHT}第8号"),
)

# (month, points) of the deductions that a story decides; ordinary ones are drawn.
STORIES: Mapping[str, tuple[tuple[int, str], ...]] = {
    "县招商局": ((1, "4"), (2, "5"), (4, "6"), (5, "6.5"), (7, "7"), (8, "5"), (9, "6"), (10, "6")),
    "高崖镇": ((2, "4"), (4, "5"), (6, "6.5"), (8, "5"), (9, "4"), (11, "4")),
    "县统计局": ((1, "3"), (3, "4"), (5, "3"), (6, "4"), (8, "4"), (11, "2")),
    "县畜产局": ((2, "6"), (3, "6"), (5, "8"), (6, "5"), (8, "7"), (9, "4"), (10, "4")),
    "县工商联": ((4, "2"), (7, "3"), (9, "1.5")),
    "县人行": ((3, "1.5"), (6, "2"), (10, "3")),
    "县审计局": (),
}
REASONS: Mapping[str, tuple[str, ...]] = {
    "阶段性重点工作报送": ("季度进展情况迟报", "重点工作进展漏报", "进展情况报送内容不完整"),
    "文件贯彻办理": ("文件传达学习记录缺失", "任务分工未细化到科室", "要求反馈的事项逾期反馈"),
    "信息报送": ("当月未报送工作信息", "信息报送数量不足", "信息内容与上月重复"),
    "特色亮点": ("未报送特色亮点材料", "亮点材料缺少佐证"),
}

# Awards whose level or number a story decides: (date, unit, item, matter, level).
AWARD_STORIES: tuple[tuple[date, str, str, str, str], ...] = (
    (date(2022, 4, 12), "县行政审批服务局", "通报表彰", "“一件事一次办”集成改革", "市"),
    (date(2022, 9, 20), "县行政审批服务局", "通报表彰", "“一件事一次办”集成改革", "省"),
    (date(2022, 3, 15), "县市场监管局", "经验宣传", "企业开办全程网办", "省"),
    (date(2022, 8, 23), "县市场监管局", "经验宣传", "个体工商户登记便利化", "省"),
    (date(2022, 6, 21), "县税务局", "经验宣传", "非接触式办税", "中央"),
    (date(2022, 10, 18), "县统计局", "通报表彰", "统计服务进企业", "市"),
    (date(2022, 5, 24), "县招商局", "经验宣传", "招商项目代办服务", "市"),
)
WITHOUT_DRAWN_AWARDS = names(
    "县工商联 县人行 县审计局 县统计局 县招商局 县行政审批服务局 县市场监管局 县税务局"
)
MATTERS = (
    "工程建设项目审批提速", "惠企政策直达快享", "镇村便民服务代办", "不动产登记一窗办理",
    "水电气联合报装", "政务服务好差评", "社保业务就近办", "信用监管分级分类", "招投标全程电子化",
    "民生事项帮办代办",
)  # fmt: skip
DOCUMENTS = {"中央": "中央媒体报道", "省": "省级通报", "市": "市级通报"}


@dataclass(frozen=True)
class Deduction:
    """One line of the deduction ledger."""

    day: date
    unit: str
    subject: str
    points: Decimal
    reason: str


def _planned(unit: str) -> list[tuple[int, Decimal]]:
    """Return (month, points) of the unit's deductions of the year."""
    if unit in STORIES:
        return [(month, Decimal(points)) for month, points in STORIES[unit]]
    dice, planned = Dice("deductions", unit), []
    left = Decimal(dice.whole(7, 37)) / 2
    while left > 0:
        points = min(left, Decimal(dice.pick((2, 2, 3, 4, 4, 6))) / 2)
        planned.append((dice.whole(1, 11), points))
        left -= points
    return planned


def deductions_of(unit: str) -> list[Deduction]:
    """Return the unit's deductions, no two alike in day and subject."""
    found: dict[tuple[date, str], Deduction] = {}
    for number, (month, points) in enumerate(_planned(unit)):
        dice = Dice("deduction", unit, str(number))
        days, subjects = working_days(2022, month, 8, 28), tuple(REASONS)
        key = dice.pick(days), dice.pick(subjects)
        while key in found:
            key = dice.pick(days), dice.pick(subjects)
        found[key] = Deduction(key[0], unit, key[1], points, dice.pick(REASONS[key[1]]))
    return list(found.values())


def _write_points(deduction: Deduction) -> Cell:
    points = deduction.points
    if hand_of(deduction.unit) is Hand.WORDS:
        return f"{points.normalize():f}分"
    return int(points) if points == int(points) else points


def _ledger_file(dataset: str, name: str, months: tuple[int, ...], form: Form) -> DemoFile:
    return DemoFile(
        scheme=SCHEME,
        name=name,
        dataset=dataset,
        months=tuple(f"2022-{month:02}" for month in months),
        form=form,
        encoding="utf-8-sig" if name.endswith(".csv") else None,
    )


def veto_file(month: int) -> DemoFile | None:
    """Return the veto ledger of a month, or None when nothing happened in it."""
    events = [event for event in VETOES if event[0].month == month]
    form = Form(
        title=f"2022年{month}月份单项否决台账",
        sheet="单项否决",
        header=(("日期", "单位", "否决事项", "次数", "依据"),),
        rows=tuple((write_full_date(day, unit), unit, *rest) for day, unit, *rest in events),
        widths=(14, 20, 24, 8, 34),
        notes=(DEMO_NOTE, SIGNATURES),
    )
    name = f"2022-{month:02} 单项否决台账.xlsx"
    return _ledger_file("qy_veto", name, (month,), form) if events else None


def deduction_file(month: int) -> DemoFile:
    """Return the deduction ledger of a month; May comes as a CSV in UTF-8 with a BOM."""
    lines = [line for unit in QIANYANG for line in deductions_of(unit) if line.day.month == month]
    document = f"县职转办通报第{month}期"
    rows: list[Row] = [
        (
            write_full_date(line.day, line.unit),
            line.unit,
            line.subject,
            _write_points(line),
            line.reason,
            document,
        )
        for line in sorted(lines, key=lambda line: line.day)
    ]
    form = Form(
        title=f"2022年{month}月份重点考核扣分台账",
        sheet="重点考核扣分",
        header=(("日期", "单位", "考核内容", "扣分", "扣分原因", "依据"),),
        rows=tuple(rows),
        widths=(14, 24, 22, 8, 28, 22),
    )
    name = f"2022-{month:02} 重点考核扣分台账.{'csv' if month == 5 else 'xlsx'}"
    return _ledger_file("qy_deduction", name, (month,), form)


def _drawn_awards() -> list[tuple[date, str, str, str, str]]:
    awards = []
    for unit in QIANYANG:
        dice = Dice("awards", unit)
        if unit in WITHOUT_DRAWN_AWARDS or not dice.happens(0.55):
            continue
        for matter in {dice.pick(MATTERS): None, dice.pick(MATTERS): None}:
            day = dice.pick(working_days(2022, dice.whole(1, 11), 8, 28))
            item = dice.pick(("通报表彰", "经验宣传"))
            awards.append((day, unit, item, matter, dice.pick(("市", "市", "市", "省"))))
    return awards


def award_file(months: tuple[int, ...]) -> DemoFile:
    """Return the award ledger of one month, or of several in one file without a month's title."""
    awards = sorted(
        award for award in (*AWARD_STORIES, *_drawn_awards()) if award[0].month in months
    )
    several = len(months) > 1
    period = "2022年" if several else f"2022年{months[0]}月份"
    form = Form(
        title=f"{period}通报表彰、经验宣传台账",
        sheet="表彰宣传",
        header=(("日期", "单位", "加分项", "事项", "级别", "文号"),),
        rows=tuple(
            (write_full_date(day, unit), unit, item, matter, level, DOCUMENTS[level])
            for day, unit, item, matter, level in awards
        ),
        widths=(14, 24, 12, 30, 8, 18),
    )
    stem = "2022 第一批" if several else f"2022-{months[0]:02}"
    return _ledger_file("qy_award", f"{stem} 通报表彰、经验宣传台账.xlsx", months, form)
