"""Opening a home folder: interrupted restores, copies before an upgrade, migrations."""
