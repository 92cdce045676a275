"""Check a scheme as a whole: everything that can be read off its parts, then the trial."""

from __future__ import annotations

from scoring.scheme_text import SchemeParts
from warehouse.schemes.scheme_files import CheckedParts, check_parts
from warehouse.trial.trying import try_scheme


def check_by_trial(parts: SchemeParts) -> CheckedParts:
    """Return a scheme's parts after every check there is; nothing is raised for a wrong scheme.

    A scheme with refusals is not tried: what breaks would follow from them.
    """
    checked = check_parts(parts)
    if checked.scheme is None:
        return checked
    refusals = tuple(try_scheme(checked.scheme))
    return CheckedParts(None if refusals else checked.scheme, refusals, checked.warnings)
