"""Options of `kaohe scheme`: the life of a scheme."""

from __future__ import annotations

import argparse

from dashboard.command_line.options.shared import add_format

TEXT = ("text", "json")
PATH_HELP = "方案工作簿（.xlsx、.ods），或装有 scheme.toml、forms.toml、units.csv 的文件夹"
OUTPUT_HELP = "输出的工作簿（.xlsx）或文件夹"
ONE_HELP = "方案代号；代号@版次；或方案工作簿、文件夹"


def add_scheme_commands(parser: argparse.ArgumentParser) -> None:
    """Add the actions of `kaohe scheme`."""
    actions = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    listing = actions.add_parser("list", help="全部考核方案：使用中、已停用、可装入")
    add_format(listing)
    template = actions.add_parser("template", help="空白的方案，照着填")
    checking = actions.add_parser("check", help="检查一个方案，列出全部错误，不发布")
    checking.add_argument("path", metavar="PATH", help=PATH_HELP)
    checking.add_argument("--annotated", metavar="OUT.xlsx", help="另写一份标出错误的工作簿")
    adding = actions.add_parser("add", help="发布一个方案，或它的新一版")
    _add_adding(adding)
    showing = actions.add_parser("show", help="一个方案：历次版本和全部条文")
    _add_id(showing)
    _add_version(showing)
    differing = actions.add_parser("diff", help="两个方案或两版的不同，逐句列出")
    differing.add_argument("older", metavar="旧", help=ONE_HELP)
    differing.add_argument(
        "newer", nargs="?", metavar="新", help=f"{ONE_HELP}；不写则比较旧的最后两版"
    )
    copying = actions.add_parser("copy", help="复制到下一年，改好后再发布")
    _add_id(copying)
    copying.add_argument("--year", type=int, metavar="YYYY", help="哪一年；不写则是下一年")
    copying.add_argument("--id", metavar="ID", help="新的方案代号；不写则换年份")
    copying.add_argument("--title", metavar="TEXT", help="新的名称；不写则换年份")
    retiring = actions.add_parser("retire", help="停用一个方案：不再出现在页面和报表里，仍可查看")
    _add_id(retiring)
    retiring.add_argument("--undo", action="store_true", help="恢复使用")
    retiring.add_argument("--reason", required=True, metavar="TEXT", help="理由，记入操作记录")
    exporting = actions.add_parser("export", help="导出一个方案，可以改好再发布")
    _add_id(exporting)
    _add_version(exporting)
    for action in (template, copying, exporting):
        action.add_argument("-o", "--output", required=True, metavar="OUT", help=OUTPUT_HELP)
    trying = actions.add_parser("try", help="试算：填一个单位一条指标的数，看得分和算式")
    _add_trying(trying)
    for action in (
        template, checking, adding, showing, differing, copying, retiring, exporting, trying,
    ):  # fmt: skip
        add_format(action, TEXT)


def _add_id(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scheme", metavar="ID", help="方案代号")


def _add_version(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--version", type=int, metavar="N", help="第几版；不写则是现在的")


def _add_adding(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("path", nargs="?", metavar="PATH", help=PATH_HELP)
    source.add_argument("--example", metavar="ID", help="装入随程序提供的一个方案")
    parser.add_argument("--reason", default="", metavar="TEXT", help="理由，记入操作记录")
    parser.add_argument("--dry-run", action="store_true", help="只查看改动内容和得分变动，不发布")
    parser.add_argument(
        "--correct", action="store_true", help="已封存的月份也变动，变动进入下一期更正表"
    )
    parser.add_argument(
        "--last-year", metavar="ID", help="去年的方案：它的数作为同比指标的上年数导入"
    )


def _add_trying(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="ID|PATH", help=ONE_HELP)
    parser.add_argument("--clause", required=True, metavar="I", help="哪项指标")
    parser.add_argument("--assessment", metavar="A", help="哪项考核；只有一项时不用写")
    parser.add_argument("--unit", metavar="U", help="单位全称；不写则取名册的第一个")
    parser.add_argument("--as-of", metavar="YYYY-MM", help="截至月份；不写则为最后一个月")
    parser.add_argument(
        "--cell",
        action="append",
        default=[],
        metavar="报表.列[@YYYY-MM]=数",
        help="填一个数，写法同报表；不写月份的为截至月份；可重复使用",
    )
    parser.add_argument(
        "--row",
        action="append",
        default=[],
        metavar="台账:列=内容，列=内容",
        help="填台账的一行；可写多次",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="口径=选项", help="换一种口径试算"
    )
    parser.add_argument("--final", action="store_true", help="年终结算：待定的一律不得分")
    parser.add_argument("--real", action="store_true", help="其余的数取这个单位已导入的")
    parser.add_argument("--inputs", action="store_true", help="只列出该指标需填的数")
