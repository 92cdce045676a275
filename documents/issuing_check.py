"""What is checked before a month is issued: its number and date, and what is still open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from documents.bulletin.preparing import PreparedBulletin
from documents.official.letterhead import WHOLE_NUMBER
from documents.wording import format_month
from warehouse.faults import WrongCall
from warehouse.views.objections import Objection

MONTH = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*(?:月份?)?")


@dataclass(frozen=True)
class IssueMarks:
    """What a person fills in when a bulletin is issued."""

    number: str
    """The document number, 发文字号; '' where the office uses no red head."""
    day: date
    signer: str

    def to_record(self) -> dict[str, str]:
        """Return the marks for the audit entry, without blanks."""
        marks = {
            "document_number": self.number,
            "dated": self.day.isoformat(),
            "signer": self.signer,
        }
        return {key: text for key, text in marks.items() if text}


def check_marks(
    bulletin: PreparedBulletin, number: str, day: date | None, signer: str = ""
) -> IssueMarks:
    """Return the marks of a bulletin to be issued; WrongCall names what is missing or malformed."""
    if day is None:
        raise WrongCall("请填写成文日期。")
    if not bulletin.letterhead.office:
        return IssueMarks("", day, "")
    whole = bulletin.letterhead.complete_number(number, day.year)
    if not WHOLE_NUMBER.fullmatch(whole):
        example = bulletin.letterhead.write_number(day.year, "12") or f"×政办发〔{day.year}〕12号"
        raise WrongCall(f"请填写发文字号，例如 {example}，或只写序号。")
    return IssueMarks(whole, day, signer.strip())


def check_typed_month(typed: str, month: str) -> None:
    """Raise WrongCall unless a person typed the month that is to be issued."""
    found = MONTH.fullmatch(typed.strip())
    if found is None or f"{found[1]}-{int(found[2]):02}" != month:
        raise WrongCall(f"输入的月份与要印发的不一致：要印发的是{format_month(month)}，没有印发。")


def list_open_objections(objections: Iterable[Objection], month: str) -> list[str]:
    """Return a sentence for each undecided objection to the month or an earlier one."""
    return [
        f"{one['unit']}对“{one['indicator']} {one['indicator_name']}”"
        f"（{format_month(one['month'])}）的第{one['id']}号复核申请尚未决定。"
        for one in objections
        if one["state"] == "open" and one["month"] <= month
    ]
