"""The public porch: the only thing the internet reaches. Checks the signature, keeps the callback, answers.

No decision and no SQL in here; it knows work, assembly and the pure rooms.
"""
