"""Parse and check values of options."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from typing import Any

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
    """Return number and digest of the audit entry that a bulletin prints."""
    number, mark, digest = text.strip().partition(":")
    if not (mark and number.isdecimal() and digest):
        raise WrongCall(f"--printed 应写成 序号:校验码，照通报末行抄；收到的是“{text}”。")
    return int(number), digest


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
