"""What keeps names and numbers apart: keys, sealed records, look-up indexes, ids, redaction, retention.

Here live no tables and no files: a key file comes in as text, a record goes out as bytes.
Called by store and work; whatever logs calls redact.
"""
