"""Column numbers as letters."""

_LETTERS = 26


def letter(column: int) -> str:
    """Return a column's letters, as Excel counts: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
