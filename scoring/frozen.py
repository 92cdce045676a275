"""The base class of all scheme models: frozen, and strict about unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Frozen(BaseModel):
    """An immutable validated model that rejects unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
"""A name for use in SQL and files: lower case, digits, underscore."""

Clause = Annotated[str, StringConstraints(min_length=1)]
"""The place of a figure in the notice, e.g. `附件2 二4`."""
