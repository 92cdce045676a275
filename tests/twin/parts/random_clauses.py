"""Random clauses from parts that fit together, and random facts for them."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from .facts import Facts, Spec, Year

FORMS: Spec = {
    "表": {"type": "inspection"},
    "月": {"type": "monthly", "blank": "zero"},
    "率": {"type": "monthly"},
    "账": {"type": "ledger"},
}
INSPECTED = ["表.a", "表.b", "表.c"]
MONTHLY = ["月.a", "月.b", "率.a", "率.b"]
COUNTED = [*INSPECTED, *MONTHLY]
UNITS = ["甲", "乙", "丙", "丁"]

numbers = st.sampled_from([Fraction(n) for n in (0, 0, 1, 1, 2, 3, 4, 5, 40, 80, 97, 98, 100)])
points = st.sampled_from([Fraction(n, 4) for n in (1, 2, 3, 4, 8, 10, 20)])
steps = st.sampled_from(["proportional", "whole", "started", "once"])


@st.composite
def figures(draw: st.DrawFn) -> Spec:
    """Draw what is measured: columns, weights, a rate, a ledger, a mean of votes."""
    kind = draw(
        st.sampled_from(["column", "list", "weights", "rate", "rows", "join", "last", "own"])
    )
    column = st.sampled_from(COUNTED)
    if kind == "rows":
        price = {"column": "级别", "prices": {"省": 3, "市": Fraction(3, 2)}}
        extra = [{}, {"price": price}, {"highest_per": "事项"}, {"within_months": 12}]
        return {"rows": "账", "amount": "分", **draw(st.sampled_from(extra))}
    if kind == "list":
        return {"of": draw(st.lists(column, min_size=1, max_size=3, unique=True))}
    if kind == "weights":
        return {
            "of": {
                "表.a": 1,
                draw(st.sampled_from(["表.b", "月.a"])): draw(st.sampled_from([-1, 2])),
            }
        }
    if kind == "rate":
        forms: list[Spec] = [{}, {"decimals": 2}, {"base": 1}]
        return {"of": draw(column), "out_of": draw(column), **draw(st.sampled_from(forms))}
    if kind == "join":
        how = draw(st.sampled_from(["mean", "highest"]))
        trim = draw(st.sampled_from([{}, {"trim_from": 3}]))
        return {"of": [*INSPECTED, "月.a"], "join": how, **trim}
    if kind == "last":
        return {"of": {"表.a": 1, "last:表.a": -1}, "out_of": "last:表.a"}
    return {"of": {"own": "任务"}} if kind == "own" else {"of": draw(column)}


@st.composite
def growing(draw: st.DrawFn) -> Spec:
    """Draw a figure that may still grow, with a curve that can take it."""
    if draw(st.booleans()):
        return {"of": draw(st.sampled_from(MONTHLY[:2])), "read": "tally", **draw(curves())}
    late = {"above": draw(st.integers(1, 12)), "each": draw(st.sampled_from([-1, "-full"]))}
    return {
        "of": "表.办结",
        "read": "month",
        **late,
        **({"steps": "once"} if late["each"] == "-full" else {}),
    }


@st.composite
def curves(draw: st.DrawFn) -> Spec:
    """Draw a gap to a target and how points are given."""
    side: Spec = {}
    if draw(st.booleans()):
        target = draw(
            st.one_of(
                numbers,
                st.just({"own": "任务"}),
                st.just({"of": "表.c"}),
                st.just({"of": Fraction(4), "own_months": "up"}),
            )
        )
        side = {draw(st.sampled_from(["below", "above"])): target}
    kind = draw(st.sampled_from(["each", "each", "tiers", "table", "full"]))
    sign = draw(st.sampled_from([1, -1]))
    if kind == "tiers":
        return {**side, "each": [[0, sign * draw(points)], [2, sign * draw(points)]]}
    if kind == "table":
        worth = draw(st.lists(st.sampled_from([-2, 0, 1, 3]), min_size=2, max_size=3))
        return {
            **side,
            "table": [[start, one] for start, one in zip((0, 2, 50), worth, strict=False)],
        }
    price = ("full" if sign > 0 else "-full") if kind == "full" else sign * draw(points)
    found: Spec = {**side, "each": price, "steps": draw(steps)}
    if draw(st.booleans()):
        found["per"] = draw(st.sampled_from([1, 2, 5, 100, {"own": "任务"}]))
    return found


@st.composite
def standings(draw: st.DrawFn) -> Spec:
    """Draw a place, or a ratio to the best, with its curve."""
    if draw(st.booleans()):
        best = draw(st.sampled_from(["highest", "lowest"]))
        shape = draw(st.sampled_from(["ratio", "span"]))
        return {"best": best, "as": shape, "each": "full", "per": 100}
    found: Spec = {
        "place": draw(st.sampled_from(["highest", "lowest"])),
        "ties": draw(st.sampled_from(["competition", "dense", "mean"])),
        "zero_has_no_place": draw(st.booleans()),
    }
    if draw(st.booleans()):
        found["within"] = "group"
    share: Spec = {"as": draw(st.sampled_from(["share", "percent"])), "each": -2}
    rest: list[Spec] = [
        {"table": [3, 2, 1]},
        {"table": [2, 1], "beyond": "last"},
        {"above": 1, "each": -1},
        share,
    ]
    return {**found, **draw(st.sampled_from(rest))}


@st.composite
def lines(draw: st.DrawFn) -> Spec:
    """Draw one flat line."""
    kind = draw(st.sampled_from(["plain", "plain", "plain", "mark", "list", "growing", "standing"]))
    if kind == "mark":
        extras: list[Spec] = [{}, {"reversed": True}, {"out": 10}]
        extra = draw(st.sampled_from(extras))
        return {"mark": draw(st.sampled_from(["表.查", "表.评"])), **extra}
    if kind == "list":
        names = draw(st.lists(st.sampled_from(COUNTED), min_size=1, max_size=3, unique=True))
        return {"each": {name: draw(st.sampled_from([-1, 1])) * draw(points) for name in names}}
    if kind == "growing":
        return draw(growing())
    figure = draw(figures())
    empty: Spec = {}
    if "out_of" in figure:
        empty = {"empty": draw(st.sampled_from(["pending", "full", "skip", 0]))}
    return {**figure, **empty, **draw(standings() if kind == "standing" else curves())}


@st.composite
def groups(draw: st.DrawFn, can_have_period: bool = True) -> Spec:
    """Draw a line, or lines under limits of their own, perhaps by period or on a condition."""
    several = draw(st.lists(lines(), min_size=1, max_size=3))
    found: Spec = dict(several[0]) if len(several) == 1 else {"lines": several}
    if len(several) > 1:
        found["take"] = draw(st.sampled_from(["sum", "sum", "highest", "lowest"]))
    if can_have_period and draw(st.booleans()):
        found["period"] = draw(st.sampled_from(["month", "quarter", "half"]))
        how = ["mean", "sum", "best", "last", "mean_to_date"]
        found["combine"] = draw(st.sampled_from(how))
        found["new_unit"] = draw(st.sampled_from(["own_months", "absent_full", "absent_missed"]))
        found["round_period"] = draw(st.booleans())
    if draw(st.booleans()):
        bound = draw(st.sampled_from(["at_least", "above", "at_most", "under", "is"]))
        found["when"] = {"of": draw(st.sampled_from(COUNTED)), bound: draw(numbers)}
    if draw(st.booleans()):
        found["times"] = draw(st.sampled_from([1, Fraction(103, 100), {"own": "系数"}]))
    return found


@st.composite
def clauses(draw: st.DrawFn) -> Spec:
    """Draw a clause with a full mark (or, now and then, an addition)."""
    has_period = draw(st.booleans())
    found = draw(groups(can_have_period=has_period))
    if not has_period and draw(st.booleans()):
        found = {"lines": [draw(groups()), *found.get("lines", [found])]}
    found["id"] = "x"
    if draw(st.integers(0, 5)):
        found["full"] = draw(st.sampled_from([1, 3, 5, 10, {"unit": {"甲": 5, "乙": 8}}]))
    if draw(st.booleans()):
        found["floor"] = draw(st.sampled_from(["none", 0, Fraction(1, 2)]))
    if draw(st.booleans()):
        found["ceiling"] = draw(st.sampled_from(["none", "full", 1]))
    if draw(st.booleans()):
        found["not_for"] = {"when": {"of": "表.c", "is": 0}, "treat": draw(st.sampled_from(TREATS))}
    if draw(st.booleans()):
        found["earn"] = "when_complete"
    return found


TREATS = ["full", "drop", "rescale", "equal_share", "mean_of_others"]


@st.composite
def nodes(draw: st.DrawFn) -> Spec:
    """Draw a total over a few clauses, some within a node that is scaled."""
    several = [{**draw(clauses()), "id": f"x{number}"} for number in range(draw(st.integers(1, 3)))]
    plain = {"id": "y", "full": 4, "of": "表.a", "each": 1}
    fit = draw(st.sampled_from(["sum", "scale", "complete", "equal_share"]))
    inner: Spec = {"id": "n", "fit": fit, "clauses": [plain, *several]}
    if fit != "sum":
        inner["full"] = 60
    if draw(st.booleans()):
        inner["round"] = "node"
    return {"clauses": [inner, {"id": "z", "full": 6, "mark": "表.查"}]}


def year_of(total: Spec, known: Facts, month: int, is_final: bool) -> Year:
    """Return a year of a scheme with one total."""
    scheme = {"year": 2021, "form": FORMS, "total": total}
    return Year(scheme, known, month, is_final)
