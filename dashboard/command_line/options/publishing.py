"""Options of the commands that write, issue and correct documents."""

from __future__ import annotations

import argparse

from dashboard.command_line.options.shared import add_format, add_known_at, add_period, add_scheme


def add_bulletin(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe bulletin`."""
    add_scheme(parser)
    add_period(parser)
    parser.add_argument(
        "--annex", action="append", default=[], metavar="A", help="只要这项考核，可写多次"
    )
    parser.add_argument(
        "--ranking", action=argparse.BooleanOptionalAction, help="附不附名次表；不写则按模板"
    )
    parser.add_argument("--final", action="store_true", help="年终结算：待定的一律不得分")
    _add_document(parser, "FILE.docx", "输出文件，.docx 或 .pdf")


def add_brief(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe brief`."""
    add_scheme(parser)
    add_period(parser)
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE.pdf", help="输出文件，.pdf 或 .png"
    )
    add_format(parser, ("text", "json"))


def add_result(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe result`."""
    add_scheme(parser)
    parser.add_argument("--as-of", metavar="YYYY-MM", help="截至月份；不写则为考核年度的最后一个月")
    parser.add_argument("--open", action="store_true", help="不作年终结算，待定的仍是待定")
    _add_document(parser, "FILE.xlsx", "输出文件，.xlsx、.docx 或 .pdf")


def _add_document(parser: argparse.ArgumentParser, output: str, help_text: str) -> None:
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="成文日期；不写则留空")
    add_known_at(parser)
    parser.add_argument("-o", "--output", required=True, metavar=output, help=help_text)
    add_format(parser, ("text", "json"))


def add_seal(parser: argparse.ArgumentParser, *, needs_reason: bool) -> None:
    """Add the options of `kaohe seal` and `kaohe unseal`."""
    add_scheme(parser)
    parser.add_argument("--month", required=True, metavar="YYYY-MM", help="月份")
    parser.add_argument("--reason", required=needs_reason, metavar="TEXT", help="理由，记入历史")
    add_format(parser, ("text", "json"))


def add_issue(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe issue`."""
    add_seal(parser, needs_reason=False)
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="FILE",
        help="一并保存的通报文件，可多次",
    )
    parser.add_argument("--bulletin", action="store_true", help="另附系统生成的通报和更正表")
    for option, value, help_text in (
        ("--number", "文号", "发文字号，或只写序号；用红头文件的必填"),
        ("--date", "YYYY-MM-DD", "成文日期；用红头文件的必填，不写则留空"),
        ("--signer", "姓名", "签发人，上行文填写"),
    ):
        parser.add_argument(option, metavar=value, help=f"与 --bulletin 同用：{help_text}")
    parser.add_argument("--sha256", metavar="HASH", help="通报上印的内容指纹；不符则不印发")
    parser.add_argument("--dry-run", action="store_true", help="只显示将要印发的内容，不印发")


def add_editions(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe editions`."""
    parser.add_argument("--scheme", metavar="S", help="只看一个考核方案")
    parser.add_argument("--verify", action="store_true", help="逐期重算，核对是否与印发时一致")
    add_format(parser)


def add_edition(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe edition`."""
    parser.add_argument("number", type=int, metavar="N", help="通报编号")
    parser.add_argument("--recompute", action="store_true", help="重算并与印发时比较")
    parser.add_argument("--document", metavar="NAME", help="哪一份文件；不写则是通报内容本身")
    parser.add_argument("-o", "--output", metavar="FILE", help="输出文件")
    add_format(parser, ("text", "json"))


def add_objection(parser: argparse.ArgumentParser) -> None:
    """Add the options of `kaohe objection`."""
    actions = parser.add_subparsers(dest="act", required=True, metavar="动作", title="动作")
    _add_filing(actions.add_parser("file", help="登记一个单位的复核申请"))
    listing = actions.add_parser("list", help="复核申请一览")
    listing.add_argument("--scheme", metavar="S", help="只看一个考核方案")
    listing.add_argument("--open", action="store_true", help="只看待决定的")
    add_format(listing)
    deciding = actions.add_parser("decide", help="作出复核决定")
    deciding.add_argument(
        "--outcome", required=True, choices=("accepted", "partly", "rejected"), help="支持与否"
    )
    deciding.add_argument(
        "--points", default="0", metavar="分值", help="由失分加回多少；负数为扣减"
    )
    deciding.add_argument("--month", metavar="YYYY-MM", help="调整的生效月份；不写则从申请的月份起")
    withdrawing = actions.add_parser("withdraw", help="撤回申请或决定，分值退回")
    for action in (deciding, withdrawing):
        action.add_argument("number", type=int, metavar="N", help="复核编号")
        action.add_argument("--reason", required=True, metavar="TEXT", help="理由")
        add_format(action, ("text", "json"))


def _add_filing(filing: argparse.ArgumentParser) -> None:
    for option, value, help_text in (
        ("--scheme", "S", "考核方案"),
        ("--assessment", "A", "哪项考核"),
        ("--unit", "U", "单位全称"),
        ("--as-of", "YYYY-MM", "结果所属月份"),
        ("--indicator", "I", "哪项指标"),
        ("--text", "TEXT", "请求和理由"),
    ):
        filing.add_argument(option, required=True, metavar=value, help=help_text)
    filing.add_argument("--line", metavar="KEY", help="哪一条明细；指标只有一条时不用写")
    filing.add_argument("--evidence", metavar="FILE", help="证明材料")
    add_format(filing, ("text", "json"))
