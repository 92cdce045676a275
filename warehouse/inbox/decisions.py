"""What people have decided about one file so far, and its form as kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from warehouse.access.typed_reasons import clean_typed_text
from warehouse.importing.import_plan import ImportOptions
from warehouse.importing.remembered_answers import SHEET_QUESTIONS
from warehouse.reading.contract import Finding

ABOUT_THE_FILE = {*SHEET_QUESTIONS, "which_months", "nothing_to_enter"}
"""Questions whose answer holds for one file: the next file of the form may be of next month."""


@dataclass
class Decisions:
    """What people have decided about one file so far."""

    scheme: str | None = None
    dataset: str | None = None
    month: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    answer_texts: dict[str, str] = field(default_factory=dict)
    """Question id → the answer in words."""
    accepted: frozenset[Finding] = frozenset()
    """The accepted warnings. A warning that appears later is not among them."""
    reason: str | None = None
    forms: frozenset[str] = frozenset()
    """`scheme:form` of the tables about which the questions were asked."""

    def build_options(self, actor: str) -> ImportOptions:
        """Return these decisions as options of an import."""
        return ImportOptions(
            actor=actor,
            scheme=self.scheme,
            dataset=self.dataset,
            month=self.month,
            answers=dict(self.answers),
        )

    def to_json(self) -> str:
        """Return the decisions as they are kept: typed texts masked, in a fixed order."""
        accepted = [finding.model_dump(mode="json") for finding in self.accepted]
        kept = {
            "scheme": self.scheme,
            "dataset": self.dataset,
            "month": self.month,
            "answers": _clean(self.answers),
            "answer_texts": _clean(self.answer_texts),
            "accepted": sorted(accepted, key=json.dumps),
            "reason": clean_typed_text(self.reason) if self.reason else None,
            "forms": sorted(self.forms),
        }
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Decisions:
        """Return kept decisions."""
        kept = json.loads(text)
        kept["accepted"] = frozenset(map(Finding.model_validate, kept["accepted"]))
        kept["forms"] = frozenset(kept["forms"])
        return cls(**kept)


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    return {clean_typed_text(key): clean_typed_text(text) for key, text in texts.items()}


def take_over(before: Decisions) -> Decisions:
    """Return the answers to an earlier file that hold for the corrected one."""
    answers = {
        identity: answer
        for identity, answer in before.answers.items()
        if identity.partition(":")[0] not in ABOUT_THE_FILE
    }
    texts = {
        identity: text for identity, text in before.answer_texts.items() if identity in answers
    }
    return Decisions(answers=answers, answer_texts=texts, forms=before.forms)
