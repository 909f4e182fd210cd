"""By what a browser is told apart in a list: its name and its system, and nothing more of what it says of itself."""

from app.db.accounts import LONGEST_AGENT

# The first that is found: others also call themselves by the names that come later.
_BROWSERS = {
    **{"Edg/": "Edge", "EdgA/": "Edge", "EdgiOS/": "Edge", "OPR/": "Opera", "SamsungBrowser/": "Samsung Internet"},
    **{"Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari"},
}
_SYSTEMS = {
    **{"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS"},
    **{"Windows": "Windows", "Mac OS X": "macOS", "Linux": "Linux"},
}


def agent(header: str) -> str:
    """Browser and system; empty where neither is known."""
    found = [next((name for sign, name in signs.items() if sign in header), "") for signs in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found))[:LONGEST_AGENT]
