"""Addresses that others gave us and we ask: on the internet, never inside the network.

A browser tells us where its push service is, a clinician where their calendar is: so somebody can
make us ask anything, anywhere. It must be https; every address its name stands for must be a public
one; and the one that was really connected to is looked at again before a byte is sent, since a name
may stand for something else a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    import requests

LONGEST = 1000
"""Characters of an address. Those of push services and calendars have about 200."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutsideAddressError(ValueError):
    """No request is ever sent to this address."""


def check(endpoint: str) -> None:
    """Raise `OutsideAddressError` for an address we ask nothing, OSError when its name is unknown
    just now."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise OutsideAddressError("not an address") from error
    if len(endpoint) > LONGEST or not host or parts.username is not None:
        raise OutsideAddressError("not an address to ask")
    if settings.PUSH_MAY_GO_INSIDE:
        return
    if parts.scheme != "https" or port not in {None, 443}:
        raise OutsideAddressError("not https")
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    if not all(is_public(str(one[4][0])) for one in found):
        raise OutsideAddressError("inside the network")


def is_public(address: str) -> bool:
    """Whether a number is reached over the internet, also when it hides an older one."""
    number = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address):
        if number in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)))
        hidden = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if hidden is not None:
            return is_public(str(hidden))
    return number.is_global and not number.is_multicast


def careful_session() -> requests.Session:
    """A session that speaks https to public addresses only, and follows no redirect."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.connection import HTTPSConnection
    from urllib3.connectionpool import HTTPSConnectionPool

    class Connection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            made = super()._new_conn()
            if not is_public(str(made.getpeername()[0])):
                made.close()
                raise OutsideAddressError("inside the network")
            return made

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **options: Any) -> None:
            super().init_poolmanager(*args, **options)
            self.poolmanager.pool_classes_by_scheme = {"https": Pool}

    class Session(requests.Session):
        def request(self, *args: Any, **options: Any) -> requests.Response:
            return super().request(*args, **{**options, "allow_redirects": False})

    session = Session()
    if not settings.PUSH_MAY_GO_INSIDE:
        session.adapters.pop("http://")
        session.mount("https://", Adapter())
    return session
