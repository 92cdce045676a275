"""Release files to users: check the permission at that moment and write the audit entry first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from warehouse.schemes.schemes import latest_batch
from warehouse.store import Store
from warehouse.work_slots import EXPORTS, Turn, using_turn

About = Mapping[str, Any]
"""What the audit entry says of a file besides its name: the filters it was made with."""


def release_file(
    store: Store,
    name: str,
    make: Callable[[], bytes],
    about: About | None = None,
    *,
    action: str = "export",
) -> bytes:
    """Make a file and return it after its audit entry is written.

    Denied if the user may not export at this moment, whatever the page allowed when it was drawn.
    StoreUnavailable if the audit entry cannot be written; then no file is returned. QueueFull if
    too many files are being made.
    """
    store.require(action)
    with using_turn(Turn(store.person.name)), EXPORTS.taking():
        content = make()
    note_export(store, name, about)
    return content


def note_export(store: Store, name: str, about: About | None = None) -> None:
    """Write the audit entry of an exported file, with the newest batch in its data."""
    with store.reader() as cursor:
        batch = latest_batch(cursor)
    store.record("export", {"file": name, **(about or {}), "until_batch": batch})
