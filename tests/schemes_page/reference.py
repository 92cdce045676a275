"""The reference of docs/schemes.md and .zh.md, made from the column tables and the dictionary."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal

from scoring.sheets import language
from scoring.sheets.column import SHEETS, Column
from scoring.sheets.columns import COLUMNS
from scoring.sheets.kind import Context, Key
from scoring.sheets.notation import write_value
from scoring.sheets.template import HINTS
from scoring.sheets.values import Flag, Number, Word
from tests.repository import ROOT

RULES = (ROOT / "docs" / "rules.md").read_text("utf-8")
BEGIN, END = "<!-- reference -->", "<!-- /reference -->"

CONTEXTS: tuple[tuple[str, str, str, str], ...] = (
    ("PART", "", "指标：条、行、层级、取数", "clauses, lines, nodes, figures"),
    ("CONDITION", "9.1", "条件", "conditions"),
    ("EXEMPTION", "9.3", "不涉及", "what does not concern a unit"),
    ("PRICE", "3.5", "单价（台账）", "prices of a ledger"),
    ("NOTICE", "1.1", "方案", "the scheme"),
    ("OBJECTION", "1.1", "异议", "objections"),
    ("OWN_COLUMN", "1.1", "自有数", "own figures"),
    ("ASSESSMENT", "10", "考核", "an assessment"),
    ("VETO", "11", "否决", "vetoes"),
    ("RANK", "11", "排名", "ranks"),
    ("GRADES", "11", "等次（总的）", "grades as a whole"),
    ("GRADE", "11", "等次（每一等）", "each grade"),
    ("CONSEQUENCE", "11", "处理", "consequences"),
    ("READING", "12", "口径", "readings"),
    ("OPTIONS", "12", "口径的选项", "options of a reading"),
    ("FORM", "1.2", "报表", "forms"),
    ("RATE_CHECK", "1.2", "核对比率", "checks of printed rates"),
    ("COLUMN", "1.2", "报表的列", "columns of forms"),
    ("UNIT", "1.3", "名册", "units"),
    ("ENTRY", "1.3", "名册的不涉及", "the roster's exemptions"),
)
"""The dictionary's tables of keys: the section of rules.md (“”: by key), and both titles."""

SAMPLES: tuple[tuple[str, str], ...] = (
    ("of", '"月报表.办结"'),
    ("of", '"last:月报表.办结"'),
    ("of", '["月报表.办结", "月报表.退单"]'),
    ("of", '{ "月报表.办结" = 1, "月报表.退单" = -1 }'),
    ("of", '{ "评价表.领导" = 0.6, "评价表.群众" = 0.4 }'),
    ("per", '{ own = "任务" }'),
    ("below", '{ mean = "simple" }'),
    ("below", '{ mean = "pooled", among = "kind" }'),
    ("below", "{ of = 1200, pace = true }"),
    ("full", '{ unit = { "水利局" = 20 }, kind = { "镇" = 10 }, others = 15 }'),
    ("each", "-0.5"),
    ("each", '"full"'),
    ("each", '"-full"'),
    ("floor", '"none"'),
    ("steps", '{ by = "零头" }'),
    ("below", '{ by = "线", "甲" = 90, "乙" = 95 }'),
    ("months", "[5, 6, 7, 8, 9, 10, 11, 12]"),
    ("for", '"镇"'),
    ("when", '{ of = "检查表.事件", above = 0 }'),
    ("when", '[{ kind = "镇" }, { score = "1", at_least = 80 }]'),
    ("not_for", '{ unit = "水利局", treat = "rescale", reason = "无服务窗口" }'),
    ("not_for", '{ when = { of = "检查表.事件", is = 0 }, treat = "full" }'),
)
"""Keys of a clause with values as text says them; the reference prints how a cell says them."""


def write_reference(*, is_chinese: bool) -> str:
    """Return chapter 3 of a page, with its marks."""
    say = _Said(is_chinese)
    lines = [BEGIN, f"## 3 {say('工作簿各列、各项', 'Reference')}", "", say(_OPENING, _OPENING_EN)]
    for name in SHEETS:
        lines += ["", f"### {say(f'工作表“{name}”', f'Sheet {name}')}", ""]
        lines += _write_columns(COLUMNS[name], say)
        if name == SHEETS[0]:
            lines += ["", *_write_items(say)]
    lines += ["", f"### {say('格中怎样写', 'The notation of cells')}", "", say(_RULES, _RULES_EN)]
    lines += ["", *_write_samples(say)]
    lines += ["", f"### {say('全部项目', 'All keys')}", "", say(_KEYS, _KEYS_EN)]
    for name, section, chinese, english in CONTEXTS:
        title = say(chinese, f"{chinese} ({english})")
        lines += ["", f"**{title}**{f' → rules.md {section}' if section else ''}", ""]
        lines += _write_keys(getattr(language, name), say, is_pointed=not section)
    return "\n".join([*lines, END])


_OPENING = (
    "本章由程序的列表和词表生成（`python -m tests.schemes_page`），与空白工作簿的提示、“说明”一致；"
    "“说明”另有三十多种条文的写法。第6张表“说明”程序不读。“键”是文本方案里的写法。"
)
_OPENING_EN = (
    "Made from the tables of which the workbook, its drop-downs and its 说明 are made "
    "(`python -m tests.schemes_page`), so the help is the workbook's own. 说明, the sixth sheet, "
    "is not read; it also shows more than thirty kinds of clause as rows."
)
_RULES = (
    "几个值用“、”，几项用“；”隔开，名称和值之间写“＝”，全角、半角都可以；套在里面的放进“{ }”；"
    "名称中有这些符号的加引号。没有专门一列的项目写进“其他”，如“显示小数位＝1；取整＝单独取整”。"
    "程序不能识别的格，检查时会指出。"
)
_RULES_EN = (
    "、 separates values, ； pairs of `键＝值`; full and half width read alike; what is nested "
    "stands in `{ }`, a name that holds such a sign in quotation marks. A key without a column of "
    "its own goes to 其他. Everything that text says can be said in cells; comments of TOML are "
    "not kept."
)
_KEYS = (
    "“写法”列出程序认得的词；空着的是文字、取数、算式，见上。箭头后、最后一列是 rules.md 的章节。"
)
_KEYS_EN = (
    "The third column has the words that a cell may hold; where it is blank, a text, figure "
    "or quantity as above. Numbers point to sections of [rules.md](rules.md)."
)


class _Said:
    """Chooses between the two languages."""

    def __init__(self, is_chinese: bool) -> None:
        self.is_chinese = is_chinese

    def __call__(self, chinese: str, english: str) -> str:
        """Return the words of the page's language."""
        return chinese if self.is_chinese else english


def _write_columns(columns: tuple[Column, ...], say: _Said) -> Iterator[str]:
    heads = say("列 | 填什么 | 例 | 下拉列表 | 键", "column | what | example | drop-down | keys")
    yield from (f"| {heads} |", "|---|---|---|---|---|")
    for one in columns:
        keys = " ".join(f"`{key}`" for key in one.keys)
        header = f"**{one.header}**" if one.is_needed else one.header
        cells = (header, one.help, one.example, "、".join(one.drop_down), keys)
        yield f"| {' | '.join(cells)} |"


def _write_items(say: _Said) -> Iterator[str]:
    yield from (f"| {say('部分 | 项目 | 填什么', 'part | item | what')} |", "|---|---|---|")
    yield from (f"| {part} | {item} | {hint} |" for (part, item), hint in HINTS.items())


def _write_samples(say: _Said) -> Iterator[str]:
    heads = say("项目 | 格中 | 文本", "item | cell | text")
    yield from (f"| {heads} |", "|---|---|---|")
    for key, text in SAMPLES:
        one = language.PART.keys[key]
        value = tomllib.loads(f"x = {text}", parse_float=Decimal)["x"]
        yield f"| {one.word} | {write_value(one.kind, value)} | `{key} = {text}` |"


def _write_keys(context: Context, say: _Said, *, is_pointed: bool) -> Iterator[str]:
    heads = say("项目 | 键 | 写法", "item | key | words") + " | rules.md" * is_pointed
    yield from (f"| {heads} |", f"|{'---|' * (3 + is_pointed)}")
    for key, one in context.keys.items():
        pointer = f" {_find_section(key)} |" if is_pointed else ""
        yield f"| {one.word} | `{key}` | {_list_words(one)} |{pointer}"


def _list_words(one: Key) -> str:
    match one.kind:
        case Flag():
            return "是、否"
        case Number():
            return "数"
        case Word(words, other):
            return "、".join((*words.values(), *(["数"] if isinstance(other, Number) else [])))
    return ""


def _find_section(key: str) -> str:
    """Return the section of rules.md that explains a key of a clause.

    That is the one with the key as the first of its heading, else of a table's row, else anywhere.
    """
    begin, end = RULES.index("\n## 3 "), RULES.index("\n## 11 ")
    text = RULES[begin:end]
    rows = rf"^\| (`\w+`, )*`{key}`"
    for pattern in (rf"^##+ [^`\n]*`{key}`", rf"^\| `{key}`", rows, rf"`{key}`|\b{key} = "):
        if found := re.search(pattern, text, flags=re.M):
            heads = re.findall(r"(?m)^##+ ([\d.]+) ", text[: found.end()])
            return str(heads[-1])
    return ""
