"""Options of the commands that land data and print or export scores."""

from __future__ import annotations

import argparse

from dashboard.command_line.options.shared import (
    add_format,
    add_known_at,
    add_period,
    add_scheme,
    add_score_scope,
)


def add_init(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe init`."""
    filled = parser.add_mutually_exclusive_group()
    filled.add_argument("--demo", action="store_true", help="装入两县的方案和一年的示例数据")
    filled.add_argument(
        "--examples", action="store_true", help="装入随程序提供的全部考核方案，不带数据"
    )
    add_format(parser, ("text", "json"))


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe import`."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="xlsx、xls、csv 等报表")
    parser.add_argument("--scheme", metavar="S", help="考核方案；不写则由表头认出")
    parser.add_argument("--dataset", metavar="D", help="报表种类；不写则由表头认出")
    parser.add_argument("--month", metavar="YYYY-MM", help="报表月份；不写则由表中认出")
    parser.add_argument(
        "--alias", action="append", default=[], metavar="表中写法=单位", help="表中名称所指的单位"
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
    add_format(parser, ("text", "json"))


def add_batches(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe batches`."""
    parser.add_argument("--scheme", metavar="S", help="只看一个考核方案")
    add_format(parser)


def add_revert(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe revert`."""
    parser.add_argument("batch", type=int, metavar="BATCH", help="批次号")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="撤销理由")
    add_format(parser, ("text", "json"))


def add_template(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe template`."""
    parser.add_argument("dataset", metavar="DATASET", help="报表种类；all 是一个月的全部报表")
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="报表所属月份")
    parser.add_argument("--scheme", metavar="S", help="考核方案；all 时以及几个方案都有时要写")
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="输出文件，.xlsx；all 时是 .zip"
    )
    add_format(parser, ("text", "json"))


def add_scores(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe scores`."""
    add_score_scope(parser, needs_assessment=False)
    add_format(parser)


def add_ledger(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe ledger`."""
    add_score_scope(parser, needs_assessment=True)
    parser.add_argument("--unit", required=True, metavar="U", help="单位全称")
    add_format(parser)


def add_export(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe export`."""
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="内容", title="内容")
    leaderboard = subjects.add_parser("leaderboard", help="排行榜")
    add_score_scope(leaderboard, needs_assessment=True)
    leaderboard.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="类别",
        help="只要这一类单位，如名册所写；可写多次",
    )
    ledger = subjects.add_parser("ledger", help="得分明细，连同佐证")
    add_score_scope(ledger, needs_assessment=True)
    ledger.add_argument("--unit", metavar="U", help="单位全称；不写则是全部单位")
    scores = subjects.add_parser("scores", help="全部得分与各项指标")
    add_score_scope(scores, needs_assessment=False)
    proof = subjects.add_parser("proof", help="核算表：用公式从事实重算得分")
    add_score_scope(proof, needs_assessment=True)
    board = subjects.add_parser("board", help="一个方案的全部榜单，一表一页")
    add_scheme(board)
    add_period(board)
    form = subjects.add_parser("form", help="一个月的报表，连同出处")
    add_scheme(form)
    form.add_argument("--dataset", required=True, metavar="D", help="报表种类")
    form.add_argument("--month", required=True, metavar="YYYY-MM", help="报表所属月份")
    add_known_at(form)
    for subject in (leaderboard, ledger, scores, proof, board, form):
        subject.add_argument(
            "-o", "--output", required=True, metavar="FILE", help="输出文件：.xlsx 或 .csv"
        )
        add_format(subject, ("text", "json"))
