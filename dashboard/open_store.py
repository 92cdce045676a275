"""The one store of a serving process, lent to its pages."""

from __future__ import annotations

from warehouse.store import Store

_held: list[Store] = []


def hold_store(store: Store) -> None:
    """Make a store the one that the pages of this process read."""
    _held[:] = [store]


def held_store() -> Store:
    """Return the store of this process; LookupError where none is held."""
    if not _held:
        raise LookupError("no store is held: pages run inside `kaohe serve`")
    return _held[0]
