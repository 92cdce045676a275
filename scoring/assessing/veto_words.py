"""What the ledger says of a veto that holds, or that is near."""

from __future__ import annotations

from scoring.assessing.ends import Ends
from scoring.assessing.reasons import find_tick_words, tell_figure
from scoring.assessing.scope import At
from scoring.assessing.targets import evaluate
from scoring.assessing.texts import Shown, Text
from scoring.clauses.decisions import Veto
from scoring.clauses.figures import Figure, Rows
from scoring.clauses.parts import Subject
from scoring.clauses.quantities import Fixed
from scoring.clauses.sentences.amounts import (
    COUNT_TESTS,
    TESTS,
    find_unit_words,
    say_points,
    say_target,
)
from scoring.terms.terms import NOTHING


def tell_held(at: At, veto: Veto, ends: Ends | None) -> Text:
    """Return why a veto holds, and what follows: 否决台账2笔，达到2笔，定为不合格，不计分."""
    return (*_tell_measured(at, veto, ends, always=False), f"，{say_effect(at, veto)}")


def tell_near(at: At, veto: Veto, ends: Ends | None) -> Text:
    """Return how near a veto is, and what would follow: 否决台账1笔，达到2笔即定为不合格."""
    return (*_tell_measured(at, veto, ends, always=True), f"即{say_effect(at, veto)}")


def _tell_measured(at: At, veto: Veto, ends: Ends | None, *, always: bool) -> Text:
    """Return a veto's figure and its test, which a single occurrence needs not unless `always`."""
    subject = veto.condition.subject
    if ends is None or isinstance(subject, Subject):
        return (veto.name, "，符合条件" if always else "")
    told = tell_figure(at, subject, ends)
    if not always and (_is_any(veto) or find_tick_words(at, subject) is not None):
        return told
    return (*told, "，", *_tell_test(at, veto, subject))


def _is_any(veto: Veto) -> bool:
    """Return whether one occurrence is enough."""
    test, against = veto.condition.test, veto.condition.against
    if not isinstance(against, Fixed):
        return False
    return (test, int(against.value)) in {("at_least", 1), ("above", 0)}


def _tell_test(at: At, veto: Veto, subject: Figure) -> Text:
    """Return the test of a veto's condition: 达到2次, 低于60分, 不高于平均的80%（71.2分）."""
    test, against = veto.condition.test, veto.condition.against
    unit = find_unit_words(subject, at.desk.voice)
    if isinstance(against, tuple):
        return (f"为{'或'.join(against)}",)
    tests = TESTS if unit in {"", "%", "分"} and not isinstance(subject, Rows) else COUNT_TESTS
    word = "达到" if test == "at_least" else tests[test]
    if isinstance(against, Fixed):
        return (f"{word}{say_target(against, unit, at.desk.voice)}",)
    bound = evaluate(at, against)
    said = say_target(against, unit, at.desk.voice)
    return (f"{word}{said}（", Shown(NOTHING if bound is None else bound), f"{unit}）")


def say_effect(at: At, veto: Veto) -> str:
    """Return what a veto does to the unit's result."""
    words = []
    if veto.grade is not None:
        words.append(veto.grade if veto.grade.startswith("不得") else f"定为{veto.grade}")
    effects = {
        "no_score": "不计分",
        "no_rank": "不参加排名",
        "last_place": "列在末位",
        "points": f"计{say_points(veto.points, at.desk.voice) if veto.points else '规定的分数'}",
    }
    words += [effects[veto.effect]] if veto.effect in effects else []
    words += [f"不得评为{'、'.join(veto.bars)}"] if veto.bars else []
    return "，".join(words) or "予以记录"
