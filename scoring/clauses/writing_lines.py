"""Read written lines: figure, standing, gap and curve out of one table's keys."""

from __future__ import annotations

from typing import Any

from scoring.clauses.faults import NotAllowed, show
from scoring.clauses.numbers import is_number
from scoring.clauses.writing_figures import (
    FIGURE_KEYS,
    STANDING_KEYS,
    Reads,
    Written,
    is_none,
    read_figure,
    read_measured,
    read_standing,
    refuse_odd_values,
)
from scoring.clauses.writing_quantities import read_quantity, read_rows, read_when

GAP_KEYS = {"below", "above", "edge"}
CURVE_KEYS = {"mark", "reversed", "out", "each", "per", "steps", "table", "beyond", "below_table"}
LINE_KEYS = FIGURE_KEYS | STANDING_KEYS | GAP_KEYS | CURVE_KEYS
SOURCES = {"of", "rows", "mark"}
NEEDED = {
    **dict.fromkeys(("reversed", "out"), ("mark",)),
    **dict.fromkeys(("steps", "per"), ("each",)),
    **dict.fromkeys(("beyond", "below_table"), ("table",)),
    **dict.fromkeys(STANDING_KEYS - {"place", "best"}, ("place", "best")),
}
"""Keys that mean something only beside one of others."""


def read_lines(written: Written, inherited: Written, reads: Reads) -> list[Written]:
    """Return the lines that one table writes: one, or one per column of a price list."""
    refuse_odd_values(written)
    _refuse_mixed(written)
    when = read_when(written.get("when"), reads)
    if _is_price_list(written.get("each")):
        return [
            {**_read_line({**written, "of": ref, "each": price}, reads), "when": when}
            for ref, price in written["each"].items()
        ]
    if not SOURCES & written.keys():
        for stray in FIGURE_KEYS & written.keys():
            raise NotAllowed(stray, "这一行没有取数", "与 of 或 rows 同写")
        if not inherited:
            raise NotAllowed("of", "没有取数", "of、rows 或 mark，或写在整条上")
        written = {**inherited, **written}
    return [{**_read_line(written, reads), "when": when}]


def _is_price_list(each: Any) -> bool:
    """Return whether `each` gives a price per column: its keys are columns of forms."""
    return isinstance(each, dict) and bool(each) and all("." in str(key) for key in each)


def _refuse_mixed(written: Written) -> None:
    """Refuse keys that have no meaning together."""
    curves = [key for key in ("mark", "each", "table") if key in written]
    if len(curves) > 1:
        raise NotAllowed(curves[1], f"一行有两种给分：{'、'.join(curves)}", "只写一种，或分成两行")
    if {"below", "above"} <= written.keys():
        raise NotAllowed("above", "一行同时有 below 与 above", "只写一个，或分成两行")
    if {"place", "best"} <= written.keys():
        raise NotAllowed("best", "一行同时有 place 与 best", "名次或与最好之比，只写一个")
    if "mark" in written:
        refused = GAP_KEYS | {"per", "of", "rows", "out_of", "place", "best", "join"}
        for key in sorted(refused & written.keys()):
            raise NotAllowed(key, f"评定的得分已是分数，{key} 无从计算", "只写 mark，或改用 of")
    if {"below", "above"} & written.keys() and not {"each", "table"} & written.keys():
        raise NotAllowed("each", "有目标而没有给分", "each 或 table")
    if _is_price_list(written.get("each")) and SOURCES & written.keys():
        raise NotAllowed("each", "价目表的每列已是取数", "删去 of，或把 each 写成一个数")
    for key in sorted(NEEDED.keys() & written.keys()):
        if not set(NEEDED[key]) & written.keys():
            needed = " 或 ".join(NEEDED[key])
            raise NotAllowed(key, f"没有 {needed}，{key} 不起作用", f"与 {needed} 同写")


def _read_line(written: Written, reads: Reads) -> Written:
    figure_doc = {key: written[key] for key in FIGURE_KEYS if key in written}
    if "mark" in written:
        inner = reads.inside(written)
        figure = read_figure(written["mark"], inner, "mark")
        if not is_none(written.get("decimals")) or "empty" in written:
            raise NotAllowed("mark", "评定的得分不是比率", "删去 decimals、empty")
    else:
        figure = read_measured(figure_doc, reads)
    line: Written = {"kind": "line", "figure": figure}
    if {"place", "best"} & written.keys():
        line["standing"] = read_standing(written)
    if side := next((key for key in ("below", "above") if key in written), None):
        line["gap"] = _read_gap(written, side, reads)
    return {**line, "curve": _read_curve(written, reads)}


def _read_gap(written: Written, side: str, reads: Reads) -> Written:
    target = read_quantity(written[side], reads, side)
    if target is None:
        raise NotAllowed(side, "没有目标", "一个数，或目标")
    edge = written.get("edge", "exclusive") if "each" in written else "exclusive"
    if edge == "inclusive" and written.get("steps") != "once":
        raise NotAllowed("edge", "恰在目标上时距离为 0，没有可乘的数", 'steps = "once"')
    return {"side": side, "target": target, "edge": edge}


def _read_curve(written: Written, reads: Reads) -> Written:
    if "mark" in written:
        return {
            "kind": "mark",
            **{key: written[key] for key in ("reversed", "out") if key in written},
        }
    if "table" in written:
        return _read_table(written, reads)
    each = written.get("each", 1)
    if "edge" in written and not {"below", "above"} & written.keys():
        raise NotAllowed("edge", "没有目标，也没有分档", "与 below、above 或 table 同写")
    if isinstance(each, list):
        return _read_tiers(each, written, reads)
    curve: Written = {"kind": "each", "steps": written.get("steps", "proportional")}
    for key, value in (("price", each), ("per", written.get("per", 1))):
        if (quantity := read_quantity(value, reads, "each" if key == "price" else key)) is None:
            raise NotAllowed(key, "没有值", "一个数")
        curve[key] = quantity
    return curve


def _read_tiers(each: list[Any], written: Written, reads: Reads) -> Written:
    for key in ("per", "steps"):
        if key in written:
            raise NotAllowed(key, f"分级计价不用 {key}", "分级的单价按 1 计，或分成两行")
    rows = read_rows(each, reads, "each")
    if not rows:
        raise NotAllowed("each", "分级表没有一级", "[[起点, 单价], …]")
    return {
        "kind": "tiers",
        "tiers": [{"from": row["from"], "price": row["points"]} for row in rows],
    }


def _read_table(written: Written, reads: Reads) -> Written:
    table = written["table"]
    if not isinstance(table, list) or not table:
        raise NotAllowed("table", show(table), "[[起点, 分数], …]，名次写 [分数, …]")
    if isinstance(table[0], list):
        if "beyond" in written:
            raise NotAllowed("beyond", "分档没有表外的名次", "below_table，或删去")
        curve: Written = {"kind": "table", "rows": read_rows(table, reads)}
        if "edge" in written:
            curve["edge"] = written["edge"]
        if "below_table" in written:
            curve["below_table"] = read_quantity(written["below_table"], reads, "below_table")
        return curve
    if (
        "best" in written
        or written.get("as", "place") != "place"
        or {"below", "above"} & written.keys()
    ):
        raise NotAllowed("table", "不是名次，不知第几名", "名次，或写成 [[起点, 分数], …]")
    for key in ("below_table", "edge"):
        if key in written:
            raise NotAllowed(key, f"名次表没有 {key}", "beyond，或删去")
    beyond = written.get("beyond", 0)
    points = [read_quantity(one, reads, "table") for one in table]
    if not all(points) or not (beyond == "last" or is_number(beyond)):
        raise NotAllowed("table", f"{show(table)}，beyond = {show(beyond)}", "每个名次一个分数")
    past = None if beyond == "last" else read_quantity(beyond, reads, "beyond")
    return {"kind": "places", "points": points, "beyond": past}
