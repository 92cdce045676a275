"""Change a sentence of a draft; send the draft for review, take it back, approve it, return it.

A sentence is changed on what its user saw of it, so that two people may write on one draft. The
other acts name the version of the draft that was seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from warehouse.access.settings import read_settings
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import write_audit
from warehouse.database.clock import to_china, utc_now
from warehouse.database.connection import Cursor
from warehouse.drafts.bulletin_drafts import (
    Act,
    BulletinDraft,
    KeptSentence,
    State,
    read_draft,
    read_steps,
)
from warehouse.editions.approval import name_moment
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.results.scores import parse_month
from warehouse.results.standing_batches import to_month
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store

LONGEST_SENTENCE = 20_000
"""Characters. A sentence may name every unit of a county."""

STATE_WORDS: dict[State, str] = {
    "drafted": "修改",
    "submitted": "送审",
    "approved": "审核",
    "returned": "退回",
    "issued": "印发",
}

AUDITED: dict[Act, str] = {
    "change": "change_draft",
    "submit": "submit_draft",
    "withdraw": "withdraw_draft",
    "approve": "approve_draft",
    "return": "return_draft",
}
"""Step → the action of its audit entry."""


def change_sentence(
    store: Store, draft: BulletinDraft, place: str, own: str, text: str
) -> BulletinDraft:
    """Put a text in the place of the data's own sentence; that sentence itself undoes a change.

    Refused if the draft is not open, or someone else has changed this sentence meanwhile.
    """
    text = clean_typed_text(text.strip(), "这一句", LONGEST_SENTENCE)
    with _acting(store, "draft_bulletin", draft) as (cursor, now):
        if not now.is_open:
            raise Refused(f"通报稿已由{now.changed_by}{STATE_WORDS[now.state]}，不能再改文字。")
        before, seen = now.sentences.get(place), draft.sentences.get(place)
        if before != seen:
            who = f"{before.by}改为“{before.text}”" if before else f"{now.changed_by}恢复为原句"
            raise Refused(f"这一句刚刚已由{who}，请核对后再改。")
        moment = utc_now()
        kept = KeptSentence(own, text, store.person.name, moment.isoformat())
        sentences = {**now.sentences, place: kept}
        if text == own:
            del sentences[place]
        if sentences.keys() == now.sentences.keys() and _says_the_same(before, kept):
            return now
        changed = _write(store, cursor, replace(now, sentences=sentences))
        former = before.text if before else own
        _note(store, cursor, changed, "change", place=place, texts=(own, former, text))
    return changed


def submit_draft(store: Store, draft: BulletinDraft, text_sha256: str) -> BulletinDraft:
    """Send a draft for review, with the digest of its whole text as its user saw it."""
    with _acting(store, "draft_bulletin", draft, ("drafted", "returned")) as (cursor, now):
        moment = name_moment(cursor, now.scheme_id, now.month)
        sent = replace(now, state="submitted", text_sha256=text_sha256, moment=moment)
        changed = _write(store, cursor, sent)
        _note(store, cursor, changed, "submit")
    return changed


def withdraw_draft(store: Store, draft: BulletinDraft) -> BulletinDraft:
    """Take a draft back that waits for review."""
    with _acting(store, "draft_bulletin", draft, ("submitted",)) as (cursor, now):
        changed = _write(
            store, cursor, replace(now, state="drafted", text_sha256=None, moment=None)
        )
        _note(store, cursor, changed, "withdraw")
    return changed


def approve_draft(store: Store, draft: BulletinDraft, text_sha256: str) -> BulletinDraft:
    """Approve a draft. Refused if its text differs from the one sent, as data have changed.

    Denied, if the setting demands another person, to those who wrote it or sent it.
    """
    with _acting(store, "approve_bulletin", draft, ("submitted",)) as (cursor, now):
        if not is_as_sent(cursor, now, text_sha256):
            raise Refused("送审之后数据有变动，通报稿已不是所送的文字。请退回，核对后重新送审。")
        if read_settings(cursor)["bulletin_needs_approval"]:
            _check_other(cursor, store.person.name, now)
        changed = _write(store, cursor, replace(now, state="approved"))
        _note(store, cursor, changed, "approve")
    return changed


def return_draft(store: Store, draft: BulletinDraft, reason: str) -> BulletinDraft:
    """Return a draft that was sent or approved, with what is to be mended."""
    if not reason.strip():
        raise WrongCall("退回通报稿要写明意见。")
    reason = clean_typed_text(reason.strip(), "意见")
    with _acting(store, "approve_bulletin", draft, ("submitted", "approved")) as (cursor, now):
        back = replace(now, state="returned", text_sha256=None, moment=None)
        changed = _write(store, cursor, back)
        _note(store, cursor, changed, "return", reason=reason)
    return changed


def is_as_sent(cursor: Cursor, draft: BulletinDraft, text_sha256: str) -> bool:
    """Return whether a draft's text and the data under it are still those that were sent."""
    moment = name_moment(cursor, draft.scheme_id, draft.month)
    return (draft.text_sha256, draft.moment) == (text_sha256, moment)


@contextmanager
def _acting(
    store: Store, action: str, draft: BulletinDraft, states: tuple[State, ...] = ()
) -> Iterator[tuple[Cursor, BulletinDraft]]:
    """Open the transaction of an act with the draft as it is now.

    With `states`, Refused if anyone has acted on the draft since it was read, or it is in none.
    """
    with store.writer(action, redraws=False) as cursor:
        parse_month(read_scheme(cursor, draft.scheme_id), draft.month)
        now = read_draft(cursor, draft.scheme_id, draft.month)
        if now.revision != draft.revision:
            raise Refused("本月通报刚刚印发或解除封存，请核对后再办理。")
        if states and now.version != draft.version:
            moment = f"{to_china(now.changed_at):%H:%M}" if now.changed_at else ""
            who = f"{now.changed_by}于{moment}{STATE_WORDS[now.state]}"
            raise Refused(f"通报稿已由{who}，以下为最新情况，请核对后再办理。")
        if states and now.state not in states:
            raise Refused(f"通报稿已{STATE_WORDS[now.state]}，不能重复办理。")
        yield cursor, now


def _says_the_same(before: KeptSentence | None, kept: KeptSentence) -> bool:
    return before is None or (before.own, before.text) == (kept.own, kept.text)


def _check_other(cursor: Cursor, name: str, draft: BulletinDraft) -> None:
    steps = read_steps(cursor, draft)
    writers = {step.actor for step in steps if step.act in {"change", "submit"}}
    if name in writers | {one.by for one in draft.sentences.values()}:
        raise Denied("按设置，起草、修改或送审本期通报的人不能审核，请由另一人审核。")


def _write(store: Store, cursor: Cursor, draft: BulletinDraft) -> BulletinDraft:
    changed = replace(
        draft, version=draft.version + 1, changed_by=store.person.name, changed_at=utc_now()
    )
    place = [changed.scheme_id, to_month(changed.month), changed.revision]
    values = [
        changed.state, changed.dump_sentences(), changed.text_sha256, changed.moment,
        changed.version, changed.changed_by, changed.changed_at,
    ]  # fmt: skip
    if draft.version:
        cursor.execute(
            "update bulletin_draft set state = ?, sentences = ?, text_sha256 = ?, moment = ?,"
            " version = ?, changed_by = ?, changed_at = ?"
            " where scheme_id = ? and month = ? and revision = ?",
            [*values, *place],
        ).fetchall()
    else:
        cursor.execute(
            "insert into bulletin_draft values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*place, *values]
        ).fetchall()
    return changed


def _note(
    store: Store,
    cursor: Cursor,
    draft: BulletinDraft,
    act: Act,
    *,
    place: str | None = None,
    texts: tuple[str | None, str | None, str | None] = (None, None, None),
    reason: str | None = None,
) -> None:
    """Write a step, and its audit entry."""
    cursor.execute(
        "insert into draft_step select coalesce(max(step_id), 0) + 1,"
        " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from draft_step",
        [
            draft.scheme_id, to_month(draft.month), draft.revision, act, place, *texts, reason,
            store.person.name, draft.changed_at,
        ],
    ).fetchall()  # fmt: skip
    detail = {"scheme": draft.scheme_id, "month": draft.month, "revision": draft.revision}
    more = {"place": place} if place else {"reason": reason} if reason else {}
    write_audit(cursor, store.person.name, AUDITED[act], {**detail, **more})
