"""A telephone network in a box: speaks the provider's HTTP API, keeps its own journal, shows its phones.
Its own process (`python -m callassist.rehearsal`); it outlives callassist and knows numbers, not people.
Imports nothing of ours but clock and errors: counting with our code, it could not catch our mistake.
Called by nobody in Python: the gateway, the tests and the browser reach it over HTTP only.
"""
