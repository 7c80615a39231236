"""The name of a browser, from its User-Agent header."""

# Most browsers also name others, for the sake of old servers: the first match counts.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
_LONGEST = 60


def device_name(user_agent: str | None) -> str:
    """Return a name such as "Firefox on Linux", or the shortened header of an unknown client. It may be a lie."""
    agent = (user_agent or "").strip()
    browser = _first_in(agent, _BROWSERS)
    system = _first_in(agent, _SYSTEMS)
    if browser and system:
        return f"{browser} on {system}"
    return agent[:_LONGEST] or "Unknown device"


def _first_in(agent: str, names: dict[str, str]) -> str | None:
    return next((name for mark, name in names.items() if mark in agent), None)
