"""Whether a month's bulletin may be issued by the office's rule of two people."""

from __future__ import annotations

from datetime import date

from warehouse.access.settings import read_settings
from warehouse.database.connection import Cursor
from warehouse.editions.content import find_month_moment
from warehouse.faults import Refused


def name_moment(cursor: Cursor, scheme_id: str, month: str) -> str:
    """Return what a month's figures rest on now: newest batch, version, choice, as one text."""
    moment = find_month_moment(cursor, scheme_id, month)
    return f"{moment.known_at}-{moment.scheme_version}-{moment.choice_id}"


def check_approval(cursor: Cursor, scheme_id: str, month: date, revision: int) -> None:
    """Raise Refused if the setting demands an approved draft of this edition, and there is none.

    Nor may the month's data have changed since the draft was sent.
    """
    if not read_settings(cursor)["bulletin_needs_approval"]:
        return
    rows = cursor.execute(
        "select moment from bulletin_draft where scheme_id = ? and month = ? and revision = ?"
        " and state = 'approved'",
        [scheme_id, month, revision],
    ).fetchall()
    if not rows:
        raise Refused("按设置，通报须经他人审核后印发。请先在“通报”页送审。")
    if rows[0][0] != name_moment(cursor, scheme_id, f"{month:%Y-%m}"):
        raise Refused("送审之后数据有变动，没有印发。请退回通报稿，核对后重新送审。")
