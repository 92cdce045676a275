"""The Chinese words for the enumerated words of the language.

A Chinese word means one English word wherever it stands; an English word may have several Chinese
ones, by the key whose value it is (`highest`: 从高到低, 取最高).
"""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]
"""English word → the Chinese word that cells show."""

READ: Words = {
    "sum": "累加", "latest": "最近一次", "tally": "全年累计", "mean": "各期平均",
    "month": "完成月份",
}  # fmt: skip
JOIN: Words = {"sum": "相加", "mean": "取平均", "highest": "取最高"}
ORDER: Words = {"highest": "从高到低", "lowest": "从低到高"}
BEST: Words = {"highest": "与最高者比", "lowest": "与最低者比"}
TIES: Words = {"competition": "并列占位", "dense": "并列不占位", "mean": "并列取平均"}
WITHIN: Words = {"all": "全体", "group": "同组", "kind": "同类"}
SHAPE_OF_STANDING: Words = {
    "place": "按名次", "percent": "名次百分比", "share": "首末均分", "ratio": "与最好之比",
    "span": "功效系数",
}  # fmt: skip
EDGE: Words = {"inclusive": "含本数", "exclusive": "不含本数"}
STEPS: Words = {
    "proportional": "按比例", "whole": "不足一档不计", "started": "不足一档按一档",
    "once": "只计一次",
}  # fmt: skip
TAKE: Words = {"sum": "各行相加", "highest": "各行取最高", "lowest": "各行取最低"}
FIT: Words = {"sum": "相加", "scale": "折算", "complete": "补足", "equal_share": "均摊"}
EARN: Words = {"as_known": "随报随计", "when_complete": "报齐后计"}
PERIOD: Words = {"month": "每月", "quarter": "每季度", "half": "每半年", "none": "不分期"}
COMBINE: Words = {
    "mean": "各期平均", "sum": "各期相加", "best": "取最好一期", "last": "取最后一期",
    "mean_to_date": "已计各期平均",
}  # fmt: skip
NEW_UNIT: Words = {
    "own_months": "只计在册月份", "absent_full": "不在册计满分", "absent_missed": "不在册计未完成",
}  # fmt: skip
TREAT: Words = {
    "full": "计满分", "drop": "不计", "rescale": "其余折算", "equal_share": "分值均摊",
    "mean_of_others": "取其他单位平均",
}  # fmt: skip
EMPTY: Words = {"pending": "待定", "full": "计满分", "skip": "该期不计"}
BLANK: Words = {"unknown": "未知", "zero": "计为0"}
EXACT: Words = {"exact": "精确"}
OWN_MONTHS: Words = {"exact": "精确", "up": "进位", "down": "舍去"}
NODE_ROUND: Words = {"none": "不单独取整", "node": "单独取整"}
MEAN: Words = {"simple": "简单平均", "pooled": "合并平均"}
AMONG: Words = {"all": "全体", "others": "其他单位", "group": "同组", "kind": "同类"}
PLUS_AS: Words = {"points": "百分点", "percent": "百分之几"}
LIMIT: Words = {"none": "不限", "full": "满分", "-full": "扣满分"}
NOTHING: Words = {"none": "无"}
BEYOND: Words = {"last": "同末名"}
EFFECT: Words = {
    "no_score": "不计分", "points": "计指定分", "no_rank": "不排名", "last_place": "排末位",
    "none": "无",
}  # fmt: skip
RANK_BY: Words = {"total": "总分", "score_rate": "得分率"}
RANK_TIES: Words = {"competition": "并列占位", "dense": "并列不占位"}
GRADE_OF: Words = {"points": "分数", "score_rate": "得分率", "last_period": "最后一期"}
SHARE_OF: Words = {"group": "同组", "all": "全体", "over_line": "达线单位"}
SEATS: Words = {"down": "舍去", "half_up": "四舍五入", "up": "进位"}
SEAT_TIES: Words = {"none": "都不评", "all": "都评"}
BARRED: Words = {"passes": "顺延", "stays": "不顺延"}
STAND: Words = {"certain": "确定后", "now": "截至目前"}
SHAPE: Words = {
    "month_form": "月报", "inspection": "考评", "quarter": "季报", "dated_ledger": "台账",
}  # fmt: skip
COLUMN_READ: Words = {"monthly": "当月数", "cumulative": "累计数", "inspection": "考评数"}
TYPE: Words = {
    "tick": "是否", "filing": "报送", "count": "件数", "quantity": "数量", "rate": "比率",
    "points": "分数", "mark": "评分", "fault": "过错", "date": "日期", "choice": "选项",
    "text": "文字",
}  # fmt: skip

GENERIC: Words = {
    "sum": "相加", "mean": "平均", "highest": "取最高", "lowest": "取最低", "none": "无",
    "all": "全体", "group": "同组", "kind": "同类", "last": "取最后一期", "points": "分数",
    "percent": "百分之几", "full": "计满分", "month": "每月", "inspection": "考评",
    "equal_share": "均摊", "quarter": "每季度",
}  # fmt: skip
"""What an option of a reading is called whose id is a word of the language, if keys differ."""

EVERY: tuple[Words, ...] = (
    READ, JOIN, ORDER, BEST, TIES, WITHIN, SHAPE_OF_STANDING, EDGE, STEPS, TAKE, FIT, EARN, PERIOD,
    COMBINE, NEW_UNIT, TREAT, EMPTY, BLANK, EXACT, OWN_MONTHS, NODE_ROUND, MEAN, AMONG, PLUS_AS,
    LIMIT, NOTHING, BEYOND, EFFECT, RANK_BY, RANK_TIES, GRADE_OF, SHARE_OF, SEATS, SEAT_TIES,
    BARRED, STAND, SHAPE, COLUMN_READ, TYPE, GENERIC,
)  # fmt: skip

TO_ENGLISH: Words = {chinese: english for words in EVERY for english, chinese in words.items()}
"""Every Chinese word → the English word that it means."""

TO_CHINESE: Words = {
    english: chinese for words in reversed(EVERY) for english, chinese in words.items()
} | dict(GENERIC)
"""Every English word → the Chinese word where no key decides."""
