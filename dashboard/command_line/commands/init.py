"""`kaohe init`: create the warehouse, and load schemes or the demo on request."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.commands.demo_year import land_demo, print_heads
from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from warehouse.results.scheme_changes import Loaded, load_shipped
from warehouse.schemes.schemes import list_known
from warehouse.store import Store

HOW_TO_BEGIN = (
    "暂无考核方案。管理员可以从示例开始"
    "（kaohe scheme list 列出，kaohe scheme add --example 装入），"
    "从去年的方案开始（kaohe scheme copy），或从空白的方案工作簿开始（kaohe scheme template）。"
)
"""What an empty store says in the terminal; pages name no commands."""


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Load what was asked for and is missing; return 1 if a scheme was left out.

    A second run changes nothing: a scheme of the store is never replaced.
    """
    console.print_message(f"数据目录：{store.home}")
    loaded = Loaded([], [])
    if arguments.demo or arguments.examples:
        loaded = load_shipped(store, examples=arguments.examples)
    print_loaded(store, loaded, console)
    landed = land_demo(store, console) if arguments.demo else 0
    if arguments.format == "json":
        console.write(
            to_json(
                {
                    "home": str(store.home),
                    "schemes": loaded.changed,
                    "faults": loaded.faults,
                    "demo_files": landed,
                }
            )
        )
    elif arguments.demo:
        print_heads(store, console)
    return 1 if loaded.faults else 0


def print_loaded(store: Store, loaded: Loaded, console: Console) -> None:
    """Print which schemes were loaded, or how to begin in a store without any."""
    changed = "、".join(loaded.changed)
    with store.reader() as cursor:
        is_empty = not list_known(cursor)
    if changed:
        console.print_message(f"已装入考核方案：{changed}")
    else:
        console.print_message(HOW_TO_BEGIN if is_empty else "考核方案没有变化。")
    print_scheme_faults(loaded, console)


def print_scheme_faults(loaded: Loaded, console: Console) -> None:
    """Print which schemes were left out and why."""
    if loaded.faults:
        console.print_message("下列考核方案有错误，没有装入；其他方案不受影响：")
    for fault in loaded.faults:
        console.print_message(fault)
