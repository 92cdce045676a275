"""Checks of what a home keeps: the store, its audit record, its backups, its accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from dashboard.command_line.doctor.finding import DoctorFinding, notice, sound, wrong
from warehouse.home.upkeep_notes import Upkeep
from warehouse.safekeeping.inspection import StoreState

STALE = timedelta(days=2)
"""Older backups count as stale: the running dashboard makes one on each day with changes."""


def check_opening(fault: str, has_store: bool) -> DoctorFinding:
    """Check that the store opens; the fault says which program has it open or what is broken."""
    if fault:
        return wrong("数据仓库", fault, "按上一句处理后再运行 kaohe doctor。")
    if not has_store:
        return wrong("数据仓库", "还没有建立", "请运行 kaohe init。")
    return sound("数据仓库", "能打开")


def check_migrations(state: StoreState) -> DoctorFinding:
    """Check that store and program have the same migrations."""
    if state.newer:
        return wrong(
            "数据结构", "数据仓库由更新的版本写成", "请升级程序；要用旧程序，请恢复升级前的备份。"
        )
    if state.missing:
        return notice(
            "数据结构",
            f"有{len(state.missing)}项变更尚未应用",
            "下次打开时自动应用，之前会先备份。",
        )
    return sound("数据结构", "与程序一致")


def check_record(state: StoreState) -> DoctorFinding:
    """Check that the store agrees with the record's copy outside it."""
    if state.doubt:
        return wrong(
            "操作记录", state.doubt, "请先查看 kaohe verify 的结果，再按上一项的说明处理。"
        )
    entries = state.figures.entries if state.figures else 0
    if state.rebuilt:
        advice = (
            "不用处理；对这次重建有疑问的，请用印发的通报或备份核对（kaohe verify --printed）。"
        )
        return notice("操作记录", f"{entries} 条，{state.rebuilt[-1].rstrip('。')}", advice)
    return sound("操作记录", f"{entries} 条，与库外副本一致")


def check_backups(
    newest: datetime | None, newest_entry: datetime | None, now: datetime
) -> DoctorFinding:
    """Check that the newest audit entry is backed up (all times UTC)."""
    advice = "请运行 kaohe backup；看板开着时，有改动的日子会自动备份。"
    if newest_entry is None:
        return sound("备份", "还没有数据，不用备份")
    if newest is None:
        return notice("备份", "还没有备份", advice)
    said = f"最近一份是 {newest:%Y-%m-%d %H:%M}（UTC）"
    if newest_entry > newest and now - newest > STALE:
        return wrong("备份", f"{said}，以后的改动都没有备份", advice)
    return sound("备份", said)


def check_upkeep(upkeep: Upkeep) -> DoctorFinding:
    """Check that the dashboard's last automatic backups and checks succeeded."""
    failures = (upkeep.backup_failure, upkeep.elsewhere_failure)
    said = "；".join(failure.rstrip("。") for failure in failures if failure)
    if upkeep.verdict not in {"", "sound"}:
        said = "；".join(filter(None, (said, "最近一次核对有出入")))
    if said:
        return wrong("自动维护", said, "请按所说的处理，再运行 kaohe backup 和 kaohe verify。")
    return sound("自动维护", "最近的备份和核对没有失败")


def check_far_backups(place: str | None) -> DoctorFinding:
    """Check that backups are copied to another machine."""
    if place is None:
        return notice(
            "异机备份",
            "备份只在本机，磁盘坏了会一起丢失",
            "请设异机目录，见 deploy/README.md 的“备份”。",
        )
    return sound("异机备份", place)


def check_provider(fault: str, is_set: bool) -> DoctorFinding:
    """Check the OpenID provider's file, if there is one; with a wrong one no dashboard starts."""
    if fault:
        return wrong("统一登录", fault, "请按 deploy/openid.md 改正；改正前看板不能启动。")
    return sound("统一登录", "openid.toml 写法正确" if is_set else "没有设置，只用本地账号")


def check_accounts(admins: int) -> DoctorFinding:
    """Check that there is an administrator's account."""
    if not admins:
        return notice(
            "管理员账号",
            "暂无；除 kaohe serve --local 外无人能登录",
            "请在本机运行 kaohe account add 名字 --role admin。",
        )
    return sound("管理员账号", f"{admins} 个")
