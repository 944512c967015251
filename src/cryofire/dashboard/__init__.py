"""The window: a run in the browser, while it trains and after. Needs the extra `[dashboard]`."""
