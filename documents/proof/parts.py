"""Groups and clauses on the sheet 计分: limit((start + Σ lines) × times) of one window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from documents.proof.book import At, Book
from documents.proof.borders import exceeds
from documents.proof.conditions import hold_all
from documents.proof.formulas import ENDLESS, FAR, NEVER, ONE, TRUE, ZERO, Formula, constant
from documents.proof.functions import (
    add_up,
    either,
    flag,
    greatest_of,
    is_number,
    least_of,
    or_zero,
    when,
)
from documents.proof.lines import score_line
from documents.proof.periods import score_periods
from documents.proof.quantities import evaluate, require
from documents.proof.spans import Span, close, either_span, point
from scoring.clauses.parts import Clause, Condition, Group, Item, Line, Take
from scoring.clauses.sentences.lines import say_line

Spans = dict[int, Span]


def score_part(book: Book, at: At, part: Clause | Group, words: str) -> Spans:
    """Return the points of a clause or group under its full mark: of the year, or of one window."""
    if part.period is None or at.is_period:
        return _score_window(book, at, part, words)

    def score_one(here: At) -> Spans:
        return _score_window(book, here, part, words)

    return score_periods(book, at, part, words, score_one)


def _score_window(book: Book, at: At, part: Clause | Group, words: str) -> Spans:
    if part.full is None and part.ceiling is not None:
        at = replace(at, worth=evaluate(book, at, part.ceiling))
    alone = part.lines[0] if len(part.lines) == 1 else None
    is_flat = isinstance(alone, Line) and not (alone.when and part.when)
    rows: dict[int, int] = {}
    if is_flat:
        rows = _open_rows(book, at, words)
        items = [_score_line(book, at, alone, rows)]  # type: ignore[arg-type]
    else:
        items = [
            _score_item(book, at, item, f"{words}·第{number}项")
            for number, item in enumerate(part.lines, start=1)
        ]
        rows = _open_rows(book, at, words)
    for unit, row in rows.items():
        if at.full is not None and part.full is not None:
            book.points.put(row, "满分", at.full[unit])
    spans = {
        unit: _put_total(book, row, part.take, [item[unit] for item in items])
        for unit, row in rows.items()
    }
    if part.fit == "scale":
        spans = _fit(book, at, part, spans, rows)
    spans = _limit(book, at, part, spans, rows)
    spans = _apply_condition(book, at, part.when, spans, rows)
    return {unit: span.put(book.points, rows[unit]) for unit, span in spans.items()}


def _open_rows(book: Book, at: At, words: str) -> dict[int, int]:
    return {unit: book.open_row(book.points, at, unit, words) for unit in at.units}


def _score_item(book: Book, at: At, item: Item, words: str) -> Spans:
    """Return the points of a line on rows of its own, or of a group."""
    if isinstance(item, Line):
        rows = _open_rows(book, at, f"{words}：{say_line(item, book.voice)}")
        spans = _score_line(book, at, item, rows)
        return {unit: span.put(book.points, rows[unit]) for unit, span in spans.items()}
    full = evaluate(book, at, item.full)
    if full is None:
        return score_part(book, at, item, words)
    # A group without a full mark for the unit is not there.
    there = tuple(unit for unit in at.units if full[unit].value != "")
    inner = replace(at, units=there, full=full)
    found = score_part(book, inner, item, words) if there else {}
    for unit, span in found.items():
        if not full[unit].is_literal:
            found[unit] = either_span(is_number(full[unit]), span, point(ZERO))
    return {unit: found.get(unit, point(ZERO)) for unit in at.units}


def _score_line(book: Book, at: At, line: Line, rows: Mapping[int, int]) -> Spans:
    spans = score_line(book, at, line, rows)
    return _apply_condition(book, at, line.when, spans, rows)


def _apply_condition(
    book: Book, at: At, when_: Sequence[Condition], spans: Spans, rows: Mapping[int, int]
) -> Spans:
    """Return 0 where a condition fails, and the hull with 0 where it is not known."""
    if not when_:
        return spans
    holds, found = hold_all(book, at, when_), {}
    for unit, span in spans.items():
        answer = book.points.put(rows[unit], "条件", holds[unit])
        low, high = close(book, at, least_of(span.low, 0), greatest_of(span.high, 0))
        hull = replace(span, low=low, high=high, is_open=ONE, is_skipped=ZERO)
        known = either_span(answer.equals(1), span, point(ZERO))
        found[unit] = either_span(answer.equals(""), hull, known)
    return found


def _put_total(book: Book, row: int, take: Take, items: list[Span]) -> Span:
    """Add the lines' spans, or take the one that brings most or least (就高、就低).

    What is open in one is open in the sum; the taken one only while its ends differ.
    """
    is_open = flag(either(*(one.is_open.equals(1) for one in items if one.is_open != ZERO)))
    undefined = flag(
        either(*(one.is_undefined.equals(1) for one in items if one.is_undefined != ZERO))
    )
    skipped = flag(either(*(one.is_skipped.equals(1) for one in items if one.is_skipped != ZERO)))
    if len(items) == 1:
        is_open, undefined, skipped = items[0].is_open, items[0].is_undefined, items[0].is_skipped
    pick = {"sum": _add, "highest": greatest_of, "lowest": least_of}[take]
    low = book.points.put(row, "合计", pick(*(one.low for one in items)))
    high = book.points.put(row, "合计上限", pick(*(one.high for one in items)))
    if take != "sum":
        differs = either(exceeds(high, low), low >= ENDLESS, low <= -ENDLESS)
        is_open = when(is_open.equals(1), flag(differs), 0)
    return Span(low, high, is_open, undefined, skipped)


def _add(*parts: Formula) -> Formula:
    return add_up(parts)


def _fit(book: Book, at: At, part: Clause | Group, spans: Spans, rows: Mapping[int, int]) -> Spans:
    """Convert the sum of the lines' own full marks to the part's full mark (折算)."""
    fulls = [
        require(book, at, item.full)
        for item in part.lines
        if isinstance(item, Group) and item.full is not None
    ]
    found = {}
    for unit, span in spans.items():
        whole = add_up(or_zero(one[unit]) for one in fulls)
        full = ZERO if at.full is None else at.full[unit]
        nothing = Span(ZERO, full, ONE, ONE)
        factor = ZERO if whole == ZERO else when(whole.equals(0), 0, full / whole)
        factor = book.points.put(rows[unit], "折算", factor)
        scaled = replace(span, low=span.low * factor, high=span.high * factor)
        found[unit] = nothing if whole == ZERO else either_span(whole.equals(0), nothing, scaled)
    return found


def _limit(
    book: Book, at: At, part: Clause | Group, spans: Spans, rows: Mapping[int, int]
) -> Spans:
    """Return limit((start + Σ lines) × times)."""
    starts, times = require(book, at, part.start), require(book, at, part.times)
    floors, ceilings = evaluate(book, at, part.floor), evaluate(book, at, part.ceiling)
    found = {}
    for unit, span in spans.items():
        row = rows[unit]
        start = book.points.put(row, "起点", or_zero(starts[unit]))
        begun = replace(span, low=start + span.low, high=start + span.high)
        whole = _multiply(book, at, begun, book.points.put(row, "系数", times[unit]))
        limits = [
            None if one is None else book.points.put(row, title, one[unit])
            for title, one in (("最低", floors), ("最高", ceilings))
        ]
        low, high = (clamp(end, *limits) for end in (whole.low, whole.high))
        found[unit] = replace(whole, low=low, high=high)
    return found


def _multiply(book: Book, at: At, span: Span, factor: Formula) -> Span:
    """Multiply a span; by a factor that is not known it may come to anything.

    A factor under 0 turns its ends round.
    """
    ends = span.low * factor, span.high * factor
    may_turn = not factor.is_literal or (factor.number or 0) < 0
    low, high = (least_of(*ends), greatest_of(*ends)) if may_turn else ends
    known = is_number(factor)
    if known == TRUE:
        return replace(span, low=low, high=high)
    ends = (ZERO, ZERO) if at.known_only else close(book, at, constant(NEVER), constant(FAR))
    return either_span(known, replace(span, low=low, high=high), Span(*ends, ONE))


def clamp(value: Formula, floor: Formula | None, ceiling: Formula | None) -> Formula:
    """Return a number within two limits; one that is not known is none."""
    if ceiling is not None:
        value = least_of(value, when(is_number(ceiling), ceiling, FAR))
    if floor is not None:
        value = greatest_of(value, when(is_number(floor), floor, -FAR))
    return value
