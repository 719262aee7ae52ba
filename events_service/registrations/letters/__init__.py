"""Letters: what participants are told, and when."""
