"""All tests. What is set here is set before anything of ours is imported."""

import os
import sys

# Whatever the machine's habit is: each run, and each service that a test starts, would compile all modules anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
