"""A saved view, and its form: what may be kept of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from warehouse.access.roles import Role
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.faults import WrongCall

LONGEST_NAME = 30
MOST_FILTERS, MOST_TEXTS, LONGEST_TEXT = 20, 40, 200
MOST_TABLES, MOST_COLUMNS = 10, 60
DIRECTIONS = ("升序", "降序")
KEY = re.compile(r"[a-z_]{1,30}")


@dataclass(frozen=True)
class TableArrangement:
    """How a person arranged a table: the titles of hidden columns, and column and direction."""

    hidden: tuple[str, ...] = ()
    sort: tuple[str, str] | None = None


@dataclass(frozen=True)
class SavedView:
    """A page as someone saved it."""

    number: int
    owner: str
    """The account's name."""
    name: str
    page: str
    texts: Mapping[str, list[str]]
    """Key of a filter → its texts in the URL."""
    tables: Mapping[str, TableArrangement] = field(default_factory=dict)
    """Caption of a table → its arrangement."""
    roles: tuple[Role, ...] = ()
    """The roles that see it beside its owner."""


def clean_name(name: str) -> str:
    """Return a typed name as it is kept; WrongCall for none or a long one."""
    kept = clean_typed_text(" ".join(name.split()), "视图名称", LONGEST_NAME)
    if not kept:
        raise WrongCall("请填写视图名称。")
    return kept


def check_texts(texts: Mapping[str, list[str]]) -> None:
    """Raise WrongCall if filters are more or longer than any page's."""
    is_fine = len(texts) <= MOST_FILTERS and all(
        KEY.fullmatch(key)
        and len(said) <= MOST_TEXTS
        and all(len(one) <= LONGEST_TEXT for one in said)
        for key, said in texts.items()
    )
    if not is_fine:
        raise WrongCall("这个页面的筛选条件太多，不能保存为视图。")


def read_arrangements(sent: object) -> dict[str, TableArrangement]:
    """Return the arrangements that a browser sent; what has another form is left out."""
    if not isinstance(sent, Mapping):
        return {}
    return {
        caption: arrangement
        for caption, one in list(sent.items())[:MOST_TABLES]
        if _is_title(caption) and (arrangement := _read_arrangement(one)) is not None
    }


def write_arrangements(tables: Mapping[str, TableArrangement]) -> dict[str, Any]:
    """Return arrangements as JSON, in the form that `read_arrangements` reads."""
    return {
        caption: {"hidden": list(one.hidden), "sort": list(one.sort) if one.sort else None}
        for caption, one in tables.items()
    }


def _read_arrangement(sent: object) -> TableArrangement | None:
    if not isinstance(sent, Mapping) or not isinstance(sent.get("hidden"), list):
        return None
    hidden = tuple(title for title in sent["hidden"][:MOST_COLUMNS] if _is_title(title))
    return TableArrangement(hidden, _read_sort(sent.get("sort")))


def _read_sort(sent: object) -> tuple[str, str] | None:
    if not isinstance(sent, list) or len(sent) != 2:
        return None
    title, direction = sent
    return (title, direction) if _is_title(title) and direction in DIRECTIONS else None


def _is_title(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT
