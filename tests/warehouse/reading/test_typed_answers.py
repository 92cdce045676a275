"""A question says that it takes a typed value exactly where the reader accepts one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import pytest

from tests.repository import SCHEMES
from tests.warehouse.reading.marked_files import MAKERS
from tests.warehouse.reading.schemes import TODAY, read_bytes, shipped_forms
from tests.warehouse.reading.test_cells import CASES as CELL_CASES
from tests.warehouse.reading.test_files import CASES as FILE_CASES
from tests.warehouse.reading.test_files import read_case
from tests.warehouse.reading.test_seen import CASES as SEEN_CASES
from tests.warehouse.reading.workbooks import make_grid, make_xlsx
from warehouse.reading.contract import Finding, Reading, ReadRequest, SchemeForms, forms_of
from warehouse.reading.reader import read_content
from warehouse.schemes.scheme_files import load_scheme

TYPED = ["√", "有", "1", "50%", "2021-05-18", "2022-05-18"]
"""For each column type a value that it reads; each is tried as the answer to each question."""

LICENCE = (
    "单位|四种改革方式月报表|涉企信息归集公示统计表"
    "|企业信用信息公示系统“双告知”认领情况|宣传报道情况"
)
CELLS = {
    "jiangxian-2021": [
        "2021年12月优化营商环境工作推进情况年度检查表\n单位|一报告|任务清单\n县财政局|约3分|√",
        "2021年5月“12345”政务服务便民热线办理情况年度检查表\n"
        "单位|分管领导及专人|台账|资料保密|推托、态度不端\n县公安局|√|×|√|○",
        "2021年5月份优化营商环境工作推进情况\n@jx1\n"
        "县财政局|○|√√|2|1\n县公安局|5.2|{1:0%}|2|1\n"
        '县教育局|{2021-05-01:yyyy"年"m"月"}|约3条|2|1\n'
        '县司法局|{2026-05-18:m"月"d"日"}|{3:0"条"}|{3:"4"}|1',
        f"2021年5月份“证照分离”改革全覆盖工作推进情况\n{LICENCE}\n县财政局|√|√|约九成|1",
        "2021年5月份12345热线办理情况统计表\n"
        "承办单位|转办数量|办结数|逾期数|满意数\n县公安局|√|9|1|8",
        "2021年5月“互联网+监管”工作推进情况\n@jx2\n县财政局|9|8|80%|1|尚可|",
    ],
    "qianyang-2022": [
        "单项否决台账\n@veto\n1|5月18日|县公安局|红灯预警|1|通报1号\n"
        "2|2022-05-19|县公安局|别的事|1|通报2号",
    ],
    "invented-2023": ["2023年6月办公秩序检查表\n单位|办公秩序|办公经费（万元）\n甲局|约8分|约3.5"],
}
Read = Callable[[dict[str, str]], Reading]


@cache
def find_forms(scheme: str) -> SchemeForms:
    """Return the forms of a shipped scheme or of the invented one."""
    return shipped_forms().get(scheme) or forms_of(load_scheme(SCHEMES / scheme))


def read_grid(grid: str, scheme: str, answers: dict[str, str]) -> Reading:
    request = ReadRequest(
        file_name="表.xlsx", schemes=(find_forms(scheme),), answers=answers, today=TODAY
    )
    return read_content(make_xlsx([{"grid": make_grid(grid)}]), request)


def read_seen(case: dict[str, str], answers: dict[str, str]) -> Reading:
    content = MAKERS["xlsx"](make_grid(case["grid"]))
    return read_bytes(content, "表", case.get("scheme", "jiangxian-2021"), answers=answers)


def read_file(case: dict[str, str], answers: dict[str, str]) -> Reading:
    return read_case({**case, "answers": answers}, "xlsx")


READS: list[Read] = [
    *(partial(read_grid, grid, scheme) for scheme, grids in CELLS.items() for grid in grids),
    *(partial(read_seen, case) for case in SEEN_CASES if "says" in case),
    *(partial(read_file, case) for case in FILE_CASES if "question" in str(case.get("says"))),
]


def list_questions(reading: Reading) -> dict[str, Finding]:
    """Return the questions of a reading by id."""
    found = [finding for finding in reading.findings if finding.severity == "question"]
    return {finding.id: finding for finding in found if finding.id is not None}


def accepts_typed(read: Read, question: Finding) -> bool:
    """Tell whether any text that is not an option settles a question."""
    # A choice is typed in another spelling: with a space before it.
    typed = [*TYPED, *(f" {option}" for option in question.options)]
    return any(
        question.id not in list_questions(read({str(question.id): text}))
        for text in typed
        if text not in question.options
    )


@pytest.fixture(scope="module")
def asked() -> dict[str, set[tuple[bool, bool]]]:
    """Return for each code whether its questions say that they take a value, and whether they do.

    One question of each code and file is tried.
    """
    found: dict[str, set[tuple[bool, bool]]] = {}
    for read in READS:
        of_code = {question.code: question for question in list_questions(read({})).values()}
        for code, question in of_code.items():
            pair = (question.takes_value, accepts_typed(read, question))
            found.setdefault(code, set()).add(pair)
    return found


def test_a_question_takes_a_typed_value_where_the_reader_accepts_one(
    asked: dict[str, set[tuple[bool, bool]]],
) -> None:
    wrong = {
        code: pairs for code, pairs in asked.items() if any(says != does for says, does in pairs)
    }
    assert wrong == {}


def test_every_question_about_a_cell_is_tried(asked: dict[str, set[tuple[bool, bool]]]) -> None:
    codes = {
        read[1:] for case in CELL_CASES for _, read in case["cells"] if read.startswith("?")
    } | {"struck_out", "drawn_over", "blank_count"}
    assert codes - set(asked) == set()
    assert all((True, True) in asked[code] for code in codes)
