"""Offer to object to a ledger line: keep the claim and open the objections page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.runtime.current_store import current_store
from dashboard.shell.assessment_words import name_item
from dashboard.shell.page_frame import go_to_page
from scoring.scheme import Scheme
from warehouse.objections import Claim, describe_line

CLAIM_KEY = "objection_claim"
"""Session state key of the draft that the objections page takes over."""


@dataclass(frozen=True)
class ObjectionDraft:
    """A ledger line that a unit objects to, with the texts that the page shows."""

    claim: Claim
    name: str
    said: str


def offer_objection(scheme: Scheme, assessment: str, month: str, line: Mapping[str, Any]) -> None:
    """Show a button that opens the page 复核 for a ledger line (a row of read_unit_ledger)."""
    if not current_store().person.may("file_objection"):
        return
    if st.button("对这一条提出复核", key="object", icon=":material/gavel:"):
        row = {**line, "indicator_id": line["indicator"]}
        claim = Claim(
            scheme.id, month, assessment, line["unit"], line["indicator"], describe_line(row)["key"]
        )
        said = f"{line['reason']}（{line['clause']}）"
        st.session_state[CLAIM_KEY] = ObjectionDraft(
            claim, name_item(line["indicator"], line["name"]), said
        )
        go_to_page("objections")
