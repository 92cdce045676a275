"""The command `kaohe`: options, output, and calls to a running server."""
