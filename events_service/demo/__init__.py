"""The demo: a project in the middle of its life, invented people in it, and today's workshop to try things at.

Its data are made once, by the product's own use cases with the clock at the time at which each thing happened. What
only a demo does (signing in by a link that works again) stands here, in addresses that `serve` does not have.
"""
