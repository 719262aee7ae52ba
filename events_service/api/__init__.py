"""The JSON API: each address decodes, calls one use case, and answers."""
