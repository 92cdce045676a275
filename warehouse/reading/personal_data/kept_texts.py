"""Mask and shorten texts that are kept for good."""

from __future__ import annotations

from warehouse.reading.personal_data.masking import mask_text

LONGEST_TEXT = 2_000
"""Two printed pages: nobody gives a longer reason, and all of it is kept for good."""

BEYOND = 200
"""Characters that are read past a cut: no number, however it is written, is longer."""
LONGEST_MARK = 30


def cut_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text masked and of at most so many characters; a mark says how long it was.

    A number that the cut would part is masked or left out whole.
    """
    if len(text) <= longest:
        masked = mask_text(replace_surrogates(text))
        return masked if len(masked) <= longest else make_plain_text(masked, longest)
    window = text[: longest + BEYOND]
    masked = mask_text(replace_surrogates(window))
    # Masking shortens: what is near the end of the window may be part of a number.
    kept = masked[: max(0, len(masked) - BEYOND)] if len(window) < len(text) else masked
    return _mark(kept, len(text), longest)


def make_plain_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text of the program's own, not masked, of at most so many characters."""
    if len(text) <= longest:
        return replace_surrogates(text)
    return _mark(replace_surrogates(text[:longest]), len(text), longest)


def replace_surrogates(text: str) -> str:
    """Return a text without halves of characters, which no database and no file takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _mark(text: str, length: int, longest: int) -> str:
    said = f"{length}字" if length < 10_000 else f"约{length // 10_000}万字"
    return f"{text[: max(0, longest - LONGEST_MARK)]}…〔原有{said}，只留开头〕"
