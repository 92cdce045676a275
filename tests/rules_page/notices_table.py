"""The table of notices in docs/rules.md: clauses, how far they are said, and lines of TOML.

`python -m tests.rules_page.notices_table` writes the table on the page again.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scoring.scheme import Scheme
from tests.repository import ROOT
from tests.rules_page.page import PAGE
from warehouse.schemes.scheme_files import load_scheme

CLAUSES = ROOT / "tests" / "scoring" / "clauses" / "clauses_of_notices.toml"
EXAMPLES = ROOT / "seed" / "examples"
SHIPPED = ROOT / "seed" / "schemes"
WITHOUT_A_SCHEME = {"6": "宣城 2019 政府网站, 国家指标, 肇庆", "15": "鲤城 2020 政务公开"}
"""Notices of the table of clauses that no folder of `seed` holds whole."""

BEGINNING = "| notice | its clauses | exact | bent | unseen |"
HEAD = [
    f"{BEGINNING} scheme | readings | lines for its clauses | lines for each | `scheme.toml` |",
    "|---|---|---|---|---|---|---|---|---|---|",
]
NO_RULES = ("[[reading]]", "[[own]]", "[[unit]]")
"""Parts of a scheme that are no clause, veto, rank or grade; nor is what stands before them."""


@dataclass(frozen=True)
class Written:
    """How long a scheme is: lines without blank ones and comments."""

    whole: int
    rules: int


def count_lines(folder: Path) -> Written:
    """Return the lines of a scheme's file, and how many of them say its clauses."""
    whole = rules = 0
    is_rule = False
    for line in (folder / "scheme.toml").read_text("utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            is_rule = line.strip() not in NO_RULES
        whole += 1
        rules += is_rule
    return Written(whole, rules)


def count_own(scheme: Scheme) -> int:
    """Return how many clauses a shipped notice has: the places that its clauses and vetoes cite."""
    cited = {
        (assessment.id, item.clause)
        for assessment in scheme.assessments
        for item in (*assessment.indicators, *assessment.vetoes)
    }
    return len(cited)


def list_clauses() -> list[dict[str, Any]]:
    """Return the rows of the table of clauses."""
    clauses: list[dict[str, Any]] = tomllib.loads(CLAUSES.read_text("utf-8"))["table"]["clauses"]
    return clauses


def count_verdicts(notice: str) -> Counter[str]:
    """Return how many clauses of a notice are said exactly, bent, or were not seen."""
    return Counter(row["verdict"] for row in list_clauses() if row["notice"] == notice)


def list_rows() -> Iterator[list[str]]:
    """Yield the rows of the table: examples, notices without a scheme, shipped notices."""
    notices = {row["scheme"]: row["notice"] for row in list_clauses() if "scheme" in row}
    total: Counter[str] = Counter()
    for folder in sorted(EXAMPLES.iterdir()):
        verdicts = count_verdicts(notices[folder.name])
        total += verdicts
        yield [f"`{folder.name}`", *_tell_verdicts(verdicts), *_tell_scheme(folder, verdicts)]
    for notice, title in WITHOUT_A_SCHEME.items():
        verdicts = count_verdicts(notice)
        total += verdicts
        yield [title, *_tell_verdicts(verdicts), *["–"] * 5]
    yield ["**eight notices**", *_tell_verdicts(total), *[""] * 5]
    for folder in sorted(SHIPPED.iterdir()):
        own = Counter(exact=count_own(load_scheme(folder)))
        yield [f"`{folder.name}`", *_tell_verdicts(own), *_tell_scheme(folder, own)]


def count_said() -> str:
    """Return how README and DECISIONS count the clauses of the eight notices."""
    notices = {row["notice"] for row in list_clauses() if "scheme" in row} | {*WITHOUT_A_SCHEME}
    count = sum((count_verdicts(notice) for notice in notices), Counter[str]())
    return f"{count['exact']} of the {count['exact'] + count['bent']} clauses of"


def _tell_verdicts(count: Counter[str]) -> list[str]:
    return [str(count.total()), *(str(count[word]) for word in ("exact", "bent", "unseen"))]


def _tell_scheme(folder: Path, own: Counter[str]) -> list[str]:
    scheme = load_scheme(folder)
    items = sum(len(one.indicators) + len(one.vetoes) for one in scheme.assessments)
    written = count_lines(folder)
    each = f"{written.rules / own.total():.1f}"
    return [
        str(items), str(len(scheme.interpretations)), str(written.rules), each, str(written.whole)
    ]  # fmt: skip


def write_table() -> str:
    """Return the table as Markdown."""
    rows = [f"| {' | '.join(row)} |" for row in list_rows()]
    return "\n".join([*HEAD, *rows])


def find_table(text: str) -> str:
    """Return the table as it stands on a page."""
    table = text.partition(BEGINNING)[2]
    if not table:
        raise ValueError(f"the page has no table that begins with {BEGINNING}")
    return BEGINNING + table.partition("\n\n")[0].rstrip("\n")


def main() -> None:
    """Write the table on the page again."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(text.replace(find_table(text), write_table()), "utf-8")


if __name__ == "__main__":
    main()
