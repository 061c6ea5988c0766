"""The data set and its codebook, made in a child process: a row an interview, an answer, a contact.

Without arm, name, number or free text; the allocation is a file of its own. Called by work and cli.
"""
