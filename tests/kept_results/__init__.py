"""Results of both schemes as they were once published, kept as data, and held against the program.

A change of the scoring must leave every figure of them as it is. README of the data: `written.py`.
"""
