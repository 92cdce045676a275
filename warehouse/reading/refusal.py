"""The one error of this package: a file that cannot be read, with the reason for people."""


class RefusedFile(Exception):
    """A whole file that is refused; the message is shown to the person who brought it."""

    def __init__(
        self, code: str, message: str, *, sheet: str | None = None, row: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.sheet = sheet
        self.row = row
