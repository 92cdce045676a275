"""The state of backups, the second place, free space and the last check, in plain words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from documents.wording import format_time
from warehouse.database.clock import name_moment
from warehouse.database.database import FREE_SPACE_FLOOR
from warehouse.faults import WrongCall
from warehouse.home.backup_manifest import Manifest
from warehouse.home.upkeep_notes import Upkeep, parse_stamp, read_upkeep
from warehouse.safekeeping.backups import estimate_room, list_backups
from warehouse.safekeeping.second_place import SETTINGS_FILE, read_second_place
from warehouse.store import Store

OVERDUE = timedelta(days=2)
"""A server that was off for a day is no fault; after two days somebody must look."""


class StatusLine(NamedTuple):
    """One fact about the data's safety; `is_wrong`: somebody must act."""

    label: str
    text: str
    is_wrong: bool = False


def list_lines(store: Store, digest: str | None, now: datetime) -> list[StatusLine]:
    """Return the facts about the safety of a store's data at a moment (UTC).

    `digest` is that of the last audit entry; None before the first.
    """
    upkeep = read_upkeep(store.home)
    backups = list_backups(store.home)
    newest = backups[0][1] if backups else None
    days = {folder.name[:8] for folder, _ in backups[:1]}
    return [
        StatusLine("最近备份", _describe_newest(newest), _is_overdue(newest, digest, now)),
        *_list_failures("备份没有做成", upkeep.backup_failure),
        StatusLine(
            "下次备份", _describe_next(newest, digest, made_today=name_moment(now)[:8] in days)
        ),
        *_list_elsewhere(store, upkeep),
        _describe_room(store),
        _describe_check(upkeep),
    ]


def _describe_newest(newest: Manifest | None) -> str:
    if newest is None:
        return "暂无"
    return f"{format_time(newest.moment)}，数据到第{newest.batch}批，经校验数据完整"


def _is_overdue(newest: Manifest | None, digest: str | None, now: datetime) -> bool:
    if digest is None or newest is None:
        return False
    return newest.digest != digest and abs(now - newest.moment) > OVERDUE


def _describe_next(newest: Manifest | None, digest: str | None, *, made_today: bool) -> str:
    if digest is None or (newest and newest.digest == digest):
        return "有新的操作后，每天一次"
    return "明天，看板开着时自动进行" if made_today else "十分钟之内，看板开着时自动进行"


def _list_failures(label: str, failure: str) -> Iterator[StatusLine]:
    if failure:
        yield StatusLine(label, f"{failure}十分钟后会再试。", is_wrong=True)


def _list_elsewhere(store: Store, upkeep: Upkeep) -> Iterator[StatusLine]:
    try:
        settings = read_second_place(store.home)
    except WrongCall as fault:
        yield StatusLine("另一处备份", str(fault), is_wrong=True)
        return
    if settings is None:
        state = f"没有设置。备份和数据在同一台机器上，建议在数据目录的 {SETTINGS_FILE} 里写明另一处"
        yield StatusLine("另一处备份", state)
        return
    copied = parse_stamp(upkeep.elsewhere_at)
    state = f"{format_time(copied)}复制了 {upkeep.elsewhere_backup}" if copied else "尚未复制过"
    yield StatusLine("另一处备份", f"{state}，在 {settings.folder}")
    yield from _list_failures("复制到另一处未成功", upkeep.elsewhere_failure)


def _describe_room(store: Store) -> StatusLine:
    free = shutil.disk_usage(store.home).free
    is_short = free < FREE_SPACE_FLOOR + estimate_room(store.home)
    size = f"{free / 2**30:.1f} GB"
    return StatusLine(
        "剩余空间", f"{size}，不足以再做一份备份，请清理磁盘" if is_short else size, is_short
    )


def _describe_check(upkeep: Upkeep) -> StatusLine:
    checked = parse_stamp(upkeep.checked_at)
    if checked is None:
        return StatusLine("最近核对", "暂无")
    is_wrong = upkeep.verdict != "sound"
    result = "有出入，请点击“全部核对”查看详情" if is_wrong else "完好"
    return StatusLine("最近核对", f"{format_time(checked)}，{result}", is_wrong)
