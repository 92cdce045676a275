"""A form is recognised among all schemes that ship as among the two whose files the demo has."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from dashboard.command_line.commands.demo_year import DemoFile, read_manifest
from warehouse.reading.contract import ReadRequest, SchemeForms, forms_of
from warehouse.reading.reader import read_content
from warehouse.schemes.scheme_files import (
    list_example_folders,
    list_shipped_folders,
    load_scheme,
)

FILES = list({(one.scheme, one.dataset): one for one in reversed(read_manifest())}.values())
"""The first file of each form."""


@cache
def list_forms() -> dict[str, SchemeForms]:
    """Return what a reader needs of every scheme that ships."""
    return {folder.name: forms_of(load_scheme(folder)) for folder in list_example_folders()}


@pytest.mark.parametrize("file", FILES, ids=[f"{one.scheme} {one.dataset}" for one in FILES])
def test_other_notices_take_no_form_for_theirs(file: DemoFile) -> None:
    every = list_forms()
    two = tuple(every[folder.name] for folder in list_shipped_folders())
    found = []
    for schemes in (two, tuple(every.values())):
        request = ReadRequest(file_name=file.name, schemes=schemes, today=date(2023, 1, 1))
        reading = read_content(file.read(), request)
        tables = [(one.scheme, one.dataset, one.month) for one in reading.tables]
        found.append((tables, [(one.code, one.options) for one in reading.findings]))
    assert found[0] == found[1] and {one[:2] for one in found[0][0]} <= {
        (file.scheme, file.dataset)
    }
