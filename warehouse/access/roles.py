"""Roles and actions. Everything that is not permitted here is denied (threats D4)."""

from __future__ import annotations

from typing import Literal

Role = Literal["leader", "staff", "admin", "auditor", "unit", "host"]

ROLE_TITLES: dict[Role, str] = {
    "leader": "领导",
    "staff": "考核办工作人员",
    "admin": "管理员",
    "auditor": "审计人员",
    "unit": "被考核单位",
    "host": "本机操作员",
}
"""Role → its title on pages. `host` is whoever runs commands on the machine; it has no account."""

ACTIONS = {
    "see_boards": "查看排行榜",
    "see_details": "查看单位明细和依据",
    "export": "导出",
    "import": "导入数据",
    "handle_inbox": "处理待导入文件",
    "revert": "撤销导入",
    "file_objection": "提出复核",
    "decide_objection": "决定复核",
    "seal": "封存",
    "unseal": "解除封存",
    "issue": "印发通报",
    "draft_bulletin": "起草通报",
    "approve_bulletin": "审核通报",
    "choose_interpretation": "确定口径",
    "manage_accounts": "管理账号",
    "manage_settings": "改动设置",
    "change_own_account": "改动自己的账号",
    "read_record": "查看操作记录",
    "verify": "核对",
    "back_up": "备份",
    "restore": "恢复备份",
    "see_schemes": "查看考核方案的版本和试算",
    "load_scheme": "发布考核方案",
    "retire_scheme": "停用考核方案",
    "see_contacts": "查看联系人",
    "keep_contacts": "登记联系人",
    "save_view": "保存视图",
    "share_view": "共享视图",
}
"""Action → its name in a refusal. Every act of the product is one of these actions."""

_READS = {"see_boards", "see_details", "export"}
_WORKS = {
    "import",
    "handle_inbox",
    "revert",
    "file_objection",
    "see_schemes",
    "keep_contacts",
    "draft_bulletin",
}
_CALLS = {"see_contacts"}
_DECIDES = {
    "decide_objection",
    "seal",
    "unseal",
    "issue",
    "approve_bulletin",
    "choose_interpretation",
    "load_scheme",
    "retire_scheme",
    "manage_accounts",
    "manage_settings",
    "read_record",
    "verify",
    "back_up",
    "share_view",
}
_OWN = {"change_own_account", "save_view"}

PERMITTED: dict[Role, frozenset[str]] = {
    "leader": frozenset(_READS | _CALLS | _OWN),
    "staff": frozenset(_READS | _CALLS | _WORKS | _OWN),
    "admin": frozenset(_READS | _CALLS | _WORKS | _DECIDES | _OWN),
    "auditor": frozenset({"read_record", "verify", "see_schemes"} | _OWN),
    "unit": frozenset(_READS | {"file_objection"} | _OWN),
    "host": frozenset(ACTIONS),
}
"""Role → permitted actions; for role unit only on its own units (see `Person.sees`)."""
