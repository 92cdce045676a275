"""The parser of every command line."""

from __future__ import annotations

import argparse

from dashboard.command_line.chinese_argparse import Parser, ShowVersion
from dashboard.command_line.options.data import (
    add_batches,
    add_export,
    add_import,
    add_init,
    add_ledger,
    add_revert,
    add_scores,
    add_template,
)
from dashboard.command_line.options.operation import (
    add_account,
    add_audit,
    add_backup,
    add_doctor,
    add_health,
    add_metrics_token,
    add_restore,
    add_serve,
    add_setting,
    add_verify,
)
from dashboard.command_line.options.publishing import (
    add_brief,
    add_bulletin,
    add_edition,
    add_editions,
    add_issue,
    add_objection,
    add_result,
    add_seal,
)
from dashboard.command_line.options.schemes import add_scheme_commands


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command; `command` names the one chosen."""
    parser = Parser(prog="kaohe", description="考核计分：从每月报表到说得清的排行榜")
    parser.add_argument("--version", action=ShowVersion, help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    add_init(commands.add_parser("init", help="建立数据仓库：空的，或装入示例"))
    add_import(commands.add_parser("import", help="读取、检查并导入报表"))
    add_scores(commands.add_parser("scores", help="得分"))
    add_ledger(commands.add_parser("ledger", help="一个单位的得分明细"))
    add_batches(commands.add_parser("batches", help="历次导入"))
    add_revert(commands.add_parser("revert", help="撤销一次导入"))
    add_export(commands.add_parser("export", help="导出 Excel 工作簿"))
    add_scheme_commands(
        commands.add_parser("scheme", help="考核方案：检查、发布、比较、试算、复制到下一年、停用")
    )
    add_template(commands.add_parser("template", help="发出空白报表，一种或一个月的"))
    add_bulletin(commands.add_parser("bulletin", help="月通报：Word 文档或 PDF"))
    add_brief(commands.add_parser("brief", help="月度简报：一页 PDF 或图片"))
    add_result(commands.add_parser("result", help="年度结果报送表"))
    add_seal(commands.add_parser("seal", help="封存一个月，不再接受导入"), needs_reason=False)
    add_seal(commands.add_parser("unseal", help="解除封存，写明理由"), needs_reason=True)
    add_issue(commands.add_parser("issue", help="印发一个月的通报并封存"))
    add_editions(commands.add_parser("editions", help="印发过的通报"))
    add_edition(commands.add_parser("edition", help="一期通报：内容、更正表、重算"))
    add_objection(commands.add_parser("objection", help="复核申请与决定"))
    add_account(commands.add_parser("account", help="登录账号：角色、初始密码"))
    add_setting(commands.add_parser("setting", help="系统设置：查看，改动"))
    add_backup(commands.add_parser("backup", help="备份数据仓库，看板开着也可以"))
    add_restore(commands.add_parser("restore", help="恢复一份备份"))
    add_verify(commands.add_parser("verify", help="核对得分、明细、原始文件和操作记录"))
    add_audit(commands.add_parser("audit", help="操作记录的副本缺失或不符时，由人工决定如何处理"))
    add_serve(commands.add_parser("serve", help="打开看板"))
    add_health(commands.add_parser("health", help="看板是否正常运行，供监控和容器使用"))
    add_doctor(commands.add_parser("doctor", help="检查本机安装情况，列出问题和处理办法"))
    add_metrics_token(commands.add_parser("metrics-token", help="换发监控令牌，用来读取 /metrics"))
    return parser
