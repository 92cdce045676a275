"""What an audit entry may contain: known keys, masked texts, and a bounded number of bytes.

Every entry passes through here before it is written, because the record keeps it forever. Texts
from a browser, a command line or a file name are masked and cut. The program's own values, such as
digests and keys, are only bounded.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from warehouse.reading.personal_data.kept_texts import cut_own_text, mask_and_cut

MOST_BYTES = 16 * 1024
"""The limit of an entry's detail, without the values that are kept whole."""
MOST_KEYS = 100
MOST_ITEMS = 100
LONGEST_KEY = 100
LONGEST_ITEM = 200
SHORTENED = 200
"""Characters of a value that is shortened because the whole entry is too large."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Allowed:
    """The keys that an action's detail may have.

    `own`: values of the program, such as ids, digests and counts. `texts`: texts from a user or a
    file, which are masked. `whole`: values of the program that are kept at any length.
    `has_more`: other keys are allowed too, such as the options of a command; their values are
    treated as texts.
    """

    own: frozenset[str]
    texts: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    has_more: bool = False


def _allow(own: str = "", texts: str = "", whole: str = "", *, has_more: bool = False) -> Allowed:
    keys = frozenset(own.split()) | {LEFT_OUT}
    return Allowed(keys, frozenset(texts.split()), frozenset(whole.split()), has_more)


LEFT_OUT = "left_out"
"""The number of entries of the same kind that were counted but not written (audit_pace.py)."""

ROWS = "rows"
"""The rows that an act changed: key of a row → [digest before, digest after], null where there is
none. Scores have only the digest after, because each scoring rewrites all of them."""

_ACCOUNT = "account role units before issuer"

DETAILS: Mapping[str, Allowed] = {
    "land": _allow("batch dataset month sha256", "reason", ROWS),
    "receive_file": _allow("file sha256", "name", ROWS),
    "decide_file": _allow("file", "name", ROWS),
    "discard_file": _allow("file", "name", ROWS),
    "mask_file": _allow("file", "name", ROWS),
    "clean_inbox": _allow("files", whole=ROWS),
    "take_back_file": _allow("file", "name", ROWS),
    "revert": _allow("batch reverts", "reason", ROWS),
    "load_scheme": _allow("scheme version sha256 corrects", "reason difference", ROWS),
    "retire_scheme": _allow("scheme", "reason", ROWS),
    "reinstate_scheme": _allow("scheme", "reason", ROWS),
    "record_all_rows": _allow(whole=ROWS),
    "choose_interpretation": _allow("scheme", "reason", ROWS, has_more=True),
    "back_up": _allow("backup", "place"),
    "restore": _allow("aside backup batch entry", "reason", ROWS),
    "accept_copy": _allow(
        "spans chain_breaks_at kept", "said reason", f"lacking first last {ROWS}"
    ),
    "renew_metrics_token": _allow(),
    "seal": _allow("scheme month", "reason", ROWS),
    "unseal": _allow("scheme month", "reason", ROWS),
    "issue": _allow(
        "edition scheme month revision sha256 dated",
        "reason document_number signer",
        f"documents {ROWS}",
    ),
    "change_draft": _allow("scheme month revision", "place", ROWS),
    "submit_draft": _allow("scheme month revision", whole=ROWS),
    "withdraw_draft": _allow("scheme month revision", whole=ROWS),
    "approve_draft": _allow("scheme month revision", whole=ROWS),
    "return_draft": _allow("scheme month revision", "reason", ROWS),
    "file_objection": _allow("objection scheme line", whole=ROWS),
    "decide_objection": _allow("objection outcome points batch", "reason", ROWS),
    "denied": _allow("action page", "said"),
    "refused": _allow("action", "said"),
    "export": _allow("rows until_batch scheme as_of objection", "file search", has_more=True),
    "view": _allow("page scheme unit indicator assessment as_of objection"),
    "sign_in": _allow("address by second_step"),
    "sign_out": _allow("address account by"),
    "sign_in_refused": _allow("account address count reason device"),
    "add_account": _allow(_ACCOUNT, "shown_name", ROWS),
    "change_role": _allow(_ACCOUNT, whole=ROWS),
    "rename_account": _allow(_ACCOUNT, "shown_name", ROWS),
    "enable_account": _allow(_ACCOUNT, whole=ROWS),
    "disable_account": _allow(_ACCOUNT, whole=ROWS),
    "renew_password": _allow(_ACCOUNT, whole=ROWS),
    "sign_out_everywhere": _allow(_ACCOUNT, whole=ROWS),
    "drop_second_step": _allow(_ACCOUNT, whole=ROWS),
    "change_password": _allow(whole=ROWS),
    "rehash_password": _allow(whole=ROWS),
    "turn_on_second_step": _allow(whole=ROWS),
    "turn_off_second_step": _allow(whole=ROWS),
    "use_recovery_code": _allow("left", whole=ROWS),
    "see_contacts": _allow("scheme unit dataset"),
    "keep_contacts": _allow("scheme count", whole=ROWS),
    "drop_contact": _allow("scheme unit dataset", whole=ROWS),
    "change_setting": _allow("key before value", whole=ROWS),
    "save_view": _allow("view page", "name", ROWS),
    "rename_view": _allow("view page", "name", ROWS),
    "share_view": _allow("view page roles", "name", ROWS),
    "remove_view": _allow("view page", "name", ROWS),
    "put_back_view": _allow("view page", "name", ROWS),
}
"""Action → what its entries may contain. A test checks that every action the program writes is
listed."""

UNLISTED = Allowed(frozenset(), has_more=True)
"""For an action that is not listed: every value is treated as a user's text."""


def fit_detail(action: str, detail: Mapping[str, Any]) -> str:
    """Return an entry's detail as the JSON to store: masked, bounded, and with known keys only.

    A key that the action does not have is dropped and logged as a bug.
    """
    allowed = DETAILS.get(action, UNLISTED)
    whole = {key: detail[key] for key in allowed.whole if key in detail}
    rest = {key: value for key, value in detail.items() if key not in whole}
    known = {key: value for key, value in rest.items() if _is_known(key, allowed)}
    if len(known) < len(rest):
        report_unknown(action, rest.keys() - known.keys())
    fitted = {
        mask_and_cut(str(key), LONGEST_KEY): fit_value(value, is_own=key in allowed.own)
        for key, value in islice(known.items(), MOST_KEYS)
    }
    return _to_json(_shorten(fitted) | whole)


def report_unknown(action: str, keys: Iterable[str]) -> None:
    """Log keys that an action's entries may not have."""
    _LOG.error("entries of %s have no keys %s", action, sorted(keys)[:MOST_KEYS])


def _is_known(key: str, allowed: Allowed) -> bool:
    return allowed.has_more or key in allowed.own or key in allowed.texts


def fit_value(value: object, *, is_own: bool = False) -> Any:
    """Return a bounded value: a number, a text, or a flat list or mapping of these.

    Texts are masked unless they are the program's own.
    """
    if isinstance(value, Mapping):
        items = islice(value.items(), MOST_ITEMS)
        fitted = {
            mask_and_cut(str(key), LONGEST_KEY): _fit_scalar(item, LONGEST_ITEM, is_own=is_own)
            for key, item in items
        }
        return fitted | _count_others(len(value))
    if isinstance(value, list | tuple | set | frozenset):
        items = islice(value, MOST_ITEMS)
        listed = [_fit_scalar(item, LONGEST_ITEM, is_own=is_own) for item in items]
        return listed + list(_count_others(len(value)).values())
    return _fit_scalar(value, None, is_own=is_own)


def _count_others(count: int) -> dict[str, str]:
    return {"…": f"共{count}项，只留前{MOST_ITEMS}项"} if count > MOST_ITEMS else {}


def _fit_scalar(value: object, longest: int | None, *, is_own: bool) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < 2**63:
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int):
        value = "〔数太大〕"
    text = _describe_container(value) if isinstance(value, Mapping | list | tuple) else str(value)
    limits = () if longest is None else (longest,)
    return cut_own_text(text, *limits) if is_own else mask_and_cut(text, *limits)


def _describe_container(value: Mapping[Any, Any] | list[Any] | tuple[Any, ...]) -> str:
    """Return a placeholder for a nested container, which entries do not store."""
    return f"〔{len(value)}项〕"


def _shorten(fitted: dict[str, Any]) -> dict[str, Any]:
    """Cut the longest values, then drop the last keys, until the detail fits into MOST_BYTES."""
    sizes = {key: _measure(key, value) for key, value in fitted.items()}
    for key in sorted(sizes, key=lambda one: -sizes[one]):
        if sum(sizes.values()) <= MOST_BYTES:
            break
        value = fitted[key]
        text = value if isinstance(value, str) else _to_json(value)
        fitted[key] = cut_own_text(text, SHORTENED)
        sizes[key] = _measure(key, fitted[key])
    while sum(sizes.values()) > MOST_BYTES:
        key, _ = sizes.popitem()
        del fitted[key]
    return fitted


def _measure(key: str, value: object) -> int:
    return len(_to_json({key: value}).encode())


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
