"""The SQL of queries/: read by path, templates filled with a scheme's names."""

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

FOLDERS = ("base", "marts", "pages", "checks")
"""Folders of views, each of which reads only those before it and itself.

The other folders hold migrations, and queries in a folder named like the part of the warehouse that
runs them; no view is made of these.
"""

TEMPLATE_SUFFIX = ".sql.j2"


def read_sql(path: str) -> str:
    """Return the text of a file of queries/, e.g. `pages/evidence.sql`."""
    return _root().joinpath(*path.split("/")).read_text("utf-8")


def fill_template(path: str, **names: Any) -> str:
    """Return a template of queries/ filled with validated names (never with values)."""
    return _environment().get_template(path).render(**names)


def run_query(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    parameters: Mapping[str, object] | Sequence[object] = (),
) -> duckdb.DuckDBPyConnection:
    """Run a query file of queries/ with bound parameters; the caller fetches its rows.

    `name` is the path without its suffix, e.g. `schemes/active_version`. `parameters` is a mapping
    for `$name` or a sequence for `?`.
    """
    return cursor.execute(_read_query(name), parameters)


def run_script(cursor: duckdb.DuckDBPyConnection, text: str) -> None:
    """Run every statement of a script of ours."""
    cursor.execute(text).fetchall()


def insert_frame(cursor: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Insert a frame into a table of ours, column by column name."""
    cursor.register("new_rows", frame)
    cursor.execute(f"insert into {table} by name select * from new_rows").fetchall()
    cursor.unregister("new_rows")


def read_every_row(cursor: duckdb.DuckDBPyConnection) -> list[tuple[int, str]]:
    """Read every column of every table; return each table's count and a sum over its rows.

    An error of DuckDB's where a block of a table is damaged, also one that no page reads.
    """
    tables = cursor.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    found = []
    for names in tables:
        table = ".".join(f'"{name.replace(chr(34), chr(34) * 2)}"' for name in names)
        found += cursor.execute(
            f"select count(*), sum(hash(one))::varchar from {table} as one"
        ).fetchall()
    return found


def digest_views() -> str:
    """Return a digest of every view and template: it changes when this program's views do.

    The database's version goes in: another one may show the text of the same view differently.
    """
    digest = hashlib.sha256(duckdb.__version__.encode())
    for folder in FOLDERS:
        for one in sorted(_root().joinpath(folder).iterdir(), key=lambda one: one.name):
            if one.name.endswith((".sql", TEMPLATE_SUFFIX)):
                digest.update(one.name.encode() + b"\0" + one.read_bytes() + b"\0")
    return digest.hexdigest()


def list_views() -> Iterator[str]:
    """Yield the text of every plain view, in the order in which they can be created."""
    for folder in FOLDERS:
        names = sorted(one.name for one in _root().joinpath(folder).iterdir())
        for name in _in_order(folder, names):
            text = read_sql(f"{folder}/{name}")
            if "create or replace view" in text:
                yield text


def list_checks() -> list[str]:
    """Return the names of the views that hold only wrong rows."""
    names = (one.name for one in _root().joinpath("checks").iterdir())
    return sorted(f"check_{name.removesuffix('.sql')}" for name in names if name.endswith(".sql"))


def list_migrations() -> list[tuple[int, str]]:
    """Return (number, text) of every migration, in order."""
    folder = _root().joinpath("migrations")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".sql"))
    return [(int(name.split("_")[0]), read_sql(f"migrations/{name}")) for name in names]


def physical_columns(column: Column) -> list[str]:
    """Return the columns that keep a form's column in its table."""
    second = {"filing": "date", "mark": "points"}.get(column.type)
    if column.type == "rate":
        return [f"{column.key}_num", f"{column.key}_den"]
    return [column.key, f"{column.key}_{second}"] if second else [column.key]


@cache
def reserved_words() -> frozenset[str]:
    """Return the words of the database's language that cannot name a column or a table."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(
            "select keyword_name from duckdb_keywords()"
            " where keyword_category in ('reserved', 'type_function')"
        ).fetchall()
    return frozenset(row[0] for row in rows)


def _in_order(folder: str, names: list[str]) -> Iterator[str]:
    """Yield the plain views of a folder; a view stands after those that it names."""
    waiting = {name.removesuffix(".sql"): name for name in names if name.endswith(".sql")}
    texts = {stem: read_sql(f"{folder}/{name}") for stem, name in waiting.items()}
    while waiting:
        ready = [
            stem
            for stem in waiting
            if not any(f" {other}\n" in texts[stem] for other in waiting if other != stem)
        ]
        for stem in ready or list(waiting):
            yield waiting.pop(stem)


@cache
def _read_query(name: str) -> str:
    """Return a query's text; kept, because acts and pages run the same few queries often."""
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
    return environment


@cache
def _root() -> Traversable:
    return files("queries")
