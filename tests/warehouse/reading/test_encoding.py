"""For text with a few damaged bytes, their lines are named; other bytes are refused as a whole."""

from __future__ import annotations

import pytest

from tests.warehouse.reading.schemes import read_bytes

ROWS = "".join(f"县财政局,√,{number},1,\n" for number in range(30))
TEXT = f"2021年5月份优化营商环境工作推进情况\n单位,工作推进台账报送情况,专栏信息发布情况\n{ROWS}"
SPOT = "县财政局,√,17"
"""The start of line 20."""
PAGE = "<html><body><table>\n{}</table></body></html>"


def spoil(text: str, encoding: str, put: bytes, over: int = 0) -> bytes:
    """Return a text with bytes inserted before a spot, in place of its first `over` bytes."""
    content, spot = text.encode(encoding), SPOT.encode(encoding)
    start = content.index(spot)
    return content[:start] + put + content[start + over :]


SPOILT = {
    "a byte put in, GB18030": (spoil(TEXT, "gb18030", b"\xff"), "第20行"),
    "a byte put in, UTF-8": (spoil(TEXT, "utf-8", b"\xff"), "第20行"),
    "a byte put in, UTF-8 with its mark": (
        b"\xef\xbb\xbf" + spoil(TEXT, "utf-8", b"\xff"),
        "第20行",
    ),
    "a byte lost, GB18030": (spoil(TEXT, "gb18030", b"", 1), "第20行"),
    "a byte lost, UTF-8": (spoil(TEXT, "utf-8", b"", 1), "第20行"),
    "a NUL, GB18030": (spoil(TEXT, "gb18030", b"\x00"), "第20行"),
    "a NUL, UTF-8": (spoil(TEXT, "utf-8", b"\x00"), "第20行"),
    "the last character cut, GB18030": ((TEXT + "县").encode("gb18030")[:-1], "第33行"),
    "the last character cut, UTF-8": ((TEXT + "县").encode("utf-8")[:-1], "第33行"),
    "tabs between the columns": (
        spoil(TEXT, "gb18030", b"\xff").replace(b",", b"\t"), "第20行"
    ),
    "a page": (spoil(PAGE.format(TEXT), "gb18030", b"\xff"), "第21行"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_text_names_the_line_of_the_byte(name: str) -> None:
    content, line = SPOILT[name]
    reading = read_bytes(content, "表.csv", "jiangxian-2021")
    assert not reading.tables
    assert [(f.severity, f.code) for f in reading.findings] == [("error", "encoding")]
    assert line in reading.findings[0].message and "重新保存" in reading.findings[0].message


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 20, b"\x00\x01\x02" * 100, TEXT.encode("utf-16")[:-1]],
    ids=["bytes of all kinds", "controls", "UTF-16 cut in the middle"],
)
def test_what_is_no_text_names_no_line(content: bytes) -> None:
    reading = read_bytes(content, "表.csv", "jiangxian-2021")
    assert [f.code for f in reading.findings] == ["not_a_spreadsheet"]


def test_a_short_text_with_little_chinese_is_still_gb18030() -> None:
    content = f"{'a,b,c,d' * 40}\n单位,√\n".encode("gb18030")
    assert [f.code for f in read_bytes(content, "表.csv").findings] == ["no_table"]


@pytest.mark.parametrize(("name", "claims"), [("截图.png", False), ("截图.xlsx", True)])
def test_a_picture_is_said_to_be_renamed_only_where_its_name_claims_a_table(
    name: str, *, claims: bool
) -> None:
    message = read_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, name).findings[0].message
    assert ("只是改了扩展名" in message) is claims
    assert "PNG 图片" in message
