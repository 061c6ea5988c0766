"""Scales scored as their authors say."""
