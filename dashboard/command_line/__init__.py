"""The kaohe command: options, output, and calls to a running server."""
