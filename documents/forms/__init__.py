"""Blank forms: the notice's own forms as workbooks, recognised again when they are returned."""
