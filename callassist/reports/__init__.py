"""Figures for managers: completion, what closes this week, gaps in the duty rota, each with its denominator.

Reads through store only, writes nothing, knows no arm and takes none. Called by work, web and cli.
"""
