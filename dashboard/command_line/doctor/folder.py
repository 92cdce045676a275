"""Checks of the home folder: whether it is writable and private, its free space, its disk."""

from __future__ import annotations

from pathlib import PurePath

from dashboard.command_line.doctor.finding import DoctorFinding, notice, sound, wrong
from warehouse.database.atomic_files import OTHERS
from warehouse.database.database import FREE_SPACE_FLOOR

GOOD_SPACE = 2 * 2**30
NETWORK_DISKS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs"}
)


def check_writable(home: str, is_there: bool, is_writable: bool) -> DoctorFinding:
    """Check that the folder exists and the product can write into it."""
    if not is_there:
        return notice(
            "数据目录", f"{home} 还没有", "kaohe init 会建立它；要放在别处请设 KAOHE_HOME。"
        )
    if not is_writable:
        return wrong(
            "数据目录",
            f"{home} 不能写入",
            "请把目录交给运行看板的用户，或用 KAOHE_HOME 指定另一个目录。",
        )
    return sound("数据目录", home)


def check_privacy(mode: int | None, accounts: int) -> DoctorFinding:
    """Check that no other user of the machine can enter the folder.

    It is wrong once there are accounts, whose secrets are in the store; before that a notice.
    """
    if mode is None:
        return sound("目录权限", "由系统的访问控制决定")
    if mode & OTHERS:
        level = wrong if accounts else notice
        return level(
            "目录权限",
            f"{mode & 0o777:o}，本机其他用户也能进入",
            "请改为只有本人能读：chmod 700 数据目录。",
        )
    return sound("目录权限", f"{mode & 0o777:o}，只有本人能读")


def check_space(free: int) -> DoctorFinding:
    """Check the free space of the disk, in bytes."""
    said = f"剩 {free / 2**30:.1f} GB"
    if free < FREE_SPACE_FLOOR:
        return wrong("磁盘空间", f"{said}，已停止写入", "请清理磁盘，或把数据目录移到更大的磁盘。")
    if free < GOOD_SPACE:
        return notice("磁盘空间", said, "请尽快清理：每份备份都要占空间。")
    return sound("磁盘空间", said)


def check_disk(home: str, kind: str | None) -> DoctorFinding:
    """Check that the folder is on a local disk: file locks are unreliable on a share."""
    if kind in NETWORK_DISKS or home.startswith("\\\\"):
        return notice(
            "磁盘类型",
            f"{kind or '网络共享'}：数据目录在网络盘上，文件锁不可靠",
            "请放到本机磁盘；网络盘只用来存备份（kaohe backup 目录）。",
        )
    return sound("磁盘类型", kind or "本机磁盘")


def find_file_system(home: str, mounts: str) -> str | None:
    """Return the type of the file system of a folder, from the text of /proc/mounts."""
    longest, kind = "", None
    for line in mounts.splitlines():
        _, point, file_system, *_ = line.split(" ")
        point = point.replace("\\040", " ")  # the file writes a space as an octal escape
        is_above = PurePath(home).is_relative_to(point)
        if is_above and len(point) >= len(longest):  # a later mount hides one at the same point
            longest, kind = point, file_system
    return kind
