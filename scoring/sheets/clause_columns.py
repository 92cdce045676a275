"""The columns of 指标: a row is a node, a clause or a line."""

from __future__ import annotations

from scoring.sheets import words as w
from scoring.sheets.column import OTHER, Column, list_words

FROM_HIGH, FROM_LOW = f"{w.ORDER['highest']}排名", f"{w.ORDER['lowest']}排名"
BEHIND_FIRST = "每退1名"
BELOW, ABOVE = "低于", "高于"
BELOW_OR_ON, ABOVE_OR_ON = "低于或等于", "高于或等于"

CLAUSE_COLUMNS: tuple[Column, ...] = (
    Column("考核", (), "属于哪一个考核的编号；只有一个考核的不填", "1", width=6),
    Column("上级", (), "上一级的编号；直接列在总分之下的不填", "一", width=6),
    Column(
        "编号",
        ("id",),
        "文件中的序号；同一条的第2行起不填，再分层的填“－”",
        "1.1",
        is_needed=True,
        width=8,
    ),
    Column(
        "名称",
        ("name",),
        "印在成绩单上的名称；同一条的第2行起不填",
        "按时办结率",
        is_needed=True,
        width=18,
    ),
    Column(
        "满分",
        ("full", "period_full"),
        "不填为加分或扣分；按期给分的写“每期1”；分类别的写“类别 镇＝10；其余＝15”",
        "10",
        is_number=True,
        width=9,
    ),
    Column(
        "起算",
        ("start",),
        "从几分起算；不填：都是扣分的从满分起，否则从0起",
        "60",
        is_number=True,
        width=6,
    ),
    Column("适用", ("for",), "只考核哪些单位或类别；不填为全部", "镇", width=10),
    Column(
        "取数",
        ("of", "rows", "where", "amount", "mark"),
        "报表.列；几列相加写“、”，相减写“－”；台账写台账名，如“扣分台账 的 分值”",
        "月报表.办结",
        is_needed=True,
        width=24,
    ),
    Column("除以", ("out_of",), "求比率时的分母，比率为百分数", "月报表.应办", width=18),
    Column(
        "读法",
        (
            "read",
            "due_day",
            "blank",
            "decimals",
            "empty",
            "base",
            "together",
            "join",
            "weights",
            "trim_from",
            "highest_per",
            "within_months",
        ),
        "各月的数怎样合成一个数，截止日，小数，分母为0时怎样计",
        "全年累计",
        (
            *list_words(w.READ),
            "每月20日前",
            "先取2位小数",
            "分母为0计满分",
            "分母为0该期不计",
            "取平均",
        ),
        width=14,
    ),
    Column(
        "比较",
        ("place", "best", "ties", "within", "as", "zero_has_no_place", "not_vetoed", "edge"),
        "与目标比，或与其他单位比",
        BELOW,
        (
            BELOW,
            BELOW_OR_ON,
            ABOVE,
            ABOVE_OR_ON,
            FROM_HIGH,
            f"{FROM_HIGH}，{BEHIND_FIRST}",
            FROM_LOW,
            f"{FROM_LOW}，{BEHIND_FIRST}",
            *list_words(w.BEST),
        ),
        width=14,
    ),
    Column(
        "目标",
        ("below", "above"),
        "比较的数：数、各单位平均、上年 报表.列、本单位 自有数",
        "95",
        is_number=True,
        width=14,
    ),
    Column("每", ("per",), "每多少为一档；不填为1", "5", is_number=True, width=8),
    Column(
        "给分",
        ("reversed", "out", "each", "price", "table", "beyond", "below_table"),
        "得几分、扣几分，或分档、依次、评定",
        "扣0.5分",
        ("评定", "有此情形不得分", "得满分", "不得分", "得1分", "扣1分"),
        width=22,
    ),
    Column(
        "步",
        ("steps",),
        "不足一档怎样计；不填为按比例",
        w.STEPS["whole"],
        list_words(w.STEPS),
        width=13,
    ),
    Column(
        "最低", ("floor",), "不填：有满分的为0；不设下限的写“不限”", "0", is_number=True, width=7
    ),
    Column(
        "最高",
        ("ceiling",),
        "不填：有满分的为满分；不封顶的写“不限”",
        "5",
        is_number=True,
        width=7,
    ),
    Column(
        "分期",
        ("period", "months"),
        "逐月、逐季、逐半年计分；只计几个月的写“每月，5—12月”",
        "每月",
        ("每月", "每季度", "每半年", "每月，5—12月", "不分期"),
        width=10,
    ),
    Column(
        "合成",
        (
            "combine",
            "round_period",
            "new_unit",
            "take",
            "fit",
            "earn",
            "round",
            "add_inside",
            "times",
        ),
        "各期怎样合成全年，各行、各条怎样合成一条、一级，乘系数",
        w.COMBINE["sum"],
        (*list_words(w.COMBINE), "各行取最高", "折算", "补足", "均摊", "报齐后计", "乘本单位 系数"),
        width=13,
    ),
    Column(
        "条件", ("when",), "满足才计；几个条件都要满足的用“；”隔开", "检查表.事件 高于 0", width=16
    ),
    Column(
        "不涉及",
        ("not_for",),
        "哪些单位、什么情形不涉及，怎样计",
        "检查表.事件 等于 0：计满分",
        width=16,
    ),
    Column("依据", ("clause",), "文件的条款", "二(三)", width=10),
    Column("提供单位", ("provider",), "数据提供单位", "县考核办", width=10),
    Column(OTHER, (), "没有专门一列的，写“名称＝值”，几项用“；”隔开", "", width=12),
)
