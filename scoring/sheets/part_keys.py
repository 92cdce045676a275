"""The keys of nodes, clauses, lines and figures, of conditions and exemptions."""

from __future__ import annotations

from scoring.sheets import words as w
from scoring.sheets.conditions import NAMES
from scoring.sheets.contexts import (
    CONDITION,
    EXEMPTION,
    FIGURE,
    NAME_OR_NONE,
    NOT_FOR,
    PART,
    POINTS,
    PRICE,
    QUANTITY,
    WHEN,
    KindOfUnit,
    fill,
)
from scoring.sheets.exemptions import Concerns, Months
from scoring.sheets.figures import Ref
from scoring.sheets.kind import Kind
from scoring.sheets.notation import PLAIN
from scoring.sheets.structures import ListOf, MapOf, Table
from scoring.sheets.values import FLAG, NAME, NUMBER, TEXT, Word

FIGURES: dict[str, tuple[str, Kind]] = {
    "of": ("取数", FIGURE),
    "out_of": ("除以", Word(w.NOTHING, FIGURE)),
    "base": ("比率基数", NUMBER),
    "empty": ("分母为零", Word(w.EMPTY, NUMBER)),
    "decimals": ("小数位", Word(w.EXACT, NUMBER)),
    "together": ("同期取数", FLAG),
    "rows": ("台账", NAME),
    "where": ("只计", MapOf(NAMES)),
    "amount": ("金额列", NAME_OR_NONE),
    "price": ("单价", Table(PRICE)),
    "highest_per": ("同一事项取最高", NAME_OR_NONE),
    "within_months": ("连续月数", Word(w.NOTHING, NUMBER)),
    "read": ("读法", Word(w.READ)),
    "join": ("合并", Word(w.JOIN)),
    "weights": ("权数", ListOf(NUMBER, True)),
    "trim_from": ("去高低起数", NUMBER),
    "due_day": ("截止日", NUMBER),
    "blank": ("空白", Word(w.BLANK)),
}
STANDING: dict[str, tuple[str, Kind]] = {
    "place": ("名次", Word(w.ORDER)),
    "best": ("与最好比", Word(w.BEST)),
    "ties": ("并列", Word(w.TIES)),
    "within": ("范围", Word(w.WITHIN)),
    "as": ("取法", Word(w.SHAPE_OF_STANDING)),
    "zero_has_no_place": ("0不排名", FLAG),
    "not_vetoed": ("否决不排名", FLAG),
}
LINES: dict[str, tuple[str, Kind]] = {
    "below": ("低于", QUANTITY),
    "above": ("高于", QUANTITY),
    "edge": ("本数", Word(w.EDGE)),
    "mark": ("评定", Ref()),
    "reversed": ("反向", FLAG),
    "out": ("满票", NUMBER),
    "each": ("给分", POINTS),
    "per": ("每", QUANTITY),
    "steps": ("步", Word(w.STEPS)),
    "table": ("分档", ListOf(QUANTITY, True, PART)),
    "beyond": ("以后各名", Word(w.BEYOND, QUANTITY)),
    "below_table": ("档下", QUANTITY),
}
NAMED: dict[str, tuple[str, Kind]] = {
    "id": ("编号", TEXT),
    "name": ("名称", TEXT),
    "clause": ("依据", TEXT),
    "provider": ("提供单位", TEXT),
    "decimals_shown": ("显示小数位", NUMBER),
}
LIMITS: dict[str, tuple[str, Kind]] = {
    "for": ("适用", Concerns(PART)),
    "full": ("满分", QUANTITY),
    "start": ("起算", QUANTITY),
    "floor": ("最低", QUANTITY),
    "ceiling": ("最高", QUANTITY),
    "times": ("系数", QUANTITY),
    "period": ("分期", Word(w.PERIOD)),
    "months": ("计分月份", Months()),
    "combine": ("合成", Word(w.COMBINE)),
    "period_full": ("每期满分", QUANTITY),
    "round_period": ("各期取整", FLAG),
    "new_unit": ("新设单位", Word(w.NEW_UNIT)),
    "take": ("取舍", Word(w.TAKE)),
    "fit": ("折算方式", Word(w.FIT)),
    "earn": ("得分时点", Word(w.EARN)),
    "round": ("取整", Word(w.NODE_ROUND)),
    "add_inside": ("加减分计入", FLAG),
    "when": ("条件", WHEN),
    "not_for": ("不涉及", NOT_FOR),
}
TARGETS: dict[str, tuple[str, Kind]] = {
    "own": ("本单位", NAME),
    "score": ("得分", NAME),
    "assessment": ("考核", NAME),
    "mean": ("平均", Word(w.MEAN)),
    "among": ("平均范围", Word(w.AMONG, NAME)),
    "without_own": ("不含本单位", FLAG),
    "plus": ("加", NUMBER),
    "plus_as": ("加法", Word(w.PLUS_AS)),
    "pace": ("按月份折算", FLAG),
    "own_months": ("按在册月数折算", Word(w.OWN_MONTHS)),
    "unit": ("单位", MapOf(QUANTITY)),
    "kind": ("类别", KindOfUnit()),
    "others": ("其余", QUANTITY),
}
TESTS: dict[str, tuple[str, Kind]] = {
    "at_least": ("不低于", QUANTITY),
    "above": ("高于", QUANTITY),
    "at_most": ("不高于", QUANTITY),
    "under": ("小于", QUANTITY),
    "is": ("等于", QUANTITY),
}

fill(
    PART,
    **NAMED,
    **LIMITS,
    **FIGURES,
    **STANDING,
    **LINES,
    **TARGETS,
    lines=("各行", Table(PART)),
    clauses=("下级", Table(PART)),
)
fill(
    CONDITION,
    **FIGURES,
    **TESTS,
    own=("本单位", NAME),
    score=("得分", NAME),
    assessment=("考核", NAME),
    kind=("类别", NAMES),
    month=("月份", PLAIN),
    reading=("口径", NAME),
    times=("系数", NUMBER),
)
fill(
    EXEMPTION,
    unit=("单位", NAMES),
    when=("条件", WHEN),
    treat=("处理", Word(w.TREAT)),
    among=TARGETS["among"],
    without_own=TARGETS["without_own"],
    reason=("理由", TEXT),
)
fill(PRICE, column=("列", NAME), prices=("价", MapOf(NUMBER)))
