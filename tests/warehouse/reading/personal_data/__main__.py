"""Print recall and false positives of masking on the grown corpus.

`python -m tests.warehouse.reading.personal_data`
"""

from __future__ import annotations

from collections import Counter

from tests.warehouse.reading.personal_data.grown import Grown, make_grown, make_innocent
from warehouse.reading.personal_data.masking import mask

_EXAMPLES = 3


def main() -> None:
    """Print a table of each part of the corpus, and some of the texts that went wrong."""
    _say("recall", make_grown(), by_kind=True)
    _say("false positives", make_innocent(), by_kind=False)


def _say(title: str, corpus: tuple[Grown, ...], *, by_kind: bool) -> None:
    whole: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for one in corpus:
        keys = [one.kind, f"{one.kind}: {one.group}"] if by_kind else [one.group.partition(":")[0]]
        whole.update(["all", *keys])
        became = mask(one.text).text
        if became != one.masked:
            bad.update(["all", *keys])
            examples.setdefault(keys[-1], []).append(f"{one.text!r} → {became!r}")
    print(f"\n{title}")
    for key, size in whole.items():
        good = size - bad[key] if by_kind else bad[key]
        print(f"{good:>7} of {size:>7}  {good / size:8.2%}  {key}")
        for text in examples.get(key, [])[:_EXAMPLES]:
            print(f"{'':24}{text}")


if __name__ == "__main__":
    main()
