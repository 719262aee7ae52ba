"""Files that people hand in: what kind they are, where their contents lie, and pictures made anew of them."""
