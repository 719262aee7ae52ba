"""Speakers of an event beyond what is public: whom to write to, their personal links, and what they answered."""
