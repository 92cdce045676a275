"""Read, fill and run the SQL files of queries/."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import duckdb
import polars as pl
from jinja2 import Environment, FunctionLoader, StrictUndefined

from scoring.dataset import Column
from scoring.form_checks import list_stored_names
from warehouse.database.connection import quote_name

FOLDERS = ("base", "marts", "pages", "checks")
"""Folders of views. A view reads only views of its own folder and of earlier ones.

The other folders hold the migrations, and the queries of each part of the warehouse in a folder of
its name. These are run, and no view is made of them.
"""

TEMPLATE_SUFFIX = ".sql.j2"


def read_sql(path: str) -> str:
    """Return the text of a file in queries/, e.g. `results/evidence.sql`."""
    return _root().joinpath(*path.split("/")).read_text("utf-8")


def fill_template(path: str, **names: Any) -> str:
    """Return a template in queries/ filled with validated names (never with values).

    Names of forms and columns are a scheme's own words: as identifiers they take `| quoted`.
    """
    return _environment().get_template(path).render(**names)


def run_query(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    parameters: Mapping[str, object] | Sequence[object] = (),
) -> duckdb.DuckDBPyConnection:
    """Run a query file of queries/ with bound parameters; the caller fetches its rows.

    `name` is the path without its suffix, e.g. `schemes/choices_until`. `parameters` is a mapping
    for `$name` or a sequence for `?`.
    """
    return cursor.execute(_read_query(name), parameters)


def run_script(cursor: duckdb.DuckDBPyConnection, text: str) -> None:
    """Run every statement of one of the program's own scripts."""
    cursor.execute(text).fetchall()


def insert_frame(cursor: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Insert a frame into one of the program's own tables, matching columns by name."""
    cursor.register("new_rows", frame)
    cursor.execute(f"insert into {table} by name select * from new_rows").fetchall()
    cursor.unregister("new_rows")


def read_every_row(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """Read every column of every table; return each table's row count and a sum over its rows.

    DuckDB raises an error for a damaged block of a table, even one that no page reads.
    """
    tables = cursor.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    sums = []
    for names in tables:
        sums += cursor.execute(
            f"select count(*), sum(hash(one))::varchar from {quote_name(*names)} as one"
        ).fetchall()
    return sums


def digest_views() -> str:
    """Return a digest of all view files, which changes whenever this program's views do.

    It includes DuckDB's version, because another version may show the same view's text differently.
    """
    digest = hashlib.sha256(duckdb.__version__.encode())
    for folder in FOLDERS:
        for file in sorted(_root().joinpath(folder).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".sql", TEMPLATE_SUFFIX)):
                digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def list_views() -> Iterator[str]:
    """Yield the text of every view that is not a template, in an order that creates them."""
    for folder in FOLDERS:
        names = sorted(file.name for file in _root().joinpath(folder).iterdir())
        yield from _sort_views(
            {
                name.removesuffix(".sql"): read_sql(f"{folder}/{name}")
                for name in names
                if name.endswith(".sql")
            }
        )


def list_checks() -> list[str]:
    """Return the names of the views that show wrong rows and must be empty."""
    names = (file.name for file in _root().joinpath("checks").iterdir())
    return sorted(f"check_{name.removesuffix('.sql')}" for name in names if name.endswith(".sql"))


def list_migrations() -> list[tuple[int, str]]:
    """Return (number, text) of every migration, in order."""
    folder = _root().joinpath("migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(int(name.split("_")[0]), read_sql(f"migrations/{name}")) for name in names]


def physical_columns(column: Column) -> list[str]:
    """Return the table columns that store a form's column."""
    return list_stored_names(column)


def _sort_views(texts: dict[str, str]) -> Iterator[str]:
    """Yield the texts of a folder's views so that each comes after those that it reads."""
    waiting = dict(texts)
    while waiting:
        ready = [
            name
            for name, text in waiting.items()
            if not any(f" {other}\n" in text for other in waiting if other != name)
        ]
        for name in ready or list(waiting):
            yield waiting.pop(name)


@cache
def _read_query(name: str) -> str:
    """Return a query's text, cached because acts and pages run the same few queries often."""
    return read_sql(f"{name}.sql")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(read_sql),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  SQL, and only validated names go in
    )
    environment.globals["physical"] = physical_columns
    environment.filters["quoted"] = quote_name
    return environment


@cache
def _root() -> Traversable:
    return files("queries")
