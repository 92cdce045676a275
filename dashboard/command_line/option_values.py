"""Parse and check values of options."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from warehouse.editions.check_code import DIGITS, read_check_code
from warehouse.faults import WrongCall


def split_pairs(pairs: Iterable[str], option: str) -> dict[str, str]:
    """Return `name=value` pairs as a dict, split at the last `=`: names may contain one."""
    split = {}
    for pair in pairs:
        name, mark, value = pair.rpartition("=")
        if not (mark and name.strip() and value.strip()):
            raise WrongCall(f"{option} 应写成 名称=内容；收到的是“{pair}”。")
        split[name.strip()] = value.strip()
    return split


def split_printed(text: str) -> tuple[int, str]:
    """Return number and digits of the check code that a bulletin prints.

    Before there were check codes, bulletins printed an audit entry's number and whole digest.
    """
    code = read_check_code(text.strip().removeprefix("校验码"))
    if code is None or len(code[1]) not in {DIGITS, len(sha256().hexdigest())}:
        raise WrongCall(
            f"--printed 应照通报末行的校验码抄全，例如 121-3730448d…；收到的是“{text}”。"
        )
    return code


def check_kinds(kinds: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the requested kinds of unit without repetitions; WrongCall lists the known kinds."""
    allowed = list(known)
    asked = list(dict.fromkeys(kinds))
    for kind in asked:
        if kind not in allowed:
            raise WrongCall(f"没有单位类别“{kind}”（可选：{'、'.join(allowed)}）。")
    return asked


def list_options(arguments: Namespace) -> dict[str, Any]:
    """Return a call's options for its audit entry, without where and how it prints the result."""
    left_out = {"output", "format", "command"}
    return {key: value for key, value in vars(arguments).items() if value and key not in left_out}
