"""Who takes part: names, numbers, languages, households, children, consent and what each still wants of us.

Here live no tables, no files and no clock: text and rows in, frozen facts or a refusal with its place out.
Called by cases, schedule, store and work.
"""
