"""`kaohe backup`: make a consistent, checked copy of a store in use."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from warehouse.home.backup_manifest import read_manifest
from warehouse.safekeeping.backups import back_up, prune
from warehouse.safekeeping.second_place import copy_to_second_place, read_second_place
from warehouse.store import Store


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Make a backup in the home's own folder or in another one, and print where it is."""
    folder = back_up(store, Path(arguments.path).absolute() if arguments.path else None)
    manifest = read_manifest(folder)
    removed = [] if arguments.path else prune(store.home)
    copied = None if arguments.path else copy_to_second_place(store.home)
    if arguments.format == "json":
        made = {"folder": str(folder), "batch": manifest.batch, "entry": manifest.entry}
        console.write(to_json({**made, "elsewhere": str(copied) if copied else None}))
        return 0
    console.write(f"备份完成（{folder}），数据到第{manifest.batch}批，经校验数据完整。")
    if removed:
        console.print_message(f"按保留规则删去{len(removed)}份旧备份。")
    if copied:
        console.print_message(f"另一处也有了一份：{copied}")
    elif not arguments.path and read_second_place(store.home) is None:
        console.print_message(
            "建议再复制一份到别的机器：kaohe backup 目录，或在 backup.toml 里设好另一处。"
        )
    return 0
