"""Printing: the print desk, where documents are asked for, looked at before, and printed in the background."""
