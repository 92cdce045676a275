"""The register of user texts: mainland punctuation, no blanks before counts, no spoken words."""

from __future__ import annotations

import re

import pytest

from tests.user_texts import UserText, list_user_texts

MEASURES = "个份条家项件人次分天月位处行列格期批版名页字年日"
KINDS = {
    "mainland quotation marks": "[「」『』]",
    "a person is addressed as 您": "你",
    "full-width punctuation": "[\u4e00-\u9fff][,;:!?](?=[\u4e00-\u9fff]|$)(?!列=)",
    "no blank around a count": f"[\u4e00-\u9fff] (?:\\d+|{{}}) ?[{MEASURES}](?!期)",
    "no spoken inability": "(?:读|写|用|看|办|做|打|改|启动|检查|处理|连接)不了|没法|写不进|打不开",
    "no spoken question": "谁|怎么|为什么|咋",
    "no spoken word": "看看|点一下|搞|弄|不提了|装好了|就行|要是",
}


@pytest.fixture(scope="module")
def texts() -> list[UserText]:
    return list_user_texts()


def test_the_list_has_texts_of_every_room(texts: list[UserText]) -> None:
    rooms = {text.place.split("/")[0] for text in texts}
    assert rooms == {"dashboard", "documents", "scoring", "warehouse", "deploy", "seed"}


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_in_the_register_of_an_official_system(texts: list[UserText], kind: str) -> None:
    pattern = re.compile(KINDS[kind])
    assert [text for text in texts if pattern.search(text.text)] == []
