"""The database, and the only room that speaks SQL: a file a noun, its table beside its queries.

Here live tables, queries, read rows for pages (lists/) and migrations; no decision is taken here.
Called by work, reports and exports.
"""
