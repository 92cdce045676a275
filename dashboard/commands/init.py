"""`kaohe init`: create the warehouse, load the shipped schemes, and a demo year if asked."""

from __future__ import annotations

from argparse import Namespace

from dashboard.console import Console
from dashboard.demo import land_demo, show_heads
from dashboard.printing import to_json
from warehouse.schemes import load_into
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Load what is not yet there; again: no change."""
    loaded = load_into(store)
    console.say(f"数据目录：{store.home}")
    console.say(f"已装入考核方案：{'、'.join(loaded)}" if loaded else "考核方案没有变化。")
    landed = land_demo(store, console) if arguments.demo else 0
    if arguments.format == "json":
        console.write(to_json({"home": str(store.home), "schemes": loaded, "demo_files": landed}))
    elif arguments.demo:
        show_heads(store, console)
    return 0
