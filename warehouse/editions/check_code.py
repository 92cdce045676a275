"""The check code on a bulletin: one short text that fixes its content and the record before it.

128 bits: nobody can make another content or another record with the same code.
"""

from __future__ import annotations

import hashlib
import re

from warehouse.database.audit import Entry, read_entries
from warehouse.database.connection import Cursor

DIGITS = 32
"""Hexadecimal digits of a check code."""
GROUP = 4
PRINTED = re.compile(r"(\d{1,9})\s*[-－—:：]\s*([0-9a-f\s]+)", re.IGNORECASE)


def make_check_code(sha256: str, head: Entry | None) -> str:
    """Return the digits for a content and the newest audit entry when it was prepared."""
    number, digest = (head.number, head.digest) if head else (0, "")
    return hashlib.sha256(f"{sha256}:{number}:{digest}".encode()).hexdigest()[:DIGITS]


def print_check_code(sha256: str, head: Entry | None) -> str:
    """Return the code as a bulletin prints it: the entry's number, then the digits in fours."""
    digits = make_check_code(sha256, head)
    groups = [digits[start : start + GROUP] for start in range(0, DIGITS, GROUP)]
    return f"{head.number if head else 0}-{' '.join(groups)}"


def read_check_code(text: str) -> tuple[int, str] | None:
    """Return number and digits of a code as copied from paper; None if it is none."""
    found = PRINTED.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1]), "".join(found[2].split()).lower()


def is_printed_true(cursor: Cursor, number: int, digits: str) -> bool:
    """Return whether an audit entry has this digest, or an edition this check code with it.

    The code does not name its edition, so each is tried: with another content, or another record
    up to the entry, none has the same code.
    """
    head = next(iter(read_entries(cursor, f"where entry_id = {int(number)}")), None)
    if number and head is None:
        return False
    if len(digits) != DIGITS:
        return head is not None and head.digest == digits
    rows = cursor.execute("select sha256 from edition").fetchall()
    return any(make_check_code(sha256, head) == digits for (sha256,) in rows)
