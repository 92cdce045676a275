"""The swap of a restore: write a plan, rename the files, and write an audit entry afterwards.

If it is interrupted, the next start completes it, or rolls it back if a name cannot be moved. The
plan does not store its progress: a name's former file is in the home or aside, and its new one is
in the folder of arriving files or in the home. Whether the former file is aside tells which one
the home has.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse.database.atomic_files import (
    describe_name,
    describe_os_error,
    make_private,
    sync_to_disk,
    write_whole,
)
from warehouse.database.audit import write_audit
from warehouse.faults import RestoreUndone, StoreInDoubt
from warehouse.home.restore_plan import (
    ASIDE,
    COMING,
    PLAN,
    Plan,
    find_free_place,
    is_own,
    list_leaving,
    list_names,
    pack_plan,
    read_plan,
)
from warehouse.home.restore_trial import is_trial_open, undo_trial

if TYPE_CHECKING:
    from warehouse.store import Store

_log = logging.getLogger(__name__)


def is_unfinished(home: Path) -> bool:
    """Tell whether a restore was interrupted here, so that the database may be elsewhere."""
    return os.path.lexists(home / PLAN) or is_trial_open(home)


def plan_swap(home: Path, entry: dict[str, Any]) -> Path:
    """Write the plan of the moves and of the audit entry; return the folder for the former files.

    OSError if the plan cannot be written; then nothing will be moved.
    """
    aside = find_free_place(home)
    arriving = tuple(list_names(home / COMING))
    try:
        _write_plan(home, Plan(aside.name, tuple(list_leaving(home)), arriving, entry))
    except OSError:
        (home / PLAN).unlink(missing_ok=True)  # it may have its name without being synced
        raise
    return aside


def finish_swap(home: Path) -> None:
    """Complete a planned swap, and remove the files of one that was interrupted before its plan.

    RestoreUndone if a name cannot be moved; then the home is as it was before. StoreInDoubt if the
    swap can neither be completed nor rolled back, or its plan cannot be read; the next start tries
    again.
    """
    undo_trial(home)
    plan = read_plan(home)
    if plan is not None and plan.is_done:
        # Written again: a kill may have kept the plan's rename from the disk, and the earlier plan
        # would move the new files aside.
        _write_plan(home, plan)
    elif plan is not None:
        try:
            _complete(home, plan)
        except OSError as error:
            _roll_back(home, plan, error)
    shutil.rmtree(home / COMING, ignore_errors=True)


def record_swap(store: Store) -> None:
    """Write the audit entry of a finished swap into the restored store, once."""
    plan = read_plan(store.home)
    if plan is None:
        return
    if not _is_recorded(store, plan.aside):
        entry = {"aside": plan.aside, **plan.entry}
        actor = entry.pop("actor")
        with store.writer("restore") as cursor:
            write_audit(cursor, actor, "restore", entry)
    try:
        (store.home / PLAN).unlink()
    except OSError as error:  # the entry is written, so the next start only removes the plan
        _log.warning("plan of a finished restore not removed: %s", error)


def _is_recorded(store: Store, aside: str) -> bool:
    with store.reader() as cursor:
        rows = cursor.execute(
            "select 1 from audit_entry where action = 'restore'"
            " and json_extract_string(detail, '$.aside') = ?",
            [aside],
        ).fetchall()
    return bool(rows)


def _complete(home: Path, plan: Plan) -> None:
    """Move the leaving names aside, then the arriving ones in; OSError names what did not move."""
    aside, coming = home / ASIDE / plan.aside, home / COMING
    make_private(aside)
    for name in plan.arriving:
        if not os.path.lexists(coming / name) and not _has_arrived(home, plan, name):
            raise OSError(errno.ENOENT, "", str(coming / name))
    for name in filter(is_own, plan.leaving):  # plans of older programs list everything
        if os.path.lexists(home / name) and not os.path.lexists(aside / name):
            _move(home / name, aside / name)
    for name in plan.arriving:
        stays = not is_own(name) and os.path.lexists(home / name)
        if os.path.lexists(coming / name) and not stays:
            _move(coming / name, home / name)
    _settle(aside, coming, home)
    # From here on, no file in the home belongs to the former state.
    _write_plan(home, replace(plan, leaving=(), arriving=()))


def _roll_back(home: Path, plan: Plan, cause: OSError) -> None:
    """Move every name back and raise RestoreUndone; StoreInDoubt if that fails too."""
    aside, coming = home / ASIDE / plan.aside, home / COMING
    try:
        make_private(coming)
        for name in plan.arriving:
            if not os.path.lexists(coming / name) and _has_arrived(home, plan, name):
                _move(home / name, coming / name)
        for name in plan.leaving:
            if os.path.lexists(aside / name) and not os.path.lexists(home / name):
                _move(aside / name, home / name)
        _settle(aside, coming, home)
        (home / PLAN).unlink()
        sync_to_disk(home)
    except OSError as error:
        raise StoreInDoubt(
            f"恢复没有做完，也没能退回：{_describe_move(error)}。"
            f"数据都还在 {home} 和 {aside} 里，请不要移动它们。"
            "请关闭占用这些文件的程序，检查目录权限和磁盘空间，再运行一次，会自动做完或退回。"
        ) from None
    shutil.rmtree(coming, ignore_errors=True)
    with suppress(OSError):
        aside.rmdir()
    raise RestoreUndone(
        f"恢复没有做完：{_describe_move(cause)}。已退回恢复以前的状态，数据没有变化。"
        "请排除原因后重新运行 kaohe restore 备份目录；不恢复的，重新启动看板就可以照常使用。"
    ) from None


def _has_arrived(home: Path, plan: Plan, name: str) -> bool:
    """Tell whether the home's file of an arriving name is the new one."""
    is_former = name in plan.leaving and not os.path.lexists(home / ASIDE / plan.aside / name)
    return os.path.lexists(home / name) and not is_former


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(source)) from error


def _write_plan(home: Path, plan: Plan) -> None:
    write_whole(home / PLAN, pack_plan(plan))


def _settle(*folders: Path) -> None:
    for folder in folders:
        if folder.is_dir():
            sync_to_disk(folder)


def _describe_move(error: OSError) -> str:
    name = describe_name(Path(error.filename).name) if error.filename else "文件"
    return f"{name} 不能移动或写入（{describe_os_error(error)}）"
