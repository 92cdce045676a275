"""Random years of the two shipped notices as typed facts, and the notices' forms and rosters."""
