"""`kaohe ledger`: print the lines of a unit's score with their evidence."""

from __future__ import annotations

from argparse import Namespace
from decimal import Decimal
from typing import Any

from dashboard.command_line.console import Console
from dashboard.command_line.option_values import split_pairs
from dashboard.command_line.output import to_csv, to_json
from dashboard.command_line.text_table import draw_table
from documents.exports.ledgers import name_id
from documents.wording import describe_counts_to, format_exact, format_place
from warehouse.results.scores import read_ledger
from warehouse.store import Store

CSV_COLUMNS = ("indicator", "kind", "counts_to", "points", "reason", "clause", "months", "evidence")
HEADERS = ("指标", "计入", "分值", "原因", "依据", "佐证")
PLACES_SHOWN = 2


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Print a unit's ledger."""
    lines = _read_lines(store, arguments)
    if arguments.format == "json":
        console.write(to_json([{key: line[key] for key in CSV_COLUMNS} for line in lines]))
    elif arguments.format == "csv":
        rows = [{**line, "evidence": _list_places(line)} for line in lines]
        console.write(to_csv(CSV_COLUMNS, rows))
    else:
        console.write(draw_table(HEADERS, [_to_row(line) for line in lines], ("分值",)))
    return 0


def _read_lines(store: Store, arguments: Namespace) -> list[dict[str, Any]]:
    return read_ledger(
        store,
        arguments.scheme,
        arguments.assessment,
        arguments.unit,
        arguments.as_of,
        final=arguments.final,
        choices=split_pairs(arguments.set, "--set") or None,
        known_at=arguments.known_at,
    )


def _to_row(line: dict[str, Any]) -> list[str]:
    places = _list_places(line)
    shown = "；".join(places[:PLACES_SHOWN])
    if len(places) > PLACES_SHOWN:
        shown += f"；等{len(places)}处"
    return [
        name_id(line["indicator"]),
        describe_counts_to(line["counts_to"], is_provisional=line["is_provisional"]),
        format_exact(Decimal(line["points"])),
        line["reason"],
        line["clause"],
        shown,
    ]


def _list_places(line: dict[str, Any]) -> list[str]:
    return [format_place(row["file"], row["sheet"], row["row"]) for row in line["evidence"]]
