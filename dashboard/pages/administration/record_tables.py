"""Audit entries in words, and as a table: who did what, when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.gate.openid.refusal_reasons import SENTENCES
from dashboard.navigation import PAGES
from dashboard.widgets.table_data import Heading, PageTable
from documents.wording import OBJECTION_TITLES, format_time
from warehouse.access.roles import ACTIONS as PERMITTED_ACTS
from warehouse.access.roles import ROLE_TITLES
from warehouse.access.settings import SETTINGS
from warehouse.database.audit import Entry
from warehouse.database.audit_details import ROWS
from warehouse.views.record import TOO_LONG

ACTIONS = {
    "land": "导入",
    "receive_file": "上传报表",
    "decide_file": "处理报表",
    "mask_file": "隐去个人信息",
    "discard_file": "移除报表",
    "take_back_file": "撤回移除",
    "clean_inbox": "清理待处理文件",
    "change_draft": "修改通报稿",
    "submit_draft": "通报送审",
    "withdraw_draft": "撤回送审",
    "approve_draft": "审核通报",
    "return_draft": "退回通报稿",
    "revert": "撤销",
    "load_scheme": "发布方案",
    "retire_scheme": "停用方案",
    "reinstate_scheme": "恢复使用方案",
    "choose_interpretation": "选定口径",
    "back_up": "备份",
    "restore": "恢复备份",
    "accept_copy": "认可记录副本",
    "renew_metrics_token": "换发监控令牌",
    "seal": "封存",
    "unseal": "解除封存",
    "issue": "印发通报",
    "file_objection": "登记复核",
    "decide_objection": "复核决定",
    "denied": "✕ 无权，未执行",
    "refused": "✕ 不符，未执行",
    "export": "导出",
    "view": "查看明细",
    "see_contacts": "查看联系电话",
    "keep_contacts": "登记联系人",
    "drop_contact": "移除联系人",
    "sign_in": "登录",
    "sign_out": "退出",
    "sign_in_refused": "登录未成",
    "add_account": "建立账号",
    "change_role": "改角色",
    "enable_account": "启用账号",
    "disable_account": "停用账号",
    "renew_password": "重置密码",
    "change_password": "修改密码",
    "rehash_password": "密码改用新的保存方式",
    "sign_out_everywhere": "全部退出",
    "turn_on_second_step": "开启两步验证",
    "turn_off_second_step": "关闭两步验证",
    "drop_second_step": "取消两步验证",
    "change_setting": "改动设置",
    "save_view": "保存视图",
    "rename_view": "视图改名",
    "share_view": "共享视图",
    "remove_view": "删除视图",
    "put_back_view": "恢复视图",
    "use_recovery_code": "用了恢复码",
    "rename_account": "改姓名",
    "record_all_rows": "登记数据摘要",
}
"""Action → its title; an action missing here is shown as it is."""

KEY_TITLES = {
    "batch": "批次",
    "reverts": "撤销批次",
    "dataset": "报表",
    "month": "月份",
    "reason": "缘由",
    "scheme": "方案",
    "version": "版本",
    "difference": "改动",
    "corrects": "更正已封存的月份",
    "sha256": "文件校验码",
    "backup": "备份",
    "place": "放在",
    "entry": "记录序号",
    "aside": "原数据留在",
    "edition": "通报编号",
    "revision": "版次",
    "documents": "文件",
    "objection": "复核编号",
    "line": "明细",
    "outcome": "决定",
    "points": "调整分值",
    "action": "要办的",
    "said": "答复",
    "file": "文件",
    "until_batch": "数据到批次",
    "page": "页面",
    "unit": "单位",
    "units": "单位",
    "assessment": "考核项",
    "as_of": "截至",
    "account": "账号",
    "role": "角色",
    "before": "原来",
    "value": "改为",
    "key": "设置",
    "address": "地址",
    "rows": "行数",
    "columns": "列",
    "search": "查找",
    "subject": "内容",
    "by": "认证",
    "second_step": "两步验证",
    "shown_name": "姓名",
    "count": "次数",
    "device": "用过的浏览器",
    "left": "还剩",
    "view": "视图编号",
    "name": "名称",
    "roles": "共享给",
    "issuer": "统一身份认证",
    "rows_sha256": "明细校验码",
    "choice": "口径",
    "left_out": "同类另有",
    "document_number": "发文字号",
    "dated": "成文日期",
    "signer": "签发人",
    TOO_LONG: "内容太长，字节数",
}
"""Key of an entry's detail → its title; a key missing here is shown as it is."""

VALUES: dict[str, Mapping[str, str]] = {
    "role": {str(role): title for role, title in ROLE_TITLES.items()},
    "outcome": OBJECTION_TITLES,
    "action": PERMITTED_ACTS | {"open_page": "打开页面"},
    "page": {name: entry.title for name, entry in PAGES.items()},
    "by": {"password": "密码", "openid": "统一身份认证"},
    "second_step": {
        "none": "没有",
        "code": "验证码",
        "recovery_code": "恢复码",
        "provider": "平台已验",
    },
    "key": {key: setting.title for key, setting in SETTINGS.items()},
    "account": {"unknown": "没有这个账号", "several": "多个账号"},
    "address": {"several": "多处"},
    "reason": {
        "code": "验证码不对",
        "own_password": "改自己的账号时密码不对",
        "own_code": "改自己的账号时验证码不对",
        "throttled": "试得太频繁",
        "stale_form": "登录页打开太久",
        "foreign_page": "不是从本系统的页面来的",
        "unknown_host": "不是本系统的网址",
    }
    | {reason: said.partition("。")[0] for reason, said in SENTENCES.items()},
}
"""Key of an entry's detail → its values in words; a value missing here is shown as it is."""

GROUPS: dict[str, tuple[str, ...]] = {
    "未成功": ("denied", "refused", "sign_in_refused"),
    "数据": (
        "land",
        "revert",
        "choose_interpretation",
        "load_scheme",
        "retire_scheme",
        "reinstate_scheme",
        "restore",
        "accept_copy",
        "back_up",
    ),
    "待处理文件": (
        "receive_file",
        "decide_file",
        "mask_file",
        "discard_file",
        "take_back_file",
        "clean_inbox",
    ),
    "通报稿": (
        "change_draft",
        "submit_draft",
        "withdraw_draft",
        "approve_draft",
        "return_draft",
    ),
    "封存和印发": ("seal", "unseal", "issue"),
    "复核": ("file_objection", "decide_objection"),
    "导出": ("export",),
    "查看": ("view",),
}
"""Filter of the audit record → its actions."""

SHOWN_DIGITS = 12
"""Digits of a digest on the page, enough to tell files apart; the export has all."""

SHOWN_LENGTH = 300
"""Characters of a detail in the list; the entry itself is shown whole."""


def list_entries(entries: Sequence[Entry], titles: Mapping[str, str]) -> PageTable:
    """Return entries as a table, in their order; `titles`: key of a scheme or dataset → title."""
    return PageTable(
        caption="操作记录，最新的在前",
        headings=[
            Heading("序号", "whole", 70),
            Heading("时间", width=140, phone="side"),
            Heading("操作人", width=110),
            Heading("操作", width=100),
            Heading("内容", "wrap", 460, phone="below"),
            Heading(
                "校验码",
                width=130,
                help="由本条和前一条算出；改动任何一条，其后各条均不相符",
                phone="more",
            ),
        ],
        rows=[
            [
                entry.number,
                format_time(entry.happened_at),
                entry.actor,
                ACTIONS.get(entry.action, entry.action),
                shorten(describe_detail(entry.detail, titles)),
                entry.digest[:SHOWN_DIGITS],
            ]
            for entry in entries
        ],
        ids=[str(entry.number) for entry in entries],
        head=0,
        acts="pick",
    )


def shorten(text: str) -> str:
    """Return a detail as the list shows it: its beginning, and a mark if there is more."""
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}……（点击序号查看全文）"


def describe_detail(detail: str, titles: Mapping[str, str]) -> str:
    """Return an entry's detail (JSON) in words: 批次 12；月份 2021-05."""
    values: dict[str, Any] = json.loads(detail)
    parts = []
    for key, value in values.items():
        if value in (None, "", []):
            continue
        if key == ROWS and isinstance(value, dict | list):
            parts.append(f"改动{len(value)}处")
            continue
        text = _format_value(value)
        if key.endswith("sha256"):
            text = text[:SHOWN_DIGITS]
        text = VALUES.get(key, {}).get(text, text)
        parts.append(f"{KEY_TITLES.get(key, key)} {titles.get(text, text)}")
    return "；".join(parts)


def _format_value(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict | list):
        return "、".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
