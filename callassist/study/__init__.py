"""The protocol as data: arms, waves, windows, texts, contact and safety rules, languages.

Here live the models of study.toml and what follows from them by date alone; no person, no database, no clock.
Called by edition, schedule, people and whatever shows a protocol.
"""
