"""Read written vetoes, ranks, grades and consequences."""

from __future__ import annotations

from typing import Any

from scoring.clauses.faults import NotAllowed, show, suggest
from scoring.clauses.writing_figures import (
    FIGURE_KEYS,
    Reads,
    Written,
    is_none,
    read_figure,
    read_measured,
)
from scoring.clauses.writing_parts import Desk
from scoring.clauses.writing_quantities import (
    TESTS,
    read_against,
    read_concerns,
    read_quantity,
    read_when,
)

VETO_KEYS = (
    FIGURE_KEYS
    | set(TESTS)
    | {"id", "name", "clause", "warn", "effect", "points", "grade", "bars", "for", "when", "score"}
)


def read_decisions(written: Written, desk: Desk) -> Written:
    """Return the decisions of an assessment in their one form, without refused vetoes."""
    vetoes = []
    for number, veto in enumerate(_as_list(written.get("veto")), start=1):
        label = veto.get("name", number) if isinstance(veto, dict) else number
        inner = desk.inside(f"否决 {label}")
        try:
            vetoes.append(_read_veto(veto, desk.reads))
        except NotAllowed as fault:
            desk.findings.refuse_raised(inner.place, fault)
            desk.findings.unread_decisions.add(str(label))
    decisions: Written = {"vetoes": vetoes}
    for key, name in (("rank", "rank"), ("grades", "grades"), ("consequence", "consequences")):
        if key in written:
            decisions[name] = written[key]
    return decisions


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _read_veto(written: Any, reads: Reads) -> Written:
    if not isinstance(written, dict):
        raise NotAllowed("veto", show(written), "{ name, 取数, 比较, effect }")
    for key in written.keys() - VETO_KEYS:
        raise NotAllowed(key, "不认识的键", suggest(key, VETO_KEYS))
    tests = [test for test in TESTS if test in written]
    if len(tests) != 1:
        raise NotAllowed("at_least", f"有{len(tests)}个比较", f"{'、'.join(TESTS)} 中的一个")
    figure_doc = {key: written[key] for key in FIGURE_KEYS if key in written}
    if "score" in written:
        subject = read_figure({"score": written["score"]}, reads, "score")
    else:
        subject = read_measured(figure_doc, reads)
    against = read_against(written[tests[0]], tests[0], reads)
    veto: Written = {
        "id": written.get("id") or written.get("name") or "否决",
        "condition": {"subject": subject, "test": tests[0], "against": against},
        "concerns": read_concerns(written.get("for"), reads),
        "when": read_when(written.get("when"), reads),
        **{key: written[key] for key in ("name", "clause", "grade") if key in written},
        "bars": _as_list(written.get("bars")),
        **_read_effect(written, reads),
    }
    if not is_none(written.get("warn")):
        veto["warn"] = written["warn"]
    return veto


def _read_effect(written: Written, reads: Reads) -> Written:
    """Return what a veto does; one that does nothing is refused."""
    effect: Any = written.get("effect")
    points = written.get("points")
    if isinstance(effect, dict):
        if effect.keys() != {"points"}:
            raise NotAllowed("effect", show(effect), "{ points = … }，或 no_score 等")
        effect, points = "points", effect["points"]
    if effect in (None, "none") and not (written.get("grade") or written.get("bars")):
        raise NotAllowed(
            "effect",
            "否决没有后果",
            "no_score、points、no_rank、last_place，或写上 grade、bars",
        )
    if (effect == "points") != (points is not None):
        raise NotAllowed("points", "effect = points 与 points 须同写", "points = 59 这样的分数")
    given = read_quantity(points, reads, "points") if points is not None else None
    return {"effect": effect or "none", "points": given}
