"""A study folder read whole: protocol, scripts, texts and packs in, an immutable Edition with its digest out.

It takes names and bytes and knows no disk; what is wrong or doubtful it tells with place and cure.
Called by work and cli; the current edition rules texts, contact, hours and safety.
"""
