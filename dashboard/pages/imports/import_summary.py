"""The outcome of all uploaded files as an HTML page that prints on A4.

It is a page of its own: browsers print Streamlit's pages with menus and cut-off tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard.pages.imports.upload_states import TITLES, State
from dashboard.pages.imports.uploaded_file import Upload
from dashboard.shell.import_words import describe_batch, describe_refusal
from dashboard.shell.question_words import group_questions
from documents.wording import SEVERITY_TITLES
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportReport
from warehouse.reading.contract import Finding

SHEET_LINES = 12
"""Lines of each kind (errors, open questions, warnings) that one sheet has room for, over all
files; the annotated copies hold all of them."""

STYLE = """
@page { size: A4; margin: 14mm 15mm; }
body { font: 9.5pt/1.35 "SimSun", "Noto Serif CJK SC", "Songti SC", serif; color: #000;
       max-width: 180mm; margin: 0 auto; }
h1 { font-size: 15pt; text-align: center; margin: 4mm 0 1mm; }
p.about { text-align: center; margin: 0 0 4mm; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 0.5pt solid #666; padding: 0.8mm 1.5mm; vertical-align: top; text-align: left; }
th { background: #eee; }
tr { break-inside: avoid; }
ul { margin: 0; padding-left: 4mm; }
th.number { width: 9mm; } th.file { width: 58mm; } th.state { width: 24mm; }
td.state { white-space: nowrap; }
footer { margin-top: 6mm; display: flex; justify-content: space-between; }
"""


def build_summary(
    uploads: Sequence[Upload],
    states: Mapping[str, State],
    schemes: Mapping[str, Scheme],
    *,
    actor: str,
    moment: str,
) -> bytes:
    """Return the page: each file with its form, batch, errors, accepted warnings and answers."""
    landed = sum(states[upload.key] == "landed" for upload in uploads)
    limit = max(1, SHEET_LINES // max(1, len(uploads)))
    rows = "".join(
        _draw_file(number, upload, states[upload.key], schemes, actor, limit)
        for number, upload in enumerate(uploads, start=1)
    )
    about = f"经手人：{actor}　时间：{moment}　共{len(uploads)}份，已导入{landed}份"
    page = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>报表导入情况</title>
<style>{STYLE}</style></head><body>
<h1>报表导入情况</h1><p class="about">{escape(about)}</p>
<table><thead><tr><th class="number">序号</th><th class="file">文件与识别结果</th>
<th class="state">状态</th><th>情况</th></tr></thead>
<tbody>{rows}</tbody></table>
<footer><span>经手人签字：＿＿＿＿＿＿</span><span>复核人签字：＿＿＿＿＿＿</span></footer>
</body></html>
"""
    return page.encode("utf-8")


def _draw_file(
    number: int,
    upload: Upload,
    state: State,
    schemes: Mapping[str, Scheme],
    actor: str,
    limit: int,
) -> str:
    report = upload.report
    batches = [describe_batch(batch, schemes) for batch in report.batches] if report else []
    what = "<br>".join(escape(text) for text in (upload.name, *batches))
    lines = _list_lines(upload, report, actor, limit)
    listed = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else "—"
    return (
        f'<tr><td>{number}</td><td>{what}</td><td class="state">{escape(TITLES[state])}</td>'
        f"<td>{listed}</td></tr>"
    )


def _list_lines(upload: Upload, report: ImportReport | None, actor: str, limit: int) -> list[str]:
    """Return a file's notes, its findings, the answers given, and why it was refused."""
    if report is None:
        return [describe_refusal(upload.preview.failure or "")] if upload.preview else []
    questions = [question.findings[0] for question in group_questions(report)]
    warning = SEVERITY_TITLES["warning"]
    if upload.landed is not None or upload.is_accepted:
        warning += f"（{actor} 已确认）"
    lines = _list_findings(SEVERITY_TITLES["error"], report.errors, limit)
    lines += _list_findings(SEVERITY_TITLES["question"], questions, limit)
    lines += _list_findings(warning, report.warnings, limit)
    lines += [f"回答（{actor}）：{text}" for text in upload.decisions.answer_texts.values()][:limit]
    if upload.refusal:
        lines.append(describe_refusal(upload.refusal))
    return [*report.notes, *lines]


def _list_findings(title: str, findings: Sequence[Finding], limit: int) -> list[str]:
    lines = [f"{title}：{finding.message}" for finding in findings[:limit]]
    if len(findings) > limit:
        lines.append(f"{title}：另有{len(findings) - limit}条")
    return lines
