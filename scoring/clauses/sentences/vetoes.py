"""Say a veto: its condition and what it does."""

from __future__ import annotations

from scoring.clauses.decisions import Veto
from scoring.clauses.figures import Rows
from scoring.clauses.notice import Heading
from scoring.clauses.numbers import format_number
from scoring.clauses.quantities import Fixed
from scoring.clauses.sentences.amounts import (
    TESTS,
    find_unit_words,
    say_concerns,
    say_conditions,
    say_points,
)
from scoring.clauses.sentences.voice import Voice, make_voice, name_figure


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
    unit = "" if condition.subject.kind in {"unit_kind", "month"} else _find_unit(condition, voice)
    words = f"{say_conditions((condition,), voice)}的，{'，'.join(filter(None, results))}"
    if condition.test == "at_least" and isinstance(condition.against, Fixed):
        subject = name_figure(condition.subject, voice)  # type: ignore[arg-type]
        words = words.replace(f"{subject}{TESTS['at_least']}", f"{subject}达到", 1)
    if isinstance(condition.subject, Rows) and condition.subject.within_months:
        words = f"连续{condition.subject.within_months}个月内，{words}"
    if veto.warn is not None:
        words += f"；达到{format_number(veto.warn)}{unit}的，提示风险"
    lead = f"{say_concerns(veto.concerns, voice)}：" if veto.concerns else ""
    if veto.when:
        lead += f"{say_conditions(veto.when, voice)}时，"
    return f"{lead}{words}。"


def _find_unit(condition: object, voice: Voice) -> str:
    return find_unit_words(condition.subject, voice)  # type: ignore[attr-defined]
