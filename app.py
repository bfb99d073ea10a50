"""Start here: settings, wiring, one server. Nothing else."""

import sys

from bot.settings import load_settings
from bot.web.server import listen, run
from bot.wiring import open_assistant
from vectorstore.errors import ReportedError


def main() -> None:
    """Serve the page and the HTTP API with the settings of file and environment."""
    try:
        settings = load_settings({})
        with (
            listen(settings.host, settings.port) as listener,
            open_assistant(settings=settings) as assistant,
        ):
            print(f"paperbot is at {listener.url}")  # noqa: T201 -- where to look: no log
            run(assistant, listener, line=settings.line, read_only=settings.read_only)
    except ReportedError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
