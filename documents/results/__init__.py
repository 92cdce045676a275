"""The year's result for the assessment office: one table of units and items per assessment."""
