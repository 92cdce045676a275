"""The base of every model of a scheme: frozen, strict about unknown keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints


class Frozen(BaseModel):
    """A validated value that cannot change and knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=48)]
"""A name that is used in SQL and in files: lower case, digits, underscore."""

Clause = Annotated[str, StringConstraints(min_length=1)]
"""Where in the notice a figure stands, e.g. `附件2 二4`."""
