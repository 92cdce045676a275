"""Attached files are kept unchanged: only of known kinds, under a clean name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.access import hash_cheaply, make_account
from tests.warehouse.editions.county import (
    OFFICE,
    SCHEME,
    SECOND,
    TODAY,
    TOWN,
    land_work,
    object_to,
)
from tests.warehouse.walk import query
from warehouse.database.connection import ORIGINALS
from warehouse.editions.attachments import LONGEST_NAME, MOST_BYTES
from warehouse.editions.issuing import issue_edition, prepare_edition
from warehouse.editions.sealing import Act, seal_month
from warehouse.faults import Denied, Refused, WrongCall
from warehouse.objections import Claim, Evidence, file_objection
from warehouse.store import Store

KEY = Claim(SCHEME, SECOND, "2", TOWN, "K1")
PDF = b"%PDF-1.7\n"


def hand_in(store: Store, way: str, name: str, content: bytes) -> str:
    """Submit a file with an objection or an edition; return the name that is kept."""
    if way == "objection":
        object_to(store, KEY, evidence=Evidence(name, content))
        return str(query(store, "select file_name from objection")[0][0])
    issue_edition(store, prepare_edition(store, SCHEME, SECOND), OFFICE, [(name, content)])
    return str(query(store, "select file_name from edition_document")[0][0])


def list_kept(store: Store) -> set[str]:
    return {path.name for path in (store.home / ORIGINALS).iterdir()}


@pytest.mark.parametrize("way", ["objection", "edition"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("证明.exe", b"MZ\x90", "只收"),
        ("证明.html", b"<script>", "只收"),
        ("证明.lnk", b"L\x00\x00\x00", "只收"),
        ("证明.docm", b"PK\x03\x04", "只收"),
        ("证明", PDF, "只收"),
        ("证明.pdf.exe", PDF, "只收"),
        ("证明.pdf", b"MZ\x90", "不符"),
        ("证明.docx", b"<html>", "不符"),
        ("证明.png", b"", "不符"),
        ("证明.pdf", PDF + bytes(MOST_BYTES), "30 MB"),
    ],
)
def test_a_file_of_another_kind_or_too_great_is_kept_nowhere(
    county: Store, way: str, name: str, content: bytes, said: str
) -> None:
    before = list_kept(county)
    with pytest.raises(Refused, match=said):
        hand_in(county, way, name, content)
    assert list_kept(county) == before


@pytest.mark.parametrize("way", ["objection", "edition"])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("盖章件.PDF", "盖章件.PDF"),
        ("证明\u202efdp.pdf", "证明fdp.pdf"),
        ("C:\\收件\\证明.pdf", "证明.pdf"),
        ("../../证明\n.pdf", "证明.pdf"),
        ("长" * 300 + ".pdf", "长" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_cannot_be_seen(
    county: Store, way: str, typed: str, kept: str
) -> None:
    assert hand_in(county, way, typed, PDF) == kept


def test_an_objection_to_no_line_leaves_no_file(county: Store) -> None:
    before = list_kept(county)
    claim, evidence = replace(KEY, key="0000"), Evidence("证明.pdf", PDF)
    with pytest.raises(WrongCall, match="--line"):
        file_objection(county, claim, "请复核", actor="甲", today=TODAY, evidence=evidence)
    assert list_kept(county) == before


def test_a_file_for_a_sealed_month_is_not_kept(county: Store) -> None:
    seal_month(county, SCHEME, SECOND, OFFICE)
    before = list_kept(county)
    with pytest.raises(Refused, match="已封存"):
        land_work(county, SECOND, "9")
    assert list_kept(county) == before


@pytest.mark.parametrize("way", ["objection", "edition", "import"])
def test_who_is_denied_leaves_no_file(
    county: Store, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_cheaply(monkeypatch)
    auditor = make_account(county, "auditor", "auditor")
    prepared = prepare_edition(county, SCHEME, SECOND)
    before = list_kept(county)
    with pytest.raises(Denied):
        if way == "objection":
            claim, evidence = replace(KEY, key="0000"), Evidence("证明.pdf", PDF)
            file_objection(auditor, claim, "请复核", actor="甲", today=TODAY, evidence=evidence)
        elif way == "edition":
            issue_edition(auditor, prepared, Act("auditor"), [("附件.pdf", PDF)])
        else:
            land_work(auditor, SECOND, "9", actor="auditor")
    assert list_kept(county) == before


def test_an_edition_that_is_refused_leaves_no_file(county: Store) -> None:
    prepared = prepare_edition(county, SCHEME, SECOND)
    issue_edition(county, prepared, OFFICE)
    before = list_kept(county)
    with pytest.raises(Refused, match="已印发"):
        issue_edition(county, prepared, OFFICE, [("附件.pdf", PDF)])
    assert list_kept(county) == before
