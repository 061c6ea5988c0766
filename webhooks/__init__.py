"""The porch: the only thing the internet reaches."""
