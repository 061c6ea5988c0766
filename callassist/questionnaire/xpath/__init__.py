"""Here lives XPath 1.0 as ODK speaks it: text -> tree -> closures over light nodes.
No lxml evaluation, no clock, no chance but what the environment brings.
Called by the form reader and the session."""
