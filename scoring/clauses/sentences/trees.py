"""Say how points add up to a total, how units are ranked, and what the grades are."""

from __future__ import annotations

from scoring.clauses.decisions import Consequence, Grade, Grades, Rank
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Node, walk_tree
from scoring.clauses.quantities import ONE, ByUnit, Fixed
from scoring.clauses.sentences.amounts import (
    say_concerns,
    say_conditions,
    say_not_for,
    say_points,
    say_target,
    split_by_kind,
)
from scoring.clauses.sentences.voice import PERIOD_WORDS, join_words, make_voice, write

FITS = {
    "sum": "各项得分相加",
    "scale": "各项得分之和按各项满分之和折算为满分",
    "complete": "各项得分相加，不足满分的分值补足",
    "equal_share": "各项得分相加，不足满分的分值补足，扣分标准不变",
}
WITHIN = {"all": "", "group": "各组分别", "kind": "各类单位分别"}
TIES = {
    "competition": "并列的名次相同，其后名次顺延",
    "dense": "并列的名次相同，其后名次不空缺",
}
SEATS = {"down": "舍去小数", "half_up": "四舍五入", "up": "进位取整"}
SHARED = {"group": "本组", "all": "全部", "over_line": "达到分数线"}


def say_node(node: Node, heading: Heading) -> str:
    """Return how the points of a node come from its children."""
    voice = make_voice(heading)
    is_table = isinstance(node.full, ByUnit)
    full = [f"满分{'为' if is_table else ''}{say_points(node.full, voice)}"] if node.full else []
    has_full = any(part.full is not None for part in walk_tree(node))
    parts = [*full, FITS[node.fit]]
    if node.add_inside:
        parts.append("其中的加分先计入再折算")
    if node.period:
        parts.insert(0, f"每{PERIOD_WORDS[node.period.length]}单独计分")
    if node.times != ONE:
        parts.append(f"再乘{say_target(node.times, '', voice)}")
    match node.floor:
        case None:
            pass
        case Fixed(value=value) if value < 0:
            parts.append(f"最多扣{write(value)}分")
        case floor:
            parts.append(f"最低{say_points(floor, voice)}")
    if node.ceiling:
        parts.append(f"最高{say_points(node.ceiling, voice)}")
    parts += [say_not_for(entry, voice) for entry in node.not_for]
    kinds, needed = split_by_kind(node.when)
    if needed:
        otherwise = "计分，否则不得分" if has_full else "计入，否则只列出、不计入"
        parts.append(f"{say_conditions(needed, voice)}时{otherwise}")
    lead = f"{say_concerns(node.concerns, voice)}：" if node.concerns else ""
    lead += f"{say_conditions(kinds, voice)}时，" if kinds else ""
    return f"{lead}{'，'.join(parts)}。"


def say_rank(rank: Rank) -> str:
    """Return how units are ranked."""
    by = "总分" if rank.by == "total" else "得分率"
    direction = "从高到低" if rank.order == "highest" else "从低到高"
    ties = (
        [f"相同的依次比较{join_words([f'“{one}”' for one in rank.then])}得分"] if rank.then else []
    )
    words = [f"{WITHIN[rank.within]}按{by}{direction}排名", *ties, TIES[rank.ties]]
    return f"{'，'.join(words)}。"


def say_grades(grades: Grades) -> str:
    """Return the grade list, best first."""
    words = "；".join(f"{grade.name}：{_say_grade(grade)}" for grade in grades.list)
    notes = []
    if grades.from_month > 1:
        notes.append(f"自{grades.from_month}月起评定等次")
    if grades.settled:
        notes.append("待定分值全部确定后评定等次")
    return "。".join([words, *notes]) + "。"


def _say_grade(grade: Grade) -> str:
    conditions = []
    if grade.from_ is not None:
        reach = f"{format_number(grade.from_)}{'%' if grade.of == 'score_rate' else '分'}"
        what = {"points": "总分", "score_rate": "得分率", "last_period": "最后一期得分"}[grade.of]
        subject = f"“{grade.on}”{'得分率' if grade.of == 'score_rate' else '得分'}"
        what = subject if grade.on else what
        edge = f"{reach}以上" if grade.edge == "inclusive" else f"高于{reach}"
        conditions.append(f"{what}{edge}")
    if grade.share is not None:
        seats = f"不超过{SHARED[grade.share_of]}单位的{format_number(grade.share)}%"
        ties = "末位并列的都不评" if grade.ties == "none" else "末位并列的都评"
        passes = "不得评优单位的名额顺延" if grade.barred_place == "passes" else "名额不顺延"
        conditions.append(f"{seats}（{SEATS[grade.round]}，{ties}，{passes}）")
    for word, count in (("前", grade.first), ("末", grade.last)):
        if count is not None:
            conditions.append(f"{word}{count}名")
    return "，".join(conditions) or "其余单位"


def say_consequence(consequence: Consequence) -> str:
    """Return what follows from the n-th time among the first or last of a period."""
    where = f"前{consequence.first}名" if consequence.first else f"末{consequence.last}名"
    running = "连续" if consequence.in_a_row else ""
    times = [f"{running}第{count}次{action}" for count, action in consequence.times.items()]
    return f"{WITHIN[consequence.within]}列入{where}的，{join_words(times)}。"
