"""The inbox (待处理): files that wait to be imported, kept from the moment they arrive."""
