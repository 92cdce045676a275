"""Of a file full of errors the first are listed: nobody corrects ten thousand at once."""

from __future__ import annotations

from tests.warehouse.reading.schemes import TODAY, read_bytes, shipped_forms
from tests.warehouse.reading.workbooks import Grid, make_csv, make_grid
from warehouse.reading.contract import Reading, ReadRequest
from warehouse.reading.findings import (
    MOST_ALIKE,
    MOST_PLACES,
    MOST_STOPS,
    MOST_WARNINGS,
    Report,
    question_id,
    shorten,
)

HEADER = make_grid("单项否决台账\n@veto")
MANY = 3_000


def read_ledger(rows: Grid, **answers: str) -> Reading:
    content = make_csv([*HEADER, *rows])
    return read_bytes(content, "台账.csv", "qianyang-2022", answers=answers)


def veto(
    number: int, unit: str = "县发改局", item: str = "红灯预警", count: str = "1"
) -> list[str]:
    day = f"2022-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return [str(number), day, unit, item, count, f"文{number}号"]


def roster_unit() -> str:
    return shipped_forms()["qianyang-2022"].units[0].name


def test_reading_ends_at_the_first_thousand_faults() -> None:
    reading = read_ledger([veto(n, roster_unit(), count="-1") for n in range(MANY)])
    assert not reading.tables
    *faults, last = reading.findings
    assert [f.code for f in faults].count("too_many_findings") == 0
    assert sum(f.severity != "warning" for f in faults) == MOST_STOPS
    assert (last.severity, last.code) == ("error", "too_many_findings")
    assert last.message == f"问题太多，只列前{MOST_STOPS}处，请先处理这些再导入。"


def test_one_question_about_many_rows_stays_one_question() -> None:
    rows = [veto(n, "某某局") for n in range(MANY)]
    asked = [f for f in read_ledger(rows).findings if f.code == "unknown_unit"]
    assert len({f.id for f in asked}) == 1
    assert len(asked) == MOST_ALIKE
    (answer,) = {f.id for f in asked if f.id}
    read = read_ledger(rows, **{answer: roster_unit()})
    assert sum(len(table.rows) for table in read.tables) == MANY
    assert not [f for f in read.findings if f.severity != "warning"]


def test_a_question_about_every_row_ends_the_reading_until_it_is_answered() -> None:
    rows = [veto(n, "某某局") for n in range(MOST_PLACES + 500)]
    *asked, last = read_ledger(rows).findings
    assert last.code == "too_many_findings"
    assert last.message == f"问题太多，只列前{MOST_ALIKE}处，请先处理这些再导入。"
    answered = read_ledger(rows, **{asked[0].id or "": roster_unit()})
    assert sum(len(table.rows) for table in answered.tables) == len(rows)


def test_warnings_beyond_a_thousand_are_counted_and_stop_nothing() -> None:
    report = Report(
        ReadRequest(file_name="表", schemes=tuple(shipped_forms().values()), today=TODAY)
    )
    for row in range(MOST_WARNINGS + 50):
        report.add("warning", "rate_differs", "比率与件数不符。", row=row + 1)
    *warnings, last = report.close(None)
    assert len(warnings) == MOST_WARNINGS
    assert {f.severity for f in (*warnings, last)} == {"warning"}
    assert last.message == "提示太多：只列前1000处，另有50处没有逐一列出。"


def test_a_name_of_any_length_makes_a_short_message_and_a_short_id() -> None:
    endless, other = "某" * 9_000 + "局", "某" * 9_000 + "处"
    reading = read_ledger([veto(1, endless), veto(2, other)])
    asked = [f for f in reading.findings if f.severity == "question"]
    assert len({f.id for f in asked}) == 2
    assert all(len(f.message) < 300 and len(f.id or "") < 120 for f in asked)
    assert question_id("unknown_unit", "某某局") == "unknown_unit:某某局"


def test_direction_marks_are_not_repeated_in_a_message() -> None:
    assert shorten("县\u202e局政财\u2066") == "县局政财"
