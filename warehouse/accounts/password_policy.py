"""Whether a new password is taken: by its own strength, the house's names, and what has leaked."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

from warehouse.accounts.passwords import check_password
from warehouse.faults import Refused, StoreUnavailable
from warehouse.schemes.schemes import read_schemes
from warehouse.store import Store

BREACHED_NAME = "breached-passwords.txt"
"""A list that an office may put into the home: SHA-1 in hexadecimal, one a line, sorted, each with
':' and how often it was seen or without, as the published collections are given out."""

LONGEST_LINE = 128


def check_new_password(store: Store, password: str, name: str) -> None:
    """Raise Refused with the reason where an account may not have a password."""
    with store.reader() as cursor:
        units = [unit for scheme in read_schemes(cursor) for unit in scheme.units]
    known = {called.removeprefix("县") for unit in units for called in (unit.name, *unit.aliases)}
    check_password(password, name, known)
    if is_breached(password, store.home / BREACHED_NAME):
        raise Refused("这个密码在公开的泄露名单里，别人会先试它。请换一个。")


def is_breached(password: str, path: Path) -> bool:
    """Tell whether a password is on the home's list of leaked ones; False where there is none.

    The list may have tens of gigabytes, and is sorted: it is halved until the line is found.
    """
    sought = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with path.open("rb") as file:
            return _holds(file, sought)
    except FileNotFoundError:
        return False
    except OSError:
        raise StoreUnavailable("泄露密码名单读不了，请管理员查看它的权限。密码没有改。") from None


def _holds(file: BinaryIO, sought: bytes) -> bool:
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:  # the line that begins first at or after `low` is sought
        middle = (low + high) // 2
        line = _read_line_from(file, middle)
        if line and line < sought:
            low = middle + 1
        else:
            high = middle
    return _read_line_from(file, low) == sought


def _read_line_from(file: BinaryIO, at: int) -> bytes:
    """Return the digest of the first line that begins at a byte or after it; b'' at the end."""
    file.seek(max(at - 1, 0))
    if at:
        file.readline(LONGEST_LINE)
    return file.readline(LONGEST_LINE).partition(b":")[0].strip().upper()
