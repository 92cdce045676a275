"""The life of a scheme: checked, previewed, published, tried, copied to the next year, retired."""
