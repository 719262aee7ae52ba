"""Pages that everybody reads: the programme, registering, signing in, badges and certificates that are looked up."""
