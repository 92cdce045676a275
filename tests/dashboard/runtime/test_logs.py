"""The log: one JSON object a line whatever is logged, with ids, for its owner only."""

from __future__ import annotations

import json
import logging
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from dashboard.runtime.bug_reports import describe_bug, record_bug
from dashboard.runtime.logs import (
    LONGEST_TRACE,
    adopt_loggers,
    bind_ids,
    log_event,
    open_log,
    shorten_id,
)
from warehouse.faults import WrongCall

LOG = logging.getLogger("dashboard.test")


pytestmark = pytest.mark.usefixtures("kept_handlers")


def read_log(home: Path) -> list[dict[str, Any]]:
    lines = (home / "logs" / "kaohe.log").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    "hostile",
    ['a\n{"event": "serving", "at": "2030"}', "\r\n", "\u2028", '"}\n', "\x00\x1b[31m", "\ud800"],
)
def test_no_text_can_forge_an_entry(
    tmp_path: Path, hostile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_log(tmp_path)
    # Pytest keeps log lines for its report, which cannot carry a lone surrogate.
    others = [one for one in logging.getLogger().handlers if "pytest" in type(one).__module__]
    monkeypatch.setattr(
        logging.getLogger(),
        "handlers",
        [one for one in logging.getLogger().handlers if one not in others],
    )
    LOG.warning("message %s", hostile)
    log_event(LOG, "request", path=hostile)
    log_event(LOG, "bug", error=ValueError(hostile))
    raw = (tmp_path / "logs" / "kaohe.log").read_bytes()
    assert raw.count(b"\n") == 3
    first, second, third = (json.loads(line) for line in raw.decode("utf-8").split("\n")[:3])
    assert [first["event"], second["event"], third["event"]] == [LOG.name, "request", "bug"]
    whole = hostile.encode("utf-8", "replace").decode("utf-8")
    assert second["path"] == whole
    assert whole in third["trace"]


def test_lines_carry_the_ids_that_hold_where_they_were_written(tmp_path: Path) -> None:
    open_log(tmp_path)
    with bind_ids(request="r1"):
        with bind_ids(person=shorten_id("县委 张科长")):
            log_event(LOG, "inner", count=3)
        log_event(LOG, "outer")
    log_event(LOG, "after")
    inner, outer, after = read_log(tmp_path)
    assert (inner["event"], inner["request"], inner["count"]) == ("inner", "r1", 3)
    assert len(inner["person"]) == 8 and "张" not in json.dumps(inner, ensure_ascii=False)
    assert "person" not in outer and outer["request"] == "r1"
    assert "request" not in after


def test_a_bug_is_written_once_under_the_number_that_the_user_sees(tmp_path: Path) -> None:
    open_log(tmp_path)
    error = RuntimeError("boom")
    with bind_ids(request="r1"):
        number = record_bug(error)
    assert record_bug(error) == number
    (entry,) = read_log(tmp_path)
    assert (entry["bug"], entry["request"], entry["level"]) == (number, "r1", "ERROR")
    assert "RuntimeError: boom" in entry["trace"]
    assert number in describe_bug(number)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_only_its_owner_reads_the_log_also_after_it_was_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.runtime.logs.LOG_BYTES", 200)
    open_log(tmp_path)
    for number in range(20):
        log_event(LOG, "filling", number=number)
    files = list((tmp_path / "logs").iterdir())
    assert len(files) == 6  # the one that is written, and five before it
    assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700
    assert read_log(tmp_path)[-1]["number"] == 19


def test_the_log_goes_to_stderr_where_that_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_log(tmp_path, "stderr")
    log_event(LOG, "serving")
    assert json.loads(capsys.readouterr().err)["event"] == "serving"
    assert not (tmp_path / "logs").exists()


def test_another_place_for_the_log_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(WrongCall, match="file 或 stderr"):
        open_log(tmp_path, "printer")


def test_what_the_server_says_goes_into_the_same_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = logging.getLogger("uvicorn.error")
    server.addHandler(logging.StreamHandler(sys.stderr))
    server.propagate = False
    open_log(tmp_path)
    adopt_loggers()
    server.warning("Invalid HTTP request received.")
    assert read_log(tmp_path)[0]["message"] == "Invalid HTTP request received."
    assert capsys.readouterr().err == ""


def test_what_a_browser_sends_does_not_fill_the_log(tmp_path: Path) -> None:
    open_log(tmp_path)
    number, long = "13835912345", "张三 13835912345，" * 100_000
    log_event(LOG, "request", path=long, parts=[long] * 50, more={long: {long: long}})
    LOG.warning("message %s", long)
    log_event(LOG, "bug", error=ValueError(long))
    raw = (tmp_path / "logs" / "kaohe.log").read_text("utf-8")
    assert number not in raw and len(raw) < 200_000
    *_, bug = read_log(tmp_path)
    assert len(bug["trace"]) <= LONGEST_TRACE
