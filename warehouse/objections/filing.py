"""Filing an objection (复核): a unit's claim, its request, its evidence, and when to answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from scoring.scheme import Scheme
from warehouse.access.typed_reasons import clean_typed_text
from warehouse.database.audit import write_audit
from warehouse.database.clock import utc_now
from warehouse.database.connection import Cursor
from warehouse.editions.attachments import check_enclosure, clean_file_name
from warehouse.faults import Refused, WrongCall
from warehouse.importing.reading_process import holds_numbers
from warehouse.objections.claims import Claim, list_lines, pick_line
from warehouse.objections.working_days import add_working_days
from warehouse.reading.personal_data.picture_metadata import drop_metadata
from warehouse.results.standing_batches import to_month
from warehouse.schemes.schemes import read_scheme
from warehouse.store import Store
from warehouse.work_slots import Turn, asking

ANSWER_DAYS = 5
"""Working days for the answer where the notice sets no term: neither of the shipped ones does."""


@dataclass(frozen=True)
class Evidence:
    """A file that a unit hands in with its objection."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        """Take name and content as they may be kept and shown."""
        object.__setattr__(self, "name", clean_file_name(self.name))
        object.__setattr__(self, "content", drop_metadata(self.content))

    @property
    def sha256(self) -> str:
        """The digest under which it is kept."""
        return hashlib.sha256(self.content).hexdigest()


def answer_days(scheme: Scheme) -> int:
    """Return within how many working days an objection is to be answered."""
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
    """Keep an objection with the line as it stands; return its number."""
    if not request.strip():
        raise WrongCall("复核申请要写明请求和理由。")
    request = clean_typed_text(request.strip())
    store.require("file_objection")
    if evidence:
        with asking(Turn(store.person.name)):
            _check_evidence(evidence)
    with store.writer("file_objection") as cursor:
        store.person.check_unit(claim.scheme_id, claim.unit)
        scheme = read_scheme(cursor, claim.scheme_id)
        line = pick_line(list_lines(cursor, scheme, claim), claim)
        number = int(cursor.execute("select count(*) + 1 from objection").fetchall()[0][0])
        _keep_evidence(store, cursor, evidence)
        cursor.execute(
            "insert into objection select $number, $scheme, $assessment, unit_id, $indicator,"
            " $month, (select arg_max(edition_id, revision) from edition"
            " where scheme_id = $scheme and month = $month), $key, $line, $request, $sha256,"
            " $file, $actor, $now, $due from unit where scheme_id = $scheme and unit_name = $unit",
            {
                "number": number,
                "scheme": scheme.id,
                "assessment": claim.assessment,
                "indicator": claim.indicator,
                "unit": claim.unit,
                "month": to_month(claim.month),
                "key": line["key"],
                "line": json.dumps(line, ensure_ascii=False, sort_keys=True),
                "request": request,
                "sha256": evidence.sha256 if evidence else None,
                "file": evidence.name if evidence else None,
                "actor": actor,
                "now": utc_now(),
                "due": add_working_days(today, answer_days(scheme)),
            },
        ).fetchall()
        detail = {"objection": number, "scheme": scheme.id, "line": line["key"]}
        write_audit(cursor, actor, "file_objection", detail)
    return number


def _check_evidence(evidence: Evidence) -> None:
    """Refuse a file in which personal numbers can be read; a picture of them is not seen."""
    check_enclosure(evidence.name, evidence.content)
    if holds_numbers(evidence.content):
        raise Refused(f"“{evidence.name}”里有手机号、身份证号等个人号码，请隐去后再提交。")


def _keep_evidence(store: Store, cursor: Cursor, evidence: Evidence | None) -> None:
    if evidence:
        store.keep_original(evidence.content)
        cursor.execute(
            "insert into source_file values (?, ?, ?, ?) on conflict do nothing",
            [evidence.sha256, len(evidence.content), evidence.name, utc_now()],
        ).fetchall()
