"""What pages read from the warehouse, kept for every open page until the data changes.

A result belongs to a version of the store and to a scope: stores are equal where they show the
same, so that what a leader's page has read is never shown to a unit (Store.__eq__). It is read
once, however many pages ask at the same moment, and forgotten when its version is past or when too
many others came after it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

import polars as pl

from dashboard.runtime.current_store import current_store
from scoring.scheme import Scheme
from warehouse.database.connection import Cursor
from warehouse.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Key = tuple[object, ...]

KEPT_BYTES = 256 * 2**20
"""Results kept at once: the boards of 3,000 units' year are some 8 MB, a county's some 70 kB."""

SMALL_BYTES = 4096
"""What a result counts that is no frame and does not say its weight."""


def recall(read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function of the warehouse reads; the result is shared: never change it."""
    store = current_store()
    return _memory.get(
        (store, store.version, read, *map(_name, args), *map(_name, kwargs.items())),
        lambda: _read(store, read, *args, **kwargs),
    )


def derive(make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what a function makes of a reading, kept like the reading.

    Its arguments name the reading (scheme, assessment, month …); frames are not told apart.
    """
    store = current_store()
    return _memory.get(
        (store, store.version, make, *map(_name, args), *map(_name, kwargs.items())),
        lambda: make(*args, **kwargs),
    )


def _read(
    store: Store, read: Callable[Concatenate[Cursor, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    # The version is taken before this snapshot: it may hold newer data, never older.
    with store.reader() as cursor:
        return read(cursor, *args, **kwargs)


def _name(argument: object) -> object:
    """A scheme is told by its id: its hash would go through the whole notice."""
    if isinstance(argument, Scheme):
        return argument.id
    return tuple(argument) if isinstance(argument, list) else argument


class _Memory:
    """Results by key, the least used dropped first; one reading per key at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: OrderedDict[Key, tuple[object, int]] = OrderedDict()
        self._turns: dict[Key, threading.Lock] = {}
        self._bytes = 0

    def get(self, key: Key, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key][0]  # type: ignore[return-value]
            turn = self._turns.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._results:  # another page has read it meanwhile
                    return self._results[key][0]  # type: ignore[return-value]
            try:
                result = make()
            finally:
                self._turns.pop(key, None)
            with self._lock:
                self._keep(key, result)
        return result

    def _keep(self, key: Key, result: object) -> None:
        store, version = key[:2]
        assert isinstance(store, Store) and isinstance(version, int)
        if any(_is_older(store, version, one) for one in self._results):
            return  # a slow page's: the data have changed meanwhile
        # Results of the same data in other hands stay: a unit's page does not drop the leader's.
        for past in [one for one in self._results if not _is_of(store, version, one)]:
            self._drop(past)
        weight = _weigh(result)
        self._results[key] = (result, weight)
        self._bytes += weight
        while self._bytes > KEPT_BYTES and len(self._results) > 1:
            self._drop(next(iter(self._results)))

    def _drop(self, key: Key) -> None:
        self._bytes -= self._results.pop(key)[1]


def _is_of(store: Store, version: int, key: Key) -> bool:
    """Whether a result is of these data, in whoever's hands."""
    return store.is_same_database(cast("Store", key[0])) and key[1] == version


def _is_older(store: Store, version: int, than: Key) -> bool:
    return store.is_same_database(cast("Store", than[0])) and version < cast("int", than[1])


def _weigh(result: object) -> int:
    """Return about how many bytes a result takes."""
    if isinstance(result, pl.DataFrame):
        return int(result.estimated_size())
    weigh = getattr(result, "weigh", None)
    return weigh() if weigh else SMALL_BYTES


_memory = _Memory()
