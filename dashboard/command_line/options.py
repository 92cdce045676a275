"""The grammar of `kaohe`: its commands and their options."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from dashboard.command_line.chinese_argparse import Parser, ShowVersion
from dashboard.runtime.logs import PLACES

FORMATS = ("text", "json", "csv")
DEFAULT_PORT = 8501
LOOPBACK = "127.0.0.1"
ROLES_HELP = "leader、staff、admin、auditor 或 unit"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command; `command` names the one chosen."""
    parser = Parser(prog="kaohe", description="考核计分：从每月报表到说得清的排行榜")
    parser.add_argument("--version", action=ShowVersion, help="显示版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    _add_init(commands.add_parser("init", help="建立数据仓库，装入自带的考核方案"))
    _add_import(commands.add_parser("import", help="读取、检查并导入报表"))
    _add_scores(commands.add_parser("scores", help="得分"))
    _add_ledger(commands.add_parser("ledger", help="一个单位的得分明细"))
    _add_batches(commands.add_parser("batches", help="历次导入"))
    _add_revert(commands.add_parser("revert", help="撤销一次导入"))
    _add_export(commands.add_parser("export", help="导出 Excel 工作簿"))
    _add_template(commands.add_parser("template", help="发出空白报表，一种或一个月的"))
    _add_bulletin(commands.add_parser("bulletin", help="月通报：Word 文档或 PDF"))
    _add_result(commands.add_parser("result", help="年度结果报送表"))
    _add_month_act(commands.add_parser("seal", help="封存一个月，不再接受导入"), needs_reason=False)
    _add_month_act(commands.add_parser("unseal", help="解除封存，写明理由"), needs_reason=True)
    _add_issue(commands.add_parser("issue", help="印发一个月的通报并封存"))
    _add_editions(commands.add_parser("editions", help="印发过的通报"))
    _add_edition(commands.add_parser("edition", help="一期通报：内容、更正表、重算"))
    _add_objection(commands.add_parser("objection", help="复核申请与决定"))
    _add_account(commands.add_parser("account", help="谁能登录：账号、角色、初始密码"))
    _add_setting(commands.add_parser("setting", help="开关和期限：查看，改动"))
    _add_backup(commands.add_parser("backup", help="备份数据仓库，看板开着也可以"))
    _add_restore(commands.add_parser("restore", help="恢复一份备份"))
    _add_verify(commands.add_parser("verify", help="核对得分、明细、原始文件和操作记录"))
    _add_audit(commands.add_parser("audit", help="操作记录的副本缺失或不符时，由人决定怎么办"))
    _add_serve(commands.add_parser("serve", help="打开看板"))
    _add_health(commands.add_parser("health", help="看板是否正常运行，供监控和容器使用"))
    _add_doctor(commands.add_parser("doctor", help="检查这台机器上的安装有什么问题，该怎么办"))
    _add_metrics_token(commands.add_parser("metrics-token", help="换发监控令牌，用来读取 /metrics"))
    return parser


def _add_format(parser: argparse.ArgumentParser, choices: Sequence[str] = FORMATS) -> None:
    parser.add_argument("--format", choices=choices, default="text", help="输出格式")


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", help="另导入两县一年的示例数据")
    _add_format(parser, ("text", "json"))


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="xlsx、xls、csv 等报表")
    parser.add_argument("--scheme", metavar="S", help="考核方案；不写则由表头认出")
    parser.add_argument("--dataset", metavar="D", help="报表种类；不写则由表头认出")
    parser.add_argument("--month", metavar="YYYY-MM", help="报表月份；不写则由表中认出")
    parser.add_argument(
        "--alias", action="append", default=[], metavar="表中写法=单位", help="表中的名称是哪个单位"
    )
    parser.add_argument(
        "--answer", action="append", default=[], metavar="ID=选项", help="回答一个问题"
    )
    parser.add_argument(
        "--keep-missing-columns", action="store_true", help="表中没有的列保留原有数据"
    )
    parser.add_argument("--accept-warnings", action="store_true", help="已看过提醒，照常导入")
    parser.add_argument("--dry-run", action="store_true", help="只读取和检查，不导入")
    parser.add_argument("--rows", action="store_true", help="列出读到的每一行")
    parser.add_argument("--reason", metavar="TEXT", help="导入的缘由，记入历史")
    parser.add_argument(
        "--annotated", metavar="OUT.xlsx", help="另写一份标出问题的副本，发回填报单位"
    )
    _add_format(parser, ("text", "json"))


def _add_scheme(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", required=True, metavar="S", help="考核方案")


def _add_known_at(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--known-at", type=int, metavar="BATCH", help="按该批次导入后的数据")


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", required=True, metavar="YYYY-MM", help="算到哪个月")


def _add_what_if(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--final", action="store_true", help="年终结算：待定的一律不得分")
    parser.add_argument(
        "--set", action="append", default=[], metavar="口径=选项", help="换一种口径试算，不保存"
    )
    _add_known_at(parser)


def _add_scores(parser: argparse.ArgumentParser) -> None:
    _add_place(parser, needs_assessment=False)
    _add_format(parser)


def _add_ledger(parser: argparse.ArgumentParser) -> None:
    _add_place(parser, needs_assessment=True)
    parser.add_argument("--unit", required=True, metavar="U", help="单位全称")
    _add_format(parser)


def _add_batches(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", metavar="S", help="只看一个考核方案")
    _add_format(parser)


def _add_revert(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="BATCH", help="批次号")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="为什么撤销")
    _add_format(parser, ("text", "json"))


def _add_export(parser: argparse.ArgumentParser) -> None:
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="内容", title="内容")
    leaderboard = subjects.add_parser("leaderboard", help="排行榜")
    _add_place(leaderboard, needs_assessment=True)
    leaderboard.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="类别",
        help="只要这一类：town、department、zone",
    )
    ledger = subjects.add_parser("ledger", help="得分明细，连同佐证")
    _add_place(ledger, needs_assessment=True)
    ledger.add_argument("--unit", metavar="U", help="单位全称；不写则是全部单位")
    scores = subjects.add_parser("scores", help="全部得分与各项指标")
    _add_place(scores, needs_assessment=False)
    proof = subjects.add_parser("proof", help="核算表：用公式从事实重算得分")
    _add_place(proof, needs_assessment=True)
    board = subjects.add_parser("board", help="一个方案的全部榜单，一表一页")
    _add_scheme(board)
    _add_period(board)
    form = subjects.add_parser("form", help="一个月的报表，连同出处")
    _add_scheme(form)
    form.add_argument("--dataset", required=True, metavar="D", help="报表种类")
    form.add_argument("--month", required=True, metavar="YYYY-MM", help="哪个月的报表")
    _add_known_at(form)
    for subject in (leaderboard, ledger, scores, proof, board, form):
        subject.add_argument(
            "-o", "--output", required=True, metavar="FILE", help="写到哪个文件：.xlsx 或 .csv"
        )
        _add_format(subject, ("text", "json"))


def _add_place(parser: argparse.ArgumentParser, *, needs_assessment: bool) -> None:
    _add_scheme(parser)
    parser.add_argument(
        "--assessment",
        required=needs_assessment,
        metavar="A",
        help="哪项考核" if needs_assessment else "只看一项考核",
    )
    _add_period(parser)
    _add_what_if(parser)


def _add_template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dataset", metavar="DATASET", help="报表种类；all 是一个月的全部报表")
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="哪个月的报表")
    parser.add_argument("--scheme", metavar="S", help="考核方案；all 时以及几个方案都有时要写")
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="写到哪个 .xlsx；all 时是 .zip"
    )
    _add_format(parser, ("text", "json"))


def _add_bulletin(parser: argparse.ArgumentParser) -> None:
    _add_scheme(parser)
    _add_period(parser)
    parser.add_argument(
        "--annex", action="append", default=[], metavar="A", help="只要这项考核，可写多次"
    )
    parser.add_argument(
        "--ranking", action=argparse.BooleanOptionalAction, help="附不附名次表；不写则按模板"
    )
    parser.add_argument("--final", action="store_true", help="年终结算：待定的一律不得分")
    _add_paper(parser, "FILE.docx", "写到哪个 .docx 或 .pdf")


def _add_result(parser: argparse.ArgumentParser) -> None:
    _add_scheme(parser)
    parser.add_argument("--as-of", metavar="YYYY-MM", help="算到哪个月；不写则到12月")
    parser.add_argument("--open", action="store_true", help="不作年终结算，待定的仍是待定")
    _add_paper(parser, "FILE.xlsx", "写到哪个 .xlsx、.docx 或 .pdf")


def _add_paper(parser: argparse.ArgumentParser, output: str, help_text: str) -> None:
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="成文日期；不写则留空")
    _add_known_at(parser)
    parser.add_argument("-o", "--output", required=True, metavar=output, help=help_text)
    _add_format(parser, ("text", "json"))


def _add_month_act(parser: argparse.ArgumentParser, *, needs_reason: bool) -> None:
    _add_scheme(parser)
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="哪个月")
    parser.add_argument("--reason", required=needs_reason, metavar="TEXT", help="理由，记入历史")
    _add_format(parser, ("text", "json"))


def _add_issue(parser: argparse.ArgumentParser) -> None:
    _add_month_act(parser, needs_reason=False)
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="FILE",
        help="一并保存的通报文件，可多次",
    )
    parser.add_argument("--bulletin", action="store_true", help="另附系统生成的通报和更正表")
    parser.add_argument("--sha256", metavar="HASH", help="通报上印的内容指纹；不符则不印发")
    parser.add_argument("--dry-run", action="store_true", help="只看将要印发什么，不印发")


def _add_editions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", metavar="S", help="只看一个考核方案")
    parser.add_argument("--verify", action="store_true", help="逐期重算，核对是否与印发时一致")
    _add_format(parser)


def _add_edition(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="N", help="通报编号")
    parser.add_argument("--recompute", action="store_true", help="重算并与印发时比较")
    parser.add_argument("--document", metavar="NAME", help="哪一份文件；不写则是通报内容本身")
    parser.add_argument("-o", "--output", metavar="FILE", help="写到哪个文件")
    _add_format(parser, ("text", "json"))


def _add_objection(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    filing = acts.add_parser("file", help="登记一个单位的复核申请")
    for option, value, told in (
        ("--scheme", "S", "考核方案"),
        ("--assessment", "A", "哪项考核"),
        ("--unit", "U", "单位全称"),
        ("--as-of", "YYYY-MM", "对哪个月的结果"),
        ("--indicator", "I", "哪项指标"),
        ("--text", "TEXT", "请求和理由"),
    ):
        filing.add_argument(option, required=True, metavar=value, help=told)
    filing.add_argument("--line", metavar="KEY", help="哪一条明细；指标只有一条时不用写")
    filing.add_argument("--evidence", metavar="FILE", help="证明材料")
    listing = acts.add_parser("list", help="复核申请一览")
    listing.add_argument("--scheme", metavar="S", help="只看一个考核方案")
    listing.add_argument("--open", action="store_true", help="只看待决定的")
    _add_format(listing)
    deciding = acts.add_parser("decide", help="作出复核决定")
    deciding.add_argument(
        "--outcome", required=True, choices=("accepted", "partly", "rejected"), help="支持与否"
    )
    deciding.add_argument(
        "--points", default="0", metavar="分值", help="由失分加回多少；负数为扣减"
    )
    deciding.add_argument("--month", metavar="YYYY-MM", help="从哪个月起调整；不写则从申请的月份起")
    withdrawing = acts.add_parser("withdraw", help="撤回申请或决定，分值退回")
    for one in (deciding, withdrawing):
        one.add_argument("number", type=int, metavar="N", help="复核编号")
        one.add_argument("--reason", required=True, metavar="TEXT", help="理由")
    for one in (filing, deciding, withdrawing):
        _add_format(one, ("text", "json"))


def _add_account(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    adding = acts.add_parser("add", help="建立账号，显示一次初始密码")
    listing = acts.add_parser("list", help="全部账号")
    passing = acts.add_parser("password", help="换一个初始密码，本人登录后再改")
    changing = acts.add_parser("role", help="换角色或单位")
    others = [
        acts.add_parser(name, help=told)
        for name, told in (
            ("disable", "停用，立即退出登录"),
            ("enable", "重新启用"),
            ("sign-out", "结束这个账号的所有登录"),
            ("totp-reset", "取消两步验证（手机丢了）"),
        )
    ]
    for one in (adding, passing, changing, *others):
        one.add_argument("name", metavar="账号名", help="登录时填的名字")
    for one in (adding, changing):
        one.add_argument("--role", required=True, metavar="角色", help=ROLES_HELP)
        one.add_argument("--scheme", metavar="S", help="单位在哪个考核方案里")
        one.add_argument(
            "--unit", action="append", default=[], metavar="U", help="单位全称，可多次"
        )
    adding.add_argument("--shown", metavar="姓名", help="页面上显示的名字")
    for one in (adding, passing):
        one.add_argument(
            "--password-stdin", action="store_true", help="初始密码从标准输入读，不在这里显示"
        )
    for one in (adding, passing, changing, *others):
        _add_format(one, ("text", "json"))
    _add_format(listing)


def _add_setting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", nargs="?", metavar="设置", help="不写则列出全部")
    parser.add_argument("value", nargs="*", metavar="值", help="改成什么")
    _add_format(parser, ("text", "json"))


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", metavar="目录", help="备份到别处，例如另一台机器的目录")
    _add_format(parser, ("text", "json"))


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="备份目录", help="kaohe backup 写成的目录")
    parser.add_argument("--reason", default="", metavar="TEXT", help="为什么恢复，记入操作记录")
    _add_format(parser, ("text", "json"))


def _add_verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quick",
        action="store_true",
        help="快速核对：数据与操作记录里的摘要核对，不重新计算得分，也不重读原始文件",
    )
    parser.add_argument(
        "--printed",
        metavar="序号:校验码",
        help="通报末行印的“操作记录至”，核对这一条还是当时的样子",
    )
    _add_format(parser, ("text", "json"))


def _add_audit(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    accepting = acts.add_parser("accept", help="数据仓库可信：记下这个决定，重建操作记录的副本")
    accepting.add_argument("--reason", required=True, metavar="TEXT", help="理由，记入操作记录")
    _add_format(accepting, ("text", "json"))


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=LOOPBACK, help="监听地址；不写则只在本机")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="端口")
    # A service's own settings stand in its environment, which systemd and containers set.
    for option, variable, value, told in (
        ("--base-path", "KAOHE_BASE_PATH", "/kaohe", "反向代理把看板放在哪个路径下"),
        ("--trusted-proxy", "KAOHE_TRUSTED_PROXY", "IP", "哪个反向代理说的来访地址可以相信"),
    ):
        parser.add_argument(option, default=os.environ.get(variable, ""), metavar=value, help=told)
    parser.add_argument(
        "--log-to",
        choices=PLACES,
        default=os.environ.get("KAOHE_LOG_TO", PLACES[0]),
        help="日志写到数据目录的文件，还是标准错误（由 journald 或容器保存）",
    )
    parser.add_argument("--demo", action="store_true", help="仓库为空时先导入示例数据")
    parser.add_argument(
        "--local", action="store_true", help="只在本机、只给自己用：不用登录，不能监听别的地址"
    )


def _add_health(parser: argparse.ArgumentParser) -> None:
    _add_format(parser, ("text", "json"))


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="看板要用的端口")
    _add_format(parser, ("text", "json"))


def _add_metrics_token(parser: argparse.ArgumentParser) -> None:
    _add_format(parser, ("text", "json"))
