"""Report problems of a table as a whole: its columns, counts without rates, hidden parts."""

from __future__ import annotations

from warehouse.reading.contract import RefusedFile
from warehouse.reading.findings import Report
from warehouse.reading.tables.column_labels import UNIT
from warehouse.reading.tables.header_terms import find_measure, is_of_month
from warehouse.reading.tables.table_blocks import Block
from warehouse.reading.words.folding import fold_label


def check_structure(block: Block, report: Report) -> None:
    """Add the findings about a block's columns and rows; an answer may switch a column."""
    _check_columns(block, report)
    _check_counts(block, report)
    _check_hidden(block, report)


def _check_columns(block: Block, report: Report) -> None:
    sheet, row = block.sheet.name, block.header.bottom
    for key, printed in block.group.duplicates.items():
        message = f"有两列都是“{printed}”，不能确定以哪一列为准，请删去一列。"
        report.add(
            "error", "column_twice", message, sheet=sheet, row=row, column=key, found=printed
        )
    if block.group.unknown and not _is_repeated(block, report):
        for printed in block.group.unknown.values():
            message = f"“{printed}”不是本表的栏目，没有读取。"
            report.add("warning", "unknown_column", message, sheet=sheet, row=row, found=printed)
    _check_measures(block, report)
    _choose_totals(block, report)
    _ask_about_months(block, report)
    _ask_about_summaries(block, report)


def _check_measures(block: Block, report: Report) -> None:
    """Refuse a column whose header names another measure than the form's: nothing is converted."""
    for key, position in block.group.columns.items():
        wanted = None if key == UNIT else block.form.dataset.column(key)
        if wanted is None or wanted.type != "quantity" or not wanted.measure:
            continue
        printed = block.group.headers.get(position, "")
        measure = find_measure(fold_label(printed))
        if measure in {None, fold_label(wanted.measure)} or printed in wanted.headers:
            continue
        message = f"“{printed}”的单位不是{wanted.measure}，系统不换算，请按{wanted.measure}填报。"
        report.add(
            "error", "measure_differs", message, sheet=block.sheet.name, row=block.header.bottom,
            column=key, found=printed,
        )  # fmt: skip


def _is_repeated(block: Block, report: Report) -> bool:
    """Return whether another block of the sheet has already reported these unknown columns."""
    reported = {
        finding.found
        for finding in report.findings
        if finding.code == "unknown_column" and finding.sheet == block.sheet.name
    }
    return set(block.group.unknown.values()) <= reported


def _choose_totals(block: Block, report: Report) -> None:
    """Ask which of 本月 and 累计 is meant if the form wants a year-to-date figure and has both."""
    for key, column in block.group.totals.items():
        is_cumulative = block.form.dataset.column(key).read == "cumulative"
        if not is_cumulative or block.group.columns.get(key) == column:
            continue
        answer = report.answer("month_or_total", key)
        if answer == "total":
            block.group.columns[key] = column
            block.read_again()
        elif answer != "month":
            header = block.group.headers[column]
            report.add(
                "question",
                "month_or_total",
                f"“{header}”与本月数并列，而这一栏考核累计数：用 month（本月）还是 total？",
                sheet=block.sheet.name,
                row=block.header.bottom,
                column=key,
                found=header,
                topic=key,
                options=("month", "total"),
            )


def _ask_about_summaries(block: Block, report: Report) -> None:
    """Ask about a pivot table's summary, other than a sum of counts, in place of a column."""
    for key, printed in block.group.doubtful.items():
        if report.answer("pivot_summary", key) != "use":
            report.add(
                "question",
                "pivot_summary",
                f"“{printed}”是数据透视表的汇总，不一定是“{block.form.dataset.column(key).headers[0]}”："
                "确认就用这一列请选 use，否则请改用原始数后重新导入。",
                sheet=block.sheet.name,
                row=block.header.bottom,
                column=key,
                found=printed,
                topic=key,
                options=("use",),
            )


def _ask_about_months(block: Block, report: Report) -> None:
    """Ask about a count of the month alone in a column of year-to-date figures."""
    for key, column in block.group.columns.items():
        if key == UNIT or key in block.group.totals:
            continue
        wanted, header = block.form.dataset.column(key), block.group.headers.get(column, "")
        is_total = wanted.read == "cumulative" and wanted.type in {"count", "quantity"}
        if is_total and is_of_month(header) and report.answer("month_or_total", key) != "month":
            report.add(
                "question",
                "month_or_total",
                f"“{header}”是本月数，而这一栏考核累计数：就用它请选 month，"
                "否则请补上累计数后重新导入。",
                sheet=block.sheet.name,
                row=block.header.bottom,
                column=key,
                found=header,
                topic=key,
                options=("month",),
            )


def _check_counts(block: Block, report: Report) -> None:
    """Refuse rates without the counts that they are computed from."""
    dataset, present = block.form.dataset, set(block.group.columns)
    if dataset.counts_or_rate:
        return
    if dataset.rate_checks and not any(check.numerator in present for check in dataset.rate_checks):
        names = "、".join(
            f"“{column.headers[0]}”" for column in dataset.columns if not column.optional
        )
        message = f"只有比率没有件数，无法计分：还需要{names}，请补上后重新导入。"
        raise RefusedFile("counts_needed", message, sheet=block.sheet.name)
    for check in dataset.rate_checks:
        missing = [key for key in (check.numerator, check.denominator) if key not in present]
        if check.rate in present and missing:
            names = "、".join(f"“{dataset.column(key).headers[0]}”" for key in missing)
            report.add(
                "error",
                "counts_needed",
                f"只有比率没有件数：还需要{names}。",
                sheet=block.sheet.name,
                row=block.header.bottom,
                column=missing[0],
            )


def _check_hidden(block: Block, report: Report) -> None:
    sheet = block.sheet
    hidden = [number for number in block.unit_numbers if number in sheet.hidden_rows]
    if hidden:
        message = f"有{len(hidden)}行是隐藏的（如第{hidden[0]}行），也作为数据读取。"
        report.add(
            "warning",
            "hidden_rows",
            message,
            sheet=sheet.name,
            row=hidden[0],
            found=str(len(hidden)),
        )
    header_cells = sheet.rows.get(block.header.bottom, {}) | sheet.rows.get(block.header.top, {})
    for column, cell in sorted(header_cells.items()):
        label = block.form.vocabulary.resolve((fold_label(cell.raw),))
        if sheet.is_hidden_column(column) and label.key not in {None, UNIT}:
            message = f"“{cell.text}”这一列是隐藏的，没有读取。"
            report.add(
                "warning",
                "hidden_column",
                message,
                sheet=sheet.name,
                column=label.key,
                found=cell.text,
            )
