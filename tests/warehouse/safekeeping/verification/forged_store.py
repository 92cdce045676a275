"""A store with a row of every kind, filled by real acts, for the tests of forged changes."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import reading_here
from tests.warehouse.editions.county import (
    OFFICE,
    SCHEME,
    SECOND,
    TOWN,
    UNIT,
    change_scheme,
    decide,
    fill_county,
    issue,
    object_to,
)
from tests.warehouse.reading.workbooks import make_xlsx
from tests.warehouse.various_landings import MOBILE, land, make_events, make_work
from warehouse.accounts.account_acts import add_account
from warehouse.accounts.setting_acts import change_setting
from warehouse.check_results import CheckReport
from warehouse.contacts.contact import Contact, Subject
from warehouse.contacts.contact_acts import keep_contacts
from warehouse.drafts.bulletin_drafts import read_draft
from warehouse.drafts.drafting import change_sentence, submit_draft
from warehouse.editions.sealing import seal_month, unseal_month
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import note_check
from warehouse.importing.form_identity import KEY_BYTES, KEY_NAME
from warehouse.importing.import_file import revert_batch
from warehouse.inbox import handling
from warehouse.inbox.decisions import Decisions
from warehouse.inbox.receiving import receive_file
from warehouse.objections import Claim, Evidence
from warehouse.results.scheme_changes import choose
from warehouse.saved_views.view_acts import save_view
from warehouse.scheme_life.retiring import reinstate_scheme, retire_scheme
from warehouse.store import Store

ROLES = ("leader", "staff", "admin", "auditor")


def fill(home: Path) -> None:
    """Fill a home by acts of each kind."""
    with reading_here():
        fill_county(home)
        store = open_store(home)
        _land_more(store)
    for role in ROLES:
        add_account(store, f"{role}-zhang", role)
    add_account(store, "unit-zhang", "unit", units=[(SCHEME, UNIT)])
    change_setting(store, "idle_minutes", "15")
    keep_contacts(store, SCHEME, [Contact(Subject("unit", UNIT), "张三", "0000-6543210")])
    choose(store, SCHEME, "extra_points", "beyond_full", actor="办公室", reason="会议定")
    with store.reader() as cursor:
        draft = read_draft(cursor, SCHEME, SECOND)
    draft = change_sentence(store, draft, "1:总体情况", "甲。", "乙。")
    submit_draft(store, draft, "0" * 64)
    issue(store, SECOND, ("通报.docx", b"PK\x03\x04 as it was issued"))
    unseal_month(store, SCHEME, SECOND, OFFICE)
    seal_month(store, SCHEME, "2023-01", OFFICE)
    claim = Claim(SCHEME, SECOND, "2", TOWN, "K1")
    evidence = Evidence("证明.pdf", b"%PDF-1.7\n as it was handed in")
    decide(store, object_to(store, claim, evidence=evidence), "4.50")
    save_view(store, "全县", "leaderboard", {"month": [SECOND]}, {})
    change_scheme(store, 1)
    retire_scheme(store, SCHEME, OFFICE)
    reinstate_scheme(store, SCHEME, OFFICE)
    store.close()
    (home / KEY_NAME).write_bytes(bytes(KEY_BYTES))
    note_check(home, CheckReport("sound"))


def _land_more(store: Store) -> None:
    short = [row[:3] for row in make_work(4, posts="9")]
    land(store, "一.xlsx", make_xlsx([{"grid": make_work(4, name="甲局机关")}]),
         aliases={"甲局机关": UNIT})  # fmt: skip
    land(store, "少一列.xlsx", make_xlsx([{"grid": short}]), keep_missing_columns=True)
    months = [{"name": f"{month}月", "grid": make_work(month)} for month in (5, 6)]
    land(store, "两个月.xlsx", make_xlsx(months), answers={"which_months:yx_work": "all"})
    land(store, "有号码.xlsx", make_xlsx([{"grid": make_events(5, f"电话{MOBILE}")}]))
    (again,) = land(store, "更正.xlsx", make_xlsx([{"grid": make_work(5, posts="7")}]))
    revert_batch(store, again, actor="tester", reason="报错了")
    waiting = receive_file(store, "待处理.xlsx", make_xlsx([{"grid": make_events(6, "")}])).file
    handling.decide(store, waiting, Decisions(month="2023-06", reason="更正"))
