"""Generated files: workbooks, blank forms, bulletins. No screen, no SQL."""
