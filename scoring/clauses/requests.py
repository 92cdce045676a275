"""What a scheme reads: one request per column, reading and window, as data for SQL marts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.clauses.decisions import Assessment
from scoring.clauses.figures import Column, Figure, Own, Read, Rows, walk
from scoring.clauses.notice import ChosenScheme
from scoring.clauses.parts import Clause, Condition, Group, Line, Node, Part, Subject
from scoring.clauses.quantities import Quantity, list_figures
from scoring.clauses.score_checks import list_line_figures

WindowLength = Literal["year", "month", "quarter", "half"]


@dataclass(frozen=True, order=True)
class Window:
    """The months over which a source is read: all of the year, or each period by itself."""

    length: WindowLength = "year"
    months: tuple[int, ...] = tuple(range(1, 13))
    """The due months, 1-12 of the scheme's year."""


@dataclass(frozen=True, order=True)
class CellRequest:
    """One column of a form, read over a window, for all units and months at once."""

    form: str
    column: str
    read: Read
    window: Window
    last: bool = False
    """Whether the year before is read."""
    is_blank_zero: bool = False
    due_day: int = 0
    """A filing counts if it came by this day of its month; 0: no due day."""
    together: tuple[str, ...] = ()
    """The columns that must all stand in the month that `latest` takes."""


@dataclass(frozen=True, order=True)
class RowRequest:
    """The rows of a ledger that are dated into a window, with their price looked up."""

    form: str
    window: Window
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    amount: str = ""
    price_column: str = ""
    prices: tuple[tuple[str, int, int], ...] = ()
    """(value, numerator, denominator of its price)."""
    highest_per: str = ""
    within_months: int = 0
    """The window rolls over so many months, and reaches into the year before; 0: it does not."""


Request = CellRequest | RowRequest


@dataclass(frozen=True)
class Use:
    """Where a scheme asks for a source."""

    assessment: str
    clause: str
    """The id of a clause, node or veto."""
    request: Request


def list_uses(scheme: ChosenScheme) -> list[Use]:
    """Return all requests of a scheme in the order of its clauses, each once per clause."""
    return [use for assessment in scheme.assessments for use in list_assessment_uses(assessment)]


def list_assessment_uses(assessment: Assessment) -> list[Use]:
    """Return the requests of one assessment in the order of its clauses, each once per clause."""
    uses = [
        Use(assessment.id, clause, request)
        for clause, figure, window in list_assessment_figures(assessment)
        for inner in walk(figure)
        if (request := _to_request(inner, window))
    ]
    return list(dict.fromkeys(uses))


def list_requests(scheme: ChosenScheme) -> list[Request]:
    """Return the distinct requests of a scheme, cells first, sorted."""
    requests = {use.request for use in list_uses(scheme)}
    cells = sorted(one for one in requests if isinstance(one, CellRequest))
    rows = sorted(one for one in requests if isinstance(one, RowRequest))
    return [*cells, *rows]


def list_own(scheme: ChosenScheme) -> list[str]:
    """Return the own figures that the roster mart must deliver, in the roster's order."""
    used = {
        inner.own
        for assessment in scheme.assessments
        for _, figure, _ in list_assessment_figures(assessment)
        for inner in walk(figure)
        if isinstance(inner, Own)
    }
    return [column.key for column in scheme.heading.own if column.key in used]


def _to_request(figure: Figure, window: Window) -> Request | None:
    if isinstance(figure, Column):
        return CellRequest(
            form=figure.form,
            column=figure.column,
            read=figure.read,
            window=window,
            last=figure.last,
            is_blank_zero=figure.blank == "zero",
            due_day=figure.due_day or 0,
            together=figure.together,
        )
    if isinstance(figure, Rows):
        price = figure.price
        prices = price.prices.items() if price else ()
        return RowRequest(
            form=figure.form,
            window=window,
            where=tuple(sorted(figure.where.items())),
            amount=figure.amount or "",
            price_column=price.column if price else "",
            prices=tuple(sorted((k, v.numerator, v.denominator) for k, v in prices)),
            highest_per=figure.highest_per or "",
            within_months=figure.within_months or 0,
        )
    return None


Found = tuple[str, Figure, Window]
"""(id of the clause, node or veto, figure, the window that it is read over)."""


def list_assessment_figures(assessment: Assessment) -> Iterator[Found]:
    """Yield every figure of an assessment with what reads it, and the window."""
    yield from _list_node(assessment.total, Window())
    for veto in assessment.vetoes:
        for figure in _list_condition_figures((veto.condition, *veto.when)):
            yield veto.id, figure, Window()
        for figure in list_figures(veto.points):
            yield veto.id, figure, Window()


def _list_node(node: Node, outer: Window) -> Iterator[Found]:
    window = _find_window(node, outer)
    for figure, where in _list_limits(node, None, outer, window):
        yield node.id, figure, where
    for child in node.clauses:
        if isinstance(child, Node):
            yield from _list_node(child, window)
        else:
            yield from ((child.id, figure, where) for figure, where in _list_group(child, window))


def _list_group(group: Clause | Group, outer: Window) -> Iterator[tuple[Figure, Window]]:
    window = _find_window(group, outer)
    yield from _list_limits(group, group.start, outer, window)
    for item in group.lines:
        if isinstance(item, Line):
            yield from ((figure, window) for figure in list_line_figures(item))
        else:
            yield from _list_group(item, window)


def _find_window(part: Part, outer: Window) -> Window:
    """Return the window inside a part: its period, else that of what holds it."""
    return Window(part.period.length, part.period.months) if part.period else outer


def _list_limits(
    part: Part, start: Quantity | None, outer: Window, window: Window
) -> Iterator[tuple[Figure, Window]]:
    """Yield figures of a full mark (of the year) and of limits (of one period)."""
    yield from ((figure, outer) for figure in list_figures(part.full))
    for quantity in (start, part.floor, part.ceiling, part.times):
        yield from ((figure, window) for figure in list_figures(quantity))
    conditions = (*part.when, *(one for entry in part.not_for for one in entry.when))
    yield from ((figure, window) for figure in _list_condition_figures(conditions))


def _list_condition_figures(conditions: tuple[Condition, ...]) -> Iterator[Figure]:
    for condition in conditions:
        if not isinstance(condition.subject, Subject):
            yield condition.subject
        if not isinstance(condition.against, tuple):
            yield from list_figures(condition.against)
