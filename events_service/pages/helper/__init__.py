"""Pages of helpers at the door, who have a link and no account."""
