"""Sealing, issuing, checking and objecting on the command line, with their exit codes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import docx

from tests.changed_schemes import set_keys
from tests.dashboard.command_line.conftest import Kaohe
from tests.dashboard.demo_home import read_demo_file
from tests.warehouse.walk import change
from warehouse.home.opening import open_store
from warehouse.home.upkeep_notes import note_upkeep, read_upkeep
from warehouse.results.scheme_changes import install_schemes
from warehouse.schemes.schemes import read_scheme

JX = ("--scheme", "jiangxian-2021")
MONTH = ("--month", "2021-06")
UNIT = ("--assessment", "1", "--unit", "县公安局", "--as-of", "2021-06")


HOLD = ("verify", "--quick", "--printed")
"""At either depth the printed line is held to the same record."""


def ask(kaohe: Kaohe, *argv: str) -> Any:
    """Run a command that succeeds; return its JSON."""
    code, out, err = kaohe(*argv, "--format", "json")
    assert code == 0, err
    return json.loads(out)


def test_a_sealed_month_refuses_a_file_until_it_is_unsealed(
    kaohe_alone: Kaohe, tmp_path: Path
) -> None:
    name, content = read_demo_file("jx3_licence", "2021-06")
    path = tmp_path / name
    path.write_bytes(content)
    assert ask(kaohe_alone, "seal", *JX, *MONTH) == {
        "scheme": "jiangxian-2021", "month": "2021-06", "sealed": True
    }  # fmt: skip
    code, out, err = kaohe_alone("import", str(path), *JX, "--accept-warnings")
    assert code == 1 and "2021年06月已封存" in out + err
    assert kaohe_alone("unseal", *JX, *MONTH)[0] == 2  # no reason
    assert kaohe_alone("unseal", *JX, *MONTH, "--reason", "更正")[0] == 0
    assert kaohe_alone("unseal", *JX, *MONTH, "--reason", "更正")[0] == 1
    assert kaohe_alone("import", str(path), *JX, "--accept-warnings")[0] == 0


def test_a_dry_run_gives_the_hash_that_is_issued(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    printed = ask(kaohe_alone, "issue", *JX, *MONTH, "--dry-run")
    assert printed["edition"] is None and printed["sha256"] in printed["seal_line"]
    assert kaohe_alone("editions")[1] == ""
    path = tmp_path / "通报.docx"
    path.write_bytes(b"PK\x03\x04" + printed["seal_line"].encode())
    with_hash = ("--document", str(path), "--sha256", printed["sha256"])
    issued = ask(kaohe_alone, "issue", *JX, *MONTH, *with_hash, "--reason", "6月通报")
    assert (issued["edition"], issued["sha256"]) == (1, printed["sha256"])
    code, _, err = kaohe_alone("issue", *JX, *MONTH)
    assert code == 1 and "已印发并封存" in err


def test_a_hash_that_does_not_fit_any_more_issues_nothing(kaohe_alone: Kaohe) -> None:
    code, _, err = kaohe_alone("issue", *JX, *MONTH, "--sha256", "0" * 64)
    assert code == 1 and "没有印发" in err
    assert ask(kaohe_alone, "editions") == []


def test_an_edition_is_shown_written_and_computed_again(kaohe_alone: Kaohe, tmp_path: Path) -> None:
    ask(kaohe_alone, "issue", *JX, *MONTH, "--bulletin")
    code, out, _ = kaohe_alone("edition", "1", "--recompute")
    assert code == 0 and "完全相同" in out
    printed = ask(kaohe_alone, "edition", "1", "--recompute")
    assert printed["verdict"] == "same" and printed["corrections"] == []
    target = tmp_path / "content.json"
    assert kaohe_alone("edition", "1", "-o", str(target))[0] == 0
    assert hashlib.sha256(target.read_bytes()).hexdigest() == printed["sha256"]
    (document,) = printed["documents"]
    bulletin = tmp_path / "bulletin.docx"
    named = ("--document", document["file_name"], "-o", str(bulletin))
    assert kaohe_alone("edition", "1", *named)[0] == 0
    assert printed["sha256"] in docx.Document(str(bulletin)).core_properties.subject
    code, _, err = kaohe_alone("edition", "1", "--document", "无.docx", "-o", str(bulletin))
    assert code == 2 and document["file_name"] in err
    assert kaohe_alone("edition", "9")[0] == 2


def test_facts_that_were_tampered_with_fail_the_verification(
    kaohe_alone: Kaohe, home: Path
) -> None:
    ask(kaohe_alone, "issue", *JX, *MONTH)
    code, out, _ = kaohe_alone("editions", "--verify")
    assert code == 0 and "重算一致" in out
    store = open_store(home)
    change(store, "update batch set reason = '无' where batch_id = 1")
    store.close()
    code, out, _ = kaohe_alone("editions", "--verify", "--format", "json")
    assert code == 1 and "重算结果不同，第一处在 /inputs/" in json.loads(out)[0]["verdict"]
    assert kaohe_alone("edition", "1", "--recompute")[0] == 1


def test_editions_as_csv(kaohe_alone: Kaohe) -> None:
    ask(kaohe_alone, "issue", *JX, *MONTH)
    rows = list(csv.DictReader(io.StringIO(kaohe_alone("editions", *JX, "--format", "csv")[1])))
    assert [(one["number"], one["revision"], one["month"]) for one in rows] == [
        ("1", "1", "2021-06")
    ]
    assert kaohe_alone("editions", "--scheme", "nowhere")[0] == 2


def file(kaohe: Kaohe, *more: str) -> tuple[int, str, str]:
    text = ("--indicator", "1.4", "--text", "信息已发布")
    return kaohe("objection", "file", *JX, *UNIT, *text, *more)


def test_an_objection_is_filed_decided_listed_and_withdrawn(
    kaohe_alone: Kaohe, tmp_path: Path
) -> None:
    proof = tmp_path / "截图.png"
    proof.write_bytes(b"\x89PNG\r\n\x1a\n")
    code, _, err = file(kaohe_alone)
    assert code == 2 and "请用 --line 指明是哪一条" in err
    lost = next(line.split()[0] for line in err.split("\n") if "未得" in line)
    assert file(kaohe_alone, "--line", lost, "--evidence", str(proof))[0] == 0
    (row,) = ask(kaohe_alone, "objection", "list")
    assert (row["state"], row["line_key"], row["file"]) == ("open", lost, "截图.png")
    assert row["days_left"] == 5
    decide = ("objection", "decide", "1", "--outcome", "partly", "--reason", "核实无误")
    code, _, err = kaohe_alone(*decide, "--points", "99")
    assert code == 1 and "超出了" in err
    assert kaohe_alone(*decide, "--points", "一分")[0] == 2
    assert ask(kaohe_alone, *decide, "--points", "0.50")["batch"] == 10
    lines = ask(kaohe_alone, "ledger", *JX, *UNIT)
    moved = [(one["counts_to"], one["points"]) for one in lines if one["kind"] == "adjustment"]
    assert moved == [("earned", "0.500000"), ("lost", "-0.500000")]
    assert "复核调整" in kaohe_alone("batches")[1]
    withdraw = ("objection", "withdraw", "1", "--reason", "单位撤回")
    assert ask(kaohe_alone, *withdraw)["batch"] == 11
    assert "已撤回" in kaohe_alone("objection", "list")[1]
    assert kaohe_alone("objection", "list", "--open")[1] == ""


def test_the_next_edition_lists_what_was_corrected(kaohe_alone: Kaohe) -> None:
    ask(kaohe_alone, "issue", *JX, *MONTH)
    kaohe_alone("unseal", *JX, *MONTH, "--reason", "复核")
    lost = next(line.split()[0] for line in file(kaohe_alone)[2].split("\n") if "未得" in line)
    file(kaohe_alone, "--line", lost)
    decide = ("objection", "decide", "1", "--outcome", "accepted", "--points", "1")
    kaohe_alone(*decide, "--reason", "核实无误")
    code, out, _ = kaohe_alone("issue", *JX, *MONTH, "--bulletin")
    assert code == 0 and "更正表" in out and "第1号复核决定：核实无误" in out
    printed = ask(kaohe_alone, "edition", "2", "--recompute")
    assert printed["verdict"] == "same" and len(printed["documents"]) == 2
    assert {one["unit"] for one in printed["corrections"] if one["indicator"]} == {"县公安局"}


def test_the_heading_is_that_of_the_scheme_that_was_scored(kaohe_alone: Kaohe, home: Path) -> None:
    """A version that came after the newest batch is the present one, and not yet known then."""
    store = open_store(home)
    with store.reader() as cursor:
        scheme = read_scheme(cursor, "qianyang-2022")
    install_schemes(store, [set_keys(scheme, title="修订后的考核")])
    store.close()
    scores = ("scores", "--scheme", "qianyang-2022", "--as-of", "2022-09")
    assert "修订后的考核" in kaohe_alone(*scores)[1]
    assert "修订后的考核" not in kaohe_alone(*scores, "--known-at", "9")[1]


def test_the_record_is_held_to_what_a_bulletin_printed_of_it(
    kaohe_alone: Kaohe, home: Path
) -> None:
    line = ask(kaohe_alone, "issue", *JX, *MONTH)["seal_line"]
    printed = line.rpartition(" ")[2]
    assert kaohe_alone("verify", "--printed", printed)[0] == 0
    number, _, digest = printed.partition(":")
    other = ("0" if digest[0] != "0" else "1") + digest[1:]
    code, out, _ = kaohe_alone(*HOLD, f"{number}:{other}")
    assert code == 1 and f"操作记录第{number}条与通报上印的不符" in out
    assert kaohe_alone(*HOLD, f"9999:{digest}")[0] == 1
    note_upkeep(home, verdict="")
    assert kaohe_alone(*HOLD, digest)[0] == 2
    assert read_upkeep(home).verdict == "", "a wrong call is refused before anything is checked"


def test_the_check_code_on_paper_fits_the_content_and_the_record(kaohe_alone: Kaohe) -> None:
    printed = ask(kaohe_alone, "issue", *JX, *MONTH, "--bulletin")["printed_line"]
    code = printed.rpartition("校验码 ")[2]
    for text in (code, code.replace(" ", ""), f"校验码 {code}"):
        assert kaohe_alone(*HOLD, text)[0] == 0
    number, _, digits = code.partition("-")
    other = ("0" if digits[0] != "0" else "1") + digits[1:]
    code, out, _ = kaohe_alone(*HOLD, f"{number}-{other}")
    assert code == 1 and f"操作记录第{number}条与通报上印的不符" in out
    for wrong in (f"9999-{digits}", f"{int(number) - 1}-{digits}"):
        assert kaohe_alone(*HOLD, wrong)[0] == 1
    assert kaohe_alone(*HOLD, f"{number}-{digits[:9]}")[0] == 2


def test_number_and_date_go_onto_the_paper_and_on_record(kaohe_alone: Kaohe, home: Path) -> None:
    issue = ("issue", *JX, *MONTH)
    code, _, err = kaohe_alone(*issue, "--date", "2021-07-02")
    assert code == 2 and "--bulletin" in err
    (home / "templates").mkdir(exist_ok=True)
    text = 'office = "绛县政府办公室文件"\nnumber = "绛政办发〔{年}〕{号}号"\nsigner = "王平"\n'
    (home / "templates" / "letterhead.toml").write_text(text, "utf-8")
    for wanted, said in (((), "成文日期"), (("--date", "2021-07-02"), "发文字号")):
        code, _, err = kaohe_alone(*issue, "--bulletin", *wanted)
        assert code == 2 and f"请填写{said}" in err
    marks = ("--date", "2021-07-02", "--number", "8")
    ask(kaohe_alone, *issue, "--bulletin", *marks)
    (document,) = ask(kaohe_alone, "edition", "1")["documents"]
    bulletin = home.parent / "bulletin.docx"
    kaohe_alone("edition", "1", "--document", document["file_name"], "-o", str(bulletin))
    texts = [one.text for one in docx.Document(str(bulletin)).paragraphs]
    assert texts[1] == "　绛政办发〔2021〕8号\t签发人：王平　"
    assert "2021年7月2日" in texts


def test_undecided_objections_are_told_when_a_month_is_issued(kaohe_alone: Kaohe) -> None:
    lost = next(line.split()[0] for line in file(kaohe_alone)[2].split("\n") if "未得" in line)
    file(kaohe_alone, "--line", lost)
    code, _, err = kaohe_alone("issue", *JX, *MONTH, "--dry-run")
    assert code == 0 and "县公安局对“1.4" in err and "第1号复核申请尚未决定" in err
