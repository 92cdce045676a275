"""Compare the rows of a landed batch with those that its file gives when it is read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from scoring.dataset import Dataset
from warehouse.database.connection import Cursor, quote_name
from warehouse.database.sql import physical_columns
from warehouse.importing.landing import list_columns, list_facts
from warehouse.reading.contract import TypedTable
from warehouse.reading.copies.annotated_rebuild import name_sheets
from warehouse.reading.findings import shorten
from warehouse.reading.sheets.grid import Sheet
from warehouse.results.typed_values import to_text
from warehouse.safekeeping.verification.carried_rows import Carried, LandedBatch, Numbers

_LAST = 2**31


def list_differences(
    cursor: Cursor,
    batch: LandedBatch,
    dataset: Dataset,
    table: TypedTable,
    units: Numbers,
    carried: Carried,
    *,
    is_copy: bool,
) -> Iterator[str]:
    """Yield a sentence for each difference between a batch and its reread table.

    `is_copy`: the table comes from a masked copy, whose sheets may have other names.
    """
    names = {number: unit for unit, number in units.items()}
    stood = carried.find_stood(batch)
    stored = cursor.execute(
        "select batch_id, column_key, position, source_batch_id from batch_column"
        " where batch_id = ?",
        [batch.id],
    ).fetchall()
    kept = {row[1] for row in stored} & set(table.missing_columns) if stood else set()
    columns = list_columns(dataset, table, batch.id, carried.find_sources(stood), kept)
    rows = carried.find_rows(batch, dataset, stood) if kept else {}
    facts = list_facts(dataset, table, rows, kept)
    carried.remember(batch, dataset, columns, facts)
    yield from _compare_head(batch, table, is_copy=is_copy)
    yield from _compare_columns(dataset, columns, stored)
    yield from _compare_cells(cursor, batch, table, units, names)
    numbered = [(row, units.get(unit), *values) for row, unit, *values in facts]
    yield from _compare_facts(cursor, batch, dataset, numbered, names)


def _compare_head(batch: LandedBatch, table: TypedTable, *, is_copy: bool) -> Iterator[str]:
    if batch.sheet is not None and batch.sheet != table.sheet:
        copied = name_sheets([Sheet(batch.sheet)]) if is_copy else []
        if table.sheet not in copied:
            yield f"工作表存着“{batch.sheet}”，文件里是“{table.sheet}”"
    if batch.headers != table.headers:
        yield f"表头存着“{_join(batch.headers)}”，文件里是“{_join(table.headers)}”"
    if batch.row_count != len(table.rows):
        yield f"行数存着{batch.row_count}，文件里是{len(table.rows)}"


def _join(texts: tuple[str, ...]) -> str:
    return shorten("、".join(texts))


def _compare_columns(dataset: Dataset, columns: list[Any], stored: list[Any]) -> Iterator[str]:
    """Compare which columns are reported, their positions, and where kept columns come from."""
    expected = {row[1]: row for row in columns}
    found = {row[1]: row for row in stored}
    for key in sorted(expected.keys() | found.keys()):
        if expected.get(key) != found.get(key):
            yield f"“{_title(dataset, key)}”一列的位置或来源与文件不同"


def _title(dataset: Dataset, key: str) -> str:
    found = [column.headers[0] for column in dataset.columns if column.key == key]
    return found[0] if found else key


def _compare_cells(
    cursor: Cursor, batch: LandedBatch, table: TypedTable, units: Numbers, names: Mapping[int, str]
) -> Iterator[str]:
    """Compare the rows as written in the file, which users see as evidence."""
    rows = cursor.execute(
        "select row_number, unit_id, cells from source_row where batch_id = ?", [batch.id]
    ).fetchall()
    stored = _sort((number, unit, *cells) for number, unit, cells in rows)
    expected = _sort((row.row, units.get(row.unit), *row.cells) for row in table.rows)
    for old, new in _pair(expected, stored):
        place = _format_place((new or old or ())[:2], names)
        if old is None or new is None:
            yield f"原样保存的{place}{'是文件里没有的' if old is None else '不见了'}"
            continue
        for at, (before, after) in enumerate(zip(old[2:], new[2:], strict=False)):
            if before != after:
                header = table.headers[at] if at < len(table.headers) else f"第{at + 1}格"
                yield f"原样保存的{place}“{header}”{_describe_two(after, before)}"
        if len(old) != len(new):
            yield f"原样保存的{place}有{len(new) - 2}格，文件里是{len(old) - 2}格"


def _compare_facts(
    cursor: Cursor,
    batch: LandedBatch,
    dataset: Dataset,
    facts: list[tuple[Any, ...]],
    names: Mapping[int, str],
) -> Iterator[str]:
    """Compare every value that is scored; columns that a later version added must be NULL."""
    own = [name for column in dataset.columns for name in physical_columns(column)]
    table = quote_name(batch.scheme, batch.dataset)
    found = cursor.execute(f"from {table} where batch_id = ?", [batch.id])
    columns = [column[0] for column in found.description or ()]
    later = [name for name in columns[3:] if name not in own]
    order = [columns.index(name) for name in ("row_number", "unit_id", *own, *later)]
    stored = _sort(tuple(row[at] for at in order) for row in found.fetchall())
    expected = _sort((*fact, *(None for _ in later)) for fact in facts)
    for old, new in _pair(expected, stored):
        place = _format_place((new or old or ())[:2], names)
        if old is None or new is None:
            yield f"数据中{place}{'是文件里没有的' if old is None else '不见了'}"
            continue
        yield from _compare_values(dataset, place, old[2:], new[2:])


def _compare_values(
    dataset: Dataset, place: str, old: tuple[Any, ...], new: tuple[Any, ...]
) -> Iterator[str]:
    at = 0
    for column in dataset.columns:
        width = len(physical_columns(column))
        before, after = old[at : at + width], new[at : at + width]
        at += width
        if before != after:
            difference = _describe_two(
                _format_value(after, to_text(column, after)),
                _format_value(before, to_text(column, before)),
            )
            yield f"{place}“{column.headers[0]}”{difference}"
    if old[at:] != new[at:]:
        yield f"{place}有这一版方案没有的数据"


def _format_value(physical: tuple[Any, ...], text: str | None) -> str | None:
    """Return a value as text, with its parts if it has several: 1/3 and 2/6 look the same."""
    filled = [str(part) for part in physical if part is not None]
    return f"{text}（{'、'.join(filled)}）" if len(filled) > 1 else text


def _describe_two(stored: str | None, in_file: str | None) -> str:
    return f"存着{_quote(stored)}，文件里是{_quote(in_file)}"


def _quote(text: str | None) -> str:
    return f"“{shorten(text)}”" if text else "空白"


def _format_place(row: tuple[Any, ...], names: Mapping[int, str]) -> str:
    number, unit = row
    name = names.get(unit, f"编号{unit}的单位")
    return f"第{number}行“{name}”" if number is not None else f"沿用的“{name}”一行"


def _sort(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: (row[0] or _LAST, row[1] or 0, repr(row)))


def _pair(
    expected: list[tuple[Any, ...]], stored: list[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    """Yield the rows that differ as pairs of the same row number and unit; None: no counterpart."""
    if expected == stored:
        return
    both: dict[Any, tuple[list[Any], list[Any]]] = {}
    for side, rows in enumerate((expected, stored)):
        for row in rows:
            both.setdefault(row[:2], ([], []))[side].append(row)
    for old, new in both.values():
        for before, after in zip_longest(old, new):
            if before != after:
                yield before, after
