"""What an office's machine needs besides the program: services, proxies, the offline package."""
