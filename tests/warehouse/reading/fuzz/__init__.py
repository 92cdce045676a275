"""A fuzzer of the reader: odd cells, odd headers, broken containers. By hand: `python -m` this."""
