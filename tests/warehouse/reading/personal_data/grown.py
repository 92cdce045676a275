"""The grown corpus: numbers × separators × splits × scripts × contexts, and texts without any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple

from tests.repository import ROOT
from tests.warehouse.reading.personal_data.corpus import SEED
from tests.warehouse.reading.personal_data.numbers import (
    make_card,
    make_identity,
    make_local,
    make_mobile,
)
from warehouse.reading.containers.budget import Budget
from warehouse.reading.containers.sniff import open_book
from warehouse.reading.contract import Limits, RefusedFile
from warehouse.reading.personal_data.masking import format_placeholder
from warehouse.reading.personal_data.recognising import Kind

SEPARATORS = {
    "none": [""],
    "printed": [" ", "-", "－", "—", "·", "_", "  ", "\u3000", " - ", "\u200b", "\n", "."],
    "listing": ["，", "、", ",", "；", ";", "/", "， "],
    "other": ["*", "＊", "~", "～", ":", "：", "|", "｜", "#", "\\"],
}
SPLITS: dict[Kind, dict[str, list[tuple[int, ...]]]] = {
    "mobile": {
        "usual": [(3, 4, 4), (3, 8), (7, 4)],
        "odd": [(5, 6), (10, 1), (4, 7), (6, 5), (3, 3, 5), (4, 3, 4), (1,) * 11],
        "wild": [(2, 5, 4), (3, 1, 3, 4), (1, 3, 3, 4), (2, 2, 2, 2, 3)],
    },
    "landline": {"usual": [(4, 7), (4, 3, 4)], "odd": [(5, 6), (7, 4)], "wild": [(2, 5, 4)]},
    "identity": {
        "usual": [(6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 4, 4)],
        "odd": [(14, 4), (17, 1), (9, 9), (4, 4, 4, 4, 2), (1,) * 18],
        "wild": [(5, 1, 7, 5), (2, 2, 2, 4, 2, 2, 4)],
    },
    "card": {
        "usual": [(4, 4, 4, 4, 3), (6, 13)],
        "odd": [(8, 8, 3), (10, 9), (5, 5, 5, 4), (1,) * 19],
        "wild": [(3, 4, 5, 4, 3), (7, 3, 3, 3, 2, 1)],
    },
}
"""How digits are divided: as printed, in odd places, or at random (only beside a label)."""
LABELS: dict[Kind, tuple[str, ...]] = {
    "mobile": ("联系电话：{}", "来电人手机{}，反映村道积水", "请拨打{}核实", "电话是{}。"),
    "landline": ("联系电话：{}", "值班电话{}无人接听", "致电{}未接", "传真：{}"),
    "identity": ("身份证号：{}", "身份证{}，资格复核", "证件号码{}有误"),
    "card": ("银行卡号：{}", "卡号{}，未到账", "收款账号{}"),
}
BARE = (
    "{}",
    "{}反映村道积水",
    "来电人（{}）要求保密",
    "经回访，{}不满意",
    "张某 {}",
    "5月18日，{}催办",
)
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789X"}
SCRIPTS = ("plain", "wide", "lower", "upper", "spoken", "mixed", "alike")
_NUMERALS = {
    "lower": "〇一二三四五六七八九",
    "upper": "零壹贰叁肆伍陆柒捌玖",
    "spoken": "零幺两三四五六七八九",
}


class Grown(NamedTuple):
    """A text, the expected masked text, and the class it belongs to."""

    text: str
    masked: str
    kind: str
    group: str


@cache
def make_grown() -> tuple[Grown, ...]:
    """Return sentences that hold one number each, one for every combination."""
    return tuple(_make_all(Random(SEED + 2)))


def _make_all(chance: Random) -> Iterator[Grown]:
    for kind, splits in SPLITS.items():
        gaps = [(name, gap) for name, several in SEPARATORS.items() for gap in several]
        sizes = [(name, size) for name, several in splits.items() for size in several]
        for (by, gap), (split, size), script in product(gaps, sizes, SCRIPTS):
            is_bare = split != "wild" and not (by == "listing" and len(size) > 3)
            frames = [("label", chance.choice(LABELS[kind]))]
            frames += [("bare", chance.choice(BARE))] if is_bare else []
            for where, frame in frames:
                digits = _number(kind, chance)
                parts = [_spell(part, script, chance) for part in _divide(digits, size)]
                if script == "alike" and where == "bare":  # nothing shows that letters are digits
                    continue
                text = gap.join(parts)
                group = f"{by} separator, {split if gap else 'no'} split, {where}"
                yield Grown(frame.format(text), frame.format(format_placeholder(kind)), kind, group)


def _number(kind: Kind, chance: Random) -> str:
    if kind == "landline":
        return "0359" + make_local(chance, "0359")
    if kind == "card":
        return next(card for _ in range(99) if len(card := make_card(chance)) == 19)
    return make_mobile(chance) if kind == "mobile" else make_identity(chance)


def _divide(digits: str, sizes: tuple[int, ...]) -> list[str]:
    ends = [sum(sizes[: position + 1]) for position in range(len(sizes))]
    return [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _spell(digits: str, script: str, chance: Random) -> str:
    if script == "wide":
        return digits.translate(WIDE)
    if script == "mixed":
        script = chance.choice(("plain", "wide", "lower", "upper"))
        return _spell(digits, script, chance)
    if script == "alike":
        return digits.replace("0", "O").replace("1", "l", 1)
    numerals = _NUMERALS.get(script)
    return (
        digits if numerals is None else "".join(numerals[int(d)] if d != "X" else d for d in digits)
    )


@cache
def make_innocent() -> tuple[Grown, ...]:
    """Return texts without a personal number, from the repository and generated."""
    texts = [*_demo_texts(), *_file_lines(), *_make_lists(Random(SEED + 3))]
    return tuple(Grown(text, text, "", group) for group, text in dict.fromkeys(texts))


def _demo_texts() -> Iterator[tuple[str, str]]:
    """Yield every cell of the demo year's forms, and every row as a list of its cells."""
    for path in sorted((ROOT / "seed" / "demo").rglob("*.*")):
        if path.suffix not in {".xlsx", ".csv", ".xls"}:
            continue
        try:
            book = open_book(path.read_bytes(), Budget(Limits()))
        except RefusedFile:
            continue
        for sheet in book.sheets:
            for row in sheet.rows:
                texts = sheet.texts(row)
                yield from (("demo year, cells", text) for text in texts)
                yield "demo year, rows as lists", "、".join(texts)
                yield "demo year, rows as lists", " ".join(texts)
                yield "demo year, rows as lists", "，".join(texts[2:])


def _file_lines() -> Iterator[tuple[str, str]]:
    """Yield the lines of schemes, documents and test cases other than those of masking."""
    paths = [*(ROOT / "seed" / "schemes").rglob("*.toml"), *(ROOT / "docs").rglob("*.md")]
    paths += [*(ROOT / "tests" / "reading" / "cases").glob("*.toml")]
    for path in sorted(paths):
        yield from (("documents, lines", line) for line in path.read_text("utf-8").splitlines())


_SHAPES = (
    "{a}，{b}，{c}", "{a}、{b}、{c}", "{a}，{b}", "{a} {b} {c}", "{a}/{b}/{c}", "{a}|{b}|{c}",
    "{a}、{b}、{c}、{d}", "{a},{b},{c},{d},{e}", "{a}；{b}；{c}；{d}", "{a}:{b}", "{a}~{b}",
    "转办{a}件，办结{b}件，逾期{c}件", "转办、办结、满意数分别为{a}、{b}、{c}",
    "本月{a}，上月{b}，去年同期{c}", "受理{a}、{b}、{c}件", "各乡镇依次为{a}，{b}，{c}，{d}",
    "{t}", "金额{t}元", "{t}，{t}", "合计：{t}", "{t}/{t}", "{r}%，{r}%，{r}%",
    "{r}、{r}、{r}、{r}", "{r}，{r}", "{y}-{m}-{k} {y}-{m}-{k}", "{y}.{m}.{k}～{y}.{m}.{k}",
    "{y}{m}{k}，{y}{m}{k}", "{y}/{m}/{k}、{y}/{m}/{k}", "{y}-{m}-{k} {h}:{n}:{n}",
    "{y}-{m}-{k} {h}:{n}:{n}.{a}", "{h}:{n}，{h}:{n}", "{h}:{n}:{n} {a}", "{i}.{i}.{i}.{i}",
    "IP：{i}.{i}.{i}.{i}，端口{b}", "{i}.{i}.{i}.{i}:{b}", "E{i}.{s}，N{k}.{s}",
    "{i}.{s},{k}.{s}", "〔{y}〕{a}号", "〔{y}〕{a}号、〔{y}〕{b}号",
    "绛政办发〔{y}〕{a}号，{y}年{m}月{k}日", "GD{y}{m}{k}{s}", "工单{y}{m}{k}{s}，{a}",
    "工单编号：{y}-{m}{k}-{s}", "ZB-{y}{m}{k}-{s}", "{y}{m}{k}-{s}", "140826-{y}-{s}",
    "晋（{y}）不动产权第{s}号", "扣{r}分，加{r}分", "{a}:{b}:{c}", "第{a}、{b}、{c}项",
    "序号{a}，{y}年{m}月{k}日，{r}", "{a}户{b}人", "{a}家、{b}家、{c}家企业",
    "K{a}+{c}至K{b}+{d}", "{a}×{b}×{c}毫米", "{y}年{m}月热线受理{a}、办结{b}、满意{c}",
    "12345热线{a}件，{r}%", "联系企业{a}、{b}、{c}家", "拨打电话{a}次、{b}次", "{a}-{b}",
    "{a}-{b}-{c}", "{a}（{b}）", "{a}·{b}", "{a}_{b}_{c}", "版本{k}.{m}.{a}.{b}", "{a}*{b}*{c}",
    "{a}*{b}", "第一、二、三、四、五、六、七批，{a}件", "二〇二{m}年五月，{a}",
    "（一）{a}、{b}（二）{c}", "一是{a}，二是{b}，三是{c}", "三五{a}一二{b}", "{a}一{b}二{c}三",
    "五一{y}{m}{k}", "No.{s}，{s}",
)  # fmt: skip
_LISTS = 30_000


def _make_lists(chance: Random) -> Iterator[tuple[str, str]]:
    for number in range(_LISTS):
        shape = _SHAPES[number % len(_SHAPES)]
        text = re.sub(r"\{(\w)\}", lambda match: _figure(match[1], chance), shape)
        yield f"made: {shape}", text


def _figure(sign: str, chance: Random) -> str:
    """Return a figure for a letter: t with thousands separators, r a rate, a–e counts of any size.

    y, m, k, h and n are year, month, day, hour and minute; i is part of an address, s a serial.
    """
    made = {
        "t": lambda: f"{chance.randrange(10 ** chance.randrange(4, 13)):,}",
        "r": lambda: f"{chance.randrange(10_001) / 100}",
        "y": lambda: str(chance.randrange(2019, 2024)),
        "m": lambda: f"{chance.randrange(1, 13):02}",
        "k": lambda: f"{chance.randrange(1, 29):02}",
        "h": lambda: f"{chance.randrange(24):02}",
        "n": lambda: f"{chance.randrange(60):02}",
        "i": lambda: str(chance.randrange(1, 255)),
        "s": lambda: str(chance.randrange(10**3, 10 ** chance.randrange(4, 9))),
    }
    return made[sign]() if sign in made else str(chance.randrange(10 ** chance.randrange(1, 6)))
