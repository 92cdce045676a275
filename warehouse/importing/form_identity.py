"""The signed identity of the forms that are sent out, by which their return is recognised."""

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
"""Every version of a form's make-up that may still be out; the last one is sent out now."""

_making = threading.Lock()
"""Two first forms at the same moment make one key; other processes are kept out by the store."""


def sign_form(home: Path, scheme: str, dataset: str, month: str) -> str:
    """Return the text that a form carries: what it is, and the stamp that proves it is ours."""
    identity = FormIdentity(scheme, dataset, month, VERSIONS[-1])
    stamp = _stamp(_make_key(home), identity)
    return json.dumps({**identity._asdict(), "stamp": stamp}, ensure_ascii=False)


def list_stamps(home: Path, schemes: Iterable[Scheme]) -> dict[str, FormIdentity]:
    """Return what each stamp of these schemes stands for; nothing before a first form is out.

    A worker is given the stamps, never the key. They are no secret, since each of them travels
    with its form; only making one for another form takes the key.
    """
    key = _read_key(home)
    if key is None:
        return {}
    identities = [
        FormIdentity(scheme.id, dataset.key, f"{scheme.year}-{number:02d}", version)
        for scheme in schemes
        for dataset in scheme.datasets
        for number in YEAR
        for version in VERSIONS
    ]
    return {_stamp(key, identity): identity for identity in identities}


def _stamp(key: bytes, identity: FormIdentity) -> str:
    return hmac.new(key, json.dumps(identity).encode(), hashlib.sha256).hexdigest()


def _read_key(home: Path) -> bytes | None:
    """Return the key; None where there is none, or none that was written whole."""
    try:
        key = (home / KEY_NAME).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unavailable(home, error) from None
    return key if len(key) == KEY_BYTES else None


def _make_key(home: Path) -> bytes:
    """Return the key, made at its first use: for its owner only, whole before it has its name."""
    with _making:
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
    return StoreUnavailable(f"发出表格用的密钥读写不了：{home / KEY_NAME}（{reason}）。")
