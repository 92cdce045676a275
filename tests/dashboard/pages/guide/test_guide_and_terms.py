"""使用指南 and the terms: every explained term is in the glossary."""

from __future__ import annotations

import re

from dashboard.shell.terms import TERMS
from tests.dashboard.seen import open_page, read_text
from tests.repository import ROOT
from warehouse.store import Store

GLOSSARY = ROOT / "GLOSSARY.md"


def test_every_term_explained_is_in_the_glossary() -> None:
    rows = [line.split("|")[1] for line in GLOSSARY.read_text("utf-8").splitlines() if "|" in line]
    known = {word.strip() for row in rows for word in re.split(r"[,，/]", row)}
    assert set(TERMS) <= known


def test_a_meaning_is_one_plain_chinese_sentence_or_two() -> None:
    for term, meaning in TERMS.items():
        assert meaning.endswith("。") and len(meaning) < 60, term
        assert not re.search(r"[a-z_]{3,}", meaning), term


def test_the_guide_shows_every_job_with_the_days_of_the_chosen_notice(store: Store) -> None:
    test = open_page(store, "guide", scheme="jiangxian-2021")
    jobs = [str(heading.value) for heading in test.subheader]
    done = {
        "上传一个月的报表",
        "看排名",
        "解释一个扣分",
        "导出",
        "发出空白表",
        "发通报",
        "处理复核",
    }
    assert done <= set(jobs)
    said = read_text(test).replace("\\", "")
    assert "附件1每月20日前（附件1 二3）" in said
    assert "文件未规定报送日" in read_text(open_page(store, "guide", scheme="qianyang-2022"))
