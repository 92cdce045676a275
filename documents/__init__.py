"""What leaves the house: workbooks, blank forms, bulletins. No screen, no SQL."""
