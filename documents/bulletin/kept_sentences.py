"""Put the changed sentences of a kept draft into a bulletin, where the data's own still stand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from documents.bulletin.draft import Draft, change_sentences
from documents.bulletin.preparing import PreparedBulletin
from warehouse.drafts.bulletin_drafts import KeptSentence, read_draft
from warehouse.store import Store

Place = tuple[int, int]


def name_places(draft: Draft) -> dict[Place, str]:
    """Return the (section, sentence) numbers → the place that a kept draft names.

    It holds when other sections are left out, and when a template moves a sentence.
    """
    names: dict[Place, str] = {}
    for number, section in enumerate(draft.sections):
        for position, sentence in enumerate(section.sentences):
            name = f"{section.assessment}:{sentence.about}"
            count = sum(one == name or one.startswith(f"{name}#") for one in names.values())
            names[number, position] = f"{name}#{count + 1}" if count else name
    return names


def put_kept(draft: Draft, kept: Mapping[str, KeptSentence]) -> Draft:
    """Return a draft with the changed sentences; one that was changed on other data is left."""
    texts: dict[Place, str] = {}
    for place, name in name_places(draft).items():
        own = draft.sections[place[0]].sentences[place[1]].text
        if name in kept and kept[name].own == own:
            texts[place] = kept[name].text
    return change_sentences(draft, texts) if texts else draft


def apply_kept(store: Store, bulletin: PreparedBulletin, month: str) -> PreparedBulletin:
    """Return a month's bulletin (YYYY-MM) as it is drafted in the store."""
    with store.reader() as cursor:
        kept = read_draft(cursor, bulletin.scheme.id, month).sentences
    return bulletin.redraft(put_kept(bulletin.draft, kept))


def digest_text(draft: Draft) -> str:
    """Return a digest of a draft's text and tables; its date and data line are left out."""
    text = repr(replace(draft, issued_on="", data_line=""))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
