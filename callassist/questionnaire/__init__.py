"""Here lives the script and the walk through it: XLSForm -> form -> session, answers in, next question out.
Nothing here opens a file, asks a clock or draws by chance: text, bytes, `now` and a seed are arguments.
Called by edition (load, check) and work (start, answer, next, fold); pages see Screens, never XPath."""
