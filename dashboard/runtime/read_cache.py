"""The cache of what pages read from the warehouse, shared by all open pages until the data change.

A result belongs to a version of the store and to what its user may see: bound stores are equal if
they show the same data (`Store.__eq__`). So what a leader's page has read is never shown to a unit.
Each result is read once, however many pages ask for it at the same moment. It is dropped when its
version is out of date, or as the least recently used when the cache is full.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

import polars as pl
from cachetools import LRUCache

from dashboard.runtime.current_store import current_store
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Key = tuple[object, ...]

KEPT_BYTES = 256 * 2**20
"""The size of the cache. The boards of 3,000 units' year take some 8 MB, a county's some 70 kB."""

SMALL_BYTES = 4096
"""The assumed size of a result that is no frame and has no `weigh` method."""


def read_cached(read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the cached result of a reading function; it is shared, so never change it."""
    store = current_store()
    return _cache.get(_key(store, read, args, kwargs), lambda: _read(store, read, *args, **kwargs))


def compute_cached(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the cached result of a function that transforms readings; never change it.

    Its arguments identify the reading (scheme, assessment, month …). Frames cannot be arguments:
    the key would not tell them apart.
    """
    return _cache.get(_key(current_store(), make, args, kwargs), lambda: make(*args, **kwargs))


def _read(
    store: Store, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    # The key's version is older than this snapshot or equal to it: the result may hold newer
    # data than its key says, never older.
    with store.reader() as cursor:
        return read(cursor, *args, **kwargs)


def _key(
    store: Store, function: object, args: tuple[object, ...], kwargs: dict[str, object]
) -> Key:
    named = ((name, _to_key_part(value)) for name, value in kwargs.items())
    return (store, store.version, function, *map(_to_key_part, args), *named)


def _to_key_part(argument: object) -> object:
    """Return a hashable stand-in; a scheme's own hash would go through the whole notice."""
    if isinstance(argument, Scheme):
        return argument.id
    return tuple(argument) if isinstance(argument, list) else argument


class _ReadCache:
    """Results by key, bounded in bytes, least recently used dropped first; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: LRUCache[Key, object] = LRUCache(KEPT_BYTES, getsizeof=_weigh)
        self._turns: dict[Key, threading.Lock] = {}

    def get(self, key: Key, make: Callable[[], T]) -> T:
        """Return the result under a key; the first caller makes it, the others wait for it."""
        with self._lock:
            if key in self._results:
                return cast("T", self._results[key])
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._results:  # another page has read it meanwhile
                    return cast("T", self._results[key])
            try:
                result = make()
                with self._lock:
                    self._keep(key, result)
            finally:
                self._turns.pop(key, None)
        return result

    def _keep(self, key: Key, result: object) -> None:
        store, version = key[:2]
        assert isinstance(store, Store) and isinstance(version, int)
        if any(_is_older(store, version, kept) for kept in self._results):
            return  # a slow page's result: the data have changed meanwhile
        # Other people's results of the same data stay: a unit's page must not drop the leader's.
        for past in [kept for kept in self._results if not _is_of(store, version, kept)]:
            del self._results[past]
        self._results[key] = result


def _is_of(store: Store, version: int, key: Key) -> bool:
    """Whether a key is of the same data, whatever part of them its person may see."""
    return store.is_same_database(cast("Store", key[0])) and key[1] == version


def _is_older(store: Store, version: int, than: Key) -> bool:
    return store.is_same_database(cast("Store", than[0])) and version < cast("int", than[1])


def _weigh(result: object) -> int:
    """Return about how many bytes a result takes, at most as many as the whole cache has.

    Cachetools refuses a value larger than the cache; ours must be kept, or each click would read
    it again.
    """
    if isinstance(result, pl.DataFrame):
        return min(int(result.estimated_size()), KEPT_BYTES)
    weigh = getattr(result, "weigh", None)
    return min(int(weigh()), KEPT_BYTES) if weigh else SMALL_BYTES


_cache = _ReadCache()
