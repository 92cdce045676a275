"""The grammar of `kaohe`: commands, options and what is said about a wrong call."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from warehouse.faults import WrongCall

FORMATS = ("text", "json", "csv")
DEFAULT_PORT = 8501
LOOPBACK = "127.0.0.1"

COMPLAINTS = (
    (r"the following arguments are required: (.*)", r"还缺：\1"),
    (r"unrecognized arguments: (.*)", r"没有这样的参数：\1"),
    (r"argument (.*): invalid choice: (.*) \(choose from (.*)\)", r"\1 没有 \2，可用：\3"),
    (r"argument (.*): expected (?:one|at least one) arguments?", r"\1 后面要有内容"),
    (r"argument (.*): invalid int value: (.*)", r"\1 应为整数，不能是 \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 不明确，可能是 \2"),
)
"""What argparse says, and how we say it; anything else is shown as it is."""


class Formatter(argparse.HelpFormatter):
    """Help in Chinese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin with 用法 instead of usage."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that raises WrongCall with a Chinese sentence instead of ending the process."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(
            **{"add_help": False, "formatter_class": Formatter, "allow_abbrev": False, **settings}
        )
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Raise WrongCall: what is wrong, and the usage."""
        for pattern, sentence in COMPLAINTS:
            message = re.sub(f"^{pattern}$", sentence, message)
        raise WrongCall(f"{message}\n{self.format_usage().rstrip()}")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command; `command` names the one chosen."""
    parser = Parser(prog="kaohe", description="考核计分：从每月报表到说得清的排行榜")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    _add_init(commands.add_parser("init", help="建立数据仓库，装入自带的考核方案"))
    _add_import(commands.add_parser("import", help="读取、检查并导入报表"))
    _add_scores(commands.add_parser("scores", help="得分"))
    _add_ledger(commands.add_parser("ledger", help="一个单位的得分明细"))
    _add_batches(commands.add_parser("batches", help="历次导入"))
    _add_revert(commands.add_parser("revert", help="撤销一次导入"))
    _add_export(commands.add_parser("export", help="导出 Excel 工作簿"))
    _add_backup(commands.add_parser("backup", help="备份数据仓库，看板开着也可以"))
    _add_restore(commands.add_parser("restore", help="恢复一份备份"))
    _add_verify(commands.add_parser("verify", help="核对得分、明细、原始文件和操作记录"))
    _add_serve(commands.add_parser("serve", help="打开看板"))
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


def _add_period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", required=True, metavar="YYYY-MM", help="算到哪个月")


def _add_what_if(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--final", action="store_true", help="年终结算：待定的一律不得分")
    parser.add_argument(
        "--set", action="append", default=[], metavar="口径=选项", help="换一种口径试算，不保存"
    )
    parser.add_argument("--known-at", type=int, metavar="BATCH", help="按该批次导入后的数据")


def _add_scores(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", required=True, metavar="S", help="考核方案")
    parser.add_argument("--assessment", metavar="A", help="只看一项考核")
    _add_period(parser)
    _add_what_if(parser)
    _add_format(parser)


def _add_ledger(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scheme", required=True, metavar="S", help="考核方案")
    parser.add_argument("--assessment", required=True, metavar="A", help="哪项考核")
    parser.add_argument("--unit", required=True, metavar="U", help="单位全称")
    _add_period(parser)
    _add_what_if(parser)
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
    leaderboard.add_argument("--scheme", required=True, metavar="S", help="考核方案")
    leaderboard.add_argument("--assessment", required=True, metavar="A", help="哪项考核")
    _add_period(leaderboard)
    leaderboard.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="类别",
        help="只要这一类：town、department、zone",
    )
    ledger = subjects.add_parser("ledger", help="一个单位的得分明细")
    ledger.add_argument("--scheme", required=True, metavar="S", help="考核方案")
    ledger.add_argument("--assessment", required=True, metavar="A", help="哪项考核")
    ledger.add_argument("--unit", required=True, metavar="U", help="单位全称")
    _add_period(ledger)
    _add_what_if(ledger)
    scores = subjects.add_parser("scores", help="全部得分与各项指标")
    scores.add_argument("--scheme", required=True, metavar="S", help="考核方案")
    scores.add_argument("--assessment", metavar="A", help="只看一项考核")
    _add_period(scores)
    _add_what_if(scores)
    for subject in (leaderboard, ledger, scores):
        subject.add_argument(
            "-o", "--output", required=True, metavar="FILE.xlsx", help="写到哪个文件"
        )
        _add_format(subject, ("text", "json"))


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", nargs="?", metavar="目录", help="备份到别处，例如另一台机器的目录")
    _add_format(parser, ("text", "json"))


def _add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="备份目录", help="kaohe backup 写成的目录")
    parser.add_argument("--reason", default="", metavar="TEXT", help="为什么恢复，记入操作记录")
    _add_format(parser, ("text", "json"))


def _add_verify(parser: argparse.ArgumentParser) -> None:
    _add_format(parser, ("text", "json"))


def _add_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=LOOPBACK, help="监听地址，目前只能是本机")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="端口")
    parser.add_argument("--demo", action="store_true", help="仓库为空时先导入示例数据")
