"""Pictures of every page, taken by the product itself: `python -m tests.screenshots`."""
