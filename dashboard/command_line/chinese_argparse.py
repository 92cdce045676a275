"""An argument parser with help texts and error messages in Chinese."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from gettext import gettext
from typing import Any, NoReturn

from warehouse.faults import WrongCall

MESSAGES = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这份说明",
    "the following arguments are required: %s": "还缺：%s",
    "unrecognized arguments: %s": "没有该参数：%s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可用：%(choices)s",
    "expected one argument": "后面要有内容",
    "expected at least one argument": "后面要有内容",
    "ignored explicit argument %r": "后面不能有内容 %r",
    "invalid %(type)s value: %(value)r": "应为整数，不能是 %(value)r",  # int is the only type used
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可能是 %(matches)s",
}
"""The catalogue for argparse: its messages in English → in Chinese; any other stays as it is."""


def _translate(message: str) -> str:
    return MESSAGES.get(message) or gettext(message)


# argparse looks this name up in its module for each message. A catalogue file (.mo) would serve
# only processes whose locale is Chinese, and that of a server is mostly C.
argparse._ = _translate  # type: ignore[attr-defined]


class ShowVersion(argparse.Action):
    """Print the product's version and exit; the version is looked up only on request."""

    def __init__(self, option_strings: Sequence[str], dest: str, **settings: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the version and exit."""
        from importlib.metadata import version  # no other command needs it

        sys.stdout.write(f"kaohe {version('kaohe')}\n")
        parser.exit()


class Parser(argparse.ArgumentParser):
    """A parser that raises WrongCall instead of exiting, and takes options only in full."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **settings})

    def error(self, message: str) -> NoReturn:
        """Raise WrongCall with the error and the usage."""
        raise WrongCall(f"{message}\n{self.format_usage().rstrip()}")
