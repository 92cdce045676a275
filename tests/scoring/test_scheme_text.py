"""A stored scheme is its text: as written, with decimals as text, of a language that is read."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from scoring.scheme_loading import load_text
from scoring.scheme_text import SchemeParts, UnreadableText, digest_text, read_text, write_text
from tests.scoring.test_outline import MARKED, load

PARTS = SchemeParts({"language": 1, "b": Decimal("0.50"), "a": [1, Decimal("-2")]}, {}, [])


def test_decimals_are_written_as_text_and_the_order_stays() -> None:
    assert write_text(PARTS) == (
        '{"language":1,"notice":{"language":1,"b":"0.50","a":[1,"-2"]},"forms":{},"units":[]}'
    )


def test_an_exponent_is_written_out() -> None:
    """Two writings of one number are one text."""
    assert '"x":"100"' in write_text(SchemeParts({"x": Decimal("1E+2")}, {}, []))


def test_a_float_is_no_value_of_a_scheme() -> None:
    """It was rounded before it came here."""
    with pytest.raises(TypeError, match=r"0\.5 is a float"):
        write_text(SchemeParts({"x": [0.5]}, {}, []))


def test_a_stored_text_gives_the_same_scheme() -> None:
    half = {"id": "2", "full": 5, "of": "月报.件数", "each": Decimal("-0.5")}
    scheme = load([MARKED, half])
    again = load_text(scheme.text)
    assert again == scheme and hash(again) == hash(scheme) and again.text == scheme.text
    assert again.chosen() == scheme.chosen() and again.datasets == scheme.datasets
    assert scheme.sha256 == digest_text(scheme.text) and scheme.language == 1
    assert load_text(scheme.text) is again  # kept by its text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "不是 JSON"),
        ("[]", "没有写明规则语言的版本"),
        ('{"id":"jiangxian-2021","assessment":[]}', "没有写明规则语言的版本"),
        ('{"language":2}', "用规则语言第2版写成，本程序只读到第1版"),
        ('{"language":1,"notice":{}}', "缺少 'forms'"),
        ('{"language":1,"notice":{"language":1},"forms":{},"units":[]}', "没有报表"),
    ],
)
def test_a_text_that_is_no_scheme_of_this_language_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableText, match=reason):
        load_text(text)


def test_a_stored_scheme_that_does_not_load_says_its_first_faults() -> None:
    parts = json.loads(load([MARKED]).text)
    parts["notice"]["year"] = "soon"
    with pytest.raises(UnreadableText, match=r"scheme\.toml，year"):
        load_text(json.dumps(parts))


def test_the_parts_are_read_back() -> None:
    text = load([MARKED]).text
    assert write_text(read_text(text)) == text
