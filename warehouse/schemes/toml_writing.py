"""Write parsed TOML documents so that reading them gives the same documents, key order included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

WIDTH = 100
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
INDENT = "  "


def write_toml(document: Mapping[str, Any]) -> str:
    """Return a document as TOML; TypeError for a value that TOML does not have."""
    return "\n".join(_write_table(document, ())) + "\n"


def _write_table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: keys in their order, the last ones as tables of their own.

    A key after a table would belong to that table, so only the keys at the end can be tables.
    """
    keys = list(table)
    first = len(keys)
    while first > 0 and _is_section(table[keys[first - 1]], path):
        first -= 1
    for key in keys[:first]:
        yield from _write_pair(key, table[key])
    for key in keys[first:]:
        inner = (*path, key)
        name = ".".join(map(_write_key, inner))
        if isinstance(table[key], Mapping):
            yield from ("", f"[{name}]", *_write_table(table[key], inner))
            continue
        for one in table[key]:
            yield from ("", f"[[{name}]]", *_write_table(one, inner))


def _is_section(value: Any, path: tuple[str, ...]) -> bool:
    """Tell whether a value is written as a table with a headline, and not within one line."""
    if isinstance(value, Mapping):
        return bool(value) and len(path) < 2
    is_tables = isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value)
    return bool(value) and is_tables and not path


def _write_pair(key: str, value: Any, indent: str = "") -> Iterator[str]:
    line = f"{indent}{_write_key(key)} = {write_value(value)}"
    if len(line) <= WIDTH or not isinstance(value, list | tuple) or not value:
        yield line
        return
    yield f"{indent}{_write_key(key)} = ["
    yield from _write_items(value, indent + INDENT)
    yield f"{indent}]"


def _write_items(items: Sequence[Any], indent: str) -> Iterator[str]:
    """Yield the items of a list, one a line; a node holds its clauses on lines of their own."""
    for item in items:
        line = f"{indent}{write_value(item)},"
        inner = list(item) if isinstance(item, Mapping) else []
        is_node = inner and inner[-1] == "clauses" and isinstance(item["clauses"], list | tuple)
        if len(line) <= WIDTH or not is_node or not item["clauses"]:
            yield line
            continue
        head = ", ".join(f"{_write_key(key)} = {write_value(item[key])}" for key in inner[:-1])
        yield f"{indent}{{ {head}{', ' if head else ''}clauses = ["
        yield from _write_items(item["clauses"], indent + INDENT)
        yield f"{indent}] }},"


def write_value(value: Any) -> str:
    """Return a value on one line; TypeError for one that TOML does not have."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            text = f"{value:f}"
            return text if "." in text else _write_text(text)
        case str():
            return _write_text(value)
        case Mapping():
            pairs = ", ".join(f"{_write_key(k)} = {write_value(one)}" for k, one in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case list() | tuple():
            return f"[{', '.join(map(write_value, value))}]"
    raise TypeError(f"{value!r} is no value of TOML")


def _write_key(key: str) -> str:
    return key if _BARE.match(key) else _write_text(key)


def _write_text(text: str) -> str:
    # JSON's escapes are TOML's, except that TOML also wants the delete character escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
