"""What was last done to keep the store safe, for whoever looks after it.

A small file beside the store, not in it: it must be readable, and tell of what failed, also where
the store cannot be written.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.database.atomic_files import write_whole
from warehouse.database.clock import utc_now

UPKEEP = "upkeep.json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upkeep:
    """The last check, backup and copy elsewhere; times are UTC in ISO, empty where there is none.

    A failure is what was said, empty once it has gone well again.
    """

    checked_at: str = ""
    verdict: str = ""
    backup_failure: str = ""
    elsewhere_at: str = ""
    elsewhere_backup: str = ""
    elsewhere_failure: str = ""


def read_upkeep(home: Path) -> Upkeep:
    """Return what was last done; nothing where the file is missing or unreadable."""
    known = {field.name for field in fields(Upkeep)}
    try:
        told = json.loads((home / UPKEEP).read_text("utf-8"))
        return Upkeep(**{key: str(value) for key, value in told.items() if key in known})
    except (OSError, ValueError, AttributeError, RecursionError):
        return Upkeep()


def note_upkeep(home: Path, **told: Any) -> None:
    """Note what was done; that it cannot be noted stops nothing."""
    text = json.dumps(asdict(replace(read_upkeep(home), **told)), ensure_ascii=False)
    try:
        write_whole(home / UPKEEP, text.encode("utf-8", "replace"))
    except OSError as error:
        _log.warning("upkeep is not noted: %s", error)


def note_check(home: Path, verdict: str) -> None:
    """Note what a check of the whole store has found."""
    note_upkeep(home, checked_at=stamp(), verdict=verdict)


def stamp() -> str:
    """Return the moment as it is noted."""
    return utc_now().isoformat(timespec="seconds")


def read_stamp(text: str) -> datetime | None:
    """Return a noted moment (UTC); None where there is none, or none that can be read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
