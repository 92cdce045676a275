"""The process that serves the pages: listening, daily backup, maintenance page."""
