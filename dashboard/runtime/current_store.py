"""The one store of a serving process, lent to whoever a page or a request belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from warehouse.store import Store

Lender = Callable[[], Store]
"""Returns the store in the hands of the person of this page run; Denied where there is none."""

_lenders: list[Lender] = []
_lent: ContextVar[Store | None] = ContextVar("lent", default=None)


def set_current_store(store: Store, lend: Lender | None = None) -> None:
    """Make a store the one that the pages of this process read.

    `lend` says in whose hands each page run has it; without it, it is lent as it is.
    """
    _lenders[:] = [lend or (lambda: store)]


@contextmanager
def lending(store: Store) -> Iterator[None]:
    """Let what runs within the block read a store: a request, or work beside the pages."""
    token = _lent.set(store)
    try:
        yield
    finally:
        _lent.reset(token)


def current_store() -> Store:
    """Return the store as lent to the person of this run; LookupError where none is held.

    Asked at every run of a page, so that an account that was switched off reads no more.
    """
    lent = _lent.get()
    if lent is not None:
        return lent
    if not _lenders:
        raise LookupError("no store is held: pages run inside `kaohe serve`")
    return _lenders[0]()


def signing_name() -> str:
    """Return the name under which the person of this page acts and exports."""
    return current_store().person.name
