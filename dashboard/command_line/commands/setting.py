"""`kaohe setting`: show and change the office's settings."""

from __future__ import annotations

from argparse import Namespace

from dashboard.command_line.console import Console
from dashboard.command_line.output import to_json
from dashboard.command_line.text_table import draw_table
from warehouse.access.settings import SETTINGS, format_setting, read_settings
from warehouse.accounts.setting_acts import change_setting
from warehouse.store import Store

HEADERS = ("设置", "现在", "意思")


def run(store: Store, arguments: Namespace, console: Console) -> int:
    """Change one setting if one is given, and print all."""
    store.require("manage_settings")
    if arguments.key is not None:
        change_setting(store, arguments.key, " ".join(arguments.value))
    with store.reader() as cursor:
        settings = read_settings(cursor)
    if arguments.format == "json":
        console.write(to_json(settings))
        return 0
    rows = [[key, format_setting(value), SETTINGS[key].title] for key, value in settings.items()]
    console.write(draw_table(HEADERS, rows))
    return 0
