"""Settings stay within bounds, are audited, and can be typed as they are shown."""

from __future__ import annotations

import pytest

from tests.access import make_account, read_detail
from warehouse.access.settings import SETTINGS, Value, format_setting, parse_setting, read_settings
from warehouse.accounts.setting_acts import change_setting
from warehouse.database.audit import read_head
from warehouse.faults import Denied, WrongCall
from warehouse.store import Store

TAKEN: list[tuple[str, str, Value]] = [
    ("importer_may_not_seal", "是", True),
    ("importer_may_not_seal", " OFF ", False),
    ("idle_minutes", "5", 5),
    ("idle_minutes", "240", 240),
    ("allowed_hosts", "Kaohe.Example.gov.cn，10.0.0.8", ["kaohe.example.gov.cn", "10.0.0.8"]),
    ("allowed_hosts", "", []),
]
REFUSED = [
    ("no_such_switch", "是"),
    ("importer_may_not_seal", "maybe"),
    ("idle_minutes", "4"),
    ("idle_minutes", "241"),
    ("idle_minutes", "-30"),
    ("idle_minutes", "３０"),
    ("absolute_hours", "0"),
    ("allowed_hosts", "http://kaohe.example.gov.cn"),
    ("allowed_hosts", "kaohe.example.gov.cn:8501"),
    ("allowed_hosts", "*"),
]


@pytest.mark.parametrize(("key", "text", "value"), TAKEN)
def test_a_setting_is_what_was_written(key: str, text: str, value: Value) -> None:
    assert parse_setting(key, text) == value
    assert parse_setting(key, format_setting(value)) == value


@pytest.mark.parametrize(("key", "text"), REFUSED)
def test_a_setting_that_makes_no_sense_is_refused(key: str, text: str) -> None:
    with pytest.raises(WrongCall):
        parse_setting(key, text)


def test_every_default_is_within_its_own_bounds() -> None:
    for key, one in SETTINGS.items():
        assert parse_setting(key, format_setting(one.default)) == one.default


def test_a_change_stands_and_is_recorded_with_what_stood_before(at_host: Store) -> None:
    change_setting(at_host, "idle_minutes", "15")
    with at_host.reader() as cursor:
        assert read_settings(cursor)["idle_minutes"] == 15
        head = read_head(cursor)
    assert head and head.action == "change_setting"
    assert read_detail(head) == {"key": "idle_minutes", "before": 30, "value": 15}


def test_setting_what_stands_already_changes_nothing(at_host: Store) -> None:
    with at_host.reader() as cursor:
        before = read_head(cursor)
    change_setting(at_host, "idle_minutes", "30")
    with at_host.reader() as cursor:
        assert read_head(cursor) == before


@pytest.mark.usefixtures("cheap_hashes")
def test_only_an_administrator_changes_settings(at_host: Store) -> None:
    with pytest.raises(Denied):
        change_setting(make_account(at_host, "bob", "staff"), "idle_minutes", "240")
