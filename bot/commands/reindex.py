"""`paperbot reindex`: rebuild what is derived from the catalogue."""

from bot import progress_bars, terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson, Home


def reindex(*, home: Home = None, as_json: AsJson = False) -> None:
    """Rebuild the search indexes from the catalogue."""
    from bot.wiring import open_models, open_store

    settings = settings_of(home)
    with (
        open_models(settings) as models,
        open_store(settings, models, renew=True) as library,
        progress_bars.counting("papers") as progress,
    ):
        indexed = library.finish_pending(progress)
    if as_json:
        write({"indexed": indexed})
    else:
        terminal.say(f"{indexed} papers indexed.")
