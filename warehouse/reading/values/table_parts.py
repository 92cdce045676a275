"""Join the parts of a table (halves, pages, groups) and check it against its roster."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.reading.contract import RowRead, Severity, TypedTable
from warehouse.reading.findings import Report
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.values.table_reader import TableReader

Part = tuple[TableReader, str | None]


def join_tables(parts: list[Part], report: Report) -> list[TypedTable]:
    """Return one table for each form, month and sheet, in the order of the file."""
    groups: dict[tuple[str, str, str | None, str], list[TableReader]] = {}
    for reader, month in parts:
        form = reader.block.form
        key = (form.scheme.id, form.dataset.key, month, reader.block.sheet.name)
        groups.setdefault(key, []).append(reader)
    _check_sheets(groups, report)
    tables = [_join(readers, month, report) for (_, _, month, _), readers in groups.items()]
    for table, readers in zip(tables, groups.values(), strict=True):
        _check_missing(table, readers[0], report)
    return tables


def _check_sheets(groups: Iterable[tuple[str, str, str | None, str]], report: Report) -> None:
    """Add an error for two sheets that hold the same form and month."""
    seen: dict[tuple[str, str, str | None], str] = {}
    for scheme, dataset, month, sheet in groups:
        first = seen.setdefault((scheme, dataset, month), sheet)
        if first != sheet and month is not None:
            message = f"工作表“{first}”和“{sheet}”是同一张表、同一个月，请合成一张。"
            report.add("error", "table_twice", message, sheet=sheet, found=month)


def _join(readers: list[TableReader], month: str | None, report: Report) -> TypedTable:
    first = readers[0].block
    form, group = first.form, first.group
    columns = list(group.headers)
    positions = {
        key: columns.index(column) for key, column in group.columns.items() if column in columns
    }
    rows = [row for reader in readers for row in _aligned(reader, readers[0])]
    if form.dataset.shape != "dated_ledger":
        rows = _merge_repeated(rows, first.sheet.name, report)
    present = {key for reader in readers for key in reader.block.group.columns} - {UNIT}
    return TypedTable(
        scheme=form.scheme.id,
        dataset=form.dataset.key,
        month=month,
        sheet=first.sheet.name,
        headers=tuple(group.headers.values()),
        positions=positions,
        rows=tuple(rows),
        missing_columns=tuple(
            c.key for c in form.dataset.columns if c.key not in present and c.default is None
        ),
        aliases_used={k: v for reader in readers for k, v in reader.aliases_used.items()},
    )


def _aligned(reader: TableReader, first: TableReader) -> list[RowRead]:
    """Return a part's rows with their cells under the headers of the first part."""
    names, own = list(first.block.group.headers.values()), list(reader.block.group.headers.values())
    if names == own:
        return reader.rows
    places = [own.index(name) if name in own else None for name in names]
    return [
        row._replace(cells=tuple("" if p is None else row.cells[p] for p in places))
        for row in reader.rows
    ]


def _merge_repeated(rows: list[RowRead], sheet: str, report: Report) -> list[RowRead]:
    """Return one row for each unit; two rows with different values are an error."""
    seen: dict[str, RowRead] = {}
    for row in rows:
        first = seen.setdefault(row.unit, row)
        if first is row:
            continue
        rows_named = f"第{first.row}行和第{row.row}行"
        severity: Severity = "error"
        code = "unit_twice"
        message = f"“{row.unit}”出现了两次（{rows_named}），内容不同，请核对。"
        if first.values == row.values:
            severity, code = "warning", "unit_repeated"
            message = f"“{row.unit}”{rows_named}完全相同，只读一次。"
        report.add(severity, code, message, sheet=sheet, row=row.row, column=UNIT, found=row.unit)
    return list(seen.values())


def _check_missing(table: TypedTable, reader: TableReader, report: Report) -> None:
    """Warn once of the roster's units that have no row."""
    form = reader.block.form
    if not form.dataset.is_roster_complete or form.dataset.shape == "dated_ledger":
        return
    listed = {row.unit for row in table.rows}
    missing = [name for name in form.roster.names if name not in listed]
    if missing and table.rows:
        message = f"名单里有{len(missing)}个单位没有出现在表中：{'、'.join(missing)}。"
        report.add(
            "warning",
            "missing_units",
            message,
            sheet=table.sheet,
            column=UNIT,
            found="、".join(missing),
        )
