"""One made-up upload: bytes under a name, and what kind of oddity it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.warehouse.reading.schemes import TODAY, shipped_forms
from warehouse.reading.contract import ReadRequest


@dataclass(frozen=True)
class Upload:
    """A file as someone might bring it."""

    kind: str
    name: str
    content: bytes = field(repr=False)

    @property
    def request(self) -> ReadRequest:
        """The request under which it is read: nothing known, every shipped form possible."""
        forms = tuple(shipped_forms().values())
        return ReadRequest(file_name=self.name, schemes=forms, today=TODAY)
