"""The swap of a restore: a plan on disk, renames, and an entry in the record that has come.

If it is interrupted, the next start completes it, or rolls it back where a name cannot be moved.
No direction is noted. A name's former file is in the home or aside, its new one in the folder of
what is coming or in the home, and whether a former one is aside tells which one the home has.
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
    settle,
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
    """Tell whether a restore was interrupted here, so that the database may lie elsewhere."""
    return os.path.lexists(home / PLAN) or is_trial_open(home)


def plan_swap(home: Path, entry: dict[str, Any]) -> Path:
    """Write down what is to be moved and what the record will say; return the place aside.

    OSError: there is no plan, and nothing will be moved.
    """
    aside = find_free_place(home)
    arriving = tuple(list_names(home / COMING))
    try:
        _write_plan(home, Plan(aside.name, tuple(list_leaving(home)), arriving, entry))
    except OSError:
        (home / PLAN).unlink(missing_ok=True)  # it may have its name, and not be on the disk
        raise
    return aside


def finish_swap(home: Path) -> None:
    """Complete a swap that was planned, and clear away one that never came to a plan.

    RestoreUndone: a name cannot be moved, and the home is as it was before. StoreInDoubt: it
    can neither be completed nor rolled back, or its plan cannot be read; the next start tries
    again.
    """
    undo_trial(home)
    plan = read_plan(home)
    if plan is not None and plan.is_done:
        # Once more: a kill may have kept its name from the disk, and the plan before it would
        # move the new files aside.
        _write_plan(home, plan)
    elif plan is not None:
        try:
            _complete(home, plan)
        except OSError as error:
            _roll_back(home, plan, error)
    shutil.rmtree(home / COMING, ignore_errors=True)


def record_swap(store: Store) -> None:
    """Write a finished swap into the record of the store that has come, once."""
    plan = read_plan(store.home)
    if plan is None:
        return
    if not _is_told(store, plan.aside):
        entry = {"aside": plan.aside, **plan.entry}
        actor = entry.pop("actor")
        with store.writer("restore") as cursor:
            write_audit(cursor, actor, "restore", entry)
    try:
        (store.home / PLAN).unlink()
    except OSError as error:  # the record has it: the next start removes the plan
        _log.warning("plan of a finished restore not removed: %s", error)


def _is_told(store: Store, aside: str) -> bool:
    with store.reader() as cursor:
        rows = cursor.execute(
            "select 1 from audit_entry where action = 'restore'"
            " and json_extract_string(detail, '$.aside') = ?",
            [aside],
        ).fetchall()
    return bool(rows)


def _complete(home: Path, plan: Plan) -> None:
    """Move aside what leaves, then in what arrives; OSError names what could not be moved."""
    aside, coming = home / ASIDE / plan.aside, home / COMING
    make_private(aside)
    for name in plan.arriving:
        if not os.path.lexists(coming / name) and not _has_arrived(home, plan, name):
            raise OSError(errno.ENOENT, "", str(coming / name))
    for name in filter(is_own, plan.leaving):  # older programs planned to move everything
        if os.path.lexists(home / name) and not os.path.lexists(aside / name):
            _move(home / name, aside / name)
    for name in plan.arriving:
        stays = not is_own(name) and os.path.lexists(home / name)
        if os.path.lexists(coming / name) and not stays:
            _move(coming / name, home / name)
    _settle(aside, coming, home)
    # From here on nothing in the home is the former state's, whatever its name.
    _write_plan(home, replace(plan, leaving=(), arriving=()))


def _roll_back(home: Path, plan: Plan, cause: OSError) -> None:
    """Return every name to where it was and raise StoreUnavailable; StoreInDoubt: it failed too."""
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
        settle(home)
    except OSError as error:
        raise StoreInDoubt(
            f"恢复没有做完，也没能退回：{_say(error)}。"
            f"数据都还在 {home} 和 {aside} 里，请不要移动它们。"
            "请关闭占用这些文件的程序，检查目录权限和磁盘空间，再运行一次，会自动做完或退回。"
        ) from None
    shutil.rmtree(coming, ignore_errors=True)
    with suppress(OSError):
        aside.rmdir()
    raise RestoreUndone(
        f"恢复没有做完：{_say(cause)}。已退回恢复以前的状态，数据没有变化。"
        "请排除原因后重新运行 kaohe restore 备份目录；不恢复的，重新启动看板就可以照常使用。"
    ) from None


def _has_arrived(home: Path, plan: Plan, name: str) -> bool:
    """Tell whether what the home has under an arriving name is the new one."""
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
            settle(folder)


def _say(error: OSError) -> str:
    name = describe_name(Path(error.filename).name) if error.filename else "文件"
    return f"{name} 不能移动或写入（{describe_os_error(error)}）"
