"""Schemes as files of the caller: read what is handed in, write what is asked for."""

from __future__ import annotations

from dashboard.command_line.console import Console
from scoring.scheme import Scheme
from scoring.scheme_text import SchemeParts
from warehouse.faults import SchemeError, WrongCall
from warehouse.scheme_life.checking import CheckedSource, check_source
from warehouse.schemes.scheme_files import find_example, load_scheme
from warehouse.schemes.scheme_history import find_version, read_version
from warehouse.schemes.scheme_source import TEXT_FILES, SchemeSource, is_workbook
from warehouse.schemes.scheme_writing import write_folder
from warehouse.store import Store

VERSION_MARK = "@"


def read_files(path: str, console: Console) -> SchemeSource:
    """Return the caller's workbook, or the text files of a folder; WrongCall if there is none."""
    if is_workbook(path):
        return SchemeSource(path, {path: console.read_file(path)})
    files, faults = {}, []
    for name in TEXT_FILES:
        try:
            files[name] = console.read_file(f"{path.rstrip('/')}/{name}")
        except WrongCall as fault:
            faults.append(fault)
    if not files:
        raise faults[0]
    return SchemeSource(path, files)


def check_files(path: str, console: Console) -> CheckedSource:
    """Return the caller's scheme, or everything that is wrong with it."""
    return check_source(read_files(path, console))


def load_files(path: str, console: Console) -> Scheme:
    """Return the caller's scheme; SchemeError says everything that is wrong with it."""
    checked = check_files(path, console)
    if checked.scheme is None:
        raise SchemeError("\n".join(checked.messages))
    return checked.scheme


def find_scheme(store: Store, name: str, console: Console) -> Scheme:
    """Return a scheme by its id, by id@version, or from the caller's files.

    WrongCall for an unknown version, and for a name that is neither an id nor a path.
    """
    if is_path(name):
        return load_files(name, console)
    scheme_id, mark, number = name.partition(VERSION_MARK)
    if mark and not number.isdecimal():
        raise WrongCall(f"版次应写成数，如 {scheme_id}@1；收到的是“{name}”。")
    return read_one(store, scheme_id, int(number) if mark else None)


def is_path(name: str) -> bool:
    """Tell whether a name is a path of files, and not the id of a scheme."""
    return is_workbook(name) or "/" in name or "\\" in name or name.startswith(".")


def read_one(store: Store, scheme_id: str, version: int | None) -> Scheme:
    """Return a version of a scheme of the store; a scheme that only ships has none to name."""
    with store.reader() as cursor:
        try:
            newest = find_version(cursor, scheme_id)
        except WrongCall:
            if version is None and (offered := _find_offered(scheme_id)):
                return offered
            raise
        if version is not None and not 1 <= version <= newest:
            raise WrongCall(f"考核方案“{scheme_id}”没有第{version}版（最新为第{newest}版）。")
        return read_version(cursor, scheme_id, version or newest)


def _find_offered(scheme_id: str) -> Scheme | None:
    try:
        return load_scheme(find_example(scheme_id))
    except WrongCall:
        return None


def write_files(path: str, parts: SchemeParts, console: Console) -> list[str]:
    """Write a scheme for the caller, as a workbook or as a folder of text; return the paths."""
    if is_workbook(path):
        if not path.lower().endswith(".xlsx"):
            raise WrongCall(f"方案工作簿只写成 .xlsx：{path}")
        # XlsxWriter is slow to import, and a folder of text needs none.
        from documents.scheme_book.writing import write_book

        console.write_file(path, write_book(parts))
        return [path]
    folder = path.rstrip("/\\")
    console.make_folder(folder)
    written = []
    for name, content in write_folder(parts).items():
        written.append(f"{folder}/{name}")
        console.write_file(written[-1], content)
    return written
