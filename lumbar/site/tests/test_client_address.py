"""From which address a request came, when somebody forges what proxies write."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings as site
from django.test import RequestFactory

from lumbar.booking.views.shared import origin_of
from lumbar.site.client_address import address_behind

PROXY = "10.0.0.9"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        # Nobody in front: the header is the visitor's own invention.
        (0, "192.0.2.7", PROXY),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.1, 203.0.113.2,192.0.2.7", "192.0.2.7"),
        (2, "203.0.113.1, 192.0.2.7, 10.0.0.8", "192.0.2.7"),
        # Fewer than there are proxies: it did not come through them.
        (2, "203.0.113.1", PROXY),
        (1, "", PROXY),
        (1, "192.0.2.7,", PROXY),
        (1, "192.0.2.7, unknown", PROXY),
        (1, "192.0.2.7; DROP TABLE", PROXY),
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "2001:DB8::0:1", "2001:db8::1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_counted_from_the_right(proxies, header, address):
    assert address_behind(proxies, header, PROXY) == address


def test_every_limit_counts_by_it(settings):
    settings.LUMBAR = site.LUMBAR._replace(trusted_proxies=1)
    forged: Any = RequestFactory().get(
        "/", headers={"X-Forwarded-For": "203.0.113.1, 192.0.2.7"}, REMOTE_ADDR=PROXY
    )
    forged.person = None
    assert origin_of(forged).address == "192.0.2.7"
    assert get_adapter().get_client_ip(forged) == "192.0.2.7"
