"""单项否决: each event with date, document, clause and row; how far all are from the lines."""

from __future__ import annotations

from decimal import Decimal

from dashboard.pages.boards.veto_tables import describe_distance
from tests.dashboard.seen import open_page, read_tables, read_text
from warehouse.store import Store

QIANYANG = "qianyang-2022"


def test_each_event_shows_its_date_document_clause_and_row(store: Store) -> None:
    rows = read_tables(open_page(store, "veto", scheme=QIANYANG))["否决和预警的事由"]
    assert [row[0] for row in rows if "红灯预警）2次，达到2次" in row[1]] == [
        "2022-04-19",
        "2022-09-14",
    ]
    first = rows[0]
    assert "通知单" in first[2] and first[3] == "四(一)1"
    assert first[4] == "2022-04 单项否决台账.xlsx · 单项否决 · 第3行"


def test_a_vetoed_unit_is_listed_with_its_reference_score(store: Store) -> None:
    test = open_page(store, "veto", scheme=QIANYANG)
    assert "已否决：1个单位" in read_text(test)
    assert "只是佐证本来对应的参考分" in read_text(test)
    rows = read_tables(test)["与分数线的差距：点击一行查看单位详情"]
    assert rows[0][:2] == ["县住建局", "✕ 已否决"]
    assert rows[0][3].startswith("高出 ")


def test_on_the_line_of_80_the_bonus_does_not_count() -> None:
    assert describe_distance(Decimal("0.00"), is_strict=True) == "正好，须高于"
    assert describe_distance(Decimal("0.00")) == "正好"
    assert describe_distance(Decimal("-5.50")) == "差 5.50"
    assert describe_distance(Decimal("13.50")) == "高出 13.50"


def test_without_vetoes_the_page_is_that_of_the_pass_mark(store: Store) -> None:
    test = open_page(store, "veto", scheme="jiangxian-2021", assessment="2")
    assert test.title[0].value == "等次分数线" and "离合格线多远" in read_text(test)
    assert "否决" not in read_text(test)
    assert len(read_tables(test)["与分数线的差距：点击一行查看单位详情"]) > 0
    other = open_page(store, "veto", scheme="jiangxian-2021", assessment="1")
    assert not read_tables(other) and "不按分数线评定等次" in read_text(other)
