"""考核方案: a clause is tried, a reading is looked at and chosen, the roster is edited."""

from __future__ import annotations

import pytest

from tests.dashboard.pages.schemes.county_pages import fill_reason, open_view, press, read_all
from tests.dashboard.seen import read_tables
from tests.repository import SCHEMES
from tests.warehouse.editions.county import FIRST, OTHER, SCHEME, UNIT
from warehouse.editions.sealing import Act, seal_month
from warehouse.faults import Refused, WrongCall
from warehouse.results.scores import read_scores
from warehouse.scheme_life.choosing import preview_reading, publish_reading
from warehouse.schemes.scheme_files import load_scheme
from warehouse.schemes.schemes import read_choices, read_scheme
from warehouse.store import Store

pytestmark = pytest.mark.usefixtures("read_here")

READING = load_scheme(SCHEMES / SCHEME).interpretations[0]
ANOTHER = READING.options[1]


def test_typed_figures_give_points_and_arithmetic(county: Store) -> None:
    test = open_view(county, "trial")
    test.selectbox(key="try_clause").set_value("1.2").run()
    test.selectbox(key="try_month").set_value(FIRST).run()
    fields = {one.key: one for one in test.text_input}
    for column, text in (("finished", "9"), ("accepted", "10")):
        next(one for key, one in fields.items() if f"'{column}'" in str(key)).set_value(text)
    press(test, "试算")
    said = read_all(test)
    assert "满分 **30.00**　得分 **20.00**　失分 **10.00**" in said
    (lost,) = [row for row in read_tables(test)["计算过程"] if row[1] == "失分"]
    assert lost[0] == "10.00" and "90%" in lost[2]


def test_what_the_form_would_not_take_is_said(county: Store) -> None:
    test = open_view(county, "trial")
    test.selectbox(key="try_clause").set_value("1.2").run()
    test.text_input[0].set_value("九点五")
    press(test, "试算")
    assert "九点五" in test.error[0].value


def test_a_unit_s_own_figures_give_its_own_points(county: Store) -> None:
    test = open_view(county, "trial")
    test.selectbox(key="try_clause").set_value("1.2").run()
    test.selectbox(key="try_month").set_value(FIRST).run()
    test.toggle[0].set_value(True).run()
    assert any(one.value for one in test.text_input)
    press(test, "试算")
    assert "满分 **30.00**" in read_all(test)


def test_a_reading_is_looked_at_and_chosen_with_a_reason(county: Store) -> None:
    version = county.version
    test = open_view(county, "readings")
    assert "这是现行口径" in read_all(test)
    test.radio[0].set_value(ANOTHER.id).run()
    assert not test.error
    assert len(read_tables(test)["排行榜：现行口径与改后并列"]) >= 2
    assert county.version == version
    press(test, "采用")
    assert "写明理由" in test.error[0].value
    fill_reason(test, "主任会议")
    press(test, "采用")
    assert f"已改为“{ANOTHER.label}”" in test.success[0].value.replace("\\", "")
    with county.reader() as cursor:
        choices = read_choices(cursor, read_scheme(cursor, SCHEME))
    assert choices[READING.id] == ANOTHER.id


def find_moving(store: Store) -> tuple[str, str]:
    """Return a reading and an option that move figures of the first month."""
    with store.reader() as cursor:
        scheme = read_scheme(cursor, SCHEME)
    for reading in scheme.interpretations:
        for option in reading.names[1:]:
            moves = preview_reading(store, SCHEME, reading.id, option).moves
            if any(one.month == FIRST for one in moves):
                return reading.id, option
    raise AssertionError("no reading moves anything")


def test_a_preview_of_a_reading_is_what_its_choice_does(county: Store) -> None:
    before = read_scores(county, SCHEME, FIRST)
    reading, option = find_moving(county)
    assert read_scores(county, SCHEME, FIRST) == before
    preview = preview_reading(county, SCHEME, reading, option)
    seal_month(county, SCHEME, FIRST, Act(county.person.name))
    act = Act(county.person.name, "主任会议")
    with pytest.raises(Refused, match="请重新预览"):
        publish_reading(county, SCHEME, reading, option, act, expected=preview.basis)
    with pytest.raises(Refused, match=f"已封存的月份会变动：{FIRST}"):
        publish_reading(county, SCHEME, reading, option, act)
    with pytest.raises(WrongCall, match="写明理由"):
        publish_reading(county, SCHEME, reading, option, Act("x", " "))
    done = publish_reading(county, SCHEME, reading, option, act, corrects=True)
    assert [one.units for one in done.moves] == [one.units for one in preview.moves]
    assert read_scores(county, SCHEME, FIRST)["units"] != before["units"]


def test_a_unit_leaves_into_another_one(county: Store) -> None:
    test = open_view(county, "roster")
    assert len(read_tables(test)["单位名册"]) == 4
    test.get_by_key("roster_act").set_value("end").run()  # type: ignore[union-attr]
    fields = {one.label: one for one in test.selectbox}
    fields["单位"].set_value(OTHER)
    fields["最后一个参加的月份"].set_value(1)
    fields["并入"].set_value(UNIT)
    press(test, "记下")
    assert f"“{OTHER}”到2023年1月止，并入“{UNIT}”。" in read_all(test)
    assert "第1版改为第2版" in read_all(test)
    fill_reason(test, "机构改革")
    press(test, "发布")
    assert "第2版" in test.success[0].value
    with county.reader() as cursor:
        unit = next(one for one in read_scheme(cursor, SCHEME).units if one.name == OTHER)
    assert (unit.to_month, unit.successor) == (1, UNIT)


def test_an_edit_that_cannot_be_is_said_and_given_up(county: Store) -> None:
    test = open_view(county, "roster")
    test.get_by_key("roster_act").set_value("join").run()  # type: ignore[union-attr]
    press(test, "记下")
    assert "请填写单位名称" in test.error[0].value
    next(one for one in test.text_input if one.label == "新单位的名称").set_value("戊局")
    press(test, "记下")
    assert "“戊局”从2023年1月起加入" in read_all(test)
    press(test, "放弃这些改动")
    assert "戊局" not in read_all(test)
