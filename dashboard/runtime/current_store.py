"""The store of the serving process, bound to the user of the current page run or request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from warehouse.store import Store

FindStore = Callable[[], Store]
"""Returns the store bound to the user of this page run; Denied if nobody is signed in."""

_of_process: list[FindStore] = []
_of_block: ContextVar[Store | None] = ContextVar("store_of_block", default=None)


def set_current_store(store: Store, find: FindStore | None = None) -> None:
    """Set the store that the pages of this process read.

    `find` binds it to the user of each page run; without it, pages use the store as it is.
    """
    _of_process[:] = [find or (lambda: store)]


@contextmanager
def using_store(store: Store) -> Iterator[None]:
    """Make a store the current one within the block: for a request, or for background work."""
    token = _of_block.set(store)
    try:
        yield
    finally:
        _of_block.reset(token)


def current_store() -> Store:
    """Return the store bound to the user of this run; LookupError if none is set.

    Pages call this on every run, so that a disabled account can read nothing more.
    """
    store = _of_block.get()
    if store is not None:
        return store
    if not _of_process:
        raise LookupError("no store is set: pages run inside `kaohe serve`")
    return _of_process[0]()


def current_user_name() -> str:
    """Return the user's name as it appears in audit entries and exports."""
    return current_store().person.name
