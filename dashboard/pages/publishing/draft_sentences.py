"""The sentences of a bulletin's draft: kept as soon as they are changed, beside the data's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import streamlit as st

from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from documents.bulletin.draft import DraftSection, Sentence
from documents.bulletin.kept_sentences import Place, name_places
from documents.bulletin.preparing import PreparedBulletin
from documents.wording import format_time
from warehouse.drafts.bulletin_drafts import BulletinDraft, KeptSentence, State, read_draft
from warehouse.drafts.drafting import change_sentence
from warehouse.faults import Fault
from warehouse.store import Store

STATES: dict[State, str] = {
    "drafted": "起草",
    "submitted": "送审",
    "approved": "已审核",
    "returned": "退回",
    "issued": "已印发",
}


@dataclass
class Editing:
    """A draft on the page: as it is kept, and the names of its places."""

    kept: BulletinDraft
    places: Mapping[Place, str]
    can_edit: bool


class Seen(NamedTuple):
    """What the last run showed at a place: the data's own sentence, the text, the change."""

    own: str
    text: str
    kept: KeptSentence | None


def begin_editing(store: Store, prepared: PreparedBulletin, month: str) -> Editing:
    """Return a month's draft to be edited; say how far it is and who was at it last."""
    with store.reader() as cursor:
        kept = read_draft(cursor, prepared.scheme.id, month)
    can_edit = kept.is_open and store.person.may("draft_bulletin")
    parts = [f"通报稿状态：{STATES[kept.state]}"]
    if kept.changed_at:
        parts.append(f"{kept.changed_by}于{format_time(kept.changed_at)}最后办理")
    if can_edit:
        parts.append("文字修改后自动保存")
    st.caption(escape("　".join(parts)))
    return Editing(kept, name_places(prepared.draft), can_edit)


def edit_sentences(store: Store, editing: Editing, number: int, section: DraftSection) -> None:
    """Show the sentences of a section in text fields; an emptied one is left out."""
    for position, sentence in enumerate(section.sentences):
        _edit(store, editing, editing.places[number, position], sentence)


def _edit(store: Store, editing: Editing, place: str, sentence: Sentence) -> None:
    draft, own = editing.kept, sentence.text.strip()
    key = f"sentence:{draft.scheme_id}:{draft.month}:{draft.revision}:{place}"
    typed: str | None = st.session_state.get(key)
    seen: Seen | None = st.session_state.get(f"seen:{key}")
    refusal = None
    # Compared with what this session saw, not with what is kept now: a colleague, or new data, may
    # have changed that meanwhile, and what was typed must then be refused aloud or kept.
    if seen is not None and typed is not None and typed.strip() != seen.text:
        refusal = _keep(store, editing, place, seen, typed)
    kept = editing.kept.sentences.get(place)
    shown = kept.text if kept and kept.own == own else own
    if typed is None or typed.strip() != shown:
        st.session_state[key] = shown
    st.session_state[f"seen:{key}"] = Seen(own, shown, kept)
    st.text_area(
        escape(sentence.about),
        key=key,
        height="content",
        placeholder="不写就不出现",
        disabled=not editing.can_edit,
    )
    if refusal is not None:
        show_error(refusal)
    if kept is not None and kept.own == own:
        _show_own(store, editing, place, kept)
    elif kept is not None:
        _show_moved(store, editing, place, kept, own)


def _keep(store: Store, editing: Editing, place: str, seen: Seen, typed: str) -> Fault | None:
    """Keep what was typed on what was seen; return why it is not kept."""
    sentences = dict(editing.kept.sentences)
    sentences.pop(place, None)
    if seen.kept is not None:
        sentences[place] = seen.kept
    try:
        draft = replace(editing.kept, sentences=sentences)
        editing.kept = change_sentence(store, draft, place, seen.own, typed)
    except Fault as fault:
        return fault
    return None


def _show_own(store: Store, editing: Editing, place: str, kept: KeptSentence) -> None:
    """Show who changed a sentence, and what the data say."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = f"{kept.by}于{format_time(kept.moment)}改动。原句：{kept.own or '（空）'}"
        st.caption(escape(said))
        _offer(store, editing, place, kept.own, kept.own, "恢复原句")


def _show_moved(store: Store, editing: Editing, place: str, kept: KeptSentence, own: str) -> None:
    """Show a change that was made on other data; a person says which sentence stands."""
    with st.container(border=True):
        st.warning(
            escape(
                f"数据已变，{kept.by}所改的一句暂未采用。原句：{kept.own or '（空）'}　"
                f"所改：{kept.text or '（空）'}　现句：{own or '（空）'}"
            )
        )
        with st.container(horizontal=True):
            _offer(store, editing, place, own, own, "采用现句")
            _offer(store, editing, place, own, kept.text, "仍用所改")


def _offer(store: Store, editing: Editing, place: str, own: str, text: str, label: str) -> None:
    if not editing.can_edit:
        return
    if st.button(label, key=f"{label}:{editing.kept.month}:{place}"):
        try:
            change_sentence(store, editing.kept, place, own, text)
        except Fault as fault:
            show_error(fault)
            return
        st.rerun()
