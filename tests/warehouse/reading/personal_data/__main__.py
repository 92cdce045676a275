"""Print the recall and the false positives of masking on the grown corpus.

Run it by `python -m tests.warehouse.reading.personal_data`.
"""

from __future__ import annotations

from collections import Counter

from tests.warehouse.reading.personal_data.grown import Grown, make_grown, make_innocent
from warehouse.reading.personal_data.masking import mask

_EXAMPLES = 3


def main() -> None:
    """Print a table for each part of the corpus, with examples of wrong results."""
    _print_table("recall", make_grown(), by_kind=True)
    _print_table("false positives", make_innocent(), by_kind=False)


def _print_table(title: str, corpus: tuple[Grown, ...], *, by_kind: bool) -> None:
    total: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for case in corpus:
        group = f"{case.kind}: {case.group}"
        keys = [case.kind, group] if by_kind else [case.group.partition(":")[0]]
        total.update(["all", *keys])
        masked = mask(case.text).text
        if masked != case.masked:
            bad.update(["all", *keys])
            examples.setdefault(keys[-1], []).append(f"{case.text!r} → {masked!r}")
    print(f"\n{title}")
    for key, size in total.items():
        good = size - bad[key] if by_kind else bad[key]
        print(f"{good:>7} of {size:>7}  {good / size:8.2%}  {key}")
        for text in examples.get(key, [])[:_EXAMPLES]:
            print(f"{'':24}{text}")


if __name__ == "__main__":
    main()
