"""Here a script is walked with made-up answers before a parent hears it: routes, dead ends, loops, length.
Nothing here is kept, and nothing is drawn by chance but from the seed. Called by cli; it opens no file."""
