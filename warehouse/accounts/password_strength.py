"""Estimate how much of a password cannot be guessed easily (ASVS 5.0, 6.2).

A list of whole passwords rejects only those that are on it. Here a password is split into the parts
from which guessing programs build their guesses. What they try first counts 0, a common word counts
2 characters at any length, a date counts 1, and every other distinct character counts 1.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files

WORD_WORTH = 2
"""A choice among two thousand words has log2(2000) = 11 bits, as many as about two characters."""

KEYBOARD = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "一二三四五六七八九十")
SHORTEST_WALK, SHORTEST_LINE = 4, 3
SHIFTED = str.maketrans("!@#$%^&*()_+", "1234567890-=")
"""Symbols typed with Shift on the digit keys are as easy to guess as the digits."""

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
"""An identity number, a mobile number, a date in either order, a year, a date of six digits."""

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
"""A full name in pinyin: a surname and one or two syllables, with no letter before or after."""


def count_hard_characters(password: str, names: Iterable[str] = ()) -> int:
    """Return how many characters of a password count; repeated parts count once.

    The password is also read with Shift and leet substitutions undone; the lowest count applies.
    `names`: local names that guessers know, such as the account and the units.
    """
    folded = password.casefold()
    variants = {folded, folded.translate(SHIFTED), folded.translate(LEET)}
    known = [name.casefold() for name in names if len(name) > 1]
    return min(_count(variant, known) for variant in variants)


def _count(text: str, names: list[str]) -> int:
    text = _drop(text, _read_list("common_passwords.txt").union(names))
    text, dates = _count_matches(_DATES, text)
    text, _ = _count_matches(_NAME, text)
    text, words = _count_words(text)  # before the walks: 'liverpool' contains a walk too
    text = _drop_walks(text)
    return dates + words * WORD_WORTH + len({*text} - {"\0"})


def _drop(text: str, parts: Collection[str]) -> str:
    for part in _find_parts(text, parts):
        text = text.replace(part, "\0")
    return text


def _find_parts(text: str, parts: Collection[str]) -> list[str]:
    """Return the parts that a text contains, the longest first."""
    pieces = {
        text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1)
    }
    return sorted(pieces.intersection(parts), key=lambda part: (-len(part), part))


def _count_matches(pattern: re.Pattern[str], text: str) -> tuple[str, int]:
    return pattern.sub("\0", text), len({*pattern.findall(text)})


def _count_words(text: str) -> tuple[str, int]:
    counted = 0
    for word in _find_parts(text, _read_list("common_words.txt")):
        if word in text:
            text, counted = text.replace(word, "\0"), counted + 1
    return text, counted


def _drop_walks(text: str) -> str:
    """Drop lines and walks over neighbouring keys, and runs of the alphabet."""
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
    """Return straight lines: key rows, both diagonals of keys, runs; each also reversed."""
    columns = ["".join(keys) for keys in zip(KEYBOARD[0][1:], *KEYBOARD[1:], strict=False)]
    rising = ["".join(keys) for keys in zip(KEYBOARD[0][3:], KEYBOARD[1][2:], KEYBOARD[2][1:],
                                            KEYBOARD[3], strict=False)]  # fmt: skip
    lines = [*KEYBOARD, *columns, *rising, *RUNS, "147258369", "789456123"]
    return (*lines, *(line[::-1] for line in lines))


@cache
def _neighbours() -> dict[str, str]:
    """Return key → the keys that touch it, and itself."""
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
    """Return the rows with each key's column; the row of digits begins one key further left."""
    return [
        [(at - (not row), key) for at, key in enumerate(keys)] for row, keys in enumerate(KEYBOARD)
    ]


@cache
def _read_list(name: str) -> frozenset[str]:
    text = (files("warehouse.accounts") / name).read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(" ".join(lines).split())
