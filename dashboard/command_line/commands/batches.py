"""`kaohe batches`: list the imports, newest first."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from dashboard.shell.import_words import NOTHING_IMPORTED
from documents.wording import STATE_TITLES, format_time
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.views import read_batches

HEADERS = ("批次", "状态", "方案", "报表", "月份", "行数", "文件", "经手人", "时间", "缘由")


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Print the batches of one scheme or of all."""
    with store.reader() as cursor:
        if arguments.scheme:
            read_scheme(cursor, arguments.scheme)  # raises WrongCall for an unknown scheme
        batches = read_batches(cursor, arguments.scheme)
    rows = batches.to_dicts()
    if arguments.format == "json":
        console.write(to_json(rows))
    elif arguments.format == "csv":
        console.write(to_csv(batches.columns, rows))
    elif rows:
        table = [
            [
                str(row["id"]),
                STATE_TITLES[row["state"]],
                row["scheme"],
                row["title"],
                row["month"],
                str(row["rows"]),
                row["file"] or "",
                row["actor"],
                format_time(row["created_at"]),
                row["reason"] or "",
            ]
            for row in rows
        ]
        console.write(draw_table(HEADERS, table, ("批次", "行数")))
    else:
        console.print_message(f"{NOTHING_IMPORTED}用 kaohe import 文件 导入报表。")
    return 0
