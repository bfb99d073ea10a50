"""The chat model run by another process: a server that speaks OpenAI's protocol."""
