"""Name the form that an unrecognised table resembles most, and what its header lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from warehouse.reading.contract import RefusedFile
from warehouse.reading.findings import shorten
from warehouse.reading.sheets.grid import Sheet
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.header_columns import FormCandidate, resolve_path
from warehouse.reading.tables.header_paths import find_labels
from warehouse.reading.words.folding import fold_label

_NEAR_TOP = 40
_LEVELS = 3
_MOST_NAMED = 6
_LEAST_LIKENESS = 60
"""Percentage of likeness from which an unknown header counts as a misspelt known one."""


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How much a band of rows resembles a form."""

    form: FormCandidate
    sheet: Sheet
    row: int
    has_unit: bool
    known: tuple[str, ...]
    missing: tuple[str, ...]
    unknown: dict[str, str]
    """Unknown printed header → the form's header most like it, or ""."""

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """How near the band comes: headers known or misspelt, the unit, missing, unknown."""
        near = len({header for header in self.unknown.values() if header})
        count = 2 * len(self.known) + near
        return (count, self.has_unit, -len(self.missing), -len(self.unknown))


def refuse_unrecognised(sheets: Iterable[Sheet], forms: list[FormCandidate]) -> RefusedFile:
    """Return the refusal of a file without a table; it names the nearest form and what it lacks."""
    visible = [sheet for sheet in sheets if sheet.state != "hidden" and sheet.rows]
    found = [likeness for sheet in visible for likeness in _compare_all(sheet, forms)]
    best = max(found, key=lambda likeness: likeness.rank, default=None)
    if best is not None and best.rank[0] > 0:
        return RefusedFile("no_table", _describe_nearest(best), sheet=best.sheet.name, row=best.row)
    return _refuse_unlike(visible)


def _compare_all(sheet: Sheet, forms: list[FormCandidate]) -> Iterator[_Likeness]:
    for top in islice(sheet.rows, _NEAR_TOP):
        if len(sheet.texts(top)) < 2:
            continue
        for bottom in range(top, top + _LEVELS):
            if bottom in sheet.rows:
                yield from (_compare(sheet, top, bottom, form) for form in forms)


def _compare(sheet: Sheet, top: int, bottom: int, form: FormCandidate) -> _Likeness:
    """Return how much the rows from `top` to `bottom` resemble a form's header."""
    keys, unknown, has_unit = set(), [], False
    for path in find_labels(sheet, top, bottom).paths.values():
        label = resolve_path(path, form)
        if label.key == UNIT:
            has_unit = True
        elif label.key:
            keys.add(label.key)
        elif label.sense == "unknown":
            unknown.append(path.printed)
    columns = form.dataset.columns
    known = tuple(column.headers[0] for column in columns if column.key in keys)
    missing = [c for c in columns if c.key not in keys and not c.optional]
    # Where a rate alone is enough, no column is required, but one of them is.
    is_any_needed = form.dataset.counts_or_rate and not keys
    wanted = missing or (list(columns) if is_any_needed else [])
    near = {
        text: _nearest(text, [c.headers[0] for c in columns if c.key not in keys])
        for text in unknown
    }
    lacking = tuple(column.headers[0] for column in wanted)
    return _Likeness(form, sheet, bottom, has_unit, known, lacking, near)


def _nearest(printed: str, headers: list[str]) -> str:
    """Return the header most like a printed one, "" if none is like it."""
    from rapidfuzz import fuzz, process

    folded = {fold_label(header): header for header in headers}
    label = fold_label(printed)
    hit = process.extractOne(label, list(folded), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
    return folded[hit[0]] if hit else ""


def _describe_nearest(best: _Likeness) -> str:
    dataset = best.form.dataset
    name = f"{dataset.annex}“{dataset.title}”" if dataset.annex else f"“{dataset.title}”"
    lacks = ([] if best.has_unit else ["单位"]) + list(best.missing)
    clauses = [f"第{best.row}行的表头像{name}"]
    if lacks:
        clauses[0] += "，缺" + _quote(lacks)
    if best.unknown:
        unknown = "、".join(_describe_unknown(*pair) for pair in _pick_unknown(best.unknown))
        clauses.append("不认识" + unknown)
    return f"没有找到可以识别的表。{'；'.join(clauses)}。请把表头改成规定的名称，再重新导入。"


def _pick_unknown(unknown: dict[str, str]) -> list[tuple[str, str]]:
    """Return the unknown headers to name, those like a known one first."""
    return sorted(unknown.items(), key=lambda pair: not pair[1])[:_MOST_NAMED]


def _describe_unknown(printed: str, near: str) -> str:
    return f"“{shorten(printed)}”" + (f"（是不是“{near}”？）" if near else "")


def _quote(names: Iterable[str]) -> str:
    names = list(names)
    more = "等" if len(names) > _MOST_NAMED else ""
    return "".join(f"“{shorten(name)}”" for name in names[:_MOST_NAMED]) + more


def _refuse_unlike(sheets: list[Sheet]) -> RefusedFile:
    """Return the refusal of a file that resembles no form; it quotes the first row of texts."""
    needed = "考核表要有“单位”一栏和规定的栏目（如“转办数量”“办结数”）"
    for sheet in sheets:
        for row in islice(sheet.rows, _NEAR_TOP):
            texts = sheet.texts(row)
            if len(texts) > 1:
                message = (
                    f"没有找到可以识别的表。第{row}行写的是{_quote(texts)}，"
                    f"不像任何一种考核表的表头；{needed}。请核对文件后重新导入。"
                )
                return RefusedFile("no_table", message, sheet=sheet.name, row=row)
    message = f"没有找到可以识别的表：没有一行像表头。{needed}。请核对文件后重新导入。"
    return RefusedFile("no_table", message)
