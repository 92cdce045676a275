"""The demo year: a deterministic generator of the spreadsheet files in seed/demo."""
