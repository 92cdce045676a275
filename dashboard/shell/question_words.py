"""The reader's questions in words: each once with all its places, and what each answer means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from documents.wording import format_month, format_time
from scoring.scheme import Scheme
from warehouse.importing.import_file import ImportReport
from warehouse.importing.remembered_answers import SHEET_QUESTIONS, Remembered
from warehouse.reading.contract import BLANK, SKIP, Finding

MAX_PLACES = 12
_MONTH = re.compile(r"\d{4}-\d{2}")

OPTION_TITLES = {
    "skip": "略过这一行，不导入",
    "blank": "按未填处理",
    "keep": "沿用这一列现有的数据",
    "clear": "这一列作为未报",
    "all": "全部月份",
    "month": "用本月数",
    "total": "用累计数",
    "same": "是同一事项，只记一次",
    "different": "是两个事项，分别登记",
    "yes": "是",
    "no": "否",
}

TITLES_BY_CODE = {
    ("ambiguous_tick", "yes"): "已报送（√）",
    ("ambiguous_tick", "no"): "未报送（×）",
    ("ambiguous_filing", "yes"): "已按时报送（√）",
    ("ambiguous_filing", "no"): "未按时报送（×）",
    ("date_without_year", "yes"): "已按时报送（√）",
    ("date_without_year", "no"): "未按时报送（×）",
    ("ambiguous_mark", "yes"): "符合（√）",
    ("ambiguous_mark", "no"): "不符合（×）",
    ("ambiguous_fault", "yes"): "有这个问题",
    ("ambiguous_fault", "no"): "没有这个问题",
    ("struck_out", "yes"): "算已完成（√）",
    ("struck_out", "no"): "算未完成（×）",
    ("struck_out", "blank"): "划去的不算，按未填处理",
    ("row_struck", "keep"): "这一行仍然有效，按划去前的内容读取",
    ("row_struck", "skip"): "这一行无效，不导入",
    ("entry_struck", "counts"): "未撤销，按划去前的内容读取",
    ("entry_struck", "withdrawn"): "已经撤销，不导入",
    ("unit_struck", "skip"): "不是，这一行不导入",
    ("drawn_over", "yes"): "这些单元格均按已完成（√）",
    ("drawn_over", "no"): "这些单元格均按未完成（×）",
    ("drawn_over", "blank"): "不考虑图形，这些格按未填处理",
    ("drawn_over_filled", "written"): "不考虑图形，以单元格内容为准",
    ("blank_count", "0"): "是 0",
    ("blank_count", "blank"): "暂无结果，留空",
    ("nothing_to_enter", "yes"): "是，本月无登记事项",
    ("nothing_to_enter", "no"): "不是，文件有误或漏填",
}


@dataclass(frozen=True)
class Question:
    """A question with every finding that asks it, and the last answer given to it."""

    findings: tuple[Finding, ...]
    remembered: Remembered | None = None

    @property
    def id(self) -> str:
        """The key of the answer."""
        return self.findings[0].id or ""

    @property
    def code(self) -> str:
        """The kind of question."""
        return self.findings[0].code

    @property
    def options(self) -> tuple[str, ...]:
        """The answers to choose from, the most likely first."""
        return self.findings[0].options

    @property
    def takes_value(self) -> bool:
        """Whether the cell's true value is accepted beside the options."""
        return self.findings[0].takes_value


def group_questions(report: ImportReport) -> list[Question]:
    """Return each question of a file once, in the order of its first finding."""
    groups: dict[str, list[Finding]] = {}
    for finding in report.questions:
        groups.setdefault(finding.id or "", []).append(finding)
    return [
        Question(tuple(findings), report.remembered.get(identity))
        for identity, findings in groups.items()
    ]


def describe_option(question: Question, option: str, schemes: Mapping[str, Scheme]) -> str:
    """Return what an answer means, in plain words."""
    if title := TITLES_BY_CODE.get((question.code, option)):
        return title
    if question.code in SHEET_QUESTIONS and option == SKIP:
        return "这张表不导入"
    if _MONTH.fullmatch(option):
        return format_month(option)
    if question.code == "dataset_unclear":
        return _describe_dataset(option, schemes)
    if question.code == "unknown_choice" and option != BLANK:
        return option
    return OPTION_TITLES.get(option, option)


def format_places(question: Question) -> str | None:
    """Return all places of a question; None if there is only one."""
    if len(question.findings) < 2:
        return None
    rows = [f"第{finding.row}行" for finding in question.findings if finding.row is not None]
    more = "等" if len(rows) > MAX_PLACES else ""
    listed = "、".join(rows[:MAX_PLACES])
    return f"同样的写法共{len(question.findings)}处（{listed}{more}），一次回答均适用。"


def describe_remembered(answer: str, remembered: Remembered) -> str:
    """Return the last answer, as the caller writes answers, with who gave it and when."""
    moment = format_time(remembered.created_at)
    return f"上次的回答：{answer}（{remembered.actor}，{moment}）"


def _describe_dataset(key: str, schemes: Mapping[str, Scheme]) -> str:
    for scheme in schemes.values():
        for dataset in scheme.datasets:
            if dataset.key == key:
                return f"{scheme.short_title} {dataset.annex} {dataset.title}"
    return key
