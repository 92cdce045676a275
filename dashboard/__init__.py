"""What people touch: pages, charts, exports and the command line. No SQL, no sums."""
