"""A number outside the cells of a file is found, and is not kept."""

from __future__ import annotations

import io

import pytest
import xlwt
from PIL import Image

from tests.warehouse.reading.personal_data.places import (
    JPEG_PLACES,
    PLACES,
    PNG_PLACES,
    make_jpeg,
    make_png,
)
from tests.warehouse.reading.personal_data.test_masked_copy import LEDGER, clean, make_request
from tests.warehouse.reading.personal_data.test_nothing_kept import contains
from tests.warehouse.reading.workbooks import Grid, make_csv, make_xlsx
from warehouse.objections import Evidence
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits
from warehouse.reading.personal_data.outside_cells import has_numbers, has_numbers_outside
from warehouse.reading.personal_data.picture_metadata import drop_metadata
from warehouse.reading.personal_data.sheet_masking import mask_numbers
from warehouse.reading.reader import read_content

NUMBER = "16100007777"
SOUND = make_xlsx(
    [{"grid": [row[:7] for row in LEDGER[:2]] + [["1", "2022-05-03", "县发改局", "信息报送", "1"]]}]
)


def test_the_sound_file_is_kept_as_it_is() -> None:
    assert not has_numbers_outside(SOUND, Limits())
    assert not read_content(SOUND, make_request()).is_personal


@pytest.mark.parametrize("place", PLACES)
def test_a_number_beside_the_cells_of_a_workbook_is_found_and_not_kept(place: str) -> None:
    content = PLACES[place](SOUND, NUMBER)
    assert read_content(content, make_request()).is_personal
    assert not contains(clean(content, make_request()), NUMBER)


@pytest.mark.parametrize("place", ["author", "comment of the archive", "person"])
def test_a_divided_number_is_found_there_too(place: str) -> None:
    assert has_numbers_outside(PLACES[place](SOUND, "161，0000，7777"), Limits())


def _make_xls(place: str) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    page.write(0, 0, "单位")
    if place == "header":
        page.header_str = f"duty {NUMBER}".encode()
    elif place == "owner":
        book.owner = f"owner {NUMBER}"
    elif place == "style":
        page.write(1, 0, 1, xlwt.easyxf(num_format_str=f'0"{NUMBER}"'))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("place", "is_found"), [("header", True), ("owner", True), ("style", True), ("", False)]
)
def test_a_number_beside_the_cells_of_an_xls_is_found(place: str, is_found: bool) -> None:
    assert has_numbers_outside(_make_xls(place), Limits()) is is_found


@pytest.mark.parametrize(
    "page",
    [
        "<meta name=author content='某甲 {}'>",
        "<!-- 某甲 {} -->",
        "<title>某甲 {}</title>",
        "<script>var a='{}'</script>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_number_beside_the_cells_of_a_page_is_found(page: str, encoding: str) -> None:
    text = f"<html><head>{page}</head><table><tr><td>单位</td><td>1</td></tr></table></html>"
    assert has_numbers_outside(text.format(NUMBER).encode(encoding), Limits())
    assert not has_numbers_outside(text.format("一").encode(encoding), Limits())


@pytest.mark.parametrize("place", JPEG_PLACES)
def test_a_jpeg_loses_its_metadata_and_no_pixel(place: str) -> None:
    content = make_jpeg(NUMBER, place)
    assert NUMBER.encode() in content and has_numbers(content, Limits())
    kept = Evidence("照片.jpg", content).content
    assert NUMBER.encode() not in kept and b"K9" not in kept
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(kept))
    assert before.tobytes() == after.tobytes()
    assert dict(after.getexif()) == {0x0112: 6}
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert drop_metadata(kept) == kept or len(drop_metadata(kept)) == len(kept)


@pytest.mark.parametrize("place", PNG_PLACES)
def test_a_png_loses_its_metadata_and_no_pixel(place: str) -> None:
    content = make_png(NUMBER, place)
    assert has_numbers(content, Limits())
    kept = Evidence("照片.png", content).content
    assert not has_numbers(kept, Limits()) and len(kept) < len(content)
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(kept))
    assert before.tobytes() == after.tobytes() and not dict(after.getexif())
    assert drop_metadata(kept) == kept


@pytest.mark.parametrize("make", [make_jpeg, make_png])
def test_a_damaged_picture_is_left_as_it_is(make: object) -> None:
    content = make("x", "exif")  # type: ignore[operator]
    for size in (3, 9, 40, len(content) // 2, len(content) - 3):
        assert drop_metadata(content[:size]) == content[:size]


_FORM = ["单位", "转办", "办结", "满意"]
SPLIT: list[tuple[Grid, int]] = [
    ([["联系电话", "161", "0000", "7777"]], 3),
    ([["联系电话：", "0359", "5550123"]], 2),
    ([["备注", "161", "0000", "7777"]], 3),
    ([["身份证号", *"619983197703198281"]], 18),
    ([["银行卡号", "6299", "9942", "2030", "0509", "464"]], 5),
    ([["单位", "手机", "", ""], ["甲", "161", "0000", "7777"]], 3),
    ([_FORM, ["县财政局", "161", "0000", "7777"]], 0),
    ([_FORM, ["县财政局", "161", "0000", "7777"], ["县公安局", "1", "2", "3"]], 0),
    ([["县财政局", "161", "0000", "7777"], ["县公安局", "1", "2", "3"]], 0),
    ([["月份", *map(str, range(1, 13))]], 0),
]


@pytest.mark.parametrize(("grid", "hidden"), SPLIT)
def test_a_number_over_several_cells_is_masked_and_figures_stay(grid: Grid, hidden: int) -> None:
    for content in (make_xlsx([{"grid": grid}]), make_csv(grid)):
        book = open_book(content, Budget(Limits()))
        assert len(mask_numbers(book)) == hidden
