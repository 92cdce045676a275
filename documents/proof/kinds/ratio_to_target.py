"""`ratio_to_target`: the full points × ratio ÷ target, at most the full points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from documents.proof.exactness import CENTS
from documents.proof.formulas import FALSE, Formula, both, least_of
from documents.proof.workings import Latest, Proved, Workings
from scoring.rules.ratio_to_target import RatioToTarget


def prove(rule: RatioToTarget, full: Decimal, workings: Workings) -> list[Proved]:
    """Return full × ratio ÷ target, up to full; a ratio to nothing stays open."""
    pairs = _read(rule, workings)
    tops, bottoms = [one.value for one in pairs], [_bottom(one) for one in pairs]
    are_known = [
        both(top.is_filled(), bottom.is_filled(), bottom > 0)
        for top, bottom in zip(tops, bottoms, strict=True)
    ]
    factor = Fraction(full * CENTS) / Fraction(rule.target)
    terms = (factor.numerator, 0, factor.denominator)
    title = workings.titles[rule.needs()[0].ref]
    rates = workings.rates(title, tops, bottoms)
    shares = workings.share(f"{title}：{full}分", rates, are_known, terms)
    return [
        Proved(
            least_of(full, share / CENTS),
            is_known,
            is_uncomputable=bottom.equals(0) if rule.rate is None else FALSE,
        )
        for share, is_known, bottom in zip(shares, are_known, bottoms, strict=True)
    ]


def _read(rule: RatioToTarget, workings: Workings) -> list[Latest]:
    if rule.rate is not None:
        return workings.latest(rule.rate, is_rate=True)
    assert rule.numerator is not None and rule.denominator is not None
    tops, bottoms = workings.latest(rule.numerator), workings.latest(rule.denominator)
    return [Latest(top.value, bottom.value) for top, bottom in zip(tops, bottoms, strict=True)]


def _bottom(latest: Latest) -> Formula:
    assert latest.denominator is not None
    return latest.denominator
