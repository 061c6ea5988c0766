"""The verbs of the trial: read, decide in the pure rooms, keep in one transaction, with one audit line.

No SQL, no HTTP, no page. Called by web, webhooks, runner and cli with a House that assembly has put together.
"""
