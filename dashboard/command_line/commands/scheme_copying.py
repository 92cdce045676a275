"""`kaohe scheme template`, `copy`, `export`: schemes as files to work on."""

from __future__ import annotations

from argparse import Namespace
from importlib.resources import files
from pathlib import PurePath

from dashboard.command_line.commands.scheme_files import read_one, write_files
from dashboard.command_line.console import Console
from dashboard.command_line.option_values import list_options
from dashboard.command_line.output import to_json
from scoring.scheme_text import read_text
from warehouse.schemes.scheme_copy import copy_to_year
from warehouse.schemes.scheme_files import read_parts
from warehouse.schemes.scheme_source import is_workbook
from warehouse.store import Store
from warehouse.views.file_release import note_export

BLANK = "blank"
"""The folder of seed/ with the scheme that is handed out to begin with."""


def template(store: Store, arguments: Namespace, console: Console) -> int:
    """Write the blank workbook, or a small scheme as text, to begin with."""
    if is_workbook(arguments.output):
        from documents.scheme_book.writing import write_template  # slow to import

        console.write_file(arguments.output, write_template())
        written = [arguments.output]
    else:
        parts = read_parts(files("seed").joinpath(BLANK))
        written = write_files(arguments.output, parts, console)
    return _print(arguments, console, written, ())


def copy(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a scheme as that of the next year, to be looked through and published."""
    store.require("see_schemes")
    scheme = read_one(store, arguments.scheme, None)
    copied = copy_to_year(scheme, arguments.year, scheme_id=arguments.id, title=arguments.title)
    written = write_files(arguments.output, copied.parts, console)
    return _print(arguments, console, written, copied.notes)


def export(store: Store, arguments: Namespace, console: Console) -> int:
    """Write a version of a scheme to the caller's files."""
    store.require("export")
    scheme = read_one(store, arguments.scheme, arguments.version)
    note_export(store, PurePath(arguments.output).name, list_options(arguments))
    written = write_files(arguments.output, read_text(scheme.text), console)
    return _print(arguments, console, written, ())


def _print(
    arguments: Namespace, console: Console, written: list[str], notes: tuple[str, ...]
) -> int:
    if arguments.format == "json":
        console.write(to_json({"files": written, "notes": list(notes)}))
        return 0
    console.print_message(f"已写到 {arguments.output}")
    for note in notes:
        console.print_message(f"请看：{note}")
    return 0
