"""A message about a scheme in the workbook's words, with Chinese ones for English ones."""

from __future__ import annotations

import re

from scoring.sheets import language
from scoring.sheets.kind import Context
from scoring.sheets.words import TO_CHINESE, TYPE

_CONTEXTS: tuple[Context, ...] = (
    language.PART, language.CONDITION, language.EXEMPTION, language.VETO, language.RANK,
    language.GRADES, language.GRADE, language.CONSEQUENCE, language.ASSESSMENT, language.READING,
    language.FORM, language.COLUMN, language.UNIT, language.ENTRY, language.NOTICE,
)  # fmt: skip
KEYS = {
    key: one.word for context in reversed(_CONTEXTS) for key, one in context.keys.items()
} | {
    "scheme.toml": "考核、指标两张表", "forms.toml": "报表", "units.csv": "名册",
    "true": "是", "false": "否", "step": "步",
}  # fmt: skip
_WORD = re.compile(r"(?<![A-Za-z_.])-?[a-z][a-z_]*(?:\.(?:toml|csv))?(?![A-Za-z_])")


def say_in_chinese(text: str) -> str:
    """Return a message with the language's English keys and words put into Chinese."""
    return _WORD.sub(lambda found: _say(found[0]), text)


def _say(word: str) -> str:
    return TYPE.get(word) or KEYS.get(word) or TO_CHINESE.get(word) or word
