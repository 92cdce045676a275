"""The draft of a month's bulletin as it is kept: changed sentences, state, every step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

from warehouse.database.connection import Cursor
from warehouse.results.standing_batches import to_month

State = Literal["drafted", "submitted", "approved", "returned", "issued"]
Act = Literal["change", "submit", "withdraw", "approve", "return"]


@dataclass(frozen=True)
class KeptSentence:
    """One changed sentence: the data's own when it was changed, the text, by whom, when (UTC)."""

    own: str
    text: str
    by: str
    at: str

    @property
    def moment(self) -> datetime:
        """When it was changed (UTC)."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class BulletinDraft:
    """The draft of one edition of a month; `version` counts the acts on it, 0: none yet."""

    scheme_id: str
    month: str
    """YYYY-MM."""
    revision: int
    state: State = "drafted"
    sentences: Mapping[str, KeptSentence] = field(default_factory=dict)
    """Place → what stands there instead of the data's own sentence."""
    text_sha256: str | None = None
    """Of the whole text as it was sent for review."""
    moment: str | None = None
    """The data that the sent text rests on (`name_moment`)."""
    version: int = 0
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether its sentences may be changed."""
        return self.state in {"drafted", "returned"}

    def dump_sentences(self) -> str:
        """Return the changed sentences as they are kept."""
        kept = {place: asdict(one) for place, one in self.sentences.items()}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)


class Step(NamedTuple):
    """One step of a draft, with its time (UTC)."""

    act: Act
    place: str | None
    own_text: str | None
    former_text: str | None
    new_text: str | None
    reason: str | None
    actor: str
    acted_at: datetime


def read_draft(cursor: Cursor, scheme_id: str, month: str) -> BulletinDraft:
    """Return the draft of a month's next edition; while the last one is sealed, that one's.

    A new edition begins with the changed sentences of the one before. Users who see their own
    units only get an empty draft.
    """
    revision, is_issued = _find_revision(cursor, scheme_id, month)
    draft = _find(cursor, scheme_id, month, revision)
    if draft is None:
        before = _find(cursor, scheme_id, month, revision - 1)
        draft = BulletinDraft(
            scheme_id, month, revision, sentences=before.sentences if before else {}
        )
    return _close(draft) if is_issued else draft


def read_steps(cursor: Cursor, draft: BulletinDraft) -> list[Step]:
    """Return the steps of a draft, the first one first."""
    rows = cursor.execute(
        "select act, place, own_text, former_text, new_text, reason, actor, acted_at"
        " from draft_step where getvariable('viewer_units') is null"
        " and scheme_id = ? and month = ? and revision = ? order by step_id",
        [draft.scheme_id, to_month(draft.month), draft.revision],
    ).fetchall()
    return [Step(*row) for row in rows]


def _find_revision(cursor: Cursor, scheme_id: str, month: str) -> tuple[int, bool]:
    """Return the edition that a draft is for, and whether it is issued and sealed."""
    rows = cursor.execute(
        "select coalesce((select max(revision) from edition"
        " where scheme_id = $scheme and month = $month), 0),"
        " coalesce((select is_sealed from month_state"
        " where scheme_id = $scheme and month = $month), false)",
        {"scheme": scheme_id, "month": to_month(month)},
    ).fetchall()
    newest, is_sealed = rows[0]
    return (newest, True) if newest and is_sealed else (newest + 1, False)


def _find(cursor: Cursor, scheme_id: str, month: str, revision: int) -> BulletinDraft | None:
    rows = cursor.execute(
        "select state, sentences, text_sha256, moment, version, changed_by, changed_at"
        " from bulletin_draft where getvariable('viewer_units') is null"
        " and scheme_id = ? and month = ? and revision = ?",
        [scheme_id, to_month(month), revision],
    ).fetchall()
    if not rows:
        return None
    state, sentences, *rest = rows[0]
    kept = {place: KeptSentence(**one) for place, one in json.loads(sentences).items()}
    return BulletinDraft(scheme_id, month, revision, state, kept, *rest)


def _close(draft: BulletinDraft) -> BulletinDraft:
    return BulletinDraft(**{**vars(draft), "state": "issued"})
