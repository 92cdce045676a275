"""The store of the serving process, bound to the user of the current page run or request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from warehouse.store import Store

Lender = Callable[[], Store]
"""Return the store bound to the user of this page run; Denied if nobody is signed in."""

_lenders: list[Lender] = []
_lent: ContextVar[Store | None] = ContextVar("lent", default=None)


def set_current_store(store: Store, lend: Lender | None = None) -> None:
    """Set the store that the pages of this process read.

    `lend` binds it to the user of each page run; without `lend`, pages use the store as it is.
    """
    _lenders[:] = [lend or (lambda: store)]


@contextmanager
def lending(store: Store) -> Iterator[None]:
    """Make a store the current one within the block: for a request, or for background work."""
    token = _lent.set(store)
    try:
        yield
    finally:
        _lent.reset(token)


def current_store() -> Store:
    """Return the store bound to the user of this run; LookupError if none is set.

    Pages call this on every run, so that a disabled account can read nothing more.
    """
    lent = _lent.get()
    if lent is not None:
        return lent
    if not _lenders:
        raise LookupError("no store is held: pages run inside `kaohe serve`")
    return _lenders[0]()


def signing_name() -> str:
    """Return the user's name as it appears in audit entries and exports."""
    return current_store().person.name
