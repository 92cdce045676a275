"""The office's settings: which exist, their bounds, and their current values."""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import Any

from warehouse.database.connection import Cursor
from warehouse.faults import WrongCall

Value = bool | int | list[str]

MOST_HOSTS = 20
HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True)
class Setting:
    """One switch (on or off), limit (a number within bounds) or list of host names."""

    title: str
    default: Value
    help: str
    low: int = 0
    high: int = 0


SETTINGS = {
    "importer_may_not_seal": Setting(
        "导入过当月数据的人不能封存",
        False,
        "导入、撤销、调整过当月数据的人不能封存和印发。一个人两个账号、管理员代换密码，靠制度约束。",
    ),
    "sealing_needs_totp": Setting(
        "封存和印发要求两步验证",
        False,
        "没有开启两步验证的账号不能封存、解除封存和印发；统一登录的账号看平台的证明。",
    ),
    "bulletin_needs_approval": Setting(
        "通报须经他人审核后印发",
        False,
        "通报送审后，由没有起草、修改、送审过本期通报的人审核；审核通过的才能印发。",
    ),
    "idle_minutes": Setting(
        "无操作自动退出时间（分钟）", 30, "页面自己刷新不算操作。", low=5, high=240
    ),
    "absolute_hours": Setting(
        "登录有效期（小时）", 12, "到时必须重新登录，不论是否在操作。", low=1, high=24
    ),
    "inbox_days": Setting(
        "待处理文件清理时间（天）",
        30,
        "已导入、已移除的文件到期从待处理中清除；未导入的不自动清除。",
        low=1,
        high=366,
    ),
    "allowed_hosts": Setting(
        "访问域名", [], "浏览器地址栏里除 IP 地址和本机名以外允许的域名，逗号分隔。"
    ),
}
"""Key → setting. The command line and the audit record use the key."""


def read_settings(cursor: Cursor) -> dict[str, Any]:
    """Return the current value of each setting by key: the stored value, or else the default."""
    rows = cursor.execute("select key, value from setting").fetchall()
    stored = {key: json.loads(value) for key, value in rows if key in SETTINGS}
    return {key: stored.get(key, setting.default) for key, setting in SETTINGS.items()}


def parse_setting(key: str, text: str) -> Value:
    """Return the value that a text means for a setting; WrongCall names the allowed values."""
    if key not in SETTINGS:
        raise WrongCall(f"没有设置“{key}”（可选：{'、'.join(SETTINGS)}）。")
    setting = SETTINGS[key]
    if isinstance(setting.default, bool):
        return _parse_switch(setting, text)
    if isinstance(setting.default, int):
        return _parse_number(setting, text)
    names = [name for name in re.split(r"[,，\s]+", text) if name]
    if len(names) > MOST_HOSTS:
        raise WrongCall(f"域名最多写{MOST_HOSTS}个；收到{len(names)}个。")
    return [_check_host_name(name) for name in names]


def format_setting(value: Value) -> str:
    """Return a value as text that users read and `parse_setting` accepts."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "，".join(value) if isinstance(value, list) else str(value)


def _parse_switch(setting: Setting, text: str) -> bool:
    words = {"是": True, "on": True, "true": True, "否": False, "off": False, "false": False}
    if text.strip().lower() not in words:
        raise WrongCall(f"“{setting.title}”只能是 是 或 否（on、off）；收到的是“{text}”。")
    return words[text.strip().lower()]


def _parse_number(setting: Setting, text: str) -> int:
    plain = text.strip()
    is_number = plain.isascii() and plain.isdigit() and len(plain) < 6
    if not (is_number and setting.low <= int(plain) <= setting.high):
        raise WrongCall(
            f"“{setting.title}”应在 {setting.low} 到 {setting.high} 之间；收到的是“{text}”。"
        )
    return int(plain)


def _check_host_name(text: str) -> str:
    name = text.strip().lower().rstrip(".")
    try:
        return str(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        if HOST_NAME.fullmatch(name):
            return name
    raise WrongCall(
        f"“{text}”不是域名。请只写域名，例如 kaohe.example.gov.cn，不带 http:// 和端口。"
    )
