"""A text as data: its words, its length on the air, what a reply means, and what has become of it.

Here live templates, segments, keywords, states and what we ask of a text network; nothing sends or stores.
Called by edition, schedule, work, gateway and the porch.
"""
