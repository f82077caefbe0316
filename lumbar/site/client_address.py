"""From which address a request came, for limits that count by it.

Behind a proxy every request comes from the proxy's own address. Each proxy adds the address it was
asked from at the end of ``X-Forwarded-For``, so as many entries from the right as there are trusted
proxies (``LUMBAR_TRUSTED_PROXIES``) were not written by the visitor; all before them may be forged.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's address, as the outermost trusted proxy saw it."""
    return address_behind(
        settings.LUMBAR.trusted_proxies,
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        request.META["REMOTE_ADDR"],
    )


def address_behind(proxies: int, forwarded_for: str, remote: str) -> str:
    """The address behind so many proxies. ``remote``, from which the connection came, where there
    is no proxy or the header has no address in that place."""
    entries = forwarded_for.split(",")
    if not 0 < proxies <= len(entries):
        return remote
    try:
        address = ip_address(_without_port(entries[-proxies].strip()))
    except ValueError:
        return remote
    if isinstance(address, IPv6Address):
        # One visitor is not to have two names.
        return str(address.ipv4_mapped or address)
    return str(address)


def _without_port(entry: str) -> str:
    """``192.0.2.1:4711`` and ``[2001:db8::1]:4711`` as some proxies write them."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    return entry.partition(":")[0] if entry.count(":") == 1 else entry
