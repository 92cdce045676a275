"""The serving process: web server, connection limits, daily backup, maintenance page."""
