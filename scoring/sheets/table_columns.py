"""The columns of 考核, 口径, 报表 and 名册."""

from __future__ import annotations

from scoring.sheets import words as w
from scoring.sheets.column import OTHER, Column, list_words

READING_COLUMNS: tuple[Column, ...] = (
    Column(
        "口径",
        ("id",),
        "名称，条款中写“按口径 名称”；第2个选项起不填",
        "不足一档",
        is_needed=True,
        width=18,
    ),
    Column("标题", ("title",), "需明确的事项", "不足1个百分点怎样扣", width=28),
    Column("为何", ("why",), "文件未写明之处", "只写“每低1%扣1分”", width=40),
    Column("依据", ("clause",), "文件的条款", "二(三)", width=14),
    Column(
        "选项",
        ("options",),
        "一行一个选项，第一个先用；名称是步、合并等的词的，就取那个词",
        "按比例",
        is_needed=True,
        width=18,
    ),
    Column("选项说明", ("label",), "对管理员的说明", "按比例扣", width=32),
)

FORM_COLUMNS: tuple[Column, ...] = (
    Column(
        "报表",
        (),
        "报表的名称，条款中写“报表.列”；第2列起可不填",
        "月报表",
        is_needed=True,
        width=14,
    ),
    Column(
        "表名",
        ("title",),
        "印在表上的标题；以下到“报表其他”只填在报表的第一行",
        "各单位工作月报表",
        width=24,
    ),
    Column("附件", ("annex",), "文件的附件号", "附表1", width=8),
    Column(
        "形式",
        ("shape",),
        "月报：每月各单位一行；考评：何时考评何时填；季报；台账：逐笔登记",
        "月报",
        list_words(w.SHAPE),
        width=8,
    ),
    Column("依据", ("clause",), "文件的条款", "三", width=10),
    Column("考核", ("assessment",), "列哪一个考核的单位；只有一个考核的不填", "1", width=6),
    Column(
        "填报口径",
        ("read",),
        "各列填的是当月数、累计数还是考评数；不填：考评表为考评数，其余为当月数",
        "当月数",
        list_words(w.COLUMN_READ),
        width=10,
    ),
    Column("报表其他", (), "没有专门一列的，写“名称＝值”", "", width=14),
    Column("列", (), "列的名称", "办结", is_needed=True, width=16),
    Column(
        "表头",
        ("headers",),
        "文件中的表头，几种写法用“；”隔开；与列名相同的不填",
        "办结件数",
        width=20,
    ),
    Column(
        "类型",
        ("type",),
        "填写内容。是否：做到的打√；报送：报了打√或写日期；分数：检查得分；评分：√、×或分数；"
        "过错：选有、无；件数为整数，数量带小数",
        "件数",
        list_words(w.TYPE),
        width=8,
    ),
    Column("计量", ("measure",), "量词或单位", "件", width=7),
    Column("最大", ("maximum",), "最多可填多少；分数、评分必填", "5", is_number=True, width=7),
    Column("最小", ("minimum",), "最少可填多少", "0", is_number=True, width=7),
    Column("小数位", ("decimals",), "数量必填", "2", is_number=True, width=7),
    Column(
        "可填的值",
        ("choices",),
        "选项必填，用“、”隔开；别的写法写在括号里",
        "国家（国家级）、省、市",
        width=22,
    ),
    Column("可空", ("optional",), "可以空着不填的写“是”", "是", ("是",), width=6),
    Column(
        "本列口径",
        ("column_read",),
        "与报表的填报口径不同时写",
        "当月数",
        list_words(w.COLUMN_READ),
        width=9,
    ),
    Column(OTHER, (), "没有专门一列的，写“名称＝值”", "", width=12),
)

ROSTER_COLUMNS: tuple[Column, ...] = (
    Column("单位", ("name",), "单位的名称", "甲镇", is_needed=True, width=20),
    Column("类别", ("kind",), "镇、街道、部门等，自己定", "镇", is_needed=True, width=10),
    Column("组", ("group",), "分组排名、分组评优时的组", "一组", width=8),
    Column("考核", ("assessments",), "参加哪几个考核，用“、”隔开；不填为全部", "1、2", width=10),
    Column(
        "表中名称",
        ("printed_names",),
        "附件里的名称不同时写：考核编号＝名称",
        "2＝县交通运输管理局",
        width=18,
    ),
    Column(
        "别名",
        ("aliases",),
        "文件里可能出现的其他名称，用“；”隔开",
        "甲镇政府；甲镇人民政府",
        width=30,
    ),
    Column("起始月", ("from_month",), "年中才纳入考核的写起始月份", "6", is_number=True, width=7),
    Column("截止月", ("to_month",), "年中退出的写最后一个月", "5", is_number=True, width=7),
    Column("承接单位", ("successor",), "撤并后承接的单位", "甲镇", width=12),
    Column(
        "不涉及",
        ("not_for",),
        "不涉及的条款：编号：计满分（理由）",
        "7：不计（无人工湖）",
        width=20,
    ),
    Column(OTHER, (), "没有专门一列的，写“名称＝值”", "", width=12),
)
"""Own figures have a column each, headed by their name."""

SCHEME_COLUMNS: tuple[Column, ...] = (
    Column(
        "部分",
        (),
        "方案、自有数、考核、否决、排名、等次、处理",
        "方案",
        ("方案", "自有数", "考核", "否决", "排名", "等次", "处理"),
        is_needed=True,
        width=8,
    ),
    Column("考核", (), "只属于一个考核的，写它的编号；不填为全部考核", "", width=6),
    Column("名称", (), "哪一个：考核编号、否决名称、等次名称、自有数名称", "", width=18),
    Column("项目", (), "见“说明”", "年度", is_needed=True, width=14),
    Column("内容", (), "", "2024", is_needed=True, width=60),
)
