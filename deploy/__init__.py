"""What an office's machine needs beside the program: services, proxies, the offline package."""
