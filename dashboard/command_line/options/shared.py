"""Options that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

FORMATS = ("text", "json", "csv")


def add_format(parser: argparse.ArgumentParser, choices: Sequence[str] = FORMATS) -> None:
    """Add `--format`; the default is text."""
    parser.add_argument("--format", choices=choices, default="text", help="输出格式")


def add_scheme(parser: argparse.ArgumentParser) -> None:
    """Add the required `--scheme`."""
    parser.add_argument("--scheme", required=True, metavar="S", help="考核方案")


def add_known_at(parser: argparse.ArgumentParser) -> None:
    """Add `--known-at`, a batch: the data are used as they were after it."""
    parser.add_argument("--known-at", type=int, metavar="BATCH", help="按该批次导入后的数据")


def add_period(parser: argparse.ArgumentParser) -> None:
    """Add the required `--as-of`."""
    parser.add_argument("--as-of", required=True, metavar="YYYY-MM", help="截至月份")


def add_what_if(parser: argparse.ArgumentParser) -> None:
    """Add the options that compute other scores than the stored ones."""
    parser.add_argument("--final", action="store_true", help="年终结算：待定的一律不得分")
    parser.add_argument(
        "--set", action="append", default=[], metavar="口径=选项", help="换一种口径试算，不保存"
    )
    add_known_at(parser)


def add_score_scope(parser: argparse.ArgumentParser, *, needs_assessment: bool) -> None:
    """Add the options that select scores: scheme, assessment, month, what-if."""
    add_scheme(parser)
    parser.add_argument(
        "--assessment",
        required=needs_assessment,
        metavar="A",
        help="哪项考核" if needs_assessment else "只看一项考核",
    )
    add_period(parser)
    add_what_if(parser)
