"""Hash, verify, check and generate passwords (ASVS 5.0, 6.2; OWASP on argon2id)."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from warehouse.accounts.password_strength import count_hard_characters
from warehouse.faults import Refused

HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1, type=Type.ID)
"""Twice OWASP's minimum (46 MiB with one pass); a hash takes about a tenth of a second."""

AT_ONCE = 2
"""Hashes computed at once. Each takes 46 MiB and a core, and anyone can request one."""

SHORTEST, LONGEST = 12, 128
OWN_CHARACTERS = 6
"""The least number of characters that are hard to guess; see `password_strength.py`."""

INITIAL_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""Letters of passwords that are read from a screen and typed: without l and 1, o and 0."""

_turns = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its parameters and its own salt."""
    with _turns:
        return HASHER.hash(password)


def verify_password(password: str, kept: str | None) -> bool:
    """Tell whether a password matches a hash. For None it takes as long and returns False."""
    with _turns:
        try:
            return HASHER.verify(kept or _dummy(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash has other parameters than HASHER."""
    return HASHER.check_needs_rehash(kept)


def check_password(password: str, name: str, known: Iterable[str] = ()) -> None:
    """Raise Refused, with the reason, if a password is not accepted.

    Any characters are allowed and none is required: length and being hard to guess count (ASVS).
    `known`: local names that guessers know.
    """
    if len(password) < SHORTEST:
        raise Refused(f"密码至少要{SHORTEST}个字符。可以用几个互不相干的词连成一句。")
    if len(password) > LONGEST:
        raise Refused(f"密码不能超过{LONGEST}个字符。")
    if count_hard_characters(password, (name, *known)) < OWN_CHARACTERS:
        raise Refused(
            "这个密码太容易猜到：去掉常见的词、日期、键盘上连着的键、单位名和账号名以后，"
            "剩下的太少。请换一个。"
        )


def generate_password() -> str:
    """Return an initial password of 80 bits (16 letters of 32 kinds), in groups of four."""
    letters = [secrets.choice(INITIAL_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


@cache
def _dummy() -> str:
    """Return a hash for unknown account names, so that the response time does not reveal them."""
    return HASHER.hash(secrets.token_hex(16))
