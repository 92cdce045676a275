"""docs/schemes.md and .zh.md as data: the tutorial's steps, and the reference made from tables."""
