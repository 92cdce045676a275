"""One upload of the fuzzer: bytes, a name, and the kind of its oddity."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.warehouse.reading.schemes import TODAY, shipped_forms
from warehouse.reading.contract import ReadRequest


@dataclass(frozen=True)
class Upload:
    """A file as a user might upload it."""

    kind: str
    name: str
    content: bytes = field(repr=False)

    @property
    def request(self) -> ReadRequest:
        """The request to read it: nothing is known, every shipped form is possible."""
        forms = tuple(shipped_forms().values())
        return ReadRequest(file_name=self.name, schemes=forms, today=TODAY)
