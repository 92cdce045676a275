"""Mask and shorten the texts that are stored permanently."""

from __future__ import annotations

from warehouse.reading.personal_data.masking import mask_text

LONGEST_TEXT = 2_000
"""Two printed pages. Nobody writes a longer reason, and every character is stored permanently."""

BEYOND = 200
"""Characters read beyond a cut. No number is longer, however it is written."""
LONGEST_MARK = 30
"""Characters reserved for the mark that says how long the text was."""


def mask_and_cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text masked and cut to `longest` characters; a mark at the end gives its length.

    A number at the cut is masked or left out as a whole, never cut in two.
    """
    if len(text) <= longest:
        masked = mask_text(replace_surrogates(text))
        return masked if len(masked) <= longest else cut_own_text(masked, longest)
    window = text[: longest + BEYOND]
    masked = mask_text(replace_surrogates(window))
    # The end of the window may be the beginning of a number: drop as much as a number can hold.
    kept = masked[: max(0, len(masked) - BEYOND)] if len(window) < len(text) else masked
    return _mark(kept, len(text), longest)


def cut_own_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text written by the program itself, unmasked and cut to `longest` characters."""
    if len(text) <= longest:
        return replace_surrogates(text)
    return _mark(replace_surrogates(text[:longest]), len(text), longest)


def replace_surrogates(text: str) -> str:
    """Return a text without lone surrogates, which neither DuckDB nor UTF-8 files accept."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _mark(text: str, length: int, longest: int) -> str:
    size = f"{length}字" if length < 10_000 else f"约{length // 10_000}万字"
    return f"{text[: max(0, longest - LONGEST_MARK)]}…〔原有{size}，只留开头〕"
