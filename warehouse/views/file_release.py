"""What leaves the house as a file: allowed at that very moment, and on record before it goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from warehouse.schemes.schemes import latest_batch
from warehouse.store import Store
from warehouse.work_slots import EXPORTS, Turn, asking

About = Mapping[str, Any]
"""What the record says of a file beside its name: the filters under which it was made."""


def release_file(
    store: Store,
    name: str,
    make: Callable[[], bytes],
    about: About | None = None,
    *,
    action: str = "export",
) -> bytes:
    """Return a file for somebody to take away.

    Denied where the person may not at this moment, whatever the page said when it was drawn;
    StoreUnavailable where the record cannot be written: then nothing leaves; QueueFull where too
    many files are being made.
    """
    store.require(action)
    with asking(Turn(store.person.name)), EXPORTS.taking():
        content = make()
    note_export(store, name, about)
    return content


def note_export(store: Store, name: str, about: About | None = None) -> None:
    """Write into the record that a file is taken away, and up to which batch its data go."""
    with store.reader() as cursor:
        batch = latest_batch(cursor)
    store.record("export", {"file": name, **(about or {}), "until_batch": batch})
