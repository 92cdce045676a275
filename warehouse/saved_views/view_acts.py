"""Save, rename, share and remove views. Everyone keeps their own; sharing is an administrator's."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from warehouse.access.roles import ROLE_TITLES, Role
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.saved_views.saved_view import (
    SavedView,
    TableArrangement,
    check_texts,
    clean_name,
    write_arrangements,
)
from warehouse.saved_views.view_table import find_view, read_all_views
from warehouse.store import Store

MOST_VIEWS = 50
"""Views that one person may keep."""


def save_view(
    store: Store,
    name: str,
    page: str,
    texts: Mapping[str, list[str]],
    tables: Mapping[str, TableArrangement],
) -> SavedView:
    """Keep a page for its user alone; return the view.

    WrongCall without a name or if the user has a view of this name; Refused if they have too many.
    """
    kept = clean_name(name)
    check_texts(texts)
    with store.writer("save_view", redraws=False) as cursor:
        known = read_all_views(cursor)
        own = [view for view in known if view.owner == store.person.name]
        if len(own) >= MOST_VIEWS:
            raise Refused(f"每人最多保存{MOST_VIEWS}个视图，请先删除不用的。")
        number = max((view.number for view in known), default=0) + 1
        view = SavedView(number, store.person.name, kept, page, texts, tables)
        _check_name(own, view)
        _put(cursor, view)
        _note(store, cursor, "save_view", view)
    return view


def rename_view(store: Store, number: int, name: str) -> SavedView:
    """Give a view another name; return it as it was. Denied for another person's view."""
    kept = clean_name(name)
    with store.writer("save_view", redraws=False) as cursor:
        view = _find_changeable(store, cursor, number)
        _change(store, cursor, replace(view, name=kept))
        _note(store, cursor, "rename_view", view)
    return view


def share_view(store: Store, number: int, roles: Collection[Role]) -> SavedView:
    """Share a view with these roles, with none: with nobody; return it as it was."""
    if unknown := set(roles) - set(ROLE_TITLES):
        raise WrongCall(f"没有该角色：{'、'.join(sorted(unknown))}。")
    with store.writer("share_view", redraws=False) as cursor:
        view = _find_changeable(store, cursor, number)
        ordered = tuple(role for role in ROLE_TITLES if role in roles)
        _change(store, cursor, replace(view, roles=ordered))
        _note(store, cursor, "share_view", view, roles=list(ordered))
    return view


def remove_view(store: Store, number: int) -> SavedView:
    """Remove a view; return it as it was, for `put_back`. Denied for another person's view."""
    with store.writer("save_view", redraws=False) as cursor:
        view = _find_changeable(store, cursor, number)
        cursor.execute("delete from saved_view where view_id = ?", [number]).fetchall()
        _note(store, cursor, "remove_view", view)
    return view


def put_back(store: Store, former: SavedView) -> None:
    """Undo a change or a removal: the view is again as it was."""
    shares = bool(former.roles)
    with store.writer("share_view" if shares else "save_view", redraws=False) as cursor:
        _check_owner(store, former)
        _change(store, cursor, former)
        _note(store, cursor, "put_back_view", former)


def _find_changeable(store: Store, cursor: Cursor, number: int) -> SavedView:
    view = find_view(cursor, number)
    # Another's own view is not even admitted to exist.
    if view is None or not (view.roles or view.owner == store.person.name):
        raise WrongCall("这个视图已不存在。")
    _check_owner(store, view)
    return view


def _check_owner(store: Store, view: SavedView) -> None:
    """Raise Denied unless the view is the user's own, or a shared one and the user may share."""
    is_own = view.owner == store.person.name
    if not is_own and not (view.roles and store.person.may("share_view")):
        raise Denied("只能改动自己保存的视图。")


def _change(store: Store, cursor: Cursor, view: SavedView) -> None:
    own = [one for one in read_all_views(cursor) if one.owner == view.owner]
    _check_name([one for one in own if one.number != view.number], view)
    cursor.execute("delete from saved_view where view_id = ?", [view.number]).fetchall()
    _put(cursor, view)


def _check_name(others: list[SavedView], view: SavedView) -> None:
    if view.name in {one.name for one in others}:
        raise WrongCall(f"已有名为“{view.name}”的视图，请换一个名称。")


def _put(cursor: Cursor, view: SavedView) -> None:
    tables = write_arrangements(view.tables)
    cursor.execute(
        "insert into saved_view values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            view.number, view.owner, view.name, view.page,
            json.dumps(dict(view.texts), ensure_ascii=False),
            json.dumps(tables, ensure_ascii=False), list(view.roles), utc_now(),
        ],
    ).fetchall()  # fmt: skip


def _note(
    store: Store, cursor: Cursor, action: str, view: SavedView, roles: list[Role] | None = None
) -> None:
    detail: dict[str, object] = {"view": view.number, "page": view.page, "name": view.name}
    if roles is not None:
        detail["roles"] = roles
    write_audit(cursor, store.person.name, action, detail)
