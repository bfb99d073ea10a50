"""Start here: settings, wiring, one server. Nothing else."""

from bot.settings import load_settings
from bot.web.server import serve
from bot.wiring import open_assistant


def main() -> None:
    """Serve the page and the HTTP API with the settings of file and environment."""
    settings = load_settings({})
    with open_assistant(settings=settings) as assistant:
        serve(assistant, host=settings.host, port=settings.port)


if __name__ == "__main__":
    main()
