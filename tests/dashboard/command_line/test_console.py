"""Who runs a command: the system's own word, which the caller cannot choose."""

from __future__ import annotations

import os
import sys
from types import SimpleNamespace

import pytest

from dashboard.command_line.console import name_actor


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no user numbers")
def test_the_record_names_the_user_of_the_process_and_not_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pwd

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "amy")
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    monkeypatch.setattr(pwd, "getpwuid", {4711: SimpleNamespace(pw_name="li")}.__getitem__)
    assert name_actor() == "本机 li"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no user numbers")
def test_a_number_without_a_name_is_named_by_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    monkeypatch.setattr(os, "getuid", lambda: 54321)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    assert name_actor() == "本机 uid-54321"
