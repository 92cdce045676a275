"""Passwords: how they are kept, and which are taken (ASVS 5.0, 6.2; OWASP on argon2id)."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from warehouse.accounts.password_strength import count_own
from warehouse.faults import Refused

HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1, type=Type.ID)
"""Twice the least that OWASP asks for (46 MiB, one pass): about a tenth of a second."""

AT_ONCE = 2
"""Hashes computed at once: each takes 46 MiB and a core, and anybody may ask for one."""

SHORTEST, LONGEST = 12, 128
OWN_CHARACTERS = 6
"""What a password must be worth without what guessers try first; see `guessing.py`."""

INITIAL_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""For passwords that are read from a screen and typed: without l and 1, o and 0."""

_turns = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """Return a password as it is kept: argon2id with its parameters and a salt of its own."""
    with _turns:
        return HASHER.hash(password)


def verify_password(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one that is kept; None takes as long and is never right."""
    with _turns:
        try:
            return HASHER.verify(kept or _dummy(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with parameters other than today's."""
    return HASHER.check_needs_rehash(kept)


def check_password(password: str, name: str, known: Iterable[str] = ()) -> None:
    """Raise Refused with the reason where a password is not taken.

    Any characters are allowed and none is demanded: length and being one's own are what counts.
    `known`: names of the house, which guessers know.
    """
    if len(password) < SHORTEST:
        raise Refused(f"密码至少要 {SHORTEST} 个字符。可以用几个互不相干的词连成一句。")
    if len(password) > LONGEST:
        raise Refused(f"密码不能超过 {LONGEST} 个字符。")
    if count_own(password, (name, *known)) < OWN_CHARACTERS:
        raise Refused(
            "这个密码太容易猜到：去掉常见的词、日期、键盘上连着的键、单位名和账号名以后，"
            "剩下的太少。请换一个。"
        )


def generate_password() -> str:
    """Return an initial password of 80 bits in groups that can be read out."""
    letters = [secrets.choice(INITIAL_LETTERS) for _ in range(16)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))


@cache
def _dummy() -> str:
    """A hash for names that nobody has, so that the answer takes as long as for one's own."""
    return HASHER.hash(secrets.token_hex(16))
