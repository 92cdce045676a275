"""Clean reasons and other texts that a user types: mask them, and refuse long ones."""

from __future__ import annotations

from warehouse.faults import WrongCall
from warehouse.reading.personal_data.kept_texts import LONGEST_TEXT, replace_surrogates
from warehouse.reading.personal_data.masking import mask_text


def clean_typed_text(text: str, what: str = "文字", longest: int = LONGEST_TEXT) -> str:
    """Return a typed text with personal numbers masked; WrongCall if it is too long to store."""
    if len(text) > longest:
        hint = "请写得简短些，详细材料作为附件提交。" if longest == LONGEST_TEXT else ""
        raise WrongCall(f"{what}太长：写了{len(text)}个字，最多{longest}个字。{hint}")
    return mask_text(replace_surrogates(text).replace("\0", "\ufffd"))
