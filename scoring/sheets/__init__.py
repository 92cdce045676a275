"""A scheme as five sheets of cells in Chinese, and back: pure, without files."""
