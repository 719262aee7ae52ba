"""What staff have to do now, across all their events: asked of all rooms, and decided in one place."""
