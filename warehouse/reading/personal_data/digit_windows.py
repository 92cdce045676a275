"""Find groups of digits in a text, and windows of neighbouring groups that may be one number.

A group ends where the script changes (138三五九一2345), so that a word that begins with a numeral
(16012345678一再来电) never becomes part of the number beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from warehouse.reading.personal_data.plain_digits import ALIKE, ALIKE_SIGNS, NUMERAL_SIGNS, NUMERALS

_SOFT = r" \-.·()_"
"""Signs printed within one number; the signs of `_LIST` and `_OTHER` also separate numbers."""
_LIST = ",，、;；/"
_OTHER = r"*＊×~～∼:：|｜¦#＃^'’\\"
_GAP = rf"[{_SOFT}{_LIST}{_OTHER}]{{1,3}}"
_ANY = rf"0-9{NUMERAL_SIGNS}{ALIKE_SIGNS}"
_RUN = re.compile(rf"[{_ANY}]+(?:{_GAP}[{_ANY}]+)*(?:(?:{_GAP})?[Xx](?![0-9A-Za-z]))?")
_GROUP = re.compile(rf"[0-9]+[Xx]?|[{NUMERAL_SIGNS}]+[Xx]?|[{ALIKE_SIGNS}]+|[Xx]")
_PLAIN = str.maketrans(NUMERALS | ALIKE)
_NEIGHBOUR_BEFORE = re.compile(rf"[0-9]({_GAP})$")
_NEIGHBOUR_AFTER = re.compile(
    rf"({_GAP})(?![0-9]{{11}})[0-9]++(?!\s?[年月日时点]|[-./][0-9]{{1,2}}[-./])"
)
_DATE_BEFORE = re.compile(
    r"(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s$"
)
_CODE_BEFORE = re.compile(r"[0-9][-_./]$")
_DECIMAL_BEFORE, _DECIMAL_AFTER = re.compile(r"[0-9]\.$"), re.compile(r"\.[0-9]")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:([,，])[0-9]{3})(?:\1[0-9]{3})+")
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")

SHORTEST, LONGEST = 7, 19
_CONTEXT = 40
"""How many characters before and after a number are looked at for its meaning."""


class Window(NamedTuple):
    """Neighbouring groups of digits that may be one number, with the text around them."""

    digits: str
    parts: tuple[str, ...]
    """The digits as the signs between them divide them."""
    gaps: tuple[str, ...]
    """The texts between the parts."""
    inside: str
    before: str
    after: str
    has_alike: bool
    """Whether it contains letters in place of digits: 16O12345678."""

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many digits each part has."""
        return tuple(map(len, self.parts))

    @property
    def is_listed(self) -> bool:
        """Whether a list separator divides the parts: 138，3591，2345."""
        return any(sign in gap for gap in self.gaps for sign in _LIST)

    @property
    def is_hard(self) -> bool:
        """Whether a sign divides the parts that is not printed within numbers."""
        return any(sign not in " -.·()_" for gap in self.gaps for sign in gap)

    @property
    def is_amount(self) -> bool:
        """Whether the parts are a figure with thousands separators or a network address."""
        return bool(_THOUSANDS.fullmatch(self.inside) or _ADDRESS.fullmatch(self.inside))

    @property
    def is_decimal_list(self) -> bool:
        """Whether some of the parts are the two sides of a decimal point: 98.5，97.25."""
        points = {"." in gap for gap in self.gaps}
        is_cut = _DECIMAL_BEFORE.search(self.before) or _DECIMAL_AFTER.match(self.after)
        return points == {True, False} or (self.is_listed and bool(is_cut))

    @property
    def is_time(self) -> bool:
        """Whether some of the parts are hours and minutes: 08:30."""
        pairs = zip(self.gaps, self.sizes, self.sizes[1:], strict=False)
        return any(gap in {":", "："} and left <= 2 == right for gap, left, right in pairs)

    @property
    def ends_code(self) -> bool:
        """Whether digits and a dash precede the parts: 2021-0359-5550123."""
        return _CODE_BEFORE.search(self.before) is not None

    @property
    def is_alone(self) -> bool:
        """Whether the parts have no neighbouring digits of the same list or code."""
        before = _NEIGHBOUR_BEFORE.search(self.before)
        if before and _DATE_BEFORE.search(self.before):
            before = None
        found = (before, _NEIGHBOUR_AFTER.match(self.after))
        signs = {"-", "_", ".", "/", *"".join(self.gaps)}
        return not any(match and signs & set(match[1]) for match in found)


def find_runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the groups of each run of digits, in a plain text, that is long enough for a number."""
    for run in _RUN.finditer(text):
        first, last = run.span()
        if last - first >= SHORTEST:
            yield list(_GROUP.finditer(text, first, last))


def list_windows(
    text: str, groups: Sequence[re.Match[str]], at: int, before: str, done: int
) -> Iterator[tuple[int, int, Window]]:
    """Yield the windows that begin with the group at position `at`, the longest first.

    Each comes with its start and end in the text. `done` is the end of the number before: its
    digits are not part of the context. `before` is the text that precedes `text` in the file.
    """
    start = groups[at].start()
    if groups[-1].end() - start < SHORTEST:
        return
    lead = text[start : start + 2]
    if not (lead.isascii() and lead.isdigit()):
        lead = "".join(group[0] for group in groups[at : at + 2])[:2].translate(_PLAIN)
    size, ends = 0, []
    for end in range(at, len(groups)):
        first, last = groups[end].span()
        size += last - first
        if size > LONGEST:
            ends += [end] if last - start == size else []
            break
        if size >= SHORTEST and _is_likely(size, lead):
            ends.append(end)
    if not ends:
        return
    head = text[max(done, start - _CONTEXT) : start]
    context = before + " " + head if start < _CONTEXT and not done else head
    for end in reversed(ends):
        stop = groups[end].end()
        after = text[stop : stop + _CONTEXT]
        yield start, stop, _make_window(text, groups[at : end + 1], context, after)


def _is_likely(size: int, lead: str) -> bool:
    """Return whether a number can have this size and first two digits; most windows cannot."""
    if size in {10, 11, 12}:  # a landline with its area code, a mobile, or 86 before a landline
        is_mobile = size == 11 and lead[0] == "1" and lead[1] > "2"
        return lead[0] == "0" or is_mobile or lead == "86"
    if size > 8:
        return size > 9 and lead != "20"  # dates and order numbers (2021…) are the most frequent
    return "1" < lead[0] < "9"  # local numbers begin with 2 to 8


def _make_window(text: str, groups: Sequence[re.Match[str]], before: str, after: str) -> Window:
    parts: list[str] = []
    gaps: list[str] = []
    last = groups[0].start()
    for group in groups:
        digits = group[0].translate(_PLAIN)
        if parts and group.start() == last:
            parts[-1] += digits
        else:
            gaps += [text[last : group.start()]] if parts else []
            parts.append(digits)
        last = group.end()
    inside = text[groups[0].start() : last]
    has_alike = any(group[0][0] in ALIKE_SIGNS for group in groups)
    return Window("".join(parts), tuple(parts), tuple(gaps), inside, before, after, has_alike)
