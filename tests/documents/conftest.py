"""The same stores as the dashboard's tests have."""

from tests.dashboard.conftest import empty_store, home, store

__all__ = ["empty_store", "home", "store"]
