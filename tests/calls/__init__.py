"""Calls from the press to the log: real rows, the network in a box, and the porch between them."""
