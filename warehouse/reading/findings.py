"""Collects what must be said about a file, each with its address, and answers already given."""

from __future__ import annotations

from warehouse.reading.contract import Finding, ReadRequest, Severity

_LONGEST_FOUND = 60


class Report:
    """The findings of one file, in the order in which they came up."""

    def __init__(self, request: ReadRequest) -> None:
        self.request = request
        self.findings: list[Finding] = []

    def say(
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
    ) -> None:
        """Add a finding; a question's id is its code and topic."""
        is_question = severity == "question"
        self.findings.append(
            Finding(
                severity=severity,
                code=code,
                message=message,
                file=self.request.file_name,
                sheet=sheet or None,
                row=row,
                column=column,
                found=shorten(found) if found is not None else None,
                id=question_id(code, topic) if is_question else None,
                options=options if is_question else (),
            )
        )

    def answer(self, code: str, topic: str | None = None) -> str | None:
        """Return the answer that was given to a question, if any."""
        return self.request.answers.get(question_id(code, topic))

    @property
    def is_stopped(self) -> bool:
        """Whether anything found so far keeps the file from landing."""
        return any(finding.severity != "warning" for finding in self.findings)


def question_id(code: str, topic: str | None = None) -> str:
    """Return the stable id of a question."""
    return f"{code}:{topic}" if topic else code


def shorten(text: str) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= _LONGEST_FOUND else text[: _LONGEST_FOUND - 1] + "…"
