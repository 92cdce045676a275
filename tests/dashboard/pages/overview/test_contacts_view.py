"""联系人 on 总览: numbers are hidden until a click, and nobody else's page has any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.access import hash_cheaply, make_account, read_detail
from tests.dashboard.seen import open_page, read_tables, read_text
from warehouse.contacts.contact import Contact, Subject
from warehouse.contacts.contact_acts import keep_contacts, list_contacts
from warehouse.database.audit import read_entries
from warehouse.store import Store

SCHEME, UNIT = "jiangxian-2021", "县财政局"
KEPT = Contact(Subject("unit", UNIT), "张三", "13835912345")
SPOKEN = ("张三", "13835912345")


def read_all(test: AppTest) -> str:
    """Return everything that the browser gets of a page."""
    proto = "".join(str(one.proto) for one in test.get("bidi_component"))
    links = "".join(str(one.proto) for one in test.get("link_button"))
    return read_text(test) + proto + links + json.dumps(read_tables(test), ensure_ascii=False)


def click(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()


def test_a_number_is_shown_at_a_click_that_is_on_record(store: Store, log: Path) -> None:
    keep_contacts(store, SCHEME, [KEPT])
    test = open_page(store, "overview", scheme=SCHEME)
    assert "138****2345" in read_text(test) and SPOKEN[1] not in read_all(test)
    click(test, "显示号码")
    assert SPOKEN[1] in read_all(test) and "tel:13835912345" in read_all(test)
    with store.reader() as cursor:
        last = read_entries(cursor)[-1]
    assert (last.action, read_detail(last)) == ("see_contacts", {"scheme": SCHEME, "unit": UNIT})
    test.run()
    assert SPOKEN[1] not in read_all(test)
    written = log.read_text("utf-8") if log.exists() else ""
    assert not any(one in written for one in SPOKEN)


@pytest.mark.parametrize("role", ["unit", "auditor"])
def test_no_page_of_others_has_a_contact(
    store: Store, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    hash_cheaply(monkeypatch)
    keep_contacts(store, SCHEME, [KEPT])
    own = make_account(store, "zhang", role, [(SCHEME, UNIT)] if role == "unit" else [])
    told = read_all(open_page(own, "overview" if role == "unit" else "guide"))
    assert not any(one in told for one in (*SPOKEN, "138****2345", "联系人"))


def test_a_leader_sees_and_does_not_edit(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_cheaply(monkeypatch)
    keep_contacts(store, SCHEME, [KEPT])
    leader = make_account(store, "ju", "leader")
    assert "138****2345" in read_text(open_page(leader, "overview", scheme=SCHEME))
    labels = [
        one.label for one in open_page(leader, "overview", scheme=SCHEME, role="staff").button
    ]
    assert not {"保存", "移除"} & set(labels)


def test_the_office_keeps_changes_and_removes_contacts(store: Store) -> None:
    test = open_page(store, "overview", scheme=SCHEME, role="staff")
    test.text_area[0].set_value(f"{UNIT}\t张三\t13835912345\n附件9\t李四\t110")
    next(one for one in test.button if one.form_id == "keep_contacts").click().run()
    assert "第2行第一列" in test.error[0].value and not list_contacts(store, SCHEME)
    test.text_area[0].set_value(f"{UNIT}\t张三\t13835912345")
    next(one for one in test.button if one.form_id == "keep_contacts").click().run()
    assert list_contacts(store, SCHEME) == [KEPT]
    assert read_tables(test)["联系人"] == [[UNIT, "张三", "138****2345"]]
    assert not test.text_area[0].value
    test.get_by_key(f"drop_contact_of:{SCHEME}").set_value(KEPT.subject)  # type: ignore[union-attr]
    click(test, "移除")
    assert not list_contacts(store, SCHEME)


def test_the_contact_of_a_form_that_is_gone_can_be_removed(store: Store) -> None:
    keep_contacts(store, SCHEME, [Contact(Subject("form", "jx9_gone"), "张三", "110")])
    assert "尚未登记" in read_text(open_page(store, "overview", scheme=SCHEME))
    test = open_page(store, "overview", scheme=SCHEME, role="staff")
    assert read_tables(test)["联系人"] == [["jx9_gone", "张三", "110"]]
    assert test.get_by_key(f"drop_contact_of:{SCHEME}").options == ["jx9_gone"]  # type: ignore[union-attr]


def test_who_is_late_stands_first(store: Store) -> None:
    late = Contact(Subject("form", "jx5_village"), "李四", "110")
    keep_contacts(store, SCHEME, [KEPT, late])
    test = open_page(store, "overview", scheme=SCHEME)
    options = test.get_by_key(f"contact:{SCHEME}").options  # type: ignore[union-attr]
    assert options[0].endswith("（未报）") and len(options) == 2
