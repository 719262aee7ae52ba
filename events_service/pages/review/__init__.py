"""Pages of the lead partner and of controllers."""
