"""Compare a store's tables, views and macros with those that this program creates.

Anyone who can write to the file can also replace what reads it: a view that shows other points, a
table without its constraints, a macro that replaces a function of the database. Therefore the same
migrations and scheme documents run in an empty store, and both catalogs are compared object by
object.
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
from warehouse.database.scheme_schema import create_tables, create_views, quote_schema
from warehouse.schemes.scheme_documents import Documents

CHECK = "text"


class Source(NamedTuple):
    """A kind of object: its title, the function that lists it and the columns to read."""

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
"""Tables with rows that the program itself writes → the columns compared: all that hold no time."""

Key = tuple[str, str, str]
"""Title of the kind, schema, name."""
Rows = list[tuple[object, ...]]
Catalog = dict[Key, str]

_SPACE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|\s*([(),;])\s*|\s+""")
_SHOWN = 5
"""The number of differences of one table that are shown."""


def check_text(cursor: Cursor, documents: Documents) -> Checked:
    """Return a finding for each object of the file that differs from what this program creates."""
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
    compared = f"表、视图、函数等的定义{len(expected)}项，与本程序自己的定义对照。"
    return Checked(tuple(findings), (compared,), _describe_unreadable(documents))


def _describe_unreadable(documents: Documents) -> tuple[str, ...]:
    if not documents.unreadable:
        return ()
    names = "、".join(sorted(documents.unreadable))
    return (f"方案{names}有本程序无法读取的版本，其表和视图的定义没有对照。",)


def _compare(expected: Mapping[Key, set[str]], found: Catalog) -> Iterator[CheckFinding]:
    for key in sorted(expected.keys() | found.keys()):
        kind, schema, name = key
        place = f"{kind}“{name}”" if schema in {"main", name} else f"{kind}“{schema}.{name}”"
        if key not in found:
            yield CheckFinding(CHECK, f"{place}不见了，本程序需要它。")
        elif key not in expected:
            yield CheckFinding(CHECK, f"多了{place}，不是本程序建立的。")
        elif found[key] not in expected[key]:
            parts = _describe_parts(min(expected[key]), found[key]) if kind == "数据表" else ""
            yield CheckFinding(CHECK, f"{place}的定义被改动过，与本程序的不同{parts}。")


def _describe_parts(expected: str, found: str) -> str:
    """Return which columns and constraints of a table are missing, and which are new."""
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
    """Return the catalog of a store with these schemes, and the rows of the FILLED tables.

    Each object has two accepted texts: as it was created, and as it reads after the file was
    reopened, because DuckDB then formats types, joins and unions differently.
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

    Schemes with the same structure are created once, under a placeholder for the id: three hundred
    counties that follow one notice cost as much as one.
    """
    created: dict[str, str] = {}
    prototypes = {}
    for scheme_id, versions in schemes.items():
        structure = _describe_structure(scheme_id, versions)
        if structure not in created:
            name = f"prototype-{len(created)}-of" if "-" in scheme_id else scheme_id
            created[structure] = name
            for scheme in versions:
                create_tables(cursor, scheme, name)
                create_views(cursor, scheme, name)
        prototypes[scheme_id] = created[structure]
    return prototypes


def _name_schemes(catalog: Catalog, prototypes: Mapping[str, str]) -> Iterator[tuple[Key, str]]:
    """Yield every object of a catalog; those of a prototype once for each of its schemes."""
    by_schema: dict[str, list[tuple[Key, str]]] = {}
    for key, text in catalog.items():
        by_schema.setdefault(key[1], []).append((key, text))
    yield from by_schema["main"]
    for scheme_id, name in prototypes.items():
        for (kind, _, own), text in by_schema[name]:
            key = (kind, scheme_id, scheme_id if own == name else own)
            yield key, _rename(text, name, scheme_id)


def _describe_structure(scheme_id: str, versions: Iterable[Scheme]) -> str:
    """Return everything that a scheme's tables and views depend on, except its id.

    An id without a hyphen needs no quotes in SQL, so the SQL text differs in more than the id.
    """
    parts = ["" if "-" in scheme_id else scheme_id]
    for scheme in versions:
        forms = [dataset.model_dump_json() for dataset in scheme.datasets]
        parts += [repr((scheme.year, scheme.first_month, scheme.starts_before)), *forms]
    return "\n".join(parts)


def _rename(text: str, name: str, scheme_id: str) -> str:
    text = text.replace(quote_schema(name), quote_schema(scheme_id))
    return scheme_id if text == name else text.replace(f"'{name}'", f"'{scheme_id}'")


def _read_catalog(cursor: Cursor) -> Catalog:
    """Return every object of the file with its text in one layout.

    The functions are called by their full names and the rows are filtered in Python: a macro in the
    file could replace the functions and operators of an ordinary query.
    """
    database = cursor.execute("select system.main.current_database()").fetchall()[0][0]
    catalog: Catalog = {}
    for source in SOURCES:
        rows = cursor.execute(
            f"select database_name, {source.is_internal}, {source.schema}, {source.name},"
            f" {source.text} from system.main.{source.function}()"
        ).fetchall()
        for database_name, is_internal, schema, name, text in rows:
            if database_name == database and not is_internal:
                key = (source.title, schema, name)
                catalog[key] = catalog.get(key, "") + _normalise(text or "")
    return catalog


def _normalise(text: str) -> str:
    """Return SQL with uniform white space: DuckDB stores it differently once the file is closed."""
    return _SPACE.sub(lambda found: found[1] or found[2] or " ", text).strip()


def _read_rows(cursor: Cursor, table: str) -> Rows:
    rows: Rows = cursor.execute(f"select {FILLED[table]} from main.{table}").fetchall()
    return sorted(rows, key=repr)
