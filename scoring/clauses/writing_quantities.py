"""Read written quantities, conditions and units into their one form."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from scoring.clauses.faults import NotAllowed, show, suggest
from scoring.clauses.numbers import is_number, to_number
from scoring.clauses.readings import list_conditions
from scoring.clauses.writing_figures import (
    FIGURE_KEYS,
    Reads,
    Written,
    is_none,
    read_figure,
    read_measured,
    refuse_odd_values,
)

MODIFIERS = {"times", "plus", "plus_as", "pace", "own_months"}
TARGETS = (
    '{ mean = "simple" }（各单位平均）、{ own = … }（单位自有数）、{ of = … }、'
    "{ unit = { … } } 或 { kind = { … } }"
)
TESTS = ("at_least", "above", "at_most", "under", "is")


TEST_WORDS = "at_least（不低于）、above（高于）、at_most（不高于）、under（低于）、is（为）中的一个"


def read_quantity(written: Any, reads: Reads, key: str) -> Written | None:
    """Return a quantity; None for `none`. NotAllowed says what may stand there."""
    if is_none(written):
        return None
    if written in ("full", "-full"):
        return {"kind": "of_full", "share": 1 if written == "full" else -1}
    if is_number(written):
        return {"kind": "fixed", "value": written}
    if isinstance(written, int | float | Decimal):
        _refuse_number(written, key)
    if isinstance(written, str) and "." in written:
        return {"kind": "target", "basis": read_figure(written, reads, key)}
    if not isinstance(written, dict):
        plain = re.fullmatch(r"(-?\d+(\.\d+)?)\D+", str(written))
        allowed = f"只写数：{plain[1]}" if plain else f"数、full、none，或{TARGETS}"
        raise NotAllowed(key, f"{show(written)} 不是数", allowed)
    if written and written.keys() <= reads.kinds:
        raise NotAllowed(key, f"{show(written)} 没有写明按类别", f"{{ kind = {show(written)} }}")
    if written.keys() & {"unit", "kind", "others"}:
        return _read_by_unit(written, reads, key)
    if "full" in written:
        _refuse_others(written, {"full"}, key)
        return {"kind": "of_full", "share": written["full"]}
    return _read_target(written, reads, key)


def _refuse_number(written: Any, key: str) -> None:
    """Say why a number is none of the language: true, too large, too many decimals."""
    try:
        to_number(written)
    except ValueError as error:
        found, _, allowed = str(error).partition("（允许：")
        raise NotAllowed(key, found, allowed.removesuffix("）")) from None


def _refuse_others(written: Written, known: set[str], key: str) -> None:
    for other in written.keys() - known:
        raise NotAllowed(other, f"{key} 中不认识的键", suggest(other, known))


def _read_by_unit(written: Written, reads: Reads, key: str) -> Written:
    """Return a table by unit or kind; a unit inside a kind's entry goes before the kind."""
    _refuse_others(written, {"unit", "kind", "others"}, key)
    units: Written = {}
    kinds: Written = {}
    for table, target in (("unit", units), ("kind", kinds)):
        for name, value in (written.get(table) or {}).items():
            inner = read_quantity(value, reads, key)
            if inner and inner["kind"] == "by_unit":
                if table == "unit" or inner["kinds"]:
                    raise NotAllowed(key, f"“{name}”之内又分单位或类别", "类别之内只可再分单位")
                units |= inner["units"]
                inner = inner["others"]
            if inner:
                target[name] = inner
    others = read_quantity(written.get("others"), reads, key)
    if others and others["kind"] == "by_unit":
        raise NotAllowed("others", "其余单位之内又分单位", "一个数")
    return {"kind": "by_unit", "units": units, "kinds": kinds, "others": others}


def _read_target(written: Written, reads: Reads, key: str) -> Written:
    refuse_odd_values(written)
    modifiers = {name: written[name] for name in MODIFIERS if name in written}
    rest = {name: value for name, value in written.items() if name not in MODIFIERS}
    if "mean" in rest:
        basis = _read_mean(rest, reads, key)
    elif "table" in rest:
        basis = _read_tiered(rest, reads, key)
    elif "own" in rest or {"score", "assessment"} & rest.keys():
        basis = read_figure(rest, reads, key)
    elif FIGURE_KEYS & rest.keys():
        basis = read_measured(rest, reads, key)
    else:
        raise NotAllowed(key, f"{show(written)} 不是目标", TARGETS)
    return {"kind": "target", "basis": basis, **modifiers}


def _read_mean(written: Written, reads: Reads, key: str) -> Written:
    figure_doc = {name: written[name] for name in FIGURE_KEYS if name in written}
    _refuse_others(written, FIGURE_KEYS | {"mean", "among", "without_own"}, key)
    return {
        "kind": "mean_of_units",
        "mean": written["mean"],
        "among": read_among(written, reads),
        "figure": read_measured(figure_doc, reads, key) if figure_doc else None,
    }


def read_among(written: Written, reads: Reads) -> Written:
    """Return the units of a mean: all, others, group, kind, `{ kind = … }` or a kind's name."""
    among = written.get("among", "all")
    without_own = bool(written.get("without_own", False))
    if isinstance(among, dict):
        _refuse_others(among, {"kind"}, "among")
        return {"units": "kinds", "kinds": _as_list(among["kind"]), "without_own": without_own}
    if among in reads.kinds:
        return {"units": "kinds", "kinds": [among], "without_own": without_own}
    if among == "others":
        return {"units": "all", "without_own": True}
    if among not in {"all", "group", "kind"}:
        raise NotAllowed("among", show(among), "all、others、group、kind，或 { kind = 类别 }")
    return {"units": among, "without_own": without_own}


def _read_tiered(written: Written, reads: Reads, key: str) -> Written:
    figure_doc = {name: written[name] for name in FIGURE_KEYS if name in written}
    _refuse_others(written, FIGURE_KEYS | {"table"}, key)
    return {
        "kind": "tiered",
        "figure": read_measured(figure_doc, reads, key),
        "table": read_rows(written["table"], reads, key),
    }


def read_rows(written: Any, reads: Reads, key: str = "table") -> list[Written]:
    """Return the rows [from, points] of a table."""
    rows = []
    for row in written if isinstance(written, list) else []:
        if not isinstance(row, list) or len(row) != 2 or not is_number(row[0]):
            raise NotAllowed(key, show(row), "每行写成 [起点, 分数]")
        points = read_quantity(row[1], reads, key)
        if points is None:
            raise NotAllowed(key, f"{show(row)} 没有分数", "每行写成 [起点, 分数]")
        rows.append({"from": row[0], "points": points})
    return rows


def read_when(written: Any, reads: Reads) -> list[Written]:
    """Return the conditions of a `when`: one, or a list of which all must hold."""
    if written is None:
        return []
    return [read_condition(one, reads) for one in list_conditions(written)]


def read_condition(written: Any, reads: Reads) -> Written:
    """Return one condition: what is looked at, the comparison, and against what."""
    if not isinstance(written, dict):
        raise NotAllowed("when", show(written), "{ of 或 score 或 kind 或 month, 比较 = 值 }")
    rest = {key: value for key, value in written.items() if key not in TESTS}
    tests = [test for test in TESTS if test in written]
    if "kind" in rest or "month" in rest:
        return _read_subject(rest, written, tests, reads)
    if len(tests) != 1:
        raise NotAllowed("when", f"有{len(tests)}个比较", TEST_WORDS)
    if {"score", "assessment", "own"} & rest.keys():
        subject = read_figure(rest, reads, "when")
    else:
        subject = read_measured(rest, reads, "when")
    return {
        "subject": subject,
        "test": tests[0],
        "against": read_against(written[tests[0]], tests[0], reads),
    }


def read_against(written: Any, test: str, reads: Reads) -> Any:
    """Return what a condition compares with; texts only with `is`."""
    is_text = isinstance(written, str) and not is_number(written) and "." not in written
    if test == "is" and (isinstance(written, list | bool) or is_text):
        return [_as_text(one) for one in _as_list(written)]
    if (quantity := read_quantity(written, reads, test)) is None:
        raise NotAllowed(test, "没有比较的值", "一个数，或目标")
    return quantity


def _read_subject(rest: Written, written: Written, tests: list[str], reads: Reads) -> Written:
    """Return a condition on the unit's kind or the window's month, in short or in full."""
    key = "kind" if "kind" in rest else "month"
    _refuse_others(rest, {key}, "when")
    subject = {"kind": "unit_kind" if key == "kind" else "month"}
    if rest[key] is not True:
        if tests:
            raise NotAllowed("when", f"{key} 已给出值，又有比较", f"{key} = true 与比较同写")
        values = [_as_text(one) for one in _as_list(rest[key])]
        return {"subject": subject, "test": "is", "against": values}
    if len(tests) != 1 or (key == "kind" and tests != ["is"]):
        raise NotAllowed("when", f"有{len(tests)}个比较", "类别用 is，月份用一个比较")
    against = written[tests[0]]
    if tests[0] == "is":
        return {
            **{"subject": subject, "test": "is"},
            "against": list(map(_as_text, _as_list(against))),
        }
    return {"subject": subject, "test": tests[0], "against": read_quantity(against, reads, "when")}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def read_concerns(written: Any, reads: Reads) -> Written | None:
    """Return the units of a `for`: a name of a kind or unit, a list, or a table."""
    if written is None or written == "all":
        return None
    if not isinstance(written, dict):
        names = _as_list(written)
        if set(names) <= reads.kinds:
            return {"kinds": names}
        if set(names) & reads.kinds:
            raise NotAllowed("for", "单位与类别写在一起", "{ unit = […] } 或 { kind = […] }")
        return {"units": names}
    _refuse_others(written, {"unit", "kind", "having"}, "for")
    concerns: Written = {
        "units": _as_list(written.get("unit", [])),
        "kinds": _as_list(written.get("kind", [])),
    }
    return {**concerns, "having": written["having"]} if "having" in written else concerns
