"""Options of the commands that run and look after the product."""

from __future__ import annotations

import argparse
import os

from dashboard.command_line.options.shared import add_format
from dashboard.runtime.log_places import LOG_PLACES

DEFAULT_PORT = 8501
LOOPBACK = "127.0.0.1"
ROLES_HELP = "leader、staff、admin、auditor 或 unit"


def add_account(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe account`."""
    actions = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    add = actions.add_parser("add", help="建立账号，显示一次初始密码")
    listing = actions.add_parser("list", help="全部账号")
    password = actions.add_parser("password", help="换一个初始密码，本人登录后再改")
    role = actions.add_parser("role", help="换角色或单位")
    others = [
        actions.add_parser(name, help=help_text)
        for name, help_text in (
            ("disable", "停用，立即退出登录"),
            ("enable", "重新启用"),
            ("sign-out", "结束这个账号的所有登录"),
            ("totp-reset", "取消两步验证（手机丢了）"),
        )
    ]
    for action in (add, password, role, *others):
        action.add_argument("name", metavar="账号名", help="登录时填的名字")
    for action in (add, role):
        action.add_argument("--role", required=True, metavar="角色", help=ROLES_HELP)
        action.add_argument("--scheme", metavar="S", help="单位所在的考核方案")
        action.add_argument(
            "--unit", action="append", default=[], metavar="U", help="单位全称，可多次"
        )
    add.add_argument("--shown", metavar="姓名", help="页面上显示的名字")
    for action in (add, password):
        action.add_argument(
            "--password-stdin", action="store_true", help="初始密码从标准输入读取，不在屏幕显示"
        )
    for action in (add, password, role, *others):
        add_format(action, ("text", "json"))
    add_format(listing)


def add_setting(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe setting`."""
    parser.add_argument("key", nargs="?", metavar="设置", help="不写则列出全部")
    parser.add_argument("value", nargs="*", metavar="值", help="改成什么")
    add_format(parser, ("text", "json"))


def add_backup(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe backup`."""
    parser.add_argument("path", nargs="?", metavar="目录", help="备份到别处，例如另一台机器的目录")
    add_format(parser, ("text", "json"))


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe restore`."""
    parser.add_argument("path", metavar="备份目录", help="kaohe backup 写成的目录")
    parser.add_argument("--reason", default="", metavar="TEXT", help="恢复理由，记入操作记录")
    add_format(parser, ("text", "json"))


def add_verify(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe verify`."""
    parser.add_argument(
        "--quick",
        action="store_true",
        help="快速核对：数据与操作记录里的摘要核对，不重新计算得分，也不重读原始文件",
    )
    parser.add_argument(
        "--printed",
        metavar="校验码",
        help="通报末行印的校验码，核对印发的内容和此前的操作记录未被改动",
    )
    add_format(parser, ("text", "json"))


def add_audit(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe audit`."""
    actions = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    accepting = actions.add_parser("accept", help="数据仓库可信：记下这个决定，重建操作记录的副本")
    accepting.add_argument("--reason", required=True, metavar="TEXT", help="理由，记入操作记录")
    add_format(accepting, ("text", "json"))


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe serve`."""
    parser.add_argument("--host", default=LOOPBACK, help="监听地址；不写则只在本机")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="端口")
    # Services take their settings from the environment, which systemd and containers set.
    for option, variable, value, help_text in (
        ("--base-path", "KAOHE_BASE_PATH", "/kaohe", "看板在反向代理下的路径"),
        ("--trusted-proxy", "KAOHE_TRUSTED_PROXY", "IP", "可信的反向代理地址"),
    ):
        parser.add_argument(
            option, default=os.environ.get(variable, ""), metavar=value, help=help_text
        )
    parser.add_argument(
        "--log-to",
        choices=LOG_PLACES,
        default=os.environ.get("KAOHE_LOG_TO", LOG_PLACES[0]),
        help="日志写到数据目录的文件，还是标准错误（由 journald 或容器保存）",
    )
    parser.add_argument("--demo", action="store_true", help="仓库为空时先导入示例数据")
    parser.add_argument(
        "--local", action="store_true", help="仅供本机本人使用：免登录，只监听本机地址"
    )


def add_health(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe health`."""
    add_format(parser, ("text", "json"))


def add_doctor(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe doctor`."""
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="看板要用的端口")
    add_format(parser, ("text", "json"))


def add_metrics_token(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe metrics-token`."""
    add_format(parser, ("text", "json"))
