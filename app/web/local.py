"""Addresses within this app."""

from urllib.parse import urlsplit


def local_path(address: str) -> str:
    """The address if it is a path of this app, else the home page: a link from outside must not lead elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:  # "//[" begins an address of IPv6
        return "/"
    plain = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if plain and not parts.scheme and not parts.netloc else "/"
