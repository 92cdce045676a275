"""A bulletin's draft on the page: gaps in the data, editable sentences, tables as printed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

import streamlit as st

from dashboard.pages.publishing.draft_sentences import begin_editing, edit_sentences
from dashboard.runtime.current_store import current_store
from dashboard.runtime.read_cache import compute_cached
from dashboard.widgets.markdown_escape import escape
from dashboard.widgets.table import show_table
from dashboard.widgets.table_data import Heading, PageTable
from documents.bulletin.collecting import collect_bulletin
from documents.bulletin.draft import Draft, DraftTable
from documents.bulletin.facts import Bulletin
from documents.bulletin.kept_sentences import apply_kept, put_kept
from documents.bulletin.preparing import PreparedBulletin, prepare_bulletin
from scoring.scheme import Scheme
from warehouse.results.scores import ScoreQuery


def collect_shown(scheme: Scheme, as_of: str, *, final: bool = False) -> Bulletin:
    """Return the facts of a month, cached for all pages until the data change."""
    return compute_cached(_collect, scheme.id, as_of, final)


def _collect(scheme_id: str, as_of: str, final: bool) -> Bulletin:
    return collect_bulletin(current_store(), ScoreQuery(scheme_id, as_of, final=final))


def prepare_shown(
    scheme: Scheme, as_of: str, *, annexes: Sequence[str], ranking: bool | None, day: date | None
) -> PreparedBulletin:
    """Return the bulletin of a month; templates are read at each run, as the office edits them."""
    return prepare_bulletin(
        current_store(),
        ScoreQuery(scheme.id, as_of),
        annexes=annexes,
        ranking=ranking,
        issued_on=day,
        facts=collect_shown(scheme, as_of),
    )


def prepare_whole(scheme: Scheme, as_of: str) -> PreparedBulletin:
    """Return the bulletin of a month with all its parts, as it is drafted."""
    own = prepare_shown(scheme, as_of, annexes=(), ranking=None, day=None)
    return apply_kept(current_store(), own, as_of)


def show_gaps(gaps: Sequence[str]) -> None:
    """Show what is still missing."""
    if gaps:
        lines = "\n".join(f"- {escape(gap)}" for gap in gaps)
        st.warning(f"印发前请核对：\n{lines}")
    else:
        st.success("各单位数据均已报齐。")


def edit_draft(prepared: PreparedBulletin, month: str) -> PreparedBulletin:
    """Show the draft section by section; return the bulletin with the edited sentences."""
    store, draft = current_store(), prepared.draft
    editing = begin_editing(store, prepared, month)
    title = "".join(draft.title.splitlines())
    st.markdown(f"**{escape(title)}**")
    for text in (draft.recipients, *draft.opening):
        st.markdown(escape(text))
    for number, section in enumerate(draft.sections):
        with st.container(border=True):
            st.subheader(escape(section.heading), anchor=False)
            edit_sentences(store, editing, number, section)
            for place, table in enumerate(section.tables):
                with st.expander(f"附件：{escape(table.title)}"):
                    show_preview(table, f"preview:{number}:{place}")
    for text in draft.closing:
        st.markdown(escape(text))
    return prepared.redraft(put_kept(draft, editing.kept.sentences))


def show_preview(table: DraftTable, key: str) -> None:
    """Show a table as it is printed."""
    if not table.rows:
        st.caption(escape(table.empty))
        return
    headings = [
        Heading("·".join(column.header), "wrap" if column.align == "left" else "text")
        for column in table.columns
    ]
    ids = [str(number) for number in range(len(table.rows))]
    shown = PageTable(table.title, headings, table.rows, ids, has_tools=False)
    show_table(shown, key)
    if table.note:
        st.caption(escape(table.note))


def digest_draft(draft: Draft) -> str:
    """Return a digest that differs after any change of a draft."""
    return hashlib.sha256(repr(draft).encode("utf-8", "surrogatepass")).hexdigest()
