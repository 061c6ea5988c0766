"""A telephone call as data: its legs, what the network is told next, what we ask of a voice network.

Nothing here dials, listens or stores. Called by work, gateway and the porch.
"""
