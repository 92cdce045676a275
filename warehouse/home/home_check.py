"""Check whether a home folder holds a database, or has lost it."""

from __future__ import annotations

from pathlib import Path

from warehouse.database.audit_copy_check import COPY_FOLDER
from warehouse.database.connection import BACKUPS, FILE_NAME, ORIGINALS
from warehouse.faults import StoreInDoubt, StoreUnavailable


def check_home(home: Path, *, create: bool = False) -> None:
    """Raise StoreUnavailable if a home has no database, StoreInDoubt if it has lost its database.

    `create`: an empty home is fine. The remains of a store are not, because a new database among
    them would hide the loss.
    """
    if (home / FILE_NAME).exists():
        return
    left = [name for name in (COPY_FOLDER, ORIGINALS, BACKUPS) if _has_files(home / name)]
    left += [log.name for log in [home / f"{FILE_NAME}.wal"] if log.exists()]
    if left:
        raise StoreInDoubt(
            f"数据库文件不见了：{home / FILE_NAME}，而数据目录里还有{'、'.join(left)}。"
            "请用备份恢复：kaohe restore 备份目录。确需重新建立的，请先将该数据目录整体移走。"
        )
    if not create:
        raise StoreUnavailable(f"没有找到数据仓库：{home}。请先运行 kaohe init。")


def _has_files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))
