"""Say a veto: its condition and what it does."""

from __future__ import annotations

from scoring.clauses.decisions import Veto
from scoring.clauses.figures import Rows
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.parts import Subject
from scoring.clauses.sentences.amounts import (
    COUNT_TESTS,
    TESTS,
    find_unit_words,
    say_concerns,
    say_conditions,
    say_points,
)
from scoring.clauses.sentences.voice import make_voice, name_figure


def say_veto(veto: Veto, heading: Heading) -> str:
    """Return a veto as one Chinese sentence."""
    voice = make_voice(heading)
    effects = {
        "no_score": "不计分",
        "points": f"计{say_points(veto.points, voice) if veto.points else ''}",
        "no_rank": "不排名",
        "last_place": "排在末位",
        "none": "",
    }
    results = [veto.grade or "", effects[veto.effect]]
    results += [f"不得评为{'、'.join(veto.bars)}"] if veto.bars else []
    condition = veto.condition
    subject = condition.subject
    unit = "" if isinstance(subject, Subject) else find_unit_words(subject, voice)
    words = f"{say_conditions((condition,), voice)}的，{'，'.join(filter(None, results))}"
    if condition.test == "at_least" and not isinstance(subject, Subject):
        name = name_figure(subject, voice)
        reach = "合计达到" if isinstance(subject, Rows) and subject.amount else "达到"
        for word in (TESTS["at_least"], COUNT_TESTS["at_least"]):
            words = words.replace(f"{name}{word}", f"{name}{reach}", 1)
    if isinstance(subject, Rows) and subject.within_months:
        words = f"连续{subject.within_months}个月内，{words}"
    if veto.warn is not None:
        words += f"；达到{format_number(veto.warn)}{unit}的，提示风险"
    lead = f"{say_concerns(veto.concerns, voice)}：" if veto.concerns else ""
    if veto.when:
        lead += f"{say_conditions(veto.when, voice)}时，"
    return f"{lead}{words}。"
