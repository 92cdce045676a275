"""Sealing, unsealing and issuing a month: forms, and the way back instead of a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.navigation import link_page
from dashboard.runtime.current_store import signing_name
from dashboard.runtime.limits import UPLOAD_MEGABYTES
from dashboard.widgets.error_box import show_error
from dashboard.widgets.markdown_escape import escape
from documents.bulletin import preparing
from documents.editions import describe_seal_line
from documents.issued import draw_documents
from documents.wording import format_month
from warehouse.editions.archive import find_newest
from warehouse.editions.attachments import KINDS
from warehouse.editions.issuing import NamedBytes, Prepared, issue_edition, prepare_edition
from warehouse.editions.sealing import Act, is_sealed, seal_month, unseal_month
from warehouse.faults import Fault, Refused
from warehouse.results.standing_batches import to_month
from warehouse.store import Store

SAID, UNDO = "edition_said", "edition_undo"
UNDONE = "刚刚误封，撤销封存"

Draw = Callable[[Prepared], Sequence[NamedBytes]]
"""Draws the documents of an edition, with its hash printed on them."""


def show_said(store: Store) -> None:
    """Say once what was just done, and offer the way back where there is one."""
    said = st.session_state.pop(SAID, None)
    if said is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(escape(said))
        if undo := st.session_state.pop(UNDO, None):
            st.button("撤销", key="undo_seal", on_click=_undo, args=(store, *undo))


def offer_seal(store: Store, scheme_id: str, month: str) -> None:
    """Offer to seal a month without issuing anything, to whoever may."""
    if not store.person.may("seal"):
        return
    is_asked = st.button(
        "只封存，不印发", key=f"seal:{scheme_id}:{month}", help="不再接受这个月的导入"
    )
    if is_asked and _try(lambda: seal_month(store, scheme_id, month, Act(signing_name()))):
        _tell(f"{format_month(month)}已封存，不再接受导入。")
        st.session_state[UNDO] = (scheme_id, month)
        st.rerun()


def offer_unseal(store: Store, scheme_id: str, month: str) -> None:
    """Offer to open a sealed month again, with a reason, to whoever may."""
    if not store.person.may("unseal"):
        return
    with st.form(f"unseal:{scheme_id}:{month}"):
        st.markdown("**解除封存**：改好数据后再印发下一版，附更正表。已印发的通报不会改变。")
        reason = st.text_input("理由（必填，记入历史）")
        is_asked = st.form_submit_button("解除封存")
    if is_asked and _try(
        lambda: unseal_month(store, scheme_id, month, Act(signing_name(), reason))
    ):
        _tell(f"{format_month(month)}已解除封存。")
        st.rerun()


def offer_issue(store: Store, scheme_id: str, month: str, draw: Draw, about: str) -> None:
    """Offer to issue a month, to whoever may; `draw` makes the documents once the hash is known."""
    if not store.person.may("issue"):
        return
    with st.form(f"issue:{scheme_id}:{month}"):
        st.markdown(f"**印发通报并封存**：{about}")
        reason = st.text_input("说明（可不填）", placeholder="例如：11月月通报")
        files = st.file_uploader(
            f"另外一并保存的文件（如盖章扫描件，每份不超过 {UPLOAD_MEGABYTES} MB，可不选）",
            accept_multiple_files=True,
            max_upload_size=UPLOAD_MEGABYTES,
            help=f"只收{KINDS}。",
        )
        is_asked = st.form_submit_button("印发并封存", type="primary")
    if is_asked:
        uploaded = [(one.name, one.getvalue()) for one in files]
        if _try(lambda: _issue(store, scheme_id, month, reason, draw, uploaded)):
            st.rerun()


def offer_signing(store: Store, bulletin: preparing.Prepared, month: str) -> None:
    """Offer to issue a month with the bulletin as a person has worded it (签发)."""
    scheme, version = bulletin.scheme, store.version
    with store.reader() as cursor:
        newest = find_newest(cursor, scheme.id, month)
        sealed = is_sealed(cursor, scheme.id, to_month(month))
    show_said(store)
    if newest and sealed:
        st.caption(f"{newest.name}已印发并封存。更正和下载见“封存与更正”。")
        link_page("editions", "封存与更正", ":material/lock:")
        return

    def draw(prepared: Prepared) -> Sequence[NamedBytes]:
        if store.version != version:
            raise Refused("数据刚刚有变动，通报上的数字已不是最新。请看过新的通报再印发。")
        return draw_documents(store, prepared, bulletin)

    about = "按上面的句子生成通报，连同当月数据一并保存，以后可以逐字节重算核对。"
    offer_issue(store, scheme.id, month, draw, about)


def _issue(
    store: Store,
    scheme_id: str,
    month: str,
    reason: str,
    draw: Draw,
    uploaded: Sequence[NamedBytes],
) -> None:
    prepared = prepare_edition(store, scheme_id, month)
    documents = [*draw(prepared), *uploaded]
    issue_edition(store, prepared, Act(signing_name(), reason), documents)
    _tell(f"已印发并封存：{describe_seal_line(prepared)}")


def _undo(store: Store, scheme_id: str, month: str) -> None:
    if _try(lambda: unseal_month(store, scheme_id, month, Act(signing_name(), UNDONE))):
        _tell(f"{format_month(month)}没有封存，照常接受导入。")


def _tell(said: str) -> None:
    st.session_state[SAID] = said


def _try(act: Callable[[], object]) -> bool:
    """Do it, or show what stands in its way."""
    try:
        act()
    except Fault as fault:
        show_error(fault)
        return False
    return True
