"""Names with radicals from a PDF are folded; the nearest unit missing on the form comes first."""

from __future__ import annotations

import unicodedata

import pytest

from tests.warehouse.reading.schemes import read_bytes, shipped_forms
from warehouse.reading.tables.roster_names import Roster
from warehouse.reading.words.folding import fold
from warehouse.reading.words.radicals import RADICALS

HEADER = (
    "单位,工作推进台账报送情况,专栏信息发布情况,宣传政策和措施情况,政策法规、业务知识培训情况\n"
)


def make_roster(key: str = "jx4_hotline") -> Roster:
    scheme = shipped_forms()["jiangxian-2021"]
    return Roster(scheme, next(d for d in scheme.datasets if d.key == key), {})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("县⺠政局", "县民政局"),
        ("⻄关镇", "西关镇"),
        ("⻔诊部", "门诊部"),
        ("镇⻓", "镇长"),
        ("⻢庄", "马庄"),
        ("⻅证", "见证"),
        ("⻋站", "车站"),
        ("⻛景区", "风景区"),
        ("⻩河", "黄河"),
        ("⻥塘", "鱼塘"),
        ("⽔务局", "水务局"),
        ("⼯信局", "工信局"),
    ],
)
def test_a_radical_is_folded_to_its_character(written: str, meant: str) -> None:
    assert fold(written) == meant


def test_every_radical_of_the_supplement_with_a_character_is_folded() -> None:
    block = {chr(code) for code in range(0x2E80, 0x2EF4) if unicodedata.name(chr(code), "")}
    assert block - set(map(chr, RADICALS)) == {"⺀"}
    assert all(fold(radical) != radical for radical in block - {"⺀"})


def test_a_unit_with_radicals_is_its_own_name() -> None:
    names = make_roster("jx1_progress").names
    assert "县民政局" in names
    assert make_roster("jx1_progress").find("县⺠政局").unit == "县民政局"


def test_a_header_and_a_title_with_radicals_are_read() -> None:
    text = "2021年5⽉份优化营商环境⼯作推进情况\n" + HEADER.replace("工", "⼯")
    reading = read_bytes((text + "县⺠政局,√,1,1,\n").encode(), "表.csv", "jiangxian-2021")
    assert [(table.month, table.rows[0].unit) for table in reading.tables] == [
        ("2021-05", "县民政局")
    ]


def test_the_unit_that_differs_in_fewest_characters_comes_first() -> None:
    roster = make_roster()
    assert roster.candidates("横水鎮")[0] == "横水镇"
    assert roster.candidates("县民政居")[0] == "县民政局"


def test_units_that_the_form_lacks_come_before_those_that_it_names() -> None:
    text = f"2021年5月份优化营商环境工作推进情况\n{HEADER}县民政局,√,1,1,\n县民政居,√,1,1,\n"
    reading = read_bytes(text.encode(), "表.csv", "jiangxian-2021")
    asked = next(f for f in reading.findings if f.code == "unknown_unit")
    assert "县民政局" not in asked.options[:1]
    assert make_roster("jx1_progress").candidates("县民政居")[0] == "县民政局"
