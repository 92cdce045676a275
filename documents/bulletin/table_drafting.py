"""Write the tables of a draft: rows from the facts, notes, and the bars of a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from documents.bulletin.board_facts import Board, Event, UnitScore
from documents.bulletin.cells import ReportRow, format_cell
from documents.bulletin.draft import Cells, DraftColumn, DraftTable, ScoreBar
from documents.bulletin.facts import Bulletin, FormMonth
from documents.bulletin.figures import FigureTexts
from documents.bulletin.form_marks import UNKNOWN
from documents.bulletin.sentences import choose, drop_second_year, fill
from documents.bulletin.table_columns import list_columns
from documents.bulletin.template import ColumnTemplate, TableTemplate
from documents.scheme_words import ADDITIONS, DEDUCTIONS
from documents.wording import FOR_NOW

NOTHING = "0.00"
UPRIGHT_CM, NARROWEST_CM = Decimal("15.6"), Decimal("1.6")
"""The room for columns on an upright page, and what a column of points needs."""
NOT_SETTLED = "“目前”为截至本月的情况，等次以年终结果为准"
BRACKETS = "括号"
NO_MARK = "“—”为本月未要求或尚无数据"


def write_table(
    bulletin: Bulletin,
    board: Board,
    form: FormMonth | None,
    table: TableTemplate,
    printed: Mapping[str, str],
    figures: FigureTexts,
) -> DraftTable:
    """Return one table of a section; `printed` maps units to their printed names, in order."""
    columns = list_columns(board, table, figures)
    rows = [
        tuple(format_cell(column, row) for column in columns)
        for row in _list_rows(bulletin, board, form, table, printed)
    ]
    note = choose(table.note, figures)
    notes = [note, *_explain(board, columns, rows, note)]
    return DraftTable(
        title=drop_second_year(fill(table.title, figures)),
        columns=tuple(map(_to_draft_column, columns)),
        rows=tuple(rows),
        empty=table.empty,
        note=_join_notes([note for note in notes if note]),
        is_landscape=table.landscape or _is_too_wide(columns),
        bars=tuple(_list_bars(board, printed)) if table.chart else (),
        addition=board.words.additions or ADDITIONS,
        deduction=board.words.deductions or DEDUCTIONS,
    )


def _is_too_wide(columns: Sequence[ColumnTemplate]) -> bool:
    """Return whether columns without a width would be too narrow on an upright page."""
    free = [column for column in columns if column.width_cm is None]
    taken = sum((column.width_cm for column in columns if column.width_cm), Decimal())
    return bool(free) and taken + len(free) * NARROWEST_CM > UPRIGHT_CM


def _to_draft_column(column: ColumnTemplate) -> DraftColumn:
    width = None if column.width_cm is None else str(column.width_cm)
    return DraftColumn(column.header, column.corner, width, column.align)


def _explain(
    board: Board, columns: Sequence[ColumnTemplate], rows: Sequence[Cells], note: str
) -> Iterator[str]:
    """Yield the explanations that a table's note needs, so that a dash does not read as a fault."""
    shown = {(column.show, cell) for row in rows for column, cell in zip(columns, row, strict=True)}
    if ("tick", UNKNOWN) in shown:
        yield NO_MARK
    if ("change", UNKNOWN) in shown and board.no_comparison:
        yield board.no_comparison
    is_bracketed = any(show == "bonus" and cell.startswith("（") for show, cell in shown)
    if is_bracketed and BRACKETS not in note:
        yield f"{board.words.additions}不计入总分的加{BRACKETS}"
    if any(show == "grade" and cell.startswith(FOR_NOW) for show, cell in shown):
        yield NOT_SETTLED


def _join_notes(notes: Sequence[str]) -> str:
    """Return the notes joined into one, with 注 only at the start."""
    if not notes:
        return ""
    if len(notes) == 1:
        return notes[0] if notes[0].startswith("注：") else f"注：{notes[0]}。"
    text = "；".join(note.rstrip("。；") for note in notes)
    return f"{text if text.startswith('注：') else f'注：{text}'}。"


def _list_rows(
    bulletin: Bulletin,
    board: Board,
    form: FormMonth | None,
    table: TableTemplate,
    printed: Mapping[str, str],
) -> Iterator[ReportRow]:
    scores = {unit.unit: unit for unit in board.units}
    if table.rows == "events":
        names = board.names
        said: dict[str, str] = dict(table.verdicts.items())
        for number, event in enumerate(_list_events(bulletin, board, table), start=1):
            yield ReportRow(
                number, printed[event.unit], bulletin, event=event,
                item_name=names.get(event.indicator, event.indicator),
                verdict=said.get(event.kind) or _name_kind(board, event.kind),
            )  # fmt: skip
        return
    values = form.values() if form else {}
    for number, unit in enumerate(_list_units(table, scores, values, printed), start=1):
        yield ReportRow(
            number, printed[unit], bulletin, score=scores[unit], grades=board.words.grades,
            form=form, values=values.get(unit, {}),
        )  # fmt: skip


def _name_kind(board: Board, kind: str) -> str:
    """Return what the scheme calls what a row did."""
    words = board.words
    return {
        "veto": words.veto,
        "at_risk": words.at_risk,
        "lost": "扣分",
        "bonus": words.additions or ADDITIONS,
        "deduction": words.deductions or DEDUCTIONS,
    }[kind]


def _list_units(
    table: TableTemplate,
    scores: Mapping[str, UnitScore],
    values: Mapping[str, Mapping[str, str]],
    printed: Mapping[str, str],
) -> list[str]:
    if table.rows == "ranked":
        return list(scores)
    units = [unit for unit in printed if unit in scores]
    if table.rows == "listed":
        key = table.listed_by
        return [
            u for u in units if u in values and (not key or Decimal(values[u].get(key, "0")) > 0)
        ]
    return units


def _list_events(bulletin: Bulletin, board: Board, table: TableTemplate) -> list[Event]:
    return [
        event
        for event in board.events
        if event.kind in table.kinds and (not table.this_month or event.month == bulletin.month)
    ]


def _list_bars(board: Board, printed: Mapping[str, str]) -> Iterator[ScoreBar]:
    """Yield the bars of the ranked units in rank order."""
    for unit in board.units:
        if unit.rank is not None:
            yield ScoreBar(
                unit=printed[unit.unit],
                total=unit.total or NOTHING,
                earned=unit.earned or NOTHING,
                added=unit.added or NOTHING,
                lost=str(Decimal(unit.lost or NOTHING) - Decimal(unit.provisional_lost or NOTHING)),
                pending=unit.pending or NOTHING,
                provisional=unit.provisional_lost or NOTHING,
            )
