"""Read a written figure: short forms become the one form that engine and twin read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from scoring.clauses.faults import NotAllowed, show, suggest
from scoring.clauses.forms import Forms, find_form
from scoring.clauses.numbers import is_number

Written = dict[str, Any]

ROW_KEYS = {"where", "amount", "price", "highest_per", "within_months"}
FIGURE_KEYS = ROW_KEYS | {
    "of", "out_of", "rows", "read", "join", "weights", "trim_from", "together", "decimals",
    "due_day", "blank", "empty", "base",
}  # fmt: skip
STANDING_KEYS = {
    "place", "best", "ties", "within", "as", "zero_has_no_place", "not_vetoed",
}  # fmt: skip

WORD_KEYS = {
    "rows", "amount", "highest_per", "read", "join", "place", "best", "ties", "within", "as",
    "edge", "steps", "period", "combine", "fit", "own", "score", "assessment", "treat", "mean",
    "new_unit", "plus_as", "own_months", "earn", "effect", "round", "take",
}  # fmt: skip
TABLE_KEYS = {"where", "price"}


def refuse_odd_values(written: Written) -> None:
    """Refuse a number or list where a word stands, and a word where a table stands."""
    for key, value in written.items():
        if key in WORD_KEYS and value is not None and not isinstance(value, str):
            raise NotAllowed(key, f"{show(value)} 不是一个词", "引号中的一个词")
        if key in TABLE_KEYS and not (isinstance(value, dict) or is_none(value)):
            raise NotAllowed(key, f"{show(value)} 不是表", "{ 键 = 值 }")


@dataclass(frozen=True)
class Reads:
    """How the columns of a figure are read, unless an inner figure says otherwise."""

    forms: Forms
    kinds: frozenset[str] = frozenset()
    """The kinds of unit on the roster; `for` may name them beside units."""
    ids: frozenset[str] = frozenset()
    """The ids of the assessment's clauses and nodes."""
    assessments: frozenset[str] = frozenset()
    """The ids of all assessments; a score that is no clause's may be one's total."""
    read: str | None = None
    blank: str | None = None
    due_day: Any = None

    def inside(self, written: Written) -> Reads:
        """Return the readings of a figure written inside."""
        return replace(
            self,
            read=written.get("read", self.read),
            blank=written.get("blank", self.blank),
            due_day=written.get("due_day", self.due_day),
        )


def read_figure(written: Any, reads: Reads, key: str = "of") -> Written:
    """Return a figure's one form; NotAllowed names what is wrong with it."""
    if is_number(written):
        return {"kind": "constant", "value": written}
    if isinstance(written, str):
        return _read_column(written, reads, key)
    if isinstance(written, list) and written:
        return {"kind": "total", "terms": [_read_term(1, one, reads, key) for one in written]}
    if not isinstance(written, dict) or not written:
        raise NotAllowed(key, f"{show(written)} 不是取数", "报表.列，或列的清单、列与权数的表")
    refuse_odd_values(written)
    if "own" in written:
        return _read_own(written, key)
    if {"score", "assessment"} & written.keys():
        _refuse_others(written, {"score", "assessment"}, key)
        score = written.get("score")
        if "assessment" not in written and score in reads.assessments - reads.ids:
            return {"kind": "score", "assessment": score}
        return {"kind": "score", **written}
    if (FIGURE_KEYS | STANDING_KEYS) & written.keys():
        return read_measured(written, reads, key)
    terms = [_read_term(weight, ref, reads, key) for ref, weight in written.items()]
    return {"kind": "total", "terms": terms}


def _read_term(weight: Any, written: Any, reads: Reads, key: str) -> Written:
    if not is_number(weight):
        raise NotAllowed(key, f"“{written}”的权数是 {show(weight)}", "数，如 1、-1、0.4")
    return {"weight": weight, "figure": read_figure(written, reads, key)}


def _read_own(written: Written, key: str) -> Written:
    _refuse_others(written, {"own", "times"}, key)
    own = {"kind": "own", "own": written["own"]}
    if "times" not in written:
        return own
    return {"kind": "total", "terms": [{"weight": written["times"], "figure": own}]}


def _refuse_others(written: Written, known: set[str], key: str) -> None:
    for other in written.keys() - known:
        raise NotAllowed(other, f"{key} 中不认识的键", suggest(other, known))


def _read_column(ref: str, reads: Reads, key: str) -> Written:
    form, column, last = find_form(reads.forms, ref, key)
    facts = reads.forms[form]
    if facts.type == "ledger":
        raise NotAllowed(key, f"“{form}”是台账，没有按月的数", f'rows = "{form}"')
    return {
        "kind": "column",
        "form": form,
        "column": column,
        "last": last,
        "read": reads.read or facts.read_by_default(column),
        "blank": reads.blank or facts.blank_by_default(column),
        "due_day": reads.due_day,
    }


def read_measured(written: Written, reads: Reads, key: str = "of") -> Written:
    """Return a figure that is written as a table of figure keys."""
    _refuse_others(written, FIGURE_KEYS | STANDING_KEYS, key)
    refuse_odd_values(written)
    reads = reads.inside(written)
    if "rows" in written:
        figure = _read_rows(written, reads.forms)
    elif "of" in written:
        figure = _read_base(written, reads)
    else:
        raise NotAllowed(key, "没有取数", "of = 报表.列，或 rows = 台账")
    for stray in (ROW_KEYS if "rows" not in written else set()) & written.keys():
        raise NotAllowed(stray, f"{stray} 只用于台账的行", "与 rows 同写")
    if not is_none(written.get("out_of")):
        out_of = read_figure(written["out_of"], reads, "out_of")
        empty = written.get("empty", "pending")
        figure = {"kind": "rate", "of": figure, "out_of": out_of, "empty": empty}
        figure |= {"base": written["base"]} if "base" in written else {}
    elif "out_of" not in written:
        for stray in ("empty", "base"):
            if not is_none(written.get(stray)):
                raise NotAllowed(stray, f"没有除数，{stray} 不起作用", "与 out_of 同写")
    if written.get("together"):
        refs = sorted(f"{one['form']}.{one['column']}" for one in _list_latest(figure))
        for one in _list_latest(figure):
            one["together"] = refs
    if not is_none(written.get("decimals")) and written.get("decimals") != "exact":
        figure = {"kind": "rounded", "figure": figure, "decimals": written["decimals"]}
    if {"place", "best"} & written.keys():
        return {"kind": "placed", "figure": figure, "standing": read_standing(written)}
    return figure


def _read_base(written: Written, reads: Reads) -> Written:
    join = written.get("join", "sum")
    if join == "sum":
        for stray in {"weights", "trim_from"} & written.keys():
            raise NotAllowed(stray, f"{stray} 只用于平均", 'join = "mean"')
        return read_figure(written["of"], reads)
    terms = read_figure(written["of"], reads)
    if terms["kind"] != "total":
        raise NotAllowed("of", "只有一项，无可合并", "一列清单，或列与权数的表")
    if "weights" in written:
        weights = written["weights"]
        if not isinstance(weights, list) or len(weights) != len(terms["terms"]):
            count = len(terms["terms"])
            raise NotAllowed("weights", show(weights), f"{count}个权数，每项一个")
        for term, weight in zip(terms["terms"], weights, strict=True):
            term["weight"] = weight
    trim = {"trim_from": written["trim_from"]} if "trim_from" in written else {}
    return {"kind": "join", "join": join, "terms": terms["terms"], **trim}


def _read_rows(written: Written, forms: Forms) -> Written:
    form = written["rows"]
    for stray in {"of", "out_of", "join", "read", "due_day", "together"} & written.keys():
        if not is_none(written[stray]):
            raise NotAllowed(stray, "台账的行与报表的列不能是同一取数", "rows 或 of，只写一个")
    if form not in forms or forms[form].type != "ledger":
        ledgers = "、".join(name for name, one in forms.items() if one.type == "ledger")
        raise NotAllowed("rows", f"“{form}”不是台账", ledgers or "先在 form 下列出台账")
    where_doc = {} if is_none(written.get("where")) else written["where"]
    where = {
        column: value if isinstance(value, list) else [value] for column, value in where_doc.items()
    }
    optional = {
        key: written[key]
        for key in ("amount", "price", "highest_per", "within_months")
        if not is_none(written.get(key))
    }
    if is_number(optional.get("amount", "x")):
        words = f"{show(optional['amount'])} 不是一列"
        raise NotAllowed("amount", words, "台账的列；不写则每行计 1")
    price = optional.get("price")
    if price is not None and not (isinstance(price, dict) and {"column", "prices"} == price.keys()):
        allowed = "{ column = 列, prices = { 值 = 分数 } }"
        raise NotAllowed("price", f"{show(price)} 没有写明按哪一列计价", allowed)
    columns = [*where, *(optional.get(key) for key in ("amount", "highest_per"))]
    columns.append(price.get("column") if isinstance(price, dict) else None)
    for column in columns:
        if column is not None:
            find_form(forms, f"{form}.{column}", "rows")
    return {"kind": "rows", "form": form, "where": where, **optional}


def _list_latest(figure: Written) -> Iterator[Written]:
    if figure.get("kind") == "column" and figure["read"] == "latest" and not figure["last"]:
        yield figure
    for inner in (*figure.get("terms", ()), figure.get("of"), figure.get("out_of")):
        if isinstance(inner, dict):
            yield from _list_latest(inner)
    if isinstance(figure.get("figure"), dict):
        yield from _list_latest(figure["figure"])


SHAPES = {
    "place": {
        "place": "place：名次",
        "share": "share：首名0、末名1，其间均分",
        "percent": "percent：名次占单位数的百分比",
    },
    "best": {
        "ratio": "ratio：与最好之比",
        "span": "span：与最差之差占最好与最差之差的百分比",
    },
}
"""What is taken of a place or of the best, and how a refusal explains it."""


def read_standing(written: Written) -> Written:
    """Return how a figure is held against the other units'."""
    if {"place", "best"} <= written.keys():
        raise NotAllowed("best", "一行同时有 place 与 best", "名次或与最好之比，只写一个")
    kind = "place" if "place" in written else "best"
    standing = {"kind": kind, "order": written[kind]}
    for key in STANDING_KEYS - {"place", "best", "as"}:
        if key in written:
            standing[key] = written[key]
    if (shape := written.get("as")) is not None:
        if shape not in SHAPES[kind]:
            raise NotAllowed("as", show(shape), "，".join(SHAPES[kind].values()))
        if shape not in {"place", "ratio"}:
            standing[shape] = True
    return standing


def is_none(value: Any) -> bool:
    """Return whether an optional value is left out, or written as `none`."""
    return value is None or value == "none"
