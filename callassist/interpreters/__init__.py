"""Professionals who are booked into a call: register, availability, exclusions, bookings and their ladder.

Never family, never a child. Nothing here learns a parent's name or number.
Called by cases, schedule, store and work.
"""
