"""docs/rules.md holds: its blocks load, say what is quoted, give the figures; no key is missing."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scoring.clauses.building import ASSESSMENT_KEYS
from scoring.clauses.decisions import Consequence, Grade, Grades, Rank
from scoring.clauses.notice import Heading
from scoring.clauses.parts import Clause, walk_tree
from scoring.clauses.quantities import Target
from scoring.clauses.readings import OpenReading
from scoring.clauses.roster import AssessedUnit, Exemption, OwnColumn
from scoring.clauses.sentences.clauses import say_clause
from scoring.clauses.writing_decisions import VETO_KEYS
from scoring.clauses.writing_figures import FIGURE_KEYS, SHAPES, STANDING_KEYS
from scoring.clauses.writing_parts import CLAUSE_KEYS, NODE_KEYS
from scoring.clauses.writing_quantities import MODIFIERS, TESTS
from scoring.dataset import Column, Dataset, RateCheck
from scoring.frozen import Frozen
from scoring.scheme import ObjectionTerm, Publishing
from tests.repository import ROOT
from tests.rules_page.facts import Worked
from tests.rules_page.notices_table import count_said, find_table, write_table
from tests.rules_page.page import OFFICE_PAGE, PAGE, Block, list_words, read_blocks
from tests.rules_page.schemes import examples, is_forms, say_parts
from warehouse.faults import SchemeError
from warehouse.schemes.scheme_files import ROSTER_COLUMNS, load_scheme

PAGES = (PAGE, OFFICE_PAGE)
INNER_KEYS = {
    "mean", "among", "without_own", "unit", "kind", "others", "having", "treat", "reason", "month",
    "reading", "own", "score", "assessment", "by", "column", "prices", "last", "readings",
}  # fmt: skip
"""Keys of the tables inside a figure, a target, a condition or a `not_for`."""

MODELS: list[type[Frozen]] = [
    Heading, Publishing, ObjectionTerm, OwnColumn, OpenReading, AssessedUnit, Exemption, Dataset,
    Column, RateCheck, Rank, Grades, Grade, Consequence,
]  # fmt: skip


def list_blocks(path: Path) -> list[Block]:
    return [block for block in read_blocks(path) if block.language == "toml"]


def name(block: Block) -> str:
    return f"{block.section}, line {block.line}"


BLOCKS = [(path, block) for path in PAGES for block in list_blocks(path)]


def list_cases() -> Iterator[Any]:
    """Yield the worked cases of both pages."""
    for path, block in BLOCKS:
        for number, rows in enumerate(block.cases, start=1):
            yield pytest.param(path, block, rows, id=f"{path.name}: {name(block)}, {number}")


@pytest.mark.parametrize(("path", "block"), BLOCKS, ids=[f"{p.name}: {name(b)}" for p, b in BLOCKS])
def test_a_block_loads_and_says_what_is_quoted(path: Path, block: Block) -> None:
    """Every clause's sentence is beneath its block, and nothing else is."""
    scheme = examples(path).load(block)
    if is_forms(block.toml):
        return
    clauses, others = say_parts(scheme.chosen())
    own = {"clauses", "total", "assessment"} & block.toml.keys()
    assert set(block.sentences) <= {*clauses, *others}
    assert not own or set(clauses) <= set(block.sentences)
    assert not scheme.warnings


@pytest.mark.parametrize(("path", "block", "rows"), list(list_cases()))
def test_a_worked_figure_comes_out(path: Path, block: Block, rows: list[dict[str, str]]) -> None:
    got, wanted = Worked(examples(path).load(block), rows).compare()
    assert got == wanted


def list_writings(path: Path) -> list[tuple[str, str]]:
    """Return the rows of the table 'the notice says → write'."""
    rows = re.findall(r"(?m)^\| ([^|`]+) \| `([^`]+)` \|", path.read_text("utf-8"))
    return [(said, code) for said, code in rows if re.match(r"\{|\w+ = [{\[]", code)]


def write_document(code: str) -> str:
    """Return the TOML of a row's code: a clause, or parts of a scheme."""
    if not code.startswith("{"):
        return code
    return f'clauses = [{code[0]} id = "1",{code[1:]}]'


@pytest.mark.parametrize(("said", "code"), list_writings(PAGE), ids=lambda one: str(one)[:24])
def test_a_row_of_the_table_loads_and_is_said(said: str, code: str) -> None:
    block = Block("table", 10**6, "toml", write_document(code))
    scheme = examples(PAGE).load(block)
    assert not [one for one in scheme.warnings if "period_full" in str(one)], said
    for part in walk_tree(scheme.chosen().assessments[0].total):
        if isinstance(part, Clause):
            sentence = say_clause(part, scheme.notice.heading)
            assert sentence.endswith("。")
            assert "None" not in sentence


def test_the_table_is_long_and_both_pages_have_it() -> None:
    english, chinese = list_writings(PAGE), list_writings(OFFICE_PAGE)
    assert len(english) >= 80
    assert [code for _, code in chinese] == [code for _, code in english]


def list_keys() -> set[str]:
    """Return every key that the readers and models of a scheme accept."""
    keys = FIGURE_KEYS | STANDING_KEYS | CLAUSE_KEYS | NODE_KEYS | VETO_KEYS | ASSESSMENT_KEYS
    keys |= MODIFIERS | set(TESTS) | INNER_KEYS | set(ROSTER_COLUMNS)
    for model in MODELS:
        keys |= {field.alias or key for key, field in model.model_fields.items()}
    keys |= Target.model_fields.keys() - {"kind", "basis"}
    return keys - {"key"}


def test_every_key_is_on_the_page() -> None:
    assert sorted(list_keys() - {"form"} - list_words(PAGE)) == []


@pytest.mark.parametrize("word", sorted({word for shape in SHAPES.values() for word in shape}))
def test_every_word_of_a_standing_is_on_the_page(word: str) -> None:
    assert word in list_words(PAGE) | {"ratio"}


def test_the_list_of_keys_has_no_other() -> None:
    """Chapter 17 names what can be written, and nothing else."""
    text = PAGE.read_text("utf-8").partition("## 17 All keys")[2]
    assert set(re.findall(r"`(\w+)`", text)) - list_keys() == set()


def write_folder(folder: Path) -> None:
    """Write the page's first files as a scheme's folder."""
    known = examples(PAGE).blocks
    texts = {
        "scheme.toml": next(b.text for b in known if "language = " in b.text),
        "forms.toml": next(b.text for b in known if b.language == "toml" and is_forms(b.toml)),
        "units.csv": next(b.text for b in known if b.language == "csv"),
    }
    folder.mkdir()
    for file, text in texts.items():
        folder.joinpath(file).write_text(text, "utf-8")


def test_the_way_to_check_a_scheme_works(tmp_path: Path) -> None:
    """The command prints each clause of the folder as a sentence."""
    write_folder(tmp_path / "我的方案")
    shell = next(block for block in examples(PAGE).blocks if block.language == "sh")
    script = shell.text.partition("\n")[2].partition("CHECK")[0]
    done = subprocess.run(
        [sys.executable, "-", str(tmp_path / "我的方案")],
        input=script, capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert "1 满分40分，按全年累计“信息”与本单位“年度任务”之比得分；最高40分。" in done.stdout


def test_the_refusals_of_the_page_read_so(tmp_path: Path) -> None:
    folder = tmp_path / "我的方案"
    write_folder(folder)
    file = folder / "scheme.toml"
    text = file.read_text("utf-8")
    quoted = next(b for b in examples(PAGE).blocks if "cap：" in b.text).text.splitlines()
    changes = [("full = 60, of", "full = 60, cap = 3, of"), ("full = 60, of", "full = 58, of")]
    for (old, new), line in zip(changes, quoted, strict=True):
        file.write_text(text.replace(old, new), "utf-8")
        with pytest.raises(SchemeError) as refused:
            load_scheme(folder)
        assert str(refused.value).replace(str(tmp_path) + "/", "") == line


def test_the_table_of_notices_is_as_counted() -> None:
    """`python -m tests.rules_page.notices_table` writes it again."""
    assert find_table(PAGE.read_text("utf-8")) == write_table()
    said = count_said()
    assert all(
        said in ROOT.joinpath(file).read_text("utf-8") for file in ("README.md", "DECISIONS.md")
    )
