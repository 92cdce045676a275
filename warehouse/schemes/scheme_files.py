"""Load a scheme from its folder, and find the schemes that ship with the product."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from scoring.clauses.faults import Findings, SchemeRefused
from scoring.scheme import Scheme
from scoring.scheme_loading import load_scheme as load_parts
from scoring.scheme_text import SchemeParts
from warehouse.faults import SchemeError, WrongCall
from warehouse.schemes.scheme_source import TEXT_FILES, read_text_files
from warehouse.schemes.scheme_words import check_words

COUNTIES, EXAMPLES = "schemes", "examples"
"""The folders of seed/: the two counties of the demo, and further notices."""


def list_shipped_folders() -> list[Traversable]:
    """Return the folders of the two counties, sorted by id."""
    return _list_folders(COUNTIES)


def list_example_folders() -> list[Traversable]:
    """Return the folders of every scheme that ships: the counties, then the other notices."""
    return [*_list_folders(COUNTIES), *_list_folders(EXAMPLES)]


def find_example(scheme_id: str) -> Traversable:
    """Return the folder of a scheme that ships; WrongCall names those that do."""
    folders = {folder.name: folder for folder in list_example_folders()}
    if scheme_id not in folders:
        raise WrongCall(f"没有随程序提供的考核方案“{scheme_id}”（可装入：{'、'.join(folders)}）。")
    return folders[scheme_id]


def _list_folders(place: str) -> list[Traversable]:
    folders = (folder for folder in files("seed").joinpath(place).iterdir() if folder.is_dir())
    in_order = sorted(folders, key=lambda folder: folder.name)
    return [folder for folder in in_order if not folder.name.startswith("_")]


def load_shipped_schemes() -> list[Scheme]:
    """Return the schemes of the two counties; SchemeError if one is broken."""
    return [load_scheme(folder) for folder in list_shipped_folders()]


def find_shipped_faults() -> list[str]:
    """Return a message for each scheme that ships and cannot be loaded."""
    faults = []
    for folder in list_example_folders():
        try:
            load_scheme(folder)
        except SchemeError as fault:
            faults.append(str(fault))
    return faults


def load_scheme(folder: Path | Traversable) -> Scheme:
    """Return the scheme of a folder; SchemeError names file, key, what was found and is allowed."""
    try:
        return load_parts_checked(read_parts(folder))
    except SchemeRefused as refused:
        raise SchemeError("\n".join(f"{folder}/{one}" for one in refused.refusals)) from None


def load_parts_checked(parts: SchemeParts) -> Scheme:
    """Return the scheme of its parts with its words checked; SchemeRefused lists all faults."""
    scheme = load_parts(parts)
    findings = Findings()
    check_words(scheme, findings)
    if findings.refusals:
        raise SchemeRefused(findings.refusals)
    return scheme


def read_parts(folder: Path | Traversable) -> SchemeParts:
    """Return the parsed files of a folder; SchemeRefused names every file that cannot be read."""
    return read_text_files(dict(_read_files(folder)))


def _read_files(folder: Path | Traversable) -> Iterator[tuple[str, bytes]]:
    for name in TEXT_FILES:
        try:
            yield name, folder.joinpath(name).read_bytes()
        except FileNotFoundError:
            continue
