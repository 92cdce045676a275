"""What a browser says it shows of a table, checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.faults import WrongCall
from warehouse.reading.personal_data.kept_texts import cut_text

LONGEST_SEARCH = 200
"""Characters of a search that are kept: in the record, and in the workbook itself."""

DIRECTIONS = ("升序", "降序")


@dataclass(frozen=True)
class View:
    """The rows and columns that are shown, in their order, and by what they were found."""

    ids: tuple[str, ...]
    columns: tuple[str, ...]
    """Titles, of the table's own."""
    search: str
    """Masked, and cut with a mark where it was longer."""
    sort: tuple[str, str] | None
    """The title of a column, and the direction."""
    nonce: int


def read_view(told: object, ids: Sequence[str], titles: Sequence[str]) -> View:
    """Return what a browser tells of a table that has these ids and titles.

    WrongCall where it has no such form. Rows and columns that the table does not have, or no more,
    are left out.
    """
    if not isinstance(told, Mapping):
        raise _describe_wrong("内容")
    columns = _pick(told.get("columns"), titles, "列")
    if not columns:
        raise WrongCall("没有选中任何列，不能导出。请在“列”里至少选一列。")
    return View(
        ids=_pick(told.get("ids"), ids, "行"),
        columns=columns,
        search=_read_search(told.get("search")),
        sort=_read_sort(told.get("sort"), titles),
        nonce=_read_nonce(told.get("nonce")),
    )


def _pick(told: object, known: Sequence[str], what: str) -> tuple[str, ...]:
    """Return what is told and known, each once, in the order in which it is told."""
    if not isinstance(told, list | tuple):
        raise _describe_wrong(what)
    allowed = set(known)
    return tuple(dict.fromkeys(one for one in told if isinstance(one, str) and one in allowed))


def _read_search(told: object) -> str:
    if not isinstance(told, str):
        raise _describe_wrong("查找")
    return cut_text(told, LONGEST_SEARCH)


def _read_sort(told: object, titles: Sequence[str]) -> tuple[str, str] | None:
    if told is None:
        return None
    if not isinstance(told, list | tuple) or len(told) != 2:
        raise _describe_wrong("排序")
    title, direction = told
    if title not in titles or direction not in DIRECTIONS:
        raise _describe_wrong("排序")
    return title, direction


def _read_nonce(told: object) -> int:
    """Return the number by which the browser knows its request; a test or an old page has none."""
    return int(told) if isinstance(told, int | float) and abs(told) < 2**53 else 0


def _describe_wrong(what: str) -> WrongCall:
    return WrongCall(f"导出的请求不对（{what}），没有导出。请刷新页面后再试。")
