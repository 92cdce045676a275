"""Checks before a restore moves anything: mounts, disks, and a trial of each move.

A trial moves a name to its destination and back at once. If it is interrupted in between, the name
is in a folder of its own, from which the next start moves it back.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from warehouse.database.atomic_files import describe_os_error, make_private
from warehouse.faults import StoreInDoubt, StoreUnavailable
from warehouse.home.restore_plan import ASIDE, COMING, list_leaving, list_names

TRIAL = ".trial"


def try_leaving(home: Path) -> None:
    """Try to move each of the store's names aside; StoreUnavailable names one that cannot move."""
    make_private(home / ASIDE)
    if (home / ASIDE).stat().st_dev != home.stat().st_dev:
        raise StoreUnavailable(
            f"恢复没有开始，数据没有变化：{home / ASIDE} 在另一个磁盘上，原来的数据移不过去。"
            "请把它移走或改名，再运行一次。"
        )
    for name in list_leaving(home):
        _check_disk(home, name)
    try:
        for name in list_leaving(home):
            _try(home / name, home / ASIDE / TRIAL)
    finally:
        undo_trial(home)


def try_arriving(home: Path) -> None:
    """Try to move each arriving name; StoreUnavailable names one that cannot move."""
    for name in list_names(home / COMING):
        _try(home / COMING / name, home / COMING / TRIAL)


def undo_trial(home: Path) -> None:
    """Move back the names that an interrupted trial has left; StoreInDoubt if that fails."""
    trial = home / ASIDE / TRIAL
    try:
        for path in list(trial.iterdir()) if trial.is_dir() else ():
            if not os.path.lexists(home / path.name):
                path.replace(home / path.name)
    except OSError as error:
        raise StoreInDoubt(
            f"恢复开始前的试移没有退回：{trial} 里的文件放不回 {home}"
            f"（{describe_os_error(error)}）。"
            "请排除原因后再运行一次，会自动放回；也可以自己把它们移回数据目录。"
        ) from None
    with suppress(OSError):
        trial.rmdir()


def is_trial_open(home: Path) -> bool:
    """Tell whether an interrupted trial holds a name of the home."""
    trial = home / ASIDE / TRIAL
    return trial.is_dir() and any(trial.iterdir())


def _check_disk(home: Path, name: str) -> None:
    path = home / name
    if path.is_symlink():
        return  # the link itself is moved, not its target
    if os.path.ismount(path) or path.stat().st_dev != home.stat().st_dev:
        raise StoreUnavailable(
            f"恢复没有开始，数据没有变化：{path} 是单独挂载的，不能移动。"
            "请先停用这个挂载（umount），恢复以后再把它挂上并放入恢复出的文件。"
        )


def _try(path: Path, trial: Path) -> None:
    """Move a path into the trial's folder and back; StoreUnavailable if it cannot be moved."""
    try:
        trial.mkdir(mode=0o700, exist_ok=True)
        path.replace(trial / path.name)
        (trial / path.name).replace(path)
    except OSError as error:
        raise StoreUnavailable(
            f"恢复没有开始，数据没有变化：{path} 不能移动（{describe_os_error(error)}）。"
            "请关闭占用它的程序，检查目录权限，再运行一次。"
        ) from None
