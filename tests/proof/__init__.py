"""Proofs: one line per promise of the README, counted outside callassist."""
