"""Texts that a person types into a field: reasons, requests, answers."""

from __future__ import annotations

from warehouse.faults import WrongCall
from warehouse.privacy.masking import mask_text

LONGEST_TEXT = 2_000
"""Two printed pages: nobody gives a longer reason, and all of it is kept for good."""


def take_typed(text: str) -> str:
    """Return a typed text with personal numbers masked; WrongCall where it is too long to keep."""
    if len(text) > LONGEST_TEXT:
        raise WrongCall(
            f"文字太长：写了 {len(text)} 个字，最多 {LONGEST_TEXT} 个字。"
            "请写得简短些，详细材料作为附件提交。"
        )
    return mask_text(text)
