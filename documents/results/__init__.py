"""The year's result for the assessment office: every unit, every item, one table an assessment."""
