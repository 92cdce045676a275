"""What of a password is one's own, and what guessers try before anything else (ASVS 5.0, 6.2).

A list of whole passwords knows only those that are on it. Here a password is taken apart as
guessing programs put it together: what they try first counts nothing, a common word as two
characters however long it is, a date as one, everything else as what it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

WORD_WORTH = 2
"""A list of two thousand words holds eleven bits of choice: about two characters."""

KEYBOARD = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "一二三四五六七八九十")
SHORTEST_WALK, SHORTEST_LINE = 4, 3
SHIFTED = str.maketrans("!@#$%^&*()_+", "1234567890-=")
"""Shift held down over the digits is no secret either."""

LEET = str.maketrans("@013457$!", "aoieastsi")

_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_SEPARATOR = "[-./_年月日号]?"
_DATES = re.compile(
    rf"(?<![0-9])[0-9]{{6}}{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{3}}[0-9x](?![0-9])"
    r"|(?<![0-9])1[3-9][0-9]{9}(?![0-9])"
    rf"|{_YEAR}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_DAY}{_SEPARATOR}"
    rf"|{_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_YEAR}"
    rf"|{_YEAR}{_SEPARATOR}"
    r"|(?<![0-9])[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
)
"""A citizen's number, a mobile number, a date in either order, a year, a date of six digits."""

_SURNAMES = (
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang"
    " xie song tang deng feng han cao zeng peng xiao cai pan tian dong yuan yu ye jiang du su wei"
    " cheng lv lu ding ren yao shen zhong cui tan fan jin shi liao jia xia fu fang zou xiong bai"
    " meng qin qiu hou yin xue yan lei long shao hao gong qian wan dai mo kong xiang chang tao"
)
_GIVEN = (
    "wei fang na min jing qiang lei jun yang yong yan jie juan tao ming chao xia ping gang hua ying"
    " hui lan jian bo bin yu mei dan hong hai long peng fei xin ting xue rui hao ning lin li na"
    " shuai kai liang qing zhen guo dong xiao yi jia chen xuan zi han hang cheng feng qiu yun lu"
    " yue zhi wen xiang guang rong ling jiao xing sheng cong shan song yuan guo zhong an jin"
)
_NAME = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_SURNAMES.split())})(?:{'|'.join(_GIVEN.split())}){{1,2}}(?![a-z])"
)
"""A whole name in pinyin: surname and one or two syllables, and no letter before or after."""


def count_own(password: str, names: Iterable[str] = ()) -> int:
    """Return how many characters of a password count, by what is easiest to guess in it.

    `names`: what the house itself is called: the account, the units. Each thing counts once.
    """
    folded = password.casefold()
    variants = {folded, folded.translate(SHIFTED), folded.translate(LEET)}
    return min(_count(one, [one.casefold() for one in names if len(one) > 1]) for one in variants)


def _count(text: str, names: list[str]) -> int:
    text = _drop(text, _read_list("common_passwords.txt").union(names))
    text, dates = _count_matches(_DATES, text)
    text, _ = _count_matches(_NAME, text)
    text, words = _count_words(text)  # before the walks: fingers walk through 'liverpool' too
    text = _drop_walks(text)
    return dates + words * WORD_WORTH + len({*text} - {"\0"})


def _drop(text: str, parts: Collection[str]) -> str:
    for part in _find_parts(text, parts):
        text = text.replace(part, "\0")
    return text


def _find_parts(text: str, parts: Collection[str]) -> list[str]:
    """Return the parts that stand in a text, the longest first."""
    pieces = {
        text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)
    }
    return sorted(pieces.intersection(parts), key=lambda one: (-len(one), one))


def _count_matches(pattern: re.Pattern[str], text: str) -> tuple[str, int]:
    return pattern.sub("\0", text), len({*pattern.findall(text)})


def _count_words(text: str) -> tuple[str, int]:
    counted = 0
    for word in _find_parts(text, _read_list("common_words.txt")):
        if word in text:
            text, counted = text.replace(word, "\0"), counted + 1
    return text, counted


def _drop_walks(text: str) -> str:
    """Drop what fingers do by themselves: lines and walks over the keys, runs of the alphabet."""
    kept, at = [], 0
    while at < len(text):
        length = max(_measure_walk(text, at), _measure_line(text, at))
        kept.append("\0" if length else text[at])
        at += length or 1
    return "".join(kept)


def _measure_walk(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and text[end] in _neighbours().get(text[end - 1], ""):
        end += 1
    return end - at if end - at >= SHORTEST_WALK else 0


def _measure_line(text: str, at: int) -> int:
    end = at + SHORTEST_LINE
    if not any(text[at:end] in line for line in _lines()) or end > len(text):
        return 0
    while end < len(text) and any(text[at : end + 1] in line for line in _lines()):
        end += 1
    return end - at


@cache
def _lines() -> tuple[str, ...]:
    """Straight lines: rows, columns of keys both ways down, the alphabet; each also backwards."""
    columns = ["".join(keys) for keys in zip(KEYBOARD[0][1:], *KEYBOARD[1:], strict=False)]
    rising = ["".join(keys) for keys in zip(KEYBOARD[0][3:], KEYBOARD[1][2:], KEYBOARD[2][1:],
                                            KEYBOARD[3], strict=False)]  # fmt: skip
    lines = [*KEYBOARD, *columns, *rising, *RUNS, "147258369", "789456123"]
    return (*lines, *(one[::-1] for one in lines))


@cache
def _neighbours() -> dict[str, str]:
    """Key → the keys that touch it, and itself."""
    places = {key: (row, column) for row, keys in enumerate(_aligned()) for column, key in keys}
    return {
        key: "".join(
            other
            for other, (row, column) in places.items()
            if (row - own_row, column - own_column) in _TOUCHING
        )
        for key, (own_row, own_column) in places.items()
    }


_TOUCHING = {(0, 0), (0, 1), (0, -1), (1, 0), (1, -1), (-1, 0), (-1, 1)}


def _aligned() -> list[list[tuple[int, str]]]:
    """Rows with each key's column: the digits' row begins one key further to the left."""
    return [
        [(at - (not row), key) for at, key in enumerate(keys)] for row, keys in enumerate(KEYBOARD)
    ]


@cache
def _read_list(name: str) -> frozenset[str]:
    text = (files("warehouse.accounts") / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())
