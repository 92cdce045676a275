"""The user interface: pages, charts, exports and the command line. No SQL, no sums."""
