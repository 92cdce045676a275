"""The state of each uploaded file, the order in which files are shown, which of them can land."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Literal

from dashboard.pages.imports.uploaded_file import Upload
from dashboard.shell.import_words import STATE_TITLES, describe_form
from dashboard.shell.question_words import group_questions
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.importing import twin_files
from warehouse.importing.import_file import ImportReport

State = Literal[
    "questions",
    "errors",
    "sealed",
    "twice",
    "warnings",
    "ready",
    "same",
    "landed",
    "undone",
    "reading",
    "waiting",
]

TITLES: dict[State, str] = {
    "questions": f"？ {STATE_TITLES['questions']}",
    "errors": f"✗ {STATE_TITLES['errors']}",
    "sealed": "✗ 已封存，不能导入",
    "twice": "✗ 重复",
    "warnings": f"！ {STATE_TITLES['warnings']}",
    "ready": f"○ {STATE_TITLES['dry_run']}",
    "same": f"＝ {STATE_TITLES['already_imported']}",
    "landed": f"✓ {STATE_TITLES['landed']}",
    "undone": "↶ 已撤销",
    "reading": "… 正在读取",
    "waiting": "… 等待",
}
"""State → its sign and title, in the order in which files are shown: first what needs a person."""

ORDER = list(TITLES)
NEEDY: set[State] = {"questions", "errors", "sealed", "twice", "warnings"}
"""States in which a file needs a person."""

FILE = "文件"
FILE_CELL, SHORT_CELL = "min-width:10em;overflow-wrap:anywhere", "white-space:nowrap"


def judge_uploads(uploads: Sequence[Upload], reading: Collection[str] = ()) -> dict[str, State]:
    """Return the state of each file by its key; `reading` holds the keys of those being read."""
    return {upload.key: _judge(upload, _has_twin(upload, uploads), reading) for upload in uploads}


def _judge(upload: Upload, has_twin: bool, reading: Collection[str]) -> State:
    if upload.landed is not None and upload.is_undone:
        return "undone"
    if upload.landed is not None:
        return "landed" if upload.landed.state == "landed" else "same"
    if upload.preview is None or upload.key in reading:
        return "reading" if upload.key in reading else "waiting"
    report = upload.preview.report
    if report is None or report.errors:
        return "errors"
    if report.sealed:  # before the questions: nobody needs to answer them
        return "sealed"
    if report.questions:
        return "questions"
    if report.state == "already_imported":
        return "same"
    if has_twin:
        return "twice"
    return "warnings" if report.warnings and not upload.is_accepted else "ready"


def sort_uploads(uploads: Sequence[Upload], states: Mapping[str, State]) -> list[Upload]:
    """Return the files that need a person first, otherwise in the order of upload."""
    return sorted(uploads, key=lambda upload: ORDER.index(states[upload.key]))


def sort_landings(uploads: Sequence[Upload]) -> list[Upload]:
    """Return files in the order of their months, as if they had arrived month by month."""
    return sorted(uploads, key=lambda upload: twin_files.list_places(upload.pending_report))


def _has_twin(upload: Upload, uploads: Sequence[Upload]) -> bool:
    reports = [other.pending_report for other in uploads]
    return bool(twin_files.find_twins(upload.pending_report, reports))


def describe_twins(upload: Upload, uploads: Sequence[Upload]) -> str:
    """Return which files would land as the same form and month, as `kaohe import` says it."""
    others = [other for other in uploads if other.key != upload.key]
    reports = [upload.pending_report, *(other.pending_report for other in others)]
    refused = twin_files.refuse_twins(reports)[0]
    findings = refused.findings if refused else ()
    return "".join(found.message for found in findings if found.code == "file_twice")


def format_rows(
    uploads: Sequence[Upload], states: Mapping[str, State], schemes: Mapping[str, Scheme]
) -> list[dict[str, str]]:
    """Return the summary: one row per file with its state, form, months and counts."""
    return [
        {
            "状态": describe_queue(upload) or TITLES[states[upload.key]],
            FILE: upload.name,
            **_format_report(upload.report, schemes),
        }
        for upload in uploads
    ]


def describe_queue(upload: Upload) -> str:
    """Return how many files are read before a queued file; '' if it is not queued."""
    return "" if upload.ahead is None else f"正在排队（前面还有{upload.ahead}个文件）"


def describe_progress(unread: Sequence[Upload], done: int, reading: Collection[str]) -> str:
    """Return one line: which files are being read, and which wait in the server's queue."""
    names = "、".join(
        upload.name for upload in unread if upload.key in reading and upload.ahead is None
    )
    parts = [f"正在读取（{done}/{len(unread)}）{names}"]
    parts += [f"{upload.name} {queue}" for upload in unread if (queue := describe_queue(upload))]
    return "；".join(parts)


def draw_table(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the summary as an HTML table that scrolls inside itself on a narrow screen."""
    line = "border-bottom:1px solid color-mix(in srgb, currentColor 20%, transparent)"
    cell = f"{line};padding:4px 10px;text-align:left;vertical-align:top"
    heads = "".join(
        f'<th scope="col" style="{cell};white-space:nowrap">{title}</th>' for title in rows[0]
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="{cell};{FILE_CELL if title == FILE else SHORT_CELL}">{escape(text)}</td>'
            for title, text in row.items()
        )
        + "</tr>"
        for row in rows
    )
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;width:100%">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _format_report(report: ImportReport | None, schemes: Mapping[str, Scheme]) -> dict[str, str]:
    if report is None:
        return dict.fromkeys(("报表", "月份", "行数", "错误", "问题", "提醒"), "")
    batches = report.batches
    forms = dict.fromkeys(_name_form(batch.scheme, batch.dataset, schemes) for batch in batches)
    months = dict.fromkeys(format_month(batch.month) for batch in batches)
    return {
        "报表": "、".join(forms),
        "月份": "、".join(months),
        "行数": str(sum(batch.rows for batch in batches)) if batches else "",
        "错误": _format_count(len(report.errors)),
        "问题": _format_count(len(group_questions(report))),
        "提醒": _format_count(len(report.warnings)),
    }


def _name_form(scheme: str, dataset: str, schemes: Mapping[str, Scheme]) -> str:
    form = schemes[scheme].dataset(dataset)
    return f"{schemes[scheme].short_title} {form.annex}"


def _format_count(count: int) -> str:
    return str(count) if count else ""


def describe_head(upload: Upload, state: State, schemes: Mapping[str, Scheme]) -> str:
    """Return the line under which a file is folded away: state, name, first form."""
    report = upload.report
    forms = [describe_form(batch, schemes) for batch in report.batches] if report else []
    more = f" 等{len(forms)}张" if len(forms) > 1 else ""
    return " ｜ ".join([TITLES[state], upload.name, *(f"{form}{more}" for form in forms[:1])])
