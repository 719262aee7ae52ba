"""Work that is done apart: what reads other people's files runs in a process of its own, with limits."""
