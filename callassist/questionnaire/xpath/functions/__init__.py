"""Here live the functions that an expression may call, a file a family, each in the library's table.
No function reads a clock or draws by chance itself: the environment brings both. Called by the compiler."""
