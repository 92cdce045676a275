"""Upload, preview and landing of monthly forms."""
