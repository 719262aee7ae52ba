"""Run the command line: python -m events_service."""

from events_service.cli import main

main()
