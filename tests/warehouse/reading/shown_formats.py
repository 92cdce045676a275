"""A second, simple model of number formats and of what they show.

A format is built from parts and never parsed, so that the reader's code is not its own judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from typing import Literal

from hypothesis import strategies as st

Kind = Literal["figures", "percent", "quoted percent", "unit", "zero added", "words"]
BLANK_WORDS = ["", "—", "-"]
OPERATORS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True)
class Part:
    """One section: digits followed by a sign or unit, or words in their place."""

    kind: Kind
    places: int = 0
    words: str = ""

    @property
    def after(self) -> str:
        """What follows the digits."""
        return {"percent": "%", "quoted percent": "%", "zero added": "0"}.get(self.kind, self.words)

    def code(self) -> str:
        if self.kind == "words":
            return f'"{self.words}"'
        figures = "0" + ("." + "0" * self.places if self.places else "")
        quoted = f'"{self.after}"' if self.after else ""
        return figures + ("%" if self.kind == "percent" else quoted)

    def show(self, value: Decimal) -> str:
        if self.kind == "words":
            return self.words
        number = Fraction(value) * (100 if self.kind == "percent" else 1)
        steps = int(number * 10**self.places + Fraction(1, 2))  # values here are never negative
        digits = str(steps).rjust(self.places + 1, "0")
        cut = len(digits) - self.places
        return digits[:cut] + ("." + digits[cut:] if self.places else "") + self.after

    def ods(self, name: str, maps: str) -> str:
        style = "percentage-style" if self.kind == "percent" else "number-style"
        figures = (
            f'<number:number number:decimal-places="{self.places}" number:min-integer-digits="1"/>'
        )
        body = "" if self.kind == "words" else figures
        text = f"<number:text>{escape(self.after)}</number:text>"
        return f'<number:{style} style:name="{name}">{body}{text}{maps}</number:{style}>'


@dataclass(frozen=True)
class Format:
    """Up to three parts, all but the last with a condition (operator, limit), or none with one."""

    parts: tuple[Part, ...]
    conditions: tuple[tuple[str, str], ...] = ()
    has_text: bool = False

    def code(self) -> str:
        stated = [f"[{operator}{limit}]" for operator, limit in self.conditions]
        stated += [""] * (len(self.parts) - len(stated))
        sections = [s + part.code() for s, part in zip(stated, self.parts, strict=True)]
        return ";".join([*sections, "@"] if self.has_text else sections)

    def part(self, value: Decimal) -> Part:
        """Return the part that shows a value ≥ 0."""
        for (operator, limit), part in zip(self.conditions, self.parts, strict=False):
            if OPERATORS[operator](value, Decimal(limit)):
                return part
        if self.conditions:
            return self.parts[len(self.conditions)]
        return self.parts[2] if value == 0 and len(self.parts) == 3 else self.parts[0]

    def ods(self) -> str:
        """Return the styles of an OpenDocument file for this format."""
        conditions = list(self.conditions)
        if not conditions:
            conditions = {1: [], 2: [(">=", "0")], 3: [(">", "0"), ("<", "0")]}[len(self.parts)]
        named = [f"P{number}" for number in range(len(conditions))]
        maps = "".join(
            f'<style:map style:condition="value(){escape(operator.replace("<>", "!="))}{limit}" '
            f'style:apply-style-name="{name}"/>'
            for name, (operator, limit) in zip(named, conditions, strict=True)
        )
        parts = "".join(part.ods(name, "") for name, part in zip(named, self.parts, strict=False))
        last = self.parts[-1].ods("N", maps)
        cell = '<style:style style:name="ce" style:family="table-cell" style:data-style-name="N"/>'
        return parts + last + cell


def formats_of(parts: st.SearchStrategy[Part], limits: list[str]) -> st.SearchStrategy[Format]:
    """Return formats of one to three parts, with no, one or two conditions."""
    condition = st.tuples(st.sampled_from(sorted(OPERATORS)), st.sampled_from(limits))
    plain = st.builds(
        Format, st.lists(parts, min_size=1, max_size=3).map(tuple), has_text=st.booleans()
    )
    one = st.builds(Format, st.tuples(parts, parts), st.tuples(condition))
    two = st.builds(Format, st.tuples(parts, parts, parts), st.tuples(condition, condition))
    return st.one_of(plain, one, two)


def figures(kinds: list[Kind], words: list[str]) -> st.SearchStrategy[Part]:
    """Return parts of these kinds, or with one of these words in place of digits."""
    places = st.integers(0, 3)
    written = [st.builds(Part, st.just(kind), places) for kind in kinds]
    units = st.builds(Part, st.just("unit"), places, st.sampled_from(["条", "件", "例"]))
    with_units = [units] if "unit" in kinds else []
    return st.one_of(
        *[part for kind, part in zip(kinds, written, strict=True) if kind != "unit"],
        *with_units,
        st.builds(Part, st.just("words"), st.just(0), st.sampled_from(words)),
    )
