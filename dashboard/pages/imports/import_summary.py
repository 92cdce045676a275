"""What became of a day's files, on a sheet of A4: a page of HTML that prints as it is.

A page of its own, since a browser prints Streamlit's pages with menus and cut-off tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from dashboard.pages.imports.import_preview import describe_form
from dashboard.pages.imports.questions import group_questions
from dashboard.pages.imports.upload_states import TITLES, State
from dashboard.pages.imports.uploads import Upload
from scoring.scheme import Scheme
from warehouse.importing.import_file import BatchReport, ImportReport
from warehouse.reading.contract import Finding

LINES_OF_A_SHEET = 12
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
    landed = sum(states[one.key] == "landed" for one in uploads)
    most = max(1, LINES_OF_A_SHEET // max(1, len(uploads)))
    rows = "".join(
        _draw_file(number, one, states[one.key], schemes, actor, most)
        for number, one in enumerate(uploads, start=1)
    )
    about = f"经手人：{actor}　时间：{moment}　共 {len(uploads)} 份，已导入 {landed} 份"
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
    most: int,
) -> str:
    report = upload.landed or (upload.preview.report if upload.preview else None)
    forms = [_describe_batch(one, schemes) for one in report.batches] if report else []
    what = "<br>".join(escape(text) for text in (upload.name, *forms))
    lines = _list_lines(upload, report, schemes, actor, most)
    shown = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>" if lines else "—"
    return (
        f'<tr><td>{number}</td><td>{what}</td><td class="state">{escape(TITLES[state])}</td>'
        f"<td>{shown}</td></tr>"
    )


def _describe_batch(batch: BatchReport, schemes: Mapping[str, Scheme]) -> str:
    number = f"第{batch.id}批，" if batch.id is not None else ""
    return (
        f"{describe_form(batch, schemes)}：{number}{batch.rows} 行，"
        f"新增 {batch.added}，变更 {batch.changed}，减少 {batch.removed}"
    )


def _list_lines(
    upload: Upload,
    report: ImportReport | None,
    schemes: Mapping[str, Scheme],
    actor: str,
    most: int,
) -> list[str]:
    """Return what must be said of a file: what stops it, what was accepted and answered."""
    if report is None:
        return [upload.preview.said or ""] if upload.preview else []
    lines = _shorten("错误", report.errors, most)
    lines += _shorten("待答", [one.findings[0] for one in group_questions(report)], most)
    is_accepted = upload.landed is not None or upload.is_seen
    lines += _shorten(f"提醒（{actor} 已确认）" if is_accepted else "提醒", report.warnings, most)
    lines += [f"回答（{actor}）：{said}" for said in upload.decisions.said.values()][:most]
    if upload.refused:
        lines.append(upload.refused)
    return [*report.notes, *lines]


def _shorten(title: str, findings: Sequence[Finding], most: int) -> list[str]:
    lines = [f"{title}：{one.message}" for one in findings[:most]]
    if len(findings) > most:
        lines.append(f"{title}：另有 {len(findings) - most} 条")
    return lines
