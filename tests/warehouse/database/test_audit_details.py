"""Every audit entry is masked, bounded and has known keys only."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.access import make_account
from tests.repository import ROOT
from warehouse.database import audit_details
from warehouse.database.audit import read_head
from warehouse.database.audit_details import DETAILS, MOST_BYTES, fit_detail
from warehouse.database.audit_pace import SECONDS, EntryLimit
from warehouse.faults import Refused
from warehouse.reading.personal_data.kept_texts import LONGEST_TEXT, mask_and_cut
from warehouse.store import Store

NUMBER = "13835912345"
MEGABYTE = 2**20


def nest(depth: int) -> Any:
    value: Any = NUMBER
    for _ in range(depth):
        value = [value]
    return value


HOSTILE: dict[str, Any] = {
    "15 MB": "长" * 5 * MEGABYTE,
    "15 MB with numbers": f"张三{NUMBER}，" * MEGABYTE,
    "a number at the cut": "长" * (LONGEST_TEXT - 5) + NUMBER + "长" * 50,
    "a number": f"张三 {NUMBER}",
    "half a character": "a\ud800b",
    "NUL": "a\0b",
    "a mapping": {NUMBER: {"x": NUMBER}},
    "a deep list": nest(900),
    "a million items": ["x"] * 1_000_000,
    "long items": ["长" * 5000] * 500,
    "many keys": {str(one): NUMBER for one in range(100_000)},
    "a great number": 10**5000,
    "not a number": float("nan"),
    "bytes": b"\xff" * 100_000,
    "points": Decimal("1E+900000"),
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("action", ["export", "refused", "seal", "no such action"])
def test_every_text_is_masked_and_bounded(action: str, value: Any) -> None:
    keys = DETAILS[action].texts if action in DETAILS else {"anything"}
    text = fit_detail(action, dict.fromkeys(keys, value))
    assert len(text.encode()) <= MOST_BYTES
    assert NUMBER not in text and NUMBER[:7] not in text
    for kept in json.loads(text).values():
        assert not isinstance(kept, str) or len(kept) <= LONGEST_TEXT


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_what_the_program_writes_itself_is_bounded_too(value: Any) -> None:
    text = fit_detail("view", {"page": value, "unit": value})
    assert len(text.encode()) <= MOST_BYTES


def test_all_keys_together_are_bounded() -> None:
    detail = {f"k{one}": "长" * 3000 for one in range(5000)}
    text = fit_detail("export", detail | {"search": "x"})
    assert len(text.encode()) <= MOST_BYTES


def test_a_cut_text_says_how_long_it_was() -> None:
    assert mask_and_cut("长" * 5000).endswith("…〔原有5000字，只留开头〕")
    assert "约500万字" in mask_and_cut("长" * 5_000_000)
    assert mask_and_cut("长" * LONGEST_TEXT) == "长" * LONGEST_TEXT


@pytest.mark.parametrize("shift", range(0, 260, 3))
def test_no_part_of_a_number_stays_at_a_cut(shift: int) -> None:
    text = "长" * (LONGEST_TEXT - 40 + shift) + "1 3 8 3 5 9 1 2 3 4 5" + "长" * 400
    assert not any(sign.isdigit() for sign in mask_and_cut(text).partition("…〔原有")[0])


def test_a_key_that_an_action_does_not_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[str] = []
    monkeypatch.setattr(audit_details, "report_unknown", lambda action, _: reported.append(action))
    assert json.loads(fit_detail("seal", {"scheme": "x", "who": NUMBER})) == {"scheme": "x"}
    assert reported == ["seal"]


def test_an_edition_keeps_the_digest_of_each_document() -> None:
    documents = {f"附件{one}.pdf": f"{one:064x}" for one in range(300)}
    assert json.loads(fit_detail("issue", {"documents": documents}))["documents"] == documents


WRITERS = {"write_audit", "record", "_record", "_store_change"}


def list_written_actions() -> set[str]:
    """Return the actions that the program's source names in calls that write audit entries."""
    found = set()
    for folder in ("warehouse", "dashboard", "documents"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found |= set(_find_actions(path))
    return found


def _find_actions(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name not in WRITERS or (name == "record" and not isinstance(node.func, ast.Attribute)):
            continue
        for argument in node.args:
            for part in ast.walk(argument):
                if isinstance(part, ast.Dict):
                    break
                text = part.value if isinstance(part, ast.Constant) else None
                if isinstance(text, str) and text.isascii() and text.isidentifier():
                    yield text


def test_every_action_that_is_written_has_its_keys() -> None:
    written = list_written_actions()
    assert {"land", "seal", "unseal", "enable_account", "export"} <= written
    assert written - set(DETAILS) == set()


def test_a_browser_cannot_write_entries_without_end(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.store.ENTRIES_A_MINUTE", MOST)
    own = make_account(store, "lee", "leader")
    for _ in range(MOST):
        own.record("export", {"file": "x"})
    for action in ["export"] * 5:
        with pytest.raises(Refused, match="一分钟最多"):
            own.record(action, {"file": "x"})
    for _ in range(MOST + 40):
        own.record("view", {"page": "unit"})
    before = read_number(store)
    assert before <= 2 * MOST + 40
    store.record_left_out()
    with store.reader() as cursor:
        kept = cursor.execute(
            "select actor, action, detail from audit_entry where entry_id > ?", [before]
        ).fetchall()
    assert sorted(kept) == [
        ("lee", "refused", '{"left_out": 5}'),
        ("lee", "view", '{"left_out": 40}'),
    ]
    store.record_left_out()
    assert read_number(store) == before + 2


MOST = 10


def read_number(store: Store) -> int:
    with store.reader() as cursor:
        head = read_head(cursor)
    return head.number if head else 0


def test_a_minute_later_an_account_may_write_again() -> None:
    moments = iter([0.0, 1.0, 2.0, SECONDS])
    pace = EntryLimit(lambda: next(moments))
    assert [pace.take("a", "export", 2) for _ in range(4)] == [True, True, False, True]
