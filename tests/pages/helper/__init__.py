"""Pages of helpers at the door."""
