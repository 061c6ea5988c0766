"""Published scales as scoring definitions: item ids, codes, rules and bands, with text only where it is free.

No answers are kept here and nothing is asked here; licensed wording never stands in this room.
Called by edition (to check scripts), work (to score what was answered) and exports.
"""
