"""The keys of the heading, the decisions, the readings, the forms and the roster."""

from __future__ import annotations

from scoring.sheets import words as w
from scoring.sheets.conditions import NAMES, Several
from scoring.sheets.contexts import (
    ASSESSMENT,
    COLUMN,
    CONSEQUENCE,
    ENTRY,
    FORM,
    GRADE,
    GRADES,
    NOTICE,
    OBJECTION,
    OPTIONS,
    OWN_COLUMN,
    PART,
    QUANTITY,
    RANK,
    RATE_CHECK,
    READING,
    UNIT,
    VETO,
    WHEN,
    fill,
)
from scoring.sheets.exemptions import Concerns, Months, RosterEntry
from scoring.sheets.notation import PLAIN
from scoring.sheets.part_keys import FIGURES
from scoring.sheets.structures import AtMost, ListOf, MapOf, Table
from scoring.sheets.values import FLAG, NAME, NUMBER, OPTION, TEXT, Word

fill(
    VETO,
    name=("名称", TEXT),
    id=("编号", TEXT),
    clause=("依据", TEXT),
    **FIGURES,
    score=("得分", NAME),
    at_least=("达到", QUANTITY),
    above=("超过", QUANTITY),
    at_most=("不超过", QUANTITY),
    under=("低于", QUANTITY),
    is_=("等于", QUANTITY),
    warn=("预警", Word(w.NOTHING, NUMBER)),
    effect=("后果", Word(w.EFFECT)),
    points=("计分", QUANTITY),
    grade=("评为", TEXT),
    bars=("不得评为", NAMES),
    for_=("适用", Concerns(PART)),
    when=("条件", WHEN),
)
fill(
    RANK,
    within=("排名范围", Word(w.WITHIN)),
    by=("排名依据", Word(w.RANK_BY)),
    order=("次序", Word(w.ORDER)),
    ties=("并列", Word(w.RANK_TIES)),
    then=("同分再看", ListOf(NAME, True)),
)
fill(
    GRADES,
    list=("等次", Table(GRADE)),
    from_month=("起评月份", NUMBER),
    settled=("无待定才评", FLAG),
    stand=("定等", Word(w.STAND)),
)
fill(
    GRADE,
    name=("名称", TEXT),
    from_=("分数线", NUMBER),
    edge=("本数", Word(w.EDGE)),
    on=("看", NAME),
    of=("比较", Word(w.GRADE_OF)),
    first=("前几名", NUMBER),
    last=("末几名", NUMBER),
    share=("比例", NUMBER),
    share_of=("名额基数", Word(w.SHARE_OF)),
    round=("名额取整", Word(w.SEATS)),
    ties=("末位并列", Word(w.SEAT_TIES)),
    barred_place=("被否决的名额", Word(w.BARRED)),
)
fill(
    CONSEQUENCE,
    first=("前几名", NUMBER),
    last=("末几名", NUMBER),
    within=("排名范围", Word(w.WITHIN)),
    in_a_row=("须连续", FLAG),
    times=("第几次", MapOf(NAME)),
)
fill(
    NOTICE,
    language=("语言版本", NUMBER),
    id=("代号", TEXT),
    title=("标题", TEXT),
    short_title=("简称", TEXT),
    document=("文号", TEXT),
    region=("地区", TEXT),
    year=("年度", NUMBER),
    first_month=("首月", NUMBER),
    starts_before=("自上年起", FLAG),
    clause=("依据", TEXT),
    reference_mean=("平均的名称", TEXT),
    objection=("异议", Table(OBJECTION)),
    own=("自有数", Table(OWN_COLUMN)),
    reading=("口径", Table(READING)),
    readings=("简写口径", PLAIN),
    total=("总分", Table(PART)),
    assessment=("考核", Table(ASSESSMENT)),
    veto=("否决", Table(VETO)),
    rank=("排名", Table(RANK)),
    grades=("等次", Table(GRADES)),
    consequence=("处理", Table(CONSEQUENCE)),
    unit=("单位", Table(UNIT)),
)
fill(
    ASSESSMENT,
    id=("编号", TEXT),
    title=("标题", TEXT),
    clause=("依据", TEXT),
    units=("单位数", NUMBER),
    total=("总分", Table(PART)),
    veto=("否决", Table(VETO)),
    rank=("排名", Table(RANK)),
    grades=("等次", Table(GRADES)),
    consequence=("处理", Table(CONSEQUENCE)),
)
fill(OBJECTION, working_days=("工作日", NUMBER), clause=("依据", TEXT))
fill(
    OWN_COLUMN,
    key=("名称", NAME),
    title=("标题", TEXT),
    measure=("计量", TEXT),
    clause=("依据", TEXT),
)
fill(
    READING,
    id=("口径", TEXT),
    title=("标题", TEXT),
    why=("为何", TEXT),
    clause=("依据", TEXT),
    options=("选项", Table(OPTIONS)),
)
fill(OPTIONS, id=("选项", OPTION), label=("选项说明", TEXT))
fill(
    FORM,
    title=("表名", TEXT),
    annex=("附件", TEXT),
    clause=("依据", TEXT),
    shape=("形式", Word(w.SHAPE)),
    assessment=("考核", TEXT),
    read=("填报口径", Word(w.COLUMN_READ)),
    follows=("从条款补列", FLAG),
    is_roster_complete=("应列全部单位", FLAG),
    accepts_year_before=("收上年", FLAG),
    blank=("空白", Word(w.BLANK)),
    titles=("其他表名", ListOf(NAME)),
    unit_headers=("单位列表头", ListOf(NAME)),
    ignored_headers=("不读的表头", ListOf(NAME)),
    at_most=("不大于", AtMost()),
    rate_checks=("核对比率", Table(RATE_CHECK)),
    counts_or_rate=("只填比率也可", FLAG),
    document_column=("文件列", NAME),
    subject_column=("分项列", NAME),
    reason_column=("事由列", NAME),
    column=("列", PLAIN),
)
fill(RATE_CHECK, rate=("比率", NAME), numerator=("分子", NAME), denominator=("分母", NAME))
fill(
    COLUMN,
    headers=("表头", ListOf(NAME)),
    type=("类型", Word(w.TYPE)),
    read=("填报口径", Word(w.COLUMN_READ)),
    measure=("计量", TEXT),
    minimum=("最小", NUMBER),
    maximum=("最大", NUMBER),
    decimals=("小数位", NUMBER),
    choices=("可填的值", PLAIN),
    refused=("不收的值", MapOf(NAME)),
    optional=("可空", FLAG),
    default=("空白时为", NAME),
    is_ticked_as_one=("√作1", FLAG),
    is_deduction=("可写扣分", FLAG),
    is_folded=("不分全半角", FLAG),
    is_identifying=("区分两件事", FLAG),
)
fill(
    UNIT,
    name=("单位", TEXT),
    kind=("类别", TEXT),
    group=("组", TEXT),
    assessments=("考核", ListOf(NAME, True)),
    printed_names=("表中名称", MapOf(NAME)),
    aliases=("别名", ListOf(NAME, True)),
    own=("自有数", PLAIN),
    from_month=("起始月", NUMBER),
    to_month=("截止月", NUMBER),
    successor=("承接单位", TEXT),
    not_for=("不涉及", Several(RosterEntry(ENTRY), ENTRY, is_list=True)),
)
fill(
    ENTRY,
    clause=("条款", NAME),
    reason=("理由", TEXT),
    document=("文件", TEXT),
    treat=("处理", Word(w.TREAT)),
    months=("计分月份", Months()),
)
