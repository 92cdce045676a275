"""Where a part starts by default: at its full mark if every line only deducts, else at 0."""

from __future__ import annotations

from scoring.clauses.numbers import to_number
from scoring.clauses.writing_figures import Written


def fixed(number: int) -> Written:
    """Return a plain number as a quantity."""
    return {"kind": "fixed", "value": number}


def of_full(share: int) -> Written:
    """Return a part of the full mark as a quantity."""
    return {"kind": "of_full", "share": share}


def start_by_default(part: Written) -> Written:
    """Return the full mark if every line only deducts, else 0 (rules: start)."""
    deducts = part.get("full") and all(only_deducts(item) for item in part["lines"])
    return of_full(1) if deducts else fixed(0)


def only_deducts(item: Written) -> bool:
    """Return whether a line or group can never give points: its prices are all below 0."""
    if item["kind"] == "group":
        has_start = item.get("start", fixed(0)) != fixed(0)
        inner = all(only_deducts(one) for one in item["lines"])
        return not item.get("full") and not has_start and inner
    curve = item["curve"]
    match curve["kind"]:
        case "each":
            return is_below_zero(curve["price"])
        case "tiers":
            return all(is_below_zero(tier["price"]) for tier in curve["tiers"])
        case "places":
            prices = [*curve["points"], *([curve["beyond"]] if curve["beyond"] else [])]
        case "table":
            past = [curve["below_table"]] if curve.get("below_table") else []
            prices = [*(row["points"] for row in curve["rows"]), *past]
        case _:
            return False
    return all(_is_at_most_zero(price) for price in prices) and any(map(is_below_zero, prices))


def _signs(price: Written) -> set[int]:
    match price["kind"]:
        case "fixed":
            number = to_number(price["value"])
        case "of_full":
            number = to_number(price["share"])
        case "by_unit":
            inner = [*price["units"].values(), *price["kinds"].values()]
            inner += [price["others"]] if price["others"] else []
            return {sign for one in inner for sign in _signs(one)}
        case _:
            number = to_number(price.get("times", 1))
    return {(number > 0) - (number < 0)}


def is_below_zero(price: Written) -> bool:
    """Return whether a written price is a deduction for every unit."""
    return _signs(price) == {-1}


def _is_at_most_zero(price: Written) -> bool:
    return _signs(price) <= {-1, 0}
