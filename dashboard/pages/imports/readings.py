"""What has been read of the files, shared by all sessions of this process and bounded.

A reading is no truth of its own: it is made again from the kept file when it is needed. The bytes
of a file that may not be kept are held here too, and end with the server.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cachetools import LRUCache

from warehouse.reading.contract import Finding, Picture, Reading

HELD_BYTES = 128 * 2**20
"""Bytes of all files whose readings are held; a reading takes a few times its file's bytes."""
LEAST_BYTES = 64 * 2**10
"""What a reading counts at least."""

Key = tuple[str, str, str]
"""A store's home, a file's digest, the digest of a request."""


class Read(NamedTuple):
    """A reading, and its pictures if they were drawn."""

    reading: Reading
    pictures: Mapping[Finding, Picture] | None = None


_lock = threading.Lock()
_readings: LRUCache[Key, Read] = LRUCache(
    HELD_BYTES, getsizeof=lambda read: min(max(read.reading.size, LEAST_BYTES), HELD_BYTES)
)
_turns: dict[Key, threading.Lock] = {}
_unkept: LRUCache[tuple[str, str], bytes] = LRUCache(
    HELD_BYTES, getsizeof=lambda content: min(len(content), HELD_BYTES)
)


def find_reading(key: Key) -> Read | None:
    """Return what was read under a key; None if it is not held."""
    with _lock:
        return _readings.get(key)


def hold_reading(key: Key, read: Read) -> None:
    """Hold a reading for all sessions."""
    with _lock:
        _readings[key] = read


def read_once(key: Key, make: Callable[[], Reading]) -> Read:
    """Return the reading under a key; the first session makes it, the others wait for it."""
    with _lock:
        turn = _turns.setdefault(key, threading.Lock())
    with turn:
        found = find_reading(key)
        if found is None:
            try:
                found = Read(make())
            finally:
                with _lock:
                    _turns.pop(key, None)
            hold_reading(key, found)
        return found


def hold_content(home: str, sha256: str, content: bytes) -> None:
    """Hold the bytes of a file that may not be kept."""
    with _lock:
        _unkept[home, sha256] = content


def find_content(home: str, sha256: str) -> bytes | None:
    """Return the bytes of a file that may not be kept; None after a restart."""
    with _lock:
        return _unkept.get((home, sha256))
