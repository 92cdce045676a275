"""Build a draft from facts and a template: texts filled in, tables made from the store's figures.

The same facts and template give the same draft.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from documents.bulletin.board_figures import list_board_figures
from documents.bulletin.cells import TableRow, format_cell
from documents.bulletin.draft import (
    Cells,
    Draft,
    DraftColumn,
    DraftSection,
    DraftTable,
    ScoreBar,
    Sentence,
    format_day,
)
from documents.bulletin.facts import Board, Bulletin, Event, FormMonth, UnitScore
from documents.bulletin.figures import Figures, UnitNamer, list_common
from documents.bulletin.form_figures import list_form_figures
from documents.bulletin.form_marks import UNKNOWN
from documents.bulletin.sentences import choose, fill
from documents.bulletin.template import (
    BulletinTemplate,
    ColumnTemplate,
    SectionTemplate,
    TableTemplate,
)
from documents.wording import ABOVE_LINE, BELOW_LINE
from warehouse.faults import WrongCall

NOTHING = "0.00"
NOT_SETTLED = "“目前”为截至本月的情况，等次以年终结果为准"
NO_MARK = "“—”为本月未要求或尚无数据"


def write_draft(
    bulletin: Bulletin,
    template: BulletinTemplate,
    *,
    annexes: Collection[str] = (),
    ranking: bool | None = None,
    issued_on: date | None = None,
) -> Draft:
    """Return the draft of a bulletin.

    `annexes` are the assessments to include, or all if empty; `ranking` is whether tables of
    ranks are included, None as the template says. WrongCall names an unknown assessment.
    """
    sections = _pick_sections(bulletin, template, annexes)
    with_ranks = template.ranking if ranking is None else ranking
    common = list_common(bulletin)
    return Draft(
        title=fill(template.title, common),
        recipients=fill(template.recipients, common),
        opening=tuple(fill(text, common) for text in template.opening),
        sections=tuple(_write_sections(bulletin, sections, template, with_ranks)),
        closing=tuple(fill(text, common) for text in template.closing),
        issuer=fill(template.issuer, common),
        issued_on=format_day(issued_on, bulletin.year),
        data_line=f"（数据截至第{bulletin.batch}批导入。）" if bulletin.batch else "",
    )


def _pick_sections(
    bulletin: Bulletin, template: BulletinTemplate, annexes: Collection[str]
) -> list[SectionTemplate]:
    """Return the sections of the given assessments; WrongCall lists those that exist."""
    boards = {board.assessment for board in bulletin.boards}
    sections = [section for section in template.sections if section.assessment in boards]
    known = dict.fromkeys(section.assessment for section in sections)
    if wrong := [annex for annex in annexes if annex not in known]:
        raise WrongCall(f"通报里没有“{'、'.join(wrong)}”这一部分（可选：{'、'.join(known)}）。")
    return [section for section in sections if not annexes or section.assessment in annexes]


def spell_units(section: SectionTemplate, roster: Sequence[str]) -> dict[str, str]:
    """Return unit → printed name, in the order in which the section prints them.

    Units that the template does not list (the roster has changed) follow under their own names.
    """
    listed = {unit: printed for printed, unit in section.list_units() if unit in roster}
    return listed | {unit: unit for unit in roster if unit not in listed}


def _write_sections(
    bulletin: Bulletin,
    sections: Sequence[SectionTemplate],
    template: BulletinTemplate,
    with_ranks: bool,
) -> Iterator[DraftSection]:
    tables = [[t for t in section.tables if with_ranks or not t.is_ranking] for section in sections]
    names = iter(name_attachments(sum(map(len, tables))))
    for section, shown in zip(sections, tables, strict=True):
        annexes = [next(names) for _ in shown]
        yield _write_section(bulletin, section, template, shown, annexes[0] if annexes else "")


def name_attachments(count: int) -> list[str]:
    """Return the marks of the attachments; a single one has no number."""
    return ["附件"] if count == 1 else [f"附件{number}" for number in range(1, count + 1)]


def _write_section(
    bulletin: Bulletin,
    section: SectionTemplate,
    template: BulletinTemplate,
    tables: Sequence[TableTemplate],
    annex: str,
) -> DraftSection:
    board = bulletin.board(section.assessment)
    form = bulletin.form(section.dataset) if section.dataset else None
    printed = spell_units(section, board.roster)
    namer = UnitNamer(printed, template.most_named, annex)
    figures = list_common(bulletin) | list_board_figures(board, namer)
    if form is not None:
        watched = _list_watched(section, form)
        figures |= list_form_figures(bulletin, form, list(printed), watched, namer)
    return DraftSection(
        assessment=section.assessment,
        heading=fill(section.heading, figures),
        sentences=tuple(
            Sentence(about, choose(variants, figures))
            for about, variants in section.sentences.items()
        ),
        tables=tuple(
            _write_table(bulletin, board, form, table, printed, figures) for table in tables
        ),
    )


def _list_watched(section: SectionTemplate, form: FormMonth) -> dict[str, str]:
    """Return the watched columns, each with the text for units that left it undone."""
    headers = {column.key: f"“{column.header}”未完成" for column in form.columns}
    return {key: text or headers[key] for key, text in section.list_watched()}


def _write_table(
    bulletin: Bulletin,
    board: Board,
    form: FormMonth | None,
    table: TableTemplate,
    printed: Mapping[str, str],
    figures: Figures,
) -> DraftTable:
    rows = [
        tuple(format_cell(column, row) for column in table.columns)
        for row in _list_rows(bulletin, board, form, table, printed)
    ]
    notes = [fill(table.note, figures), *_explain(board, table, rows)]
    return DraftTable(
        title=fill(table.title, figures),
        columns=tuple(map(_to_draft_column, table.columns)),
        rows=tuple(rows),
        empty=table.empty,
        note=_join_notes([note for note in notes if note]),
        is_landscape=table.landscape,
        bars=tuple(_list_bars(board, printed)) if table.chart else (),
    )  # fmt: skip


def _to_draft_column(column: ColumnTemplate) -> DraftColumn:
    width = None if column.width_cm is None else str(column.width_cm)
    return DraftColumn(column.header, column.corner, width, column.align)


def _explain(board: Board, table: TableTemplate, rows: Sequence[Cells]) -> Iterator[str]:
    """Yield the explanations that a table's note needs, so that a dash does not read as a fault."""
    shown = {
        (column.show, cell) for row in rows for column, cell in zip(table.columns, row, strict=True)
    }
    if ("tick", UNKNOWN) in shown:
        yield NO_MARK
    if ("change", UNKNOWN) in shown and board.no_comparison:
        yield board.no_comparison
    if ("grade", BELOW_LINE) in shown or ("grade", ABOVE_LINE) in shown:
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
) -> Iterator[TableRow]:
    scores = {unit.unit: unit for unit in board.units}
    if table.rows == "events":
        names = {item.id: item.name for item in board.items}
        for number, event in enumerate(_list_events(bulletin, board, table), start=1):
            yield TableRow(
                number, printed[event.unit], bulletin, event=event,
                item_name=names.get(event.indicator, event.indicator),
            )  # fmt: skip
        return
    values = form.values() if form else {}
    for number, unit in enumerate(_list_units(table, scores, values, printed), start=1):
        yield TableRow(number, printed[unit], bulletin, scores[unit], form, values.get(unit, {}))


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
        return [u for u in units if u in values and (not key or int(values[u].get(key, "0")) > 0)]
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
                bonus=(unit.bonus_counted and unit.bonus) or NOTHING,
                lost=str(Decimal(unit.lost or NOTHING) - Decimal(unit.provisional_lost or NOTHING)),
                pending=unit.pending or NOTHING,
                provisional=unit.provisional_lost or NOTHING,
            )
