"""One server for the page and the HTTP API. Knows no model and no store."""

import uvicorn

from bot.assistant import Assistant
from bot.web.admission import hosts_for
from bot.web.api import build_api
from bot.web.page import mount_page


def serve(assistant: Assistant, *, host: str, port: int) -> None:
    """Serve until interrupted."""
    api = mount_page(build_api(assistant, allowed_hosts=hosts_for(host)), assistant)
    uvicorn.run(api, host=host, port=port, log_level="warning")
