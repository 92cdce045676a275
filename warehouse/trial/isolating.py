"""Find which clause breaks a scoring, and on which form, month, unit and value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import polars as pl

from scoring.assessing.facts import CellRef, Facts
from scoring.assessing.scoring import list_sources, score_assessment
from scoring.clauses.faults import Place
from scoring.clauses.figures import Column, walk
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.requests import list_assessment_figures
from scoring.scheme import Scheme
from warehouse.reading.contract import TypedTable
from warehouse.trial.pruning import prune

Item = TypeVar("Item")

MOST_SHOWN = 3
"""The cells that a refusal quotes."""


@dataclass(frozen=True)
class Attempt:
    """A scoring that raised an exception."""

    scheme: ChosenScheme
    assessment: str
    facts: Facts
    as_ofs: tuple[int, ...]
    is_final: bool

    def fails(self) -> bool:
        """Return whether it raises again."""
        try:
            score_assessment(
                self.scheme, self.assessment, self.facts, self.as_ofs, is_final=self.is_final
            )
        except Exception:
            return True
        return False


class Spot(NamedTuple):
    """One cell of the random year: a column of a form in a month, of a unit."""

    cell: CellRef
    month: int
    unit: str


def find_causes(
    attempt: Attempt, error: Exception, scheme: Scheme, tables: Sequence[TypedTable]
) -> Iterator[tuple[Place, str]]:
    """Yield (place, words) of each clause that breaks the scoring by itself, or of what else does.

    A clause that only breaks beside others is found by leaving out ever smaller parts of the rest.
    """
    place: Place = (f"考核 {attempt.assessment}",)
    parts = [one.id for one in attempt.scheme.assessment(attempt.assessment).list_clauses()]
    kind = f"计分出错（{type(error).__name__}）"
    alone = [one for one in parts if keep_clauses(attempt, [one]).fails()]
    if not alone and keep_clauses(attempt, parts).fails():
        alone = shrink(parts, lambda kept: keep_clauses(attempt, kept).fails())
        kept = keep_clauses(attempt, alone)
        together = f"，与指标 {'、'.join(alone[1:])}一起时" if len(alone) > 1 else ""
        words = kind + together + _say_spots(find_spots(kept), scheme, tables)
        yield (*place, f"指标 {alone[0]}"), words
        return
    for one in alone:
        spots = find_spots(keep_clauses(attempt, [one]))
        yield (*place, f"指标 {one}"), kind + _say_spots(spots, scheme, tables)
    if not alone:
        yield (*place, _find_decision(attempt)), kind


def keep_clauses(attempt: Attempt, ids: Sequence[str]) -> Attempt:
    """Return the attempt with some clauses only, without vetoes, ranks and grades."""
    return replace(attempt, scheme=prune(attempt.scheme, attempt.assessment, ids))


def _find_decision(attempt: Attempt) -> str:
    """Return the label of the veto that breaks the scoring, or of ranks and grades."""
    chosen = attempt.scheme
    whole = chosen.assessment(attempt.assessment)
    for veto in whole.vetoes:
        alone = whole.model_copy(update={"vetoes": (veto,), "grades": None, "consequences": ()})
        others = [alone if one is whole else one for one in chosen.assessments]
        scheme = chosen.model_copy(update={"assessments": tuple(others)})
        if replace(attempt, scheme=scheme).fails():
            return f"否决 {veto.name}"
    return "等次和排名"


def shrink(items: Sequence[Item], fails: Callable[[Sequence[Item]], bool]) -> list[Item]:
    """Return few of the items that still fail: halves are left out first, single ones last."""
    kept = list(items)
    size = len(kept) // 2
    while size:
        start = 0
        while start < len(kept):
            fewer = kept[:start] + kept[start + size :]
            if fewer and fails(fewer):
                kept = fewer
            else:
                start += size
        size //= 2
    return kept


def find_spots(attempt: Attempt) -> list[Spot] | None:
    """Return the filled cells that the exception needs; None: it comes whatever is filled in."""
    if blank_all(attempt, []).fails():
        return None
    refs = list_sources(attempt.scheme, attempt.assessment).cells
    used = {
        (figure.form, figure.column, figure.last)
        for _, found, _ in list_assessment_figures(attempt.scheme.assessment(attempt.assessment))
        for figure in walk(found)
        if isinstance(figure, Column)
    }
    frame = attempt.facts.frame
    spots = [
        Spot(ref, row["as_of"], row["unit"])
        for ref in refs
        if (ref.form, ref.column, ref.last) in used and ref.name in frame.columns
        for row in frame.filter(pl.col(ref.name).is_not_null()).iter_rows(named=True)
    ]
    return shrink(spots, lambda kept: blank_all(attempt, kept).fails())


def blank_all(attempt: Attempt, kept: Sequence[Spot]) -> Attempt:
    """Return the attempt with every cell blank but some; ledgers keep their rows."""
    frame = attempt.facts.frame
    by_cell: dict[str, set[tuple[str, int]]] = {}
    for spot in kept:
        by_cell.setdefault(spot.cell.name, set()).add((spot.unit, spot.month))
    refs = list_sources(attempt.scheme, attempt.assessment).cells
    place = list(zip(frame["unit"], frame["as_of"], strict=True))
    columns = []
    for ref in refs:
        if ref.name not in frame.columns:
            continue
        wanted = by_cell.get(ref.name, set())
        mask = pl.Series([one in wanted for one in place], dtype=pl.Boolean)
        names = [n for n in (ref.name, f"{ref.name}:over", f"{ref.name}:day") if n in frame.columns]
        columns += [pl.when(mask).then(pl.col(name)).alias(name) for name in names]
    return replace(attempt, facts=replace(attempt.facts, frame=frame.with_columns(columns)))


def _say_spots(spots: list[Spot] | None, scheme: Scheme, tables: Sequence[TypedTable]) -> str:
    """Return the cells as words: form, column, month, unit and what was filled in."""
    if spots is None:
        return "，不论填什么"
    texts = [_say_spot(spot, scheme, tables) for spot in spots[:MOST_SHOWN]]
    return f"，填了{'、'.join(texts)}" if texts else ""


def _say_spot(spot: Spot, scheme: Scheme, tables: Sequence[TypedTable]) -> str:
    cell = spot.cell
    month = scheme.calendar.write(spot.month - 12 if cell.last else spot.month)
    written = next(
        (
            row.values[cell.column]
            for table in tables
            if table.dataset == cell.form and table.month == month
            for row in table.rows
            if row.unit == spot.unit
        ),
        None,
    )
    return f"“{cell.form}.{cell.column}”{month}“{spot.unit}”：{WORDS.get(written or '', written)}"


WORDS = {"yes": "√", "no": "×"}
"""What a cell holds → as an office writes it."""
