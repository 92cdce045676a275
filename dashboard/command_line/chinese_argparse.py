"""A parser of command lines that speaks Chinese: its help, and what is said of a wrong call."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from warehouse.faults import WrongCall

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


class ShowVersion(argparse.Action):
    """Prints the product's version; it is looked up only when somebody asks."""

    def __init__(self, option_strings: Sequence[str], dest: str, **settings: Any) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        """Print the version and end."""
        from importlib.metadata import version  # no other command needs it

        sys.stdout.write(f"kaohe {version('kaohe')}\n")
        parser.exit()


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
