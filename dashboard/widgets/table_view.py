"""The view of a table that a browser sends for an export, validated before use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.faults import WrongCall
from warehouse.reading.personal_data.kept_texts import mask_and_cut

LONGEST_SEARCH = 200
"""Characters of the search text kept in the audit entry and in the workbook."""

DIRECTIONS = ("升序", "降序")


@dataclass(frozen=True)
class TableView:
    """The rows and columns shown, in their order, with the search and sorting."""

    ids: tuple[str, ...]
    columns: tuple[str, ...]
    """Titles of the table's columns."""
    search: str
    """Masked; a longer text is cut and ends with a mark."""
    sort: tuple[str, str] | None
    """The title of a column and the direction."""
    nonce: int


def read_view(sent: object, ids: Sequence[str], titles: Sequence[str]) -> TableView:
    """Return the view that a browser sent of a table with these row ids and column titles.

    Unknown rows and columns are left out: the table may have changed since. Raises WrongCall if
    the value has another form or names no column.
    """
    if not isinstance(sent, Mapping):
        raise _describe_wrong("内容")
    columns = _pick(sent.get("columns"), titles, "列")
    if not columns:
        raise WrongCall("没有选择任何列，不能导出。请在“列”中至少选择一列。")
    return TableView(
        ids=_pick(sent.get("ids"), ids, "行"),
        columns=columns,
        search=_read_search(sent.get("search")),
        sort=_read_sort(sent.get("sort"), titles),
        nonce=_read_nonce(sent.get("nonce")),
    )


def _pick(sent: object, known: Sequence[str], what: str) -> tuple[str, ...]:
    """Return the known values among those sent, each once, in the order sent."""
    if not isinstance(sent, list | tuple):
        raise _describe_wrong(what)
    allowed = set(known)
    return tuple(
        dict.fromkeys(value for value in sent if isinstance(value, str) and value in allowed)
    )


def _read_search(sent: object) -> str:
    if not isinstance(sent, str):
        raise _describe_wrong("查找")
    return mask_and_cut(sent, LONGEST_SEARCH)


def _read_sort(sent: object, titles: Sequence[str]) -> tuple[str, str] | None:
    if sent is None:
        return None
    if not isinstance(sent, list | tuple) or len(sent) != 2:
        raise _describe_wrong("排序")
    title, direction = sent
    if title not in titles or direction not in DIRECTIONS:
        raise _describe_wrong("排序")
    return title, direction


def _read_nonce(sent: object) -> int:
    """Return the browser's number of its request; 0 if there is none (an old page, a test)."""
    return int(sent) if isinstance(sent, int | float) and abs(sent) < 2**53 else 0


def _describe_wrong(what: str) -> WrongCall:
    return WrongCall(f"导出的请求不对（{what}），没有导出。请刷新页面后再试。")
