"""The life of a scheme, in real stores."""
