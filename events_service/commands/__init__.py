"""The command line's commands: each reads what was asked, calls one use case, and says what came of it."""
