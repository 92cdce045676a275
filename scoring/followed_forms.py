"""What a form leaves unwritten: its title and place, and columns that follow from the clauses.

A form that says `follows = true` need not list a column that a clause names, nor the type of one
that it lists: how the clause uses it says what it holds. A mark holds points up to the line's full
mark; the columns by which a ledger's rows are chosen or priced hold the values that the clause
lists; everything else is a count. What is written stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any

from scoring.clauses.faults import Findings

Written = dict[str, Any]

FOLLOWS = "follows"
DATE = "日期"
"""The date column of a ledger that follows from its clauses."""


@dataclass
class Use:
    """How clauses use a column that no form lists."""

    type: str = "count"
    maximum: Decimal | None = None
    values: dict[str, None] = field(default_factory=dict)

    def to_column(self) -> Written:
        """Return the column as a form writes it."""
        more: Written = {}
        if self.type == "choice":
            more = {"choices": list(self.values)}
        elif self.type == "mark":
            more = {"maximum": self.maximum or 0}
        elif self.type == "text":
            more = {"is_folded": True}
        return {"type": self.type, **more}


Uses = dict[str, dict[str, Use]]


def complete_forms(
    notice: Mapping[str, Any], forms: Mapping[str, Any], findings: Findings, file: str
) -> dict[str, Any]:
    """Return the written forms with all that they leave unwritten.

    A column that is nearly called like another of its form is refused: it is a slip of the pen.
    """
    following = [
        key for key, form in forms.items() if isinstance(form, Mapping) and form.get(FOLLOWS)
    ]
    uses: Uses = {key: {} for key in following}
    for part, full in _walk(notice, None):
        _note_uses(part, full, uses)
    shared = _list_shared(notice)
    completed: dict[str, Any] = {}
    for key, form in forms.items():
        if not isinstance(form, Mapping):
            completed[key] = form
            continue
        whole = {"title": key, **shared, **form}
        if whole.pop(FOLLOWS, False) and isinstance(whole.get("column", {}), Mapping):
            whole["column"] = _complete_columns(key, whole, uses[key], findings, file)
        completed[key] = whole
    return completed


def _list_shared(notice: Mapping[str, Any]) -> Written:
    """Return what holds for every form that does not say otherwise."""
    shared = {"annex": "", "clause": str(notice.get("clause", ""))}
    listed = notice.get("assessment", [])
    ids = (
        [one.get("id") for one in listed if isinstance(one, Mapping)]
        if isinstance(listed, list)
        else []
    )
    ids += ["1"] if "total" in notice else []
    return {**shared, **({"assessment": ids[0]} if len(ids) == 1 else {})}


def _complete_columns(
    key: str, form: Mapping[str, Any], uses: Mapping[str, Use], findings: Findings, file: str
) -> Written:
    """Return the form's columns: dates, those of the clauses in the notice's order, the others."""
    written: Written = dict(form.get("column", {}))
    dates = {name: one for name, one in written.items() if _find_type(one) == "date"}
    if form.get("shape") == "dated_ledger" and not dates:
        dates = {DATE: "date"}
    columns: Written = {}
    for name, use in uses.items():
        found = columns[name] = written.get(name, {})
        if _find_type(found) is not None:
            continue
        if use.type == "mark" and use.maximum is None and "maximum" not in found:
            words = "最高分不能由评定这一列的指标得出"
            findings.refuse((f"报表 {key}", f"列 {name}"), "maximum", words, "在报表中写上", file)
        columns[name] = {**use.to_column(), **found}
    return {**dates, **columns, **{k: one for k, one in written.items() if k not in columns}}


def _find_type(column: Any) -> Any:
    """Return the type that is written of a column; None if the clauses shall say it."""
    return column.get("type") if isinstance(column, Mapping) else column


def _walk(value: Any, full: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Yield every table of the notice with the full mark that holds for it."""
    if isinstance(value, Mapping):
        full = value.get("full", full)
        yield value, full
        for inner in value.values():
            yield from _walk(inner, full)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner, full)


def _note_uses(part: Mapping[str, Any], full: Any, uses: Uses) -> None:
    """Note each column that one table of the notice names."""
    if "mark" in part:
        for form, column in _list_refs(part["mark"], uses):
            use = uses[form].setdefault(column, Use())
            marks = [use.maximum, _find_most(part.get("out", full))]
            use.type = "mark"
            use.maximum = max((one for one in marks if one is not None), default=None)
    if isinstance(part.get("rows"), str) and part["rows"] in uses:
        _note_rows(part, uses[part["rows"]])
    is_done = part.get("each") == "full" and not {"below", "above", "per", "place"} & part.keys()
    for form, column in chain.from_iterable(
        _list_refs(value, uses) for key, value in part.items() if key not in {"mark", "rows"}
    ):
        kind = "filing" if part.get("read") == "month" or "due_day" in part else "count"
        if is_done and isinstance(part.get("of"), str):
            kind = "filing" if "due_day" in part else "tick"
        uses[form].setdefault(column, Use(kind))


def _note_rows(part: Mapping[str, Any], uses: dict[str, Use]) -> None:
    """Note the columns by which a ledger's rows are chosen, priced and joined."""
    where, price = part.get("where"), part.get("price")
    for column, values in where.items() if isinstance(where, Mapping) else ():
        _note_values(uses, column, _list_words(values))
    if isinstance(price, Mapping) and isinstance(price.get("prices"), Mapping):
        for column in _list_words(price.get("column")):
            _note_values(uses, column, price["prices"])
    for column in _list_words(part.get("highest_per")):
        if column != "none":
            uses.setdefault(column, Use("text"))


def _note_values(uses: dict[str, Use], column: str, values: Iterable[str]) -> None:
    use = uses.setdefault(column, Use("choice"))
    use.values |= dict.fromkeys(values)


def _list_refs(value: Any, uses: Uses) -> Iterator[tuple[str, str]]:
    """Yield the columns of following forms that a written value names, not its inner tables."""
    for word in _list_words(value):
        form, _, column = word.removeprefix("last:").partition(".")
        if column and form in uses:
            yield form, column


def _list_words(value: Any) -> Iterator[str]:
    """Yield a value's texts: items of a list, keys of weights or prices, options of a reading."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _list_words(inner)
    elif isinstance(value, Mapping):
        yield from value if "by" not in value else ()
        options = [one for key, one in value.items() if key != "by" and "by" in value]
        yield from _list_words([one for one in options if not isinstance(one, Mapping)])


def _find_most(full: Any) -> Decimal | None:
    """Return the greatest number in a written full mark, which may differ by unit or reading."""
    if isinstance(full, int | Decimal) and not isinstance(full, bool):
        return Decimal(full)
    if isinstance(full, Mapping):
        found = [one for inner in full.values() if (one := _find_most(inner)) is not None]
        return max(found, default=None)
    if isinstance(full, str):
        try:
            return Decimal(full)
        except ArithmeticError:
            return None
    return None
