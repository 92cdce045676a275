"""Decide whether a new password is accepted: its strength, local names, and leaked passwords."""

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
"""An optional list in the home, in the format of the published collections: one SHA-1 in hex per
line, sorted, optionally followed by ':' and a count."""

LONGEST_LINE = 128


def check_new_password(store: Store, password: str, name: str) -> None:
    """Raise Refused, with the reason, if an account may not have this password."""
    with store.reader() as cursor:
        units = [
            unit for scheme in read_schemes(cursor, with_retired=True) for unit in scheme.units
        ]
    known = {alias.removeprefix("县") for unit in units for alias in (unit.name, *unit.aliases)}
    check_password(password, name, known)
    if is_breached(password, store.home / BREACHED_NAME):
        raise Refused("这个密码在公开的泄露名单里，别人会先试它。请换一个。")


def is_breached(password: str, path: Path) -> bool:
    """Tell whether a password is in the list of leaked passwords; False if there is no list.

    The list may have tens of gigabytes, so it is searched by bisection.
    """
    sought = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with path.open("rb") as file:
            return _contains(file, sought)
    except FileNotFoundError:
        return False
    except OSError:
        raise StoreUnavailable("泄露密码名单无法读取，请管理员检查其权限。密码未更改。") from None


def _contains(file: BinaryIO, sought: bytes) -> bool:
    """Tell whether a sorted file has the line; the bisection is over byte positions."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:  # invariant: the line, if any, is the first that begins within low..high
        middle = (low + high) // 2
        line = _read_line_from(file, middle)
        if line and line < sought:
            low = middle + 1
        else:
            high = middle
    return _read_line_from(file, low) == sought


def _read_line_from(file: BinaryIO, at: int) -> bytes:
    """Return the digest of the first line that begins at or after a byte; b'' at the end."""
    file.seek(max(at - 1, 0))
    if at:
        file.readline(LONGEST_LINE)
    return file.readline(LONGEST_LINE).partition(b":")[0].strip().upper()
