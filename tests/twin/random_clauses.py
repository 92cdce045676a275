"""Random clauses from parts that fit together."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from .facts import Facts, Spec, Year

QUANTITY = {"type": "quantity", "decimals": 1, "least": 0}
COLUMNS: Spec = {"a": QUANTITY, "b": QUANTITY}
FORMS: Spec = {
    "表": {
        "type": "inspection",
        "column": {
            **COLUMNS,
            "c": {"type": "count"},
            "比": {"type": "rate", "least": 0},
            "查": {"type": "mark"},
            "评": {"type": "mark"},
            "办结": {"type": "filing"},
            "奖": {"type": "points", "least": 0},
        },
    },
    "月": {"type": "monthly", "blank": "zero", "column": {**COLUMNS, "报": {"type": "filing"}}},
    "率": {"type": "monthly", "column": COLUMNS},
    "混": {"type": "cumulative", "monthly": ["m"], "column": {"l": QUANTITY, "m": QUANTITY}},
    "账": {
        "type": "ledger",
        "column": {
            "分": {"type": "points", "least": 0},
            "级别": {"type": "choice", "values": ["省", "市"]},
            "事项": {"type": "text"},
        },
    },
}
INSPECTED = ["表.a", "表.b", "表.c"]
MONTHLY = ["月.a", "月.b", "率.a", "率.b", "混.m"]
COUNTED = [*INSPECTED, *MONTHLY, "混.l", "表.比", "表.奖"]
FILED = ["月.报", "表.办结"]
UNITS = ["甲", "乙", "丙", "丁"]
KINDS = ["镇", "局"]

numbers = st.sampled_from(
    [Fraction(n) for n in (0, 0, 0, 1, 1, 2, 3, 4, 5, 40, 80, 97, 98, 100)] + [Fraction(5, 2)]
)
points = st.sampled_from([Fraction(n, 4) for n in (1, 2, 3, 4, 8, 10, 20)])
steps = st.sampled_from(["proportional", "whole", "started", "once"])
signs = st.sampled_from([1, -1])
bounds = st.sampled_from(["at_least", "above", "at_most", "under", "is"])
columns = st.sampled_from(COUNTED)


@st.composite
def figures(draw: st.DrawFn, is_deep: bool = True) -> Spec:
    """Draw what is measured: columns, weights, a rate, a ledger, a mean of votes, last year's."""
    kinds = ["column", "column", "list", "weights", "rate", "rows", "join", "last", "own", "read"]
    kind = draw(st.sampled_from([*kinds, *(["nested", "placed"] if is_deep else [])]))
    match kind:
        case "rows":
            return draw(ledgers())
        case "list":
            return {"of": draw(st.lists(columns, min_size=1, max_size=3, unique=True))}
        case "weights":
            other = draw(st.sampled_from(["表.b", "月.a"]))
            return {"of": {"表.a": 1, other: draw(st.sampled_from([-1, 2, Fraction(1, 2)]))}}
        case "rate":
            return draw(rates())
        case "join":
            return draw(joins())
        case "last":
            return draw(growths())
        case "own":
            return {"of": {"own": "任务"}}
        case "read":
            read = draw(st.sampled_from(["sum", "latest", "mean"]))
            blank = draw(st.sampled_from([{}, {"blank": "zero"}]))
            return {"of": draw(columns), "read": read, **blank}
        case "nested":
            return {"of": [draw(columns), draw(figures(is_deep=False))]}
        case "placed":
            inner = draw(figures(is_deep=False))
            return {"of": [{**inner, **draw(ranks())}, draw(columns)]}
    return {"of": draw(columns), **draw(st.sampled_from([{}, {}, {"decimals": 0}]))}


@st.composite
def ledgers(draw: st.DrawFn) -> Spec:
    """Draw the rows of a ledger, with a price, a choice of rows, each matter once."""
    price = {"column": "级别", "prices": {"省": 3, "市": Fraction(3, 2)}}
    found: Spec = {"rows": "账"}
    if draw(st.booleans()):
        found["amount"] = "分"
    if draw(st.booleans()):
        found["price"] = price
    if draw(st.booleans()):
        found["highest_per"] = "事项"
    if draw(st.integers(0, 2)) == 0:
        found["within_months"] = draw(st.sampled_from([1, 6, 12]))
    if draw(st.integers(0, 2)) == 0:
        found["where"] = {"级别": draw(st.sampled_from(["省", ["省", "市"]]))}
    return found


@st.composite
def rates(draw: st.DrawFn) -> Spec:
    """Draw a rate, perhaps rounded, perhaps of the same month's table."""
    forms: list[Spec] = [{}, {}, {"decimals": 2}, {"base": 1}, {"base": 10000}]
    together = draw(st.sampled_from([{}, {}, {"together": True}]))
    pool = INSPECTED if together else COUNTED
    of: object = draw(st.sampled_from(pool))
    if draw(st.integers(0, 3)) == 0:
        of = {"表.a": 1, "表.b": -1}
    return {
        "of": of,
        "out_of": draw(st.sampled_from(pool)),
        **draw(st.sampled_from(forms)),
        **together,
    }


@st.composite
def joins(draw: st.DrawFn) -> Spec:
    """Draw a mean of votes, with weights or without one highest and lowest, or the highest."""
    found: Spec = {"of": [*INSPECTED, "月.a"], "join": draw(st.sampled_from(["mean", "highest"]))}
    if found["join"] == "mean":
        extras: list[Spec] = [{}, {"trim_from": 3}, {"weights": [1, 2, Fraction(1, 2), 4]}]
        found |= draw(st.sampled_from(extras))
    return found


@st.composite
def growths(draw: st.DrawFn) -> Spec:
    """Draw a change against the year before: a rate, or a difference."""
    name = draw(st.sampled_from(["表.a", "月.a", "率.a"]))
    found: Spec = {"of": {name: 1, f"last:{name}": -1}}
    if draw(st.booleans()):
        found["out_of"] = f"last:{name}"
    return found


@st.composite
def growing(draw: st.DrawFn) -> Spec:
    """Draw a figure that may still grow, with a curve that can take it."""
    if draw(st.booleans()):
        return {"of": draw(st.sampled_from(MONTHLY)), "read": "tally", **draw(curves())}
    late = {"above": draw(st.integers(1, 12)), "each": draw(st.sampled_from([-1, "-full"]))}
    return {
        "of": draw(st.sampled_from(FILED)),
        "read": "month",
        **late,
        **({"steps": "once"} if late["each"] == "-full" else {}),
    }


@st.composite
def targets(draw: st.DrawFn) -> object:
    """Draw what a figure is held against."""
    among = draw(st.sampled_from(["all", "group", "kind", "others", {"kind": "镇"}]))
    modifiers: list[Spec] = [
        {}, {}, {"plus": 1}, {"plus": 10, "plus_as": "percent"}, {"pace": True},
        {"own_months": "up"}, {"own_months": "down"}, {"own_months": "exact"}, {"times": 2},
    ]  # fmt: skip
    bases: list[Spec] = [
        {"own": "任务"},
        {"of": "表.c"},
        {"of": Fraction(4)},
        {"mean": "simple", "among": among},
        {"mean": "simple", "of": "表.b", "without_own": draw(st.booleans())},
        {"mean": "pooled", "of": "表.a", "out_of": "表.b", "among": among},
        {"of": "表.b", "table": [[0, 1], [2, 3]]},
    ]
    if draw(st.booleans()):
        by_unit = {"kind": {"镇": draw(numbers)}, "others": draw(numbers)}
        return draw(st.one_of(numbers, st.just(by_unit)))
    return {**draw(st.sampled_from(bases)), **draw(st.sampled_from(modifiers))}


@st.composite
def curves(draw: st.DrawFn) -> Spec:
    """Draw a gap to a target and how points are given."""
    side: Spec = {}
    if draw(st.booleans()):
        side = {draw(st.sampled_from(["below", "above"])): draw(targets())}
    kind = draw(st.sampled_from(["each", "each", "tiers", "table", "full", "edge"]))
    sign = draw(signs)
    if kind == "tiers":
        return {**side, "each": [[0, sign * draw(points)], [2, sign * draw(points)]]}
    if kind == "table":
        worth = draw(st.lists(st.sampled_from([-2, 0, 1, 3]), min_size=2, max_size=3))
        rows = [[start, one] for start, one in zip((0, 2, 50), worth, strict=False)]
        edge = draw(st.sampled_from(["inclusive", "exclusive"]))
        below = {"below_table": draw(st.sampled_from([0, -1]))}
        return {**side, "table": rows, **below, **({} if side else {"edge": edge})}
    price: object = ("full" if sign > 0 else "-full") if kind == "full" else sign * draw(points)
    if kind == "edge" and side:
        return {**side, "each": price, "steps": "once", "edge": "inclusive"}
    if kind == "each" and draw(st.integers(0, 5)) == 0:
        price = {"of": "表.c", "times": sign}
    how: object = draw(steps)
    if draw(st.integers(0, 5)) == 0:
        how = {"by": "步"}
    found: Spec = {**side, "each": price, "steps": how}
    if draw(st.booleans()):
        found["per"] = draw(st.sampled_from([1, 2, 5, 100, {"own": "任务"}]))
    return found


@st.composite
def ranks(draw: st.DrawFn) -> Spec:
    """Draw how a place, or a ratio to the best, is found."""
    within = draw(st.sampled_from([{}, {"within": "group"}, {"within": "kind"}]))
    vetoed = draw(st.sampled_from([{}, {"not_vetoed": True}]))
    if draw(st.booleans()):
        best = draw(st.sampled_from(["highest", "lowest"]))
        shape: Spec = draw(st.sampled_from([{}, {"as": "span"}]))
        return {"best": best, **shape, **within, **vetoed}
    return {
        "place": draw(st.sampled_from(["highest", "lowest"])),
        "ties": draw(st.sampled_from(["competition", "dense", "mean"])),
        "zero_has_no_place": draw(st.booleans()),
        **within,
        **vetoed,
    }


@st.composite
def standings(draw: st.DrawFn) -> Spec:
    """Draw a place, or a ratio to the best, with its curve."""
    found = draw(ranks())
    if "best" in found:
        side: Spec = draw(st.sampled_from([{}, {"below": 80}]))
        return {**found, **side, "each": draw(st.sampled_from(["full", -1])), "per": 100}
    rest: list[Spec] = [
        {"table": [3, 2, 1]},
        {"table": [2, 1], "beyond": "last"},
        {"table": [3, 1], "beyond": -1},
        {"table": [[1, 3], [3, 1]], "below_table": 0},
        {"above": 1, "each": -1},
        {"above": 2, "each": -1, "steps": "once"},
        {"below": 3, "each": 1},
        {"as": draw(st.sampled_from(["share", "percent"])), "each": -2},
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
        names = draw(st.lists(columns, min_size=1, max_size=3, unique=True))
        return {"each": {name: draw(signs) * draw(points) for name in names}}
    if kind == "growing":
        return draw(growing())
    if kind == "plain" and draw(st.integers(0, 5)) == 0:
        due = draw(st.sampled_from([{}, {"due_day": 20}, {"due_day": 31}]))
        return {"of": draw(st.sampled_from(FILED)), **due, **draw(curves())}
    figure = draw(figures())
    empty: Spec = {}
    if "out_of" in figure:
        empty = {"empty": draw(st.sampled_from(["pending", "full", "skip", 0, 90]))}
    return {**figure, **empty, **draw(standings() if kind == "standing" else curves())}


@st.composite
def conditions(draw: st.DrawFn, is_structure: bool = True) -> Spec | list[Spec]:
    """Draw a condition on a figure, the month, the kind, an own figure, or two of them."""
    one: Spec = {"of": draw(columns), draw(bounds): draw(numbers)}
    others: list[Spec] = [
        {"month": [3, 6, 7, 8, 12]},
        {"month": True, "at_least": 6},
        {"own": "任务", "above": 2},
        {"of": "表.a", "out_of": "表.b", "at_most": {"mean": "simple", "plus": 5}},
        {"of": "月.a", "read": "tally", "at_least": 5},
    ]
    if is_structure:
        others += [{"kind": "镇"}, {"reading": "步", "is": "whole"}]
    if draw(st.booleans()):
        return one
    other = draw(st.sampled_from(others))
    return other if draw(st.booleans()) else [one, other]


@st.composite
def periods(draw: st.DrawFn) -> Spec:
    """Draw how a part is scored by period."""
    length = draw(st.sampled_from(["month", "quarter", "half"]))
    how: list[object] = ["mean", "sum", "best", "last", "mean_to_date", {"by": "合"}]
    found: Spec = {
        "period": length,
        "combine": draw(st.sampled_from(how)),
        "new_unit": draw(st.sampled_from(["own_months", "absent_full", "absent_missed"])),
        "round_period": draw(st.booleans()),
    }
    if draw(st.integers(0, 3)) == 0:
        found["months"] = {"month": [2, 5, 6, 11], "quarter": [*range(4, 13)]}.get(
            length, [*range(7, 13)]
        )
    return found


@st.composite
def groups(draw: st.DrawFn, can_have_period: bool = True, is_clause: bool = False) -> Spec:
    """Draw a line, or lines under limits of their own, perhaps by period or on a condition."""
    several = draw(st.lists(lines(), min_size=1, max_size=3))
    found: Spec = dict(several[0]) if len(several) == 1 else {"lines": several}
    if len(several) > 1:
        found["take"] = draw(st.sampled_from(["sum", "sum", "highest", "lowest"]))
    if can_have_period and draw(st.booleans()):
        found |= draw(periods())
        if draw(st.integers(0, 2)) == 0 and not is_clause:
            treat = draw(st.sampled_from(["full", "drop"]))
            found["not_for"] = {"when": {"of": "表.c", "is": 0}, "treat": treat}
    if draw(st.integers(0, 2)) == 0:
        found["when"] = draw(conditions())
    if draw(st.integers(0, 2)) == 0:
        factors: list[object] = [1, Fraction(103, 100), {"own": "系数"}, {"of": "表.c"}]
        found["times"] = draw(st.sampled_from(factors))
    return found


@st.composite
def fitted(draw: st.DrawFn) -> Spec:
    """Draw a clause whose lines have full marks of their own, converted to its own."""
    two = [{**draw(groups(can_have_period=False)), "full": draw(st.integers(1, 4))} for _ in "12"]
    if draw(st.booleans()):
        two[0]["full"] = {"own": "任务"}
    return {"fit": "scale", "full": 5, "lines": two}


@st.composite
def clauses(draw: st.DrawFn) -> Spec:
    """Draw a clause with a full mark (or, now and then, an addition)."""
    if draw(st.integers(0, 9)) == 0:
        return {**draw(fitted()), "id": "x"}
    has_period = draw(st.booleans())
    found = draw(groups(can_have_period=has_period, is_clause=True))
    if not has_period and draw(st.booleans()):
        rest = found.get("lines", [found])
        outer: Spec = {
            key: found[key] for key in ("when", "times") if "lines" in found and key in found
        }
        found = {"lines": [draw(groups()), *rest], **outer}
    found["id"] = "x"
    if draw(st.integers(0, 5)):
        found["full"] = draw(
            st.sampled_from(
                [1, 3, 5, 10, {"unit": {"甲": 5, "乙": 8}}, {"kind": {"镇": 4}, "others": 6}]
            )
        )
    if draw(st.integers(0, 2)) == 0:
        found["floor"] = draw(st.sampled_from(["none", 0, Fraction(1, 2), -3]))
    if draw(st.integers(0, 2)) == 0:
        found["ceiling"] = draw(st.sampled_from(["none", "full", 1, {"full": Fraction(4, 5)}]))
    if draw(st.integers(0, 5)) == 0:
        found["start"] = draw(st.sampled_from([Fraction(1, 2), "full", 0]))
    if draw(st.integers(0, 2)) == 0:
        found["not_for"] = draw(exceptions())
    if draw(st.integers(0, 3)) == 0:
        found["earn"] = "when_complete"
    if draw(st.integers(0, 5)) == 0:
        found["for"] = draw(
            st.sampled_from(["镇", ["甲", "乙"], {"having": "任务"}, {"kind": "局"}])
        )
    if draw(st.integers(0, 9)) == 0:
        found["decimals_shown"] = draw(st.sampled_from([0, 1, 4]))
    return found


TREATS = ["full", "drop", "rescale", "equal_share", "mean_of_others"]


@st.composite
def exceptions(draw: st.DrawFn) -> object:
    """Draw for whom a clause is not meant, and how it is then counted."""
    found: Spec = {"treat": draw(st.sampled_from(TREATS))}
    if draw(st.booleans()):
        found["when"] = {"of": draw(st.sampled_from(["表.c", "月.a"])), "is": 0}
    else:
        found["unit"] = draw(st.sampled_from(["甲", ["乙"]]))
    if found["treat"] == "mean_of_others" and draw(st.booleans()):
        found["among"] = draw(st.sampled_from(["镇", "group", "kind"]))
    if draw(st.integers(0, 3)) == 0:
        return [found, {"when": {"of": "表.b", "is": 0}, "treat": draw(st.sampled_from(TREATS))}]
    return found


def year_of(total: Spec, known: Facts, month: int, is_final: bool) -> Year:
    """Return a year of a scheme with one total."""
    readings = {"步": ["proportional", "whole"], "合": ["mean", "sum"]}
    scheme = {"year": 2021, "form": FORMS, "total": total, "readings": readings}
    return Year(scheme, known, month, is_final)
