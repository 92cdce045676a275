"""Sign the blank forms that are sent out, so that they are recognised when they come back."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterable
from pathlib import Path

from scoring.months import YEAR
from scoring.scheme import Scheme
from warehouse.database.atomic_files import describe_os_error, write_whole
from warehouse.faults import StoreUnavailable
from warehouse.reading.contract import FormIdentity

KEY_NAME = "form-key"
KEY_BYTES = 32
VERSIONS = (1,)
"""Form layouts that may still be in use; new forms carry the last one."""

BEFORE = range(-11, 1)
"""The months of the year before, by their numbers."""

_key_lock = threading.Lock()
"""Keeps two threads from each making a key; the store's lock keeps other processes out."""


def sign_form(home: Path, scheme: str, dataset: str, month: str) -> str:
    """Return the JSON text that a form carries: its identity and the stamp that proves it."""
    identity = FormIdentity(scheme, dataset, month, VERSIONS[-1])
    stamp = _stamp(_ensure_key(home), identity)
    return json.dumps({**identity._asdict(), "stamp": stamp}, ensure_ascii=False)


def list_stamps(home: Path, schemes: Iterable[Scheme]) -> dict[str, FormIdentity]:
    """Return stamp → identity for every form of these schemes; empty before a first form is sent.

    A worker receives these stamps, never the key. The stamps are no secret, since each travels
    with its form; only making the stamp of another form takes the key.
    """
    key = _read_key(home)
    if key is None:
        return {}
    identities = [
        FormIdentity(scheme.id, dataset.key, scheme.calendar.write(number), version)
        for scheme in schemes
        for dataset in scheme.datasets
        for number in (*(BEFORE if dataset.key in scheme.last_forms else ()), *YEAR)
        for version in VERSIONS
    ]
    return {_stamp(key, identity): identity for identity in identities}


def _stamp(key: bytes, identity: FormIdentity) -> str:
    return hmac.new(key, json.dumps(identity).encode(), hashlib.sha256).hexdigest()


def _read_key(home: Path) -> bytes | None:
    """Return the key; None if it is missing or was not written whole."""
    try:
        key = (home / KEY_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unavailable(home, error) from None
    return key if len(key) == KEY_BYTES else None


def _ensure_key(home: Path) -> bytes:
    """Return the key; create it at its first use, atomically and readable by its owner only."""
    with _key_lock:
        if (key := _read_key(home)) is not None:
            return key
        key = secrets.token_bytes(KEY_BYTES)
        try:
            write_whole(home / KEY_NAME, key, is_private=True)
        except OSError as error:
            raise _unavailable(home, error) from None
        return key


def _unavailable(home: Path, error: OSError) -> StoreUnavailable:
    reason = describe_os_error(error)
    return StoreUnavailable(f"发出表格所用的密钥无法读写：{home / KEY_NAME}（{reason}）。")
