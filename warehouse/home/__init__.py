"""Open a home folder: complete interrupted restores, copy it before an upgrade, migrate it."""
