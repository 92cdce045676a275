"""File an objection (复核): a unit's claim, request and evidence, and the day to answer by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.database.sql import run_query
from warehouse.editions.attachments import check_attachment, clean_file_name
from warehouse.faults import Refused, WrongCall
from warehouse.importing.reading_process import holds_personal_numbers
from warehouse.objections.claims import Claim, list_lines, pick_line
from warehouse.objections.working_days import add_working_days
from warehouse.reading.personal_data.picture_metadata import drop_metadata
from warehouse.results.standing_batches import to_month
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.work_slots import Turn, using_turn

ANSWER_DAYS = 5
"""Working days to answer if the notice sets no term; neither of the shipped notices does."""


@dataclass(frozen=True)
class Evidence:
    """A file that a unit submits with its objection."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        """Clean name and content as they will be kept and shown."""
        object.__setattr__(self, "name", clean_file_name(self.name))
        object.__setattr__(self, "content", drop_metadata(self.content))

    @property
    def sha256(self) -> str:
        """The digest under which the file is kept."""
        return hashlib.sha256(self.content).hexdigest()


def answer_days(scheme: Scheme) -> int:
    """Return the number of working days within which an objection must be answered."""
    return scheme.objection.working_days if scheme.objection else ANSWER_DAYS


def file_objection(
    store: Store,
    claim: Claim,
    request: str,
    *,
    actor: str,
    today: date,
    evidence: Evidence | None = None,
) -> int:
    """Keep an objection with the ledger line as it is now; return the objection's number.

    WrongCall without a request or if the claim means no single line; Denied for another unit's
    line; Refused if the evidence holds personal numbers or is of a kind not accepted.
    """
    if not request.strip():
        raise WrongCall("复核申请要写明请求和理由。")
    request = clean_typed_text(request.strip())
    store.require("file_objection")
    if evidence:
        with using_turn(Turn(store.person.name)):
            _check_evidence(evidence)
    with store.writer("file_objection") as cursor:
        store.person.check_unit(claim.scheme_id, claim.unit)
        scheme = read_scheme(cursor, claim.scheme_id)
        line = pick_line(list_lines(cursor, scheme, claim), claim)
        number = int(cursor.execute("select count(*) + 1 from objection").fetchall()[0][0])
        _keep_evidence(store, cursor, evidence)
        due = add_working_days(today, answer_days(scheme))
        _write_objection(cursor, number, claim, line, request, evidence, actor, due)
        detail = {"objection": number, "scheme": scheme.id, "line": line["key"]}
        write_audit(cursor, actor, "file_objection", detail)
    return number


def _write_objection(
    cursor: Cursor,
    number: int,
    claim: Claim,
    line: dict[str, Any],
    request: str,
    evidence: Evidence | None,
    actor: str,
    due: date,
) -> None:
    month = to_month(claim.month)
    claimed = {"scheme": claim.scheme_id, "unit": claim.unit, "month": month}
    unit_id, edition_id = run_query(cursor, "objections/claimed_unit", claimed).fetchall()[0]
    cursor.execute(
        "insert into objection values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            number,
            claim.scheme_id,
            claim.assessment,
            unit_id,
            claim.indicator,
            month,
            edition_id,
            line["key"],
            json.dumps(line, ensure_ascii=False, sort_keys=True),
            request,
            evidence.sha256 if evidence else None,
            evidence.name if evidence else None,
            actor,
            utc_now(),
            due,
        ],
    ).fetchall()


def _check_evidence(evidence: Evidence) -> None:
    """Raise Refused for a file with personal numbers as text; those in a picture go unnoticed."""
    check_attachment(evidence.name, evidence.content)
    if holds_personal_numbers(evidence.content):
        raise Refused(f"“{evidence.name}”里有手机号、身份证号等个人号码，请隐去后再提交。")


def _keep_evidence(store: Store, cursor: Cursor, evidence: Evidence | None) -> None:
    if evidence:
        store.keep_original(evidence.content)
        cursor.execute(
            "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
            [evidence.sha256, len(evidence.content), evidence.name, utc_now()],
        ).fetchall()
