"""Who works with the service: accounts, roles, sign-in links, sessions and API tokens."""
