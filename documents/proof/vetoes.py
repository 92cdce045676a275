"""The sheet 限制条件: which vetoes hold for a unit, or are near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from documents.proof.book import At
from documents.proof.conditions import hold_all
from documents.proof.figures import measure
from documents.proof.formulas import Formula
from documents.proof.functions import both, either, flag
from documents.proof.grids import Grid, make_columns
from documents.proof.scores import triple
from scoring.clauses.decisions import Veto
from scoring.clauses.parts import Concerns, Subject
from scoring.clauses.quantities import Fixed
from scoring.clauses.roster import AssessedUnit
from scoring.clauses.sentences.vetoes import say_veto

if TYPE_CHECKING:
    from documents.proof.tree import Tree

TAKES_PLACE = {"no_score", "no_rank", "last_place"}


class VetoSheet:
    """One row per unit and veto that may concern it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self.grid = Grid(
            "限制条件",
            [
                *make_columns("文件序号/9/0 单位/28 项/8 名称/24 数"),
                *triple("成立", "0"),
                *triple("接近", "0"),
                *make_columns("规定/60"),
            ],
        )
        self._held: dict[str, dict[int, Formula]] = {}

    def hold(self, veto: Veto) -> dict[int, Formula]:
        """Return 1 for each unit for which a veto holds, else 0."""
        if veto.id not in self._held:
            self._held[veto.id] = self._write(veto)
        return self._held[veto.id]

    def any_holds(self, unit: int, effects: set[str]) -> Formula:
        """Return whether a veto with one of some effects holds for a unit."""
        vetoes = [one for one in self._tree.assessment.vetoes if one.effect in effects]
        return either(*(self.hold(one)[unit].equals(1) for one in vetoes if unit in self.hold(one)))

    def _write(self, veto: Veto) -> dict[int, Formula]:
        book = self._tree.book
        units = tuple(n for n, unit in enumerate(book.roster) if is_meant(veto.concerns, unit))
        at = At(veto.id, units)
        holds = hold_all(book, at, (veto.condition, *veto.when))
        near = None
        if veto.warn is not None:
            close = veto.condition.model_copy(update={"against": Fixed(value=veto.warn)})
            near = hold_all(book, at, (close, *veto.when))
        subject = veto.condition.subject
        values = None if isinstance(subject, Subject) else measure(book, at, subject)
        stored = {str(row["unit"]): row for row in self._tree.stored.board}
        found = {}
        for unit in units:
            name = book.roster[unit].name
            row = self.grid.add_row([unit + 1, name, veto.id, veto.name])
            if values is not None:
                self.grid.put(row, "数", values[unit].low)
            self.grid.put(row, "规定", say_veto(veto, book.heading))
            kept = stored.get(name, {})
            found[unit] = self._compare(
                row, "成立", holds[unit].equals(1), veto.id in _list(kept, "vetoes")
            )
            if near is not None:
                is_near = both(near[unit].equals(1), found[unit].equals(0))
                self._compare(row, "接近", is_near, veto.id in _list(kept, "at_risk"))
        return found

    def _compare(self, row: int, title: str, condition: Formula, stored: bool) -> Formula:
        self.grid.put(row, title, flag(condition))
        cell = self.grid.cell(row, title)
        if self._tree.stored.board:
            self.grid.put(row, f"系统{title}", int(stored))
            self.grid.put(row, f"{title}差", cell - self.grid.cell(row, f"系统{title}"))
        return cell


def _list(row: Mapping[str, Any], key: str) -> Sequence[str]:
    return row.get(key) or ()


def is_meant(wanted: Concerns | None, unit: AssessedUnit) -> bool:
    """Return whether a unit is among those that a veto is for."""
    return wanted is None or (
        (not wanted.units or unit.name in wanted.units)
        and (not wanted.kinds or unit.kind in wanted.kinds)
    )
