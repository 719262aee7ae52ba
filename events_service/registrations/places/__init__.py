"""Places: who gets one, who waits, and everything that changes that."""
