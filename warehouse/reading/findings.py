"""Collect the findings of a file, each with its address, and look up answers already given."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from warehouse.reading.contract import Finding, ReadRequest, RefusedFile, Severity

MOST_STOPS = 1_000
"""Errors and questions listed for one file: with so many, some are corrected first."""
MOST_WARNINGS = 1_000
MOST_ALIKE = 200
"""Places listed for one question; one answer settles them all."""
MOST_PLACES = 10_000
"""Places of errors and questions, listed or not, at which reading stops."""
_LONGEST_FOUND = 60
_LONGEST_TOPIC = 80
# Control characters and direction marks: they would break or reverse the sentence around them.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


class Report:
    """The findings of one file, in the order in which they were made."""

    def __init__(self, request: ReadRequest) -> None:
        self.request = request
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.is_personal = False
        self._stops = self._places = self._warnings = 0
        self._asked: Counter[str] = Counter()

    def add(
        self,
        severity: Severity,
        code: str,
        message: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
        found: str | None = None,
        topic: str | None = None,
        options: tuple[str, ...] = (),
        takes_value: bool = False,
    ) -> None:
        """Add a finding; a question's id is its code and topic.

        Raises RefusedFile at the first error or question beyond what is listed.
        """
        is_question = severity == "question"
        identity = question_id(code, topic) if is_question else None
        if not self._is_listed(severity, identity):
            return
        self.findings.append(
            Finding(
                severity=severity,
                code=code,
                message=_UNPRINTABLE.sub("", message),
                file=self.request.file_name,
                sheet=sheet or None,
                row=row,
                column=column,
                found=shorten(found) if found is not None else None,
                id=identity,
                options=options if is_question else (),
                takes_value=takes_value and is_question,
            )
        )

    def _is_listed(self, severity: Severity, identity: str | None) -> bool:
        """Count a finding; return whether it is listed."""
        if severity == "warning":
            self._warnings += 1
            return self._warnings <= MOST_WARNINGS
        self._places += 1
        if self._stops == MOST_STOPS or self._places > MOST_PLACES:
            message = f"问题太多，只列前{self._stops}处，请先处理这些再导入。"
            raise RefusedFile("too_many_findings", message)
        if identity is not None:
            self._asked[identity] += 1
            if self._asked[identity] > MOST_ALIKE:
                return False
        self._stops += 1
        return True

    def note_personal_data(self, *notes: str) -> None:
        """Note that the file holds personal data that is not stored; this needs no answer."""
        self.is_personal = True
        self.notes += [_UNPRINTABLE.sub("", note) for note in notes]

    def close(self, refusal: RefusedFile | None) -> tuple[Finding, ...]:
        """Return all findings, then the count of unlisted warnings and the refusal, if any."""
        file, unlisted = self.request.file_name, self._warnings - MOST_WARNINGS
        last = []
        if unlisted > 0:
            message = f"提示太多：只列前{MOST_WARNINGS}处，另有{unlisted}处没有逐一列出。"
            last.append(
                Finding(severity="warning", code="more_warnings", message=message, file=file)
            )
        if refusal is not None:
            code, message = refusal.code, _UNPRINTABLE.sub("", refusal.message)
            sheet, row = refusal.sheet, refusal.row
            last.append(
                Finding(
                    severity="error", code=code, message=message, file=file, sheet=sheet, row=row
                )
            )
        return (*self.findings, *last)

    def answer(self, code: str, topic: str | None = None) -> str | None:
        """Return the answer that was given to a question, if any."""
        return self.request.answers.get(question_id(code, topic))


def question_id(code: str, topic: str | None = None) -> str:
    """Return the stable id of a question; a long topic is cut and gets a hash to stay unique."""
    if not topic:
        return code
    if len(topic) > _LONGEST_TOPIC:
        digest = hashlib.sha256(topic.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        topic = f"{topic[:_LONGEST_FOUND]}…{digest}"
    return f"{code}:{topic}"


def shorten(text: str) -> str:
    """Return a text fit for a message: short, without control and direction marks."""
    text = _UNPRINTABLE.sub("", text[: 4 * _LONGEST_FOUND])
    return text if len(text) <= _LONGEST_FOUND else text[: _LONGEST_FOUND - 1] + "…"
