"""Run the command line: python -m events_service, and the console script."""

import gc


def run() -> None:
    """Import all rooms and run a command.

    Modules are made to stay: to look again and again, while they are imported, for what of them can be thrown away
    would take a third of the time until any command begins.
    """
    gc.disable()
    from events_service.cli import main  # noqa: PLC0415  (after the line above)

    gc.freeze()
    gc.enable()
    main()


if __name__ == "__main__":
    run()
