"""The telephone company: the only room that knows Twilio, in both directions.

It reports what the network said in the words of messages and voice; it decides nothing and keeps nothing.
Called by assembly, which hands it to work, to the runner and to the porch.
"""
