"""The labelled corpus: sentences with and without personal numbers, handwritten and generated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.warehouse.reading.personal_data.numbers import (
    make_area,
    make_card,
    make_identity,
    make_local,
    make_mobile,
)
from warehouse.reading.personal_data.masking import format_placeholder
from warehouse.reading.personal_data.recognising import Kind

CASES = Path(__file__).parent / "cases"
SEED = 2021
WITH, WITHOUT = 800, 1_200
"""How many sentences are generated, besides the handwritten ones."""

_FRAMES: dict[Kind, tuple[str, ...]] = {
    "mobile": (
        "群众来电（{}）反映{matter}",
        "扣分原因：{day}未回复来电人{}的诉求",
        "工单{order}，联系电话：{}，{matter}",
        "{}反映{matter}",
        "经回访{}，群众对办理结果不满意",
        "{unit}经办人手机{}",
        "{matter}，请与{}联系",
        "依据{document}，来电号码{}，已办结",
        "{day}，{}来电催办",
        "联系方式{}；{matter}",
    ),
    "landline": (
        "{unit}值班电话{}无人接听",
        "公示的办公电话：{}，{matter}",
        "{day}拨打{}未接通",
        "{}是{unit}办公室电话",
        "传真{}，{document}",
        "请致电{}核实{matter}",
    ),
    "identity": (
        "身份证号{}，{matter}",
        "低保户（{}）{matter}",
        "申请人身份证：{}，{day}提出",
        "{}参保记录缺失，{matter}",
        "证件号码{}，工单{order}",
    ),
    "card": (
        "补贴打到银行卡{}，{matter}",
        "卡号：{}，{day}未到账",
        "收款账号{}，{document}",
        "惠农一卡通{}未激活",
        "工资卡号{}，{matter}",
    ),
}
_PLAIN = (
    "{document}要求{day}前报送，逾期{few}天",
    "工单{order}，{matter}，逾期{few}天",
    "受理编号{order}",
    "{order}",
    "{unit}转办{many}件，办结{many}件，办结率{rate}%",
    "{matter}，涉及资金{money}元",
    "金额：{money}",
    "统一社会信用代码{credit}，{matter}",
    "{credit}",
    "依据：{document}，{code}",
    "{code}",
    "{day}至{day}，服务群众{many}人次",
    "扣{few}分：{matter}，{document}",
    "{unit}第{few}行，{rate}、{rate}、{rate}",
    "建筑面积{money}平方米，地块编号{code}",
    "{day} {few} {many} {rate}",
    "发票号码{many}，票据号{order}",
    "热线受理{many}件，{matter}",
)
_MATTERS = (
    "小区供暖温度不达标", "村道积水", "拖欠工资", "占道经营", "路灯不亮", "垃圾清运不及时",
    "医保报销未到账", "12345热线转办件未回复", "台账未于20日前报送",
)  # fmt: skip
_UNITS = ("县委编办", "横水镇", "县发展和改革局", "城关镇", "县住建局")


@dataclass(frozen=True)
class Sentence:
    """A text, the expected masked text, and the kinds of the numbers in it."""

    text: str
    masked: str
    kinds: tuple[Kind, ...]


def read_by_hand(name: str) -> list[Sentence]:
    """Return the handwritten sentences of a file of cases."""
    lines = (CASES / name).read_text("utf-8").splitlines()
    written = [line for line in lines if line and not line.startswith("#")]
    if name.startswith("without"):
        return [_label("", line) for line in written]
    return [_label(*line.split("|", 1)) for line in written]


def make_with_numbers() -> Iterator[Sentence]:
    """Yield generated sentences that hold one number each, the kinds in turn."""
    chance = Random(SEED)
    kinds = list(_FRAMES)
    for number in range(WITH):
        kind = kinds[number % len(kinds)]
        frame = chance.choice(_FRAMES[kind])
        text = frame.replace("{}", f"«{_write(kind, chance)}»")
        yield _label(kind, _fill(text, chance))


def make_without_numbers() -> Iterator[Sentence]:
    """Yield generated sentences that hold every other sort of digits."""
    chance = Random(SEED + 1)
    for _ in range(WITHOUT):
        yield _label("", _fill(chance.choice(_PLAIN), chance))


def _label(kinds: str, text: str) -> Sentence:
    text = text.replace("⏎", "\n").replace("<zwsp>", "\u200b")
    listed: list[Kind] = kinds.split(",") if kinds else []  # type: ignore[assignment]
    words = iter(map(format_placeholder, listed))
    masked = re.sub("«[^»]*»", lambda _: next(words), text)
    return Sentence(text.replace("«", "").replace("»", ""), masked, tuple(listed))


def _write(kind: Kind, chance: Random) -> str:
    """Return a new number as people may write it."""
    if kind == "mobile":
        return _spell(
            _divide(make_mobile(chance), chance.choice(((11,), (3, 4, 4), (3, 8))), chance), chance
        )
    if kind == "identity":
        return _spell(
            _divide(make_identity(chance), chance.choice(((18,), (6, 8, 4))), chance), chance
        )
    if kind == "card":
        sizes = chance.choice(((19,), (4, 4, 4, 4, 3)))
        return _spell(_divide(make_card(chance), sizes, chance), chance)
    area = make_area(chance)
    local = make_local(chance, area)
    pattern = chance.choice(
        ("{}-{}", "({}){}", "{} {}", "{}{}", "（{}）{}", "{}－{}", "{}-{}转8012")
    )
    return pattern.format(area, local)


def _divide(number: str, sizes: tuple[int, ...], chance: Random) -> str:
    gap = chance.choice((" ", "-", "－", "\u3000", "\u200b", "⏎", " - "))
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return gap.join(part for part in parts if part)


def _spell(number: str, chance: Random) -> str:
    """Return a number, in one of five cases in full-width digits."""
    wide = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789X"}
    return number.translate(wide) if chance.random() < 0.2 else number


def _fill(frame: str, chance: Random) -> str:
    def word(match: re.Match[str]) -> str:
        return _WORDS[match[1]](chance)

    return re.sub(r"\{(\w+)\}", word, frame)


def _day(chance: Random) -> str:
    year, month, day = (
        chance.randrange(2020, 2023),
        chance.randrange(1, 13),
        chance.randrange(1, 29),
    )
    pattern = chance.choice(
        ("{}年{}月{}日", "{}-{:02}-{:02}", "{}.{}.{}", "{}/{}/{}", "{}{:02}{:02}")
    )
    return pattern.format(year, month, day)


def _order(chance: Random) -> str:
    stamp = f"2021{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    serial = str(chance.randrange(10**3, 10 ** chance.randrange(4, 9)))
    return chance.choice(("", "GD", "ZB-")) + stamp + serial


def _credit(chance: Random) -> str:
    district = chance.choice(("140826", "610328", "140800"))
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = chance.choice(("11", "91", "12", "52")) + district
    body += "".join(chance.choice(signs[:10] if chance.random() < 0.7 else signs) for _ in range(9))
    total = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + signs[(31 - total % 31) % 31]


def _code(chance: Random) -> str:
    serial = f"{chance.randrange(10**6):06}"
    pattern = chance.choice(
        (
            "图斑编号140826{}",
            "〔2021〕{}号",
            "SN2021{}",
            "村编码140826{}000",
            "K{}+500",
            "140826-2021-{}",
        )
    )
    return pattern.format(serial)


_WORDS: dict[str, Callable[[Random], str]] = {
    "matter": lambda chance: chance.choice(_MATTERS),
    "unit": lambda chance: chance.choice(_UNITS),
    "day": _day,
    "order": _order,
    "credit": _credit,
    "code": _code,
    "document": lambda chance: (
        f"{chance.choice(['绛政办发', '千职转办'])}〔2021〕{chance.randrange(1, 20000)}号"
    ),
    "few": lambda chance: str(chance.randrange(1, 60)),
    "many": lambda chance: str(chance.randrange(1, 10 ** chance.randrange(1, 9))),
    "rate": lambda chance: f"{chance.randrange(10_001) / 100}",
    "money": lambda chance: (
        f"{chance.randrange(10 ** chance.randrange(3, 12)) / chance.choice([1, 100])}"
    ),
}
