"""Compares a store's tables, views and macros with those that this program makes.

Whoever can write into the file can also replace what reads it: a view that shows other points, a
table without its checks, a macro that takes the place of a function of the database. The same
migrations and scheme documents are therefore run in an empty store in memory, and both catalogs
are compared, object by object.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from scoring.scheme import Scheme
from warehouse.check_results import Checked, CheckFinding
from warehouse.database.connection import SETTINGS, Cursor
from warehouse.database.database import Database
from warehouse.database.migrations import migrate
from warehouse.database.scheme_schema import create_tables, create_views, list_needs, quote_schema
from warehouse.schemes.scheme_documents import Documents, read_documents

CHECK = "text"


class Source(NamedTuple):
    """A kind of object: its name, the function that lists it and the columns to read."""

    title: str
    function: str
    schema: str
    name: str
    text: str
    is_internal: str = "internal"


SOURCES = (
    Source("数据表", "duckdb_tables", "schema_name", "table_name", "sql"),
    Source("视图", "duckdb_views", "schema_name", "view_name", "sql"),
    Source("索引", "duckdb_indexes", "schema_name", "index_name", "sql", "false"),
    Source("序列", "duckdb_sequences", "schema_name", "sequence_name", "sql", "false"),
    Source("函数", "duckdb_functions", "schema_name", "function_name", "macro_definition"),
    Source("类型", "duckdb_types", "schema_name", "type_name", "logical_type"),
    Source("模式", "duckdb_schemas", "schema_name", "schema_name", "schema_name"),
)

FILLED = {
    "visible_month": "as_of, month_number",
    "schema_migration": "number",
    "view_set": "sha256",
}
"""Tables whose rows the program itself writes, and the columns that are not times."""

Key = tuple[str, str, str]
"""Title of the kind, schema, name."""
Rows = list[tuple[object, ...]]
Catalog = dict[Key, str]

_SPACE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|\s*([(),;])\s*|\s+""")
_SHOWN = 5
"""So many differences of one table are shown."""


def check_text(cursor: Cursor) -> Checked:
    """Return a finding for each object of the file that is not as this program makes it."""
    documents = read_documents(cursor)
    expected, filled = _expect(documents.schemes)
    found = {
        key: text
        for key, text in _read_catalog(cursor).items()
        if key[1] not in documents.unreadable
    }
    findings = [
        *_compare(expected, found),
        *(
            CheckFinding(CHECK, f"表 {table} 的内容与本程序写入的不同：被改动过。")
            for table, rows in filled.items()
            if ("数据表", "main", table) in found and _read_rows(cursor, table) != rows
        ),
    ]
    said = f"表、视图、函数等的定义{len(expected)}项，与本程序自己的定义对照。"
    return Checked(tuple(findings), (said,), _describe_unreadable(documents))


def _describe_unreadable(documents: Documents) -> tuple[str, ...]:
    if not documents.unreadable:
        return ()
    names = "、".join(sorted(documents.unreadable))
    return (f"方案{names}有本程序读不了的版本，其表和视图的定义没有对照。",)


def _compare(expected: Mapping[Key, set[str]], found: Catalog) -> Iterator[CheckFinding]:
    for key in sorted(expected.keys() | found.keys()):
        kind, schema, name = key
        place = f"{kind}“{name}”" if schema in {"main", name} else f"{kind}“{schema}.{name}”"
        if key not in found:
            yield CheckFinding(CHECK, f"{place}不见了，本程序需要它。")
        elif key not in expected:
            yield CheckFinding(CHECK, f"多了{place}，不是本程序建立的。")
        elif found[key] not in expected[key]:
            said = _describe_parts(min(expected[key]), found[key]) if kind == "数据表" else ""
            yield CheckFinding(CHECK, f"{place}的定义被改动过，与本程序的不同{said}。")


def _describe_parts(expected: str, found: str) -> str:
    """Return which columns and constraints of a table are gone, and which are new."""
    before, after = _split_parts(expected), _split_parts(found)
    gone = [f"缺少“{part}”" for part in before if part not in after]
    new = [f"多了“{part}”" for part in after if part not in before]
    return "：" + "、".join((gone + new)[:_SHOWN]) if gone + new else "：各列的次序变了"


def _split_parts(text: str) -> list[str]:
    """Return the columns and constraints between the outermost brackets of a definition."""
    parts, depth = [""], 0
    for mark in text[text.index("(") + 1 : text.rindex(")")]:
        depth += (mark == "(") - (mark == ")")
        if mark == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def _expect(
    schemes: Mapping[str, Sequence[Scheme]],
) -> tuple[dict[Key, set[str]], dict[str, Rows]]:
    """Return the catalog of a store with these schemes, and the rows of FILLED.

    Each object has two texts: as it was made, and as it is after the file was opened again,
    where the database lays out types, joins and unions differently.
    """
    expected: dict[Key, set[str]] = {}
    with tempfile.TemporaryDirectory(prefix="kaohe-") as folder:
        path = str(Path(folder, "own.duckdb"))
        with duckdb.connect(path, config=SETTINGS) as connection:
            database = Database(None, connection)
            migrate(database)
            with database.transaction() as cursor:
                filled = {table: _read_rows(cursor, table) for table in FILLED}
                prototypes = _create_prototypes(cursor, schemes)
                catalogs = [_read_catalog(cursor)]
        with duckdb.connect(path, read_only=True, config=SETTINGS) as connection:
            catalogs.append(_read_catalog(connection))
    for catalog in catalogs:
        for key, text in _name_schemes(catalog, prototypes):
            expected.setdefault(key, set()).add(text)
    return expected, filled


def _create_prototypes(cursor: Cursor, schemes: Mapping[str, Sequence[Scheme]]) -> dict[str, str]:
    """Create the objects of all schemes; return each scheme's name in this store.

    Schemes of the same make-up are created once, under a placeholder for the id: three hundred
    counties that follow one notice cost as much as one.
    """
    made: dict[str, str] = {}
    prototypes = {}
    for scheme_id, versions in schemes.items():
        make_up = _describe(scheme_id, versions)
        if make_up not in made:
            made[make_up] = f"prototype-{len(made)}-of" if "-" in scheme_id else scheme_id
            for one in versions:
                copy = one.model_copy(update={"id": made[make_up]})
                create_tables(cursor, copy)
                create_views(cursor, copy)
        prototypes[scheme_id] = made[make_up]
    return prototypes


def _name_schemes(catalog: Catalog, prototypes: Mapping[str, str]) -> Iterator[tuple[Key, str]]:
    """Yield every object of a catalog, those of prototypes once for each of their schemes."""
    by_schema: dict[str, list[tuple[Key, str]]] = {}
    for key, text in catalog.items():
        by_schema.setdefault(key[1], []).append((key, text))
    yield from by_schema["main"]
    for scheme_id, name in prototypes.items():
        for (kind, _, own), text in by_schema[name]:
            key = (kind, scheme_id, scheme_id if own == name else own)
            yield key, _rename(text, name, scheme_id)


def _describe(scheme_id: str, versions: Iterable[Scheme]) -> str:
    """Return all that a scheme's tables and views depend on, except its id.

    An id without a hyphen needs no quotes in SQL, so its text differs in more than the id.
    """
    parts = ["" if "-" in scheme_id else scheme_id]
    for one in versions:
        forms = [dataset.model_dump_json() for dataset in one.datasets]
        parts += [str(one.year), *forms, repr(list_needs(one))]
    return "\n".join(parts)


def _rename(text: str, name: str, scheme_id: str) -> str:
    text = text.replace(quote_schema(name), quote_schema(scheme_id))
    return scheme_id if text == name else text.replace(f"'{name}'", f"'{scheme_id}'")


def _read_catalog(cursor: Cursor) -> Catalog:
    """Return every object of the file, its text without what the database lays out differently.

    The functions are called by their full names and rows are chosen here: a macro in the file
    could take the place of the functions and operators of a plain query.
    """
    database = cursor.execute("select system.main.current_database()").fetchall()[0][0]
    catalog: Catalog = {}
    for one in SOURCES:
        rows = cursor.execute(
            f"select database_name, {one.is_internal}, {one.schema}, {one.name}, {one.text}"
            f" from system.main.{one.function}()"
        ).fetchall()
        for name_of_database, is_internal, schema, name, text in rows:
            if name_of_database == database and not is_internal:
                key = (one.title, schema, name)
                catalog[key] = catalog.get(key, "") + _lay_out(text or "")
    return catalog


def _lay_out(text: str) -> str:
    """Return SQL with one layout: what was read from a file has other blanks than what is new."""
    return _SPACE.sub(lambda found: found[1] or found[2] or " ", text).strip()


def _read_rows(cursor: Cursor, table: str) -> Rows:
    rows: Rows = cursor.execute(f"select {FILLED[table]} from main.{table}").fetchall()
    return sorted(rows, key=repr)
