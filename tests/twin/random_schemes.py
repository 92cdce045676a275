"""Random schemes: trees of random clauses, vetoes, ranks, grades and consequences."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

from .facts import Facts, Spec, Unit
from .random_clauses import FORMS, TREATS, clauses, columns, conditions, numbers
from .random_facts import facts

READINGS = {"步": ["proportional", "whole", "started"], "合": ["mean", "sum", "last", "best"]}


@dataclass(frozen=True)
class Drawn:
    """A scheme as written, what is known of its year, and the readings that are chosen."""

    document: Spec
    known: Facts
    choices: dict[str, str]


@st.composite
def schemes(draw: st.DrawFn) -> Drawn:
    """Draw a scheme with its facts."""
    document: Spec = {
        "language": 1, "id": "random", "title": "题", "year": 2021, "clause": "一", "form": FORMS,
        "own": [{"key": "任务"}, {"key": "系数"}],
    }  # fmt: skip
    if draw(st.integers(0, 3)) == 0:
        document["assessment"] = [
            {"id": "A", "clause": "一", "total": draw(totals())},
            {"id": "B", "clause": "二", "total": {"clauses": [OTHER]}},
        ]
    else:
        document["total"] = draw(totals())
    document |= draw(decisions())
    known = draw(facts(least=2))
    used = str(document)
    document["readings"] = {key: one for key, one in READINGS.items() if f"'{key}'" in used}
    choices = {key: draw(st.sampled_from(options)) for key, options in document["readings"].items()}
    known.units[:] = [draw(exempted(unit)) for unit in known.units]
    return Drawn(document, known, choices)


THIRD = Fraction(1, 3)
OTHER = {"id": "b", "full": 10, "of": {"assessment": "A"}, "each": "full", "per": 20}
"""A clause that takes another assessment's total."""


@st.composite
def exempted(draw: st.DrawFn, unit: Unit) -> Unit:
    """Draw an entry of the roster for some units: a clause that is not meant for them."""
    if draw(st.integers(0, 5)):
        return unit
    treat = draw(st.sampled_from([*TREATS, ""]))
    return Unit(**{**vars(unit), "not_for": {"x0": treat}})


@st.composite
def totals(draw: st.DrawFn) -> Spec:
    """Draw the parts of a total: plain clauses, a node, additions, what rests on scores."""
    found: list[Spec] = [{"id": "z", "full": 6, "mark": "表.查"}]
    several = [{**draw(clauses()), "id": f"x{number}"} for number in range(draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        found.append(draw(inner_nodes(several)))
    else:
        found += several
    extras: list[Spec] = [
        {"id": "s", "full": 4, "of": {"score": "x0"}, "place": "highest", "table": [4, 2, 1]},
        {"id": "s", "full": 4, "when": {"score": "x0", "above": 1}, "of": "表.b", "each": -1},
        {"id": "k", "when": {"score": "z", "at_least": 3}, "ceiling": 2,
         "clauses": [{"id": "k1", "of": "表.奖"}, {"id": "k2", "rows": "账", "each": THIRD}]},
        {"id": "p", "period": "month", "combine": draw(st.sampled_from(["sum", "mean"])),
         "clauses": [{"id": "p1", "period_full": 2, "of": "月.a", "each": 1},
                     {"id": "p2", "period_full": 1, "of": "率.a", "below": 3, "each": -1},
                     {"id": "p3", "period": "none", "full": 3, "mark": "表.评"}]},
        {"id": "k", "floor": -2, "clauses": [{"id": "k1", "of": "表.b", "each": -1}]},
    ]  # fmt: skip
    for number in range(draw(st.integers(0, 2))):
        extra = draw(st.sampled_from(extras))
        found.append({**extra, "id": f"{extra['id']}{number}"} if "clauses" not in extra else
                     renamed(extra, number))  # fmt: skip
    total: Spec = {"clauses": found}
    if draw(st.integers(0, 3)) == 0:
        total |= draw(
            st.sampled_from([{"floor": 0}, {"ceiling": 20}, {"floor": -1, "ceiling": 12}])
        )
    if draw(st.integers(0, 5)) == 0:
        total |= draw(
            st.sampled_from([{"fit": "scale", "full": 100}, {"fit": "complete", "full": 90}])
        )
    return total


def renamed(node: Spec, number: int) -> Spec:
    """Return a node whose parts have ids of their own."""
    inner = [{**one, "id": f"{one['id']}{number}"} for one in node["clauses"]]
    return {**node, "id": f"{node['id']}{number}", "clauses": inner}


@st.composite
def inner_nodes(draw: st.DrawFn, several: list[Spec]) -> Spec:
    """Draw a node over some clauses: summed, converted, completed or shared out."""
    plain = {"id": "y", "full": 4, "of": "表.a", "each": 1}
    fit = draw(st.sampled_from(["sum", "scale", "scale", "complete", "equal_share"]))
    found: Spec = {"id": "n", "fit": fit, "clauses": [plain, *several]}
    if fit != "sum":
        found["full"] = draw(st.sampled_from([60, 30, {"kind": {"镇": 40}, "others": 50}]))
    if draw(st.integers(0, 2)) == 0:
        found["round"] = "node"
    if draw(st.integers(0, 3)) == 0:
        found["add_inside"] = True
    if draw(st.integers(0, 3)) == 0:
        found["when"] = draw(conditions())
    if draw(st.integers(0, 4)) == 0:
        found["floor"] = draw(st.sampled_from([1, 3]))
    if draw(st.integers(0, 4)) == 0:
        found["ceiling"] = draw(st.sampled_from([5, 20]))
    if draw(st.integers(0, 4)) == 0:
        treat = draw(st.sampled_from(["drop", "rescale"]))
        found["not_for"] = {"when": {"of": "表.c", "is": 0}, "treat": treat}
    if draw(st.integers(0, 3)) == 0:
        return {"id": "o", "fit": "scale", "full": 50, "clauses": [found, SECOND]}
    return found


SECOND = {"id": "o2", "full": 5, "rows": "账", "each": -1}


@st.composite
def decisions(draw: st.DrawFn) -> Spec:
    """Draw vetoes, a rank, grades and consequences."""
    found: Spec = {}
    if draw(st.booleans()):
        found["veto"] = [draw(vetoes(f"否{number}")) for number in range(draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        found["rank"] = {
            "within": draw(st.sampled_from(["all", "group", "kind"])),
            "by": draw(st.sampled_from(["total", "score_rate"])),
            "order": draw(st.sampled_from(["highest", "highest", "lowest"])),
            "ties": draw(st.sampled_from(["competition", "dense"])),
            "then": draw(st.sampled_from([[], [], ["z"], ["z", "x0"]])),
        }
    if draw(st.booleans()) or "veto" in found:
        found["grades"] = draw(grades())
    if draw(st.integers(0, 3)) == 0:
        side = draw(st.sampled_from(["first", "last"]))
        within = draw(st.sampled_from(["all", "group", "kind"]))
        row = draw(st.sampled_from([{}, {"in_a_row": True}]))
        times = {"1": "提醒", "2": "约谈"}
        found["consequence"] = [{side: 1, "within": within, "times": times, **row}]
    return found


@st.composite
def vetoes(draw: st.DrawFn, name: str) -> Spec:
    """Draw a veto with any of the effects."""
    subjects: list[Spec] = [
        {"rows": "账"},
        {"rows": "账", "where": {"级别": "省"}},
        {"of": "表.c"},
        {"score": "x0"},
        {"of": "表.a", "out_of": "表.b"},
    ]
    found: Spec = {"name": name, **draw(st.sampled_from(subjects))}
    if draw(st.booleans()):
        found |= {"at_least": 2, "warn": 1}
    else:
        found |= {draw(st.sampled_from(["under", "at_most", "is"])): draw(numbers)}
    points = {"effect": "points", "points": draw(st.sampled_from([1, {"score": "x0"}]))}
    effects: list[Spec] = [
        {"effect": "no_score"}, {"effect": "no_rank"}, {"effect": "last_place"}, points,
        {"effect": "none", "grade": "末"}, {"effect": "none", "bars": ["优"]},
        {"effect": "no_score", "grade": "黄"}, {"effect": "no_rank", "bars": ["优", "良"]},
    ]  # fmt: skip
    found |= draw(st.sampled_from(effects))
    if draw(st.integers(0, 3)) == 0:
        found["for"] = draw(st.sampled_from(["镇", ["甲"]]))
    if draw(st.integers(0, 3)) == 0:
        found["when"] = {"of": draw(columns), "at_least": 1}
    return found


@st.composite
def grades(draw: st.DrawFn) -> Spec:
    """Draw a grade list of three lines."""
    best: Spec = {"name": "优"}
    shape = draw(st.sampled_from(["from", "share", "share", "both", "first", "last"]))
    if shape in ("from", "both"):
        best |= draw(grade_lines())
    if shape in ("share", "both"):
        best |= {
            "share": draw(st.sampled_from([25, 40, 50, Fraction(200, 3) // 1])),
            "share_of": draw(st.sampled_from(["group", "all", "over_line"])),
            "round": draw(st.sampled_from(["down", "half_up", "up"])),
            "ties": draw(st.sampled_from(["none", "all"])),
            "barred_place": draw(st.sampled_from(["passes", "stays"])),
        }
    if shape in ("first", "last"):
        best[shape] = draw(st.sampled_from([1, 2]))
    found: Spec = {"list": [best, {"name": "良", **draw(grade_lines())}, {"name": "末"}]}
    if draw(st.integers(0, 2)) == 0:
        found["from_month"] = draw(st.sampled_from([6, 12]))
    if draw(st.integers(0, 2)) == 0:
        found["settled"] = True
    if draw(st.booleans()):
        found["stand"] = "now"
    return found


@st.composite
def grade_lines(draw: st.DrawFn) -> Spec:
    """Draw what a grade asks for: points of the total, of a part, a rate, the last month's."""
    found: Spec = {"from": draw(st.sampled_from([1, 3, 6, 10, 60]))}
    if draw(st.integers(0, 3)) == 0:
        found["edge"] = "exclusive"
    others: list[Spec] = [{}, {}, {"on": "x0"}, {"of": "score_rate"}, {"of": "last_period"}]
    return found | draw(st.sampled_from(others))
