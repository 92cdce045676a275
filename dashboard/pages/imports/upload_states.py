"""How far each uploaded file is, in which order files are shown, and which of them can land."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Literal

from dashboard.pages.imports.import_preview import describe_form
from dashboard.pages.imports.uploads import Upload
from documents.wording import format_month
from scoring.scheme import Scheme
from warehouse.importing import twin_files as twins
from warehouse.importing.import_file import ImportReport

State = Literal[
    "questions",
    "errors",
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
    "questions": "？ 要回答",
    "errors": "✗ 有错误",
    "twice": "✗ 重复",
    "warnings": "！ 要确认提醒",
    "ready": "○ 可以导入",
    "same": "＝ 已导入过",
    "landed": "✓ 已导入",
    "undone": "↶ 已撤销",
    "reading": "… 正在读取",
    "waiting": "… 等待",
}
"""In the order in which files are shown: those that need a person first."""

ORDER = list(TITLES)
NEEDY: set[State] = {"questions", "errors", "twice", "warnings"}

FILE = "文件"
FILE_CELL, SHORT_CELL = "min-width:10em;overflow-wrap:anywhere", "white-space:nowrap"


def judge_uploads(uploads: Sequence[Upload], reading: Collection[str] = ()) -> dict[str, State]:
    """Return the state of each file by its key."""
    return {one.key: _judge(one, bool(find_twins(one, uploads)), reading) for one in uploads}


def _coming(upload: Upload) -> ImportReport | None:
    """Return what a file is about to land as, None where it has landed or cannot be read."""
    return upload.preview.report if upload.preview and upload.landed is None else None


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
    if report.questions:
        return "questions"
    if report.state == "already_imported":
        return "same"
    if has_twin:
        return "twice"
    return "warnings" if report.warnings and not upload.is_seen else "ready"


def sort_uploads(uploads: Sequence[Upload], states: Mapping[str, State]) -> list[Upload]:
    """Return the files with those first that need a person, else in the order of upload."""
    return sorted(uploads, key=lambda one: ORDER.index(states[one.key]))


def sort_landings(uploads: Sequence[Upload]) -> list[Upload]:
    """Return files in the order of their months, as they would have come in."""
    return sorted(uploads, key=lambda one: twins.list_places(_coming(one)))


def find_twins(upload: Upload, uploads: Sequence[Upload]) -> list[str]:
    """Return the names of the other files that would land as the same form and month."""
    found = twins.find_twins(_coming(upload), [_coming(one) for one in uploads])
    return [uploads[number].name for number in found]


def format_rows(
    uploads: Sequence[Upload], states: Mapping[str, State], schemes: Mapping[str, Scheme]
) -> list[dict[str, str]]:
    """Return the summary's rows: what each file is, what is wrong with it, how far it is."""
    return [
        {
            "状态": describe_queue(one) or TITLES[states[one.key]],
            FILE: one.name,
            **_describe_report(_report_of(one), schemes),
        }
        for one in uploads
    ]


def describe_queue(upload: Upload) -> str:
    """Return how many files are read before one that waits in the server's queue; else ''."""
    return "" if upload.ahead is None else f"正在排队（前面还有{upload.ahead}个文件）"


def describe_progress(unread: Sequence[Upload], done: int, reading: Collection[str]) -> str:
    """Return one line: which files are being read, and which wait in the server's queue."""
    names = "、".join(one.name for one in unread if one.key in reading and one.ahead is None)
    said = [f"正在读取（{done}/{len(unread)}）{names}"]
    said += [f"{one.name} {queue}" for one in unread if (queue := describe_queue(one))]
    return "；".join(said)


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


def _report_of(upload: Upload) -> ImportReport | None:
    if upload.landed is not None:
        return upload.landed
    return upload.preview.report if upload.preview else None


def _describe_report(report: ImportReport | None, schemes: Mapping[str, Scheme]) -> dict[str, str]:
    if report is None:
        return dict.fromkeys(("报表", "月份", "行数", "错误", "问题", "提醒"), "")
    forms = dict.fromkeys(_name_form(one.scheme, one.dataset, schemes) for one in report.batches)
    months = dict.fromkeys(format_month(one.month) for one in report.batches)
    return {
        "报表": "、".join(forms),
        "月份": "、".join(months),
        "行数": str(sum(one.rows for one in report.batches)) if report.batches else "",
        "错误": _format_count(len(report.errors)),
        "问题": _format_count(len({one.id for one in report.questions})),
        "提醒": _format_count(len(report.warnings)),
    }


def _name_form(scheme: str, dataset: str, schemes: Mapping[str, Scheme]) -> str:
    form = schemes[scheme].dataset(dataset)
    return f"{schemes[scheme].short_title} {form.annex}"


def _format_count(count: int) -> str:
    return str(count) if count else ""


def describe_head(upload: Upload, state: State, schemes: Mapping[str, Scheme]) -> str:
    """Return the one line under which a file is folded away."""
    report = _report_of(upload)
    forms = [describe_form(one, schemes) for one in report.batches] if report else []
    more = f" 等{len(forms)}张" if len(forms) > 1 else ""
    return " ｜ ".join([TITLES[state], upload.name, *(f"{form}{more}" for form in forms[:1])])
