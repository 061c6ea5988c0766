"""The shape itself is tested: doors, lengths, signatures, the allocation, the audit, the README."""
