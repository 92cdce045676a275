"""A bulletin's draft: kept sentence by sentence, handed on, approved by another, issued once."""

from __future__ import annotations

import pytest

from tests.access import make_account
from tests.warehouse.editions.county import (
    FIRST,
    OFFICE,
    SCHEME,
    SECOND,
    THIRD,
    UNIT,
    issue,
    land_work,
)
from warehouse.accounts.setting_acts import change_setting
from warehouse.database.audit import read_entries
from warehouse.drafts.bulletin_drafts import BulletinDraft, Step, read_draft, read_steps
from warehouse.drafts.drafting import (
    approve_draft,
    change_sentence,
    return_draft,
    submit_draft,
    withdraw_draft,
)
from warehouse.editions.sealing import unseal_month
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.home.opening import open_store
from warehouse.safekeeping.verification.verify import verify_store
from warehouse.store import Store

PLACE, OTHER_PLACE = "1:总体情况", "1:存在问题"
OWN, TEXT, SEEN = "数据的原句。", "改后的一句。", "a" * 64


def read(store: Store, month: str = FIRST) -> BulletinDraft:
    with store.reader() as cursor:
        return read_draft(cursor, SCHEME, month)


def list_steps(store: Store) -> list[Step]:
    with store.reader() as cursor:
        return read_steps(cursor, read_draft(cursor, SCHEME, FIRST))


def change(store: Store, text: str = TEXT) -> BulletinDraft:
    return change_sentence(store, read(store), PLACE, OWN, text)


def test_a_changed_sentence_outlives_the_server_beside_the_datas_own(county: Store) -> None:
    change(county)
    home = county.home
    county.close()
    opened = open_store(home)
    kept = read(opened).sentences[PLACE]
    assert (kept.own, kept.text, kept.by) == (OWN, TEXT, "系统")
    assert [(one.act, one.former_text, one.new_text) for one in list_steps(opened)] == [
        ("change", OWN, TEXT)
    ]
    assert verify_store(opened, "quick").findings == ()
    opened.close()


def test_the_datas_own_sentence_written_again_is_no_change(county: Store) -> None:
    assert change(county, OWN).version == 0
    change(county)
    assert change(county, TEXT).version == 1
    assert change(county, f"{OWN} ").sentences == {}
    assert len(list_steps(county)) == 2


def test_two_people_write_on_one_draft_but_not_over_each_other(county: Store) -> None:
    amy, bob = (make_account(county, name, "staff") for name in ("amy", "bob"))
    seen = read(amy)
    change_sentence(bob, seen, PLACE, OWN, TEXT)
    change_sentence(amy, seen, OTHER_PLACE, OWN, TEXT)
    with pytest.raises(Refused, match=f"已由bob改为“{TEXT}”"):
        change_sentence(amy, seen, PLACE, OWN, "另一句。")
    assert {one.by for one in read(amy).sentences.values()} == {"amy", "bob"}


def test_a_draft_that_was_sent_is_not_changed_until_it_comes_back(county: Store) -> None:
    sent = submit_draft(county, change(county), SEEN)
    with pytest.raises(Refused, match="送审，不能再改文字"):
        change(county, "又一句。")
    withdraw_draft(county, sent)
    again = submit_draft(county, change(county, "又一句。"), SEEN)
    with pytest.raises(WrongCall, match="写明意见"):
        return_draft(county, again, " ")
    returned = return_draft(county, again, "第二句再核。")
    assert returned.is_open and returned.text_sha256 is None
    change(county, "第三句。")
    assert [one.act for one in list_steps(county)] == [
        "change", "submit", "withdraw", "change", "submit", "return", "change"
    ]  # fmt: skip


def test_an_act_on_a_draft_that_has_moved_on_is_refused(county: Store) -> None:
    seen = read(county)
    submit_draft(county, seen, SEEN)
    with pytest.raises(Refused, match=r"已由系统于.*送审"):
        submit_draft(county, seen, SEEN)
    with pytest.raises(Refused, match="送审，不能重复"):
        submit_draft(county, read(county), SEEN)


def test_what_changed_after_it_was_sent_is_not_approved(county: Store) -> None:
    sent = submit_draft(county, read(county), SEEN)
    with pytest.raises(Refused, match="送审之后数据有变动"):
        approve_draft(county, sent, "b" * 64)


def test_by_the_switch_another_person_approves_before_it_is_issued(county: Store) -> None:
    change_setting(county, "bulletin_needs_approval", "是")
    amy, bob = (make_account(county, name, "admin") for name in ("amy", "bob"))
    with pytest.raises(Refused, match="须经他人审核后印发"):
        issue(county, FIRST)
    sent = submit_draft(county, change(amy), SEEN)
    with pytest.raises(Denied, match="由另一人审核"):
        approve_draft(amy, sent, SEEN)
    approve_draft(bob, sent, SEEN)
    assert issue(county, FIRST).revision == 1
    assert read(county).state == "issued"


def test_data_that_change_after_the_approval_stop_the_issue(county: Store) -> None:
    change_setting(county, "bulletin_needs_approval", "是")
    bob = make_account(county, "bob", "admin")
    approve_draft(bob, submit_draft(county, read(county, THIRD), SEEN), SEEN)
    later = submit_draft(county, read(county, SECOND), SEEN)
    land_work(county, THIRD, "9")
    with pytest.raises(Refused, match="送审之后数据有变动，没有印发"):
        issue(county, THIRD)
    approve_draft(bob, later, SEEN)  # an earlier month's figures rest on nothing of a later one
    issue(county, SECOND)


def test_the_edition_closes_the_draft_and_the_next_begins_with_its_sentences(
    county: Store,
) -> None:
    draft = change(county)
    issue(county, FIRST)
    assert read(county).state == "issued"
    with pytest.raises(Refused, match="不能再改文字"):
        change(county, "太晚了。")
    unseal_month(county, SCHEME, FIRST, OFFICE)
    new = read(county)
    assert (new.revision, new.version, new.sentences) == (2, 0, draft.sentences)
    with pytest.raises(Refused, match="刚刚印发或解除封存"):
        change_sentence(county, draft, PLACE, OWN, "旧稿。")


def test_units_read_no_draft_and_leaders_write_none(county: Store) -> None:
    change(county)
    unit = make_account(county, "unit", "unit", [(SCHEME, UNIT)])
    leader = make_account(county, "lead", "leader")
    assert read(unit).sentences == {}
    assert read(leader).sentences
    for other in (unit, leader):
        with pytest.raises(Denied, match="不能起草通报"):
            change_sentence(other, read(other), PLACE, OWN, "甲")
    staff = make_account(county, "staff", "staff")
    with pytest.raises(Denied, match="不能审核通报"):
        approve_draft(staff, submit_draft(staff, read(staff), SEEN), SEEN)


def test_no_personal_number_is_kept_and_each_act_is_on_record(county: Store) -> None:
    number = "16312345678"
    kept = change_sentence(county, read(county, SECOND), PLACE, OWN, f"联系电话{number}。")
    assert number not in kept.sentences[PLACE].text
    with county.reader() as cursor:
        assert next(iter(reversed(list(read_entries(cursor))))).action == "change_draft"
