"""Uploaded files on their way in: previewed once per set of answers, landed once per preview."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard.console import name_actor
from warehouse.importing import ImportOptions, ImportReport, import_file
from warehouse.store import Store

Session = MutableMapping[Any, Any]

PREVIEWS, LANDED = "upload_previews", "upload_landed"


@dataclass(frozen=True)
class Upload:
    """One file as it was uploaded; the key is the browser's, new for each upload."""

    key: str
    name: str
    content: bytes


def preview_upload(store: Store, upload: Upload, options: ImportOptions) -> ImportReport:
    """Return what landing would do; read again only if the answers or the warehouse changed."""
    previews: dict[str, tuple[object, ImportReport]] = _held(PREVIEWS)
    state = (repr(options), store.version)
    if upload.key not in previews or previews[upload.key][0] != state:
        report = import_file(store, upload.name, upload.content, replace(options, dry_run=True))
        previews[upload.key] = (state, report)
    return previews[upload.key][1]


def land_upload(
    store: Store, upload: Upload, options: ImportOptions, preview: ImportReport
) -> None:
    """Land what was previewed. A second click finds it landed; a month that moved is refused."""
    landed = _held(LANDED)
    if upload.key in landed:
        return
    options = replace(options, dry_run=False, accept_warnings=True, expected=preview.expected)
    landed[upload.key] = import_file(store, upload.name, upload.content, options)


def find_landed(upload: Upload) -> ImportReport | None:
    """Return what became of an upload, if it was landed in this session."""
    report: ImportReport | None = _held(LANDED).get(upload.key)
    return report


def build_options(
    scheme: str | None,
    dataset: str | None,
    month: str | None,
    answers: dict[str, str],
    reason: str | None,
) -> ImportOptions:
    """Return the options of an upload, as decided on the page."""
    return ImportOptions(
        actor=name_actor(),
        scheme=scheme,
        dataset=dataset,
        month=month,
        answers=answers,
        reason=reason or None,
    )


def _held(name: str) -> dict[str, Any]:
    held: dict[str, Any] = st.session_state.setdefault(name, {})
    return held
