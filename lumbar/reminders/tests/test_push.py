"""Notifications: to a push service of our own, opened as a browser opens them, and never inside."""

from __future__ import annotations

import base64
import http.server
import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from lumbar.people.models import Person
from lumbar.reminders import push
from lumbar.reminders.actions import BROWSERS, keep_browser
from lumbar.reminders.keys import new_key, private_key, public_key
from lumbar.reminders.models import Delivery, PushSubscription, Wish
from lumbar.reminders.push_address import PushAddressError, careful_session, check, is_public
from lumbar.reminders.tests.helpers import EVENING, Clock, reminded
from lumbar.reminders.worker import Worker


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


class Browser:
    """A browser's keys, and what it reads."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes ok"
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.keys = {"p256dh": text(point), "auth": text(self.secret)}

    def opens(self, body: bytes) -> Any:
        plain = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        return json.loads(plain)

    def told(self, **more: str) -> dict[str, Any]:
        return {"endpoint": self.endpoint, "keys": self.keys, "expirationTime": None, **more}


class Service(http.server.ThreadingHTTPServer):
    """A push service that notes what it gets, and answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 201
        self.got: list[tuple[str, Message, bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture
def service(settings: Any, tmp_path: Any) -> Iterator[Service]:
    settings.PUSH_MAY_GO_INSIDE = True
    settings.LUMBAR = settings.LUMBAR._replace(data_dir=tmp_path)
    push._session.cache_clear()
    with Service() as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()
    push._session.cache_clear()


def with_browser(
    service: Service, name: str = "/one", **changes: Any
) -> tuple[Person, Any, Browser]:
    person, client = reminded("tonight:push", **changes)
    browser = Browser(service.address + name)
    answer = client.post("/reminders/push", browser.told(), content_type="application/json")
    assert answer.json() == {"on": True}
    return person, client, browser


@pytest.mark.django_db
def test_a_notification_arrives_once_and_its_button_stops_it(service, client):
    person, _own, browser = with_browser(service)
    for _twice in range(2):
        Worker(Clock()).round()
    [(path, headers, body)] = service.got
    assert path == "/one"
    assert headers["Authorization"].startswith("vapid t=")
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Topic"] == Delivery.objects.get().uuid.hex
    assert int(headers["Ttl"]) == 2 * 3600
    said = browser.opens(body)
    assert said["title"] == "A few minutes for yourself"
    assert (said["tag"], said["url"]) == ("tonight:2027-01-10", "/tonight")
    assert client.post(said["stop"]["url"]).status_code == 200
    assert not Wish.objects.filter(person=person).exists()


@pytest.mark.django_db
def test_each_browser_has_its_own_and_one_that_is_gone_is_forgotten(service):
    person, client, _browser = with_browser(service)
    service.status = 410
    Worker(Clock()).round()
    assert not PushSubscription.objects.exists()
    assert Delivery.objects.get().state == "failed"
    # Allowed again: another browser, another message.
    service.status = 503
    for name in ("/two", "/three"):
        client.post(
            "/reminders/push",
            Browser(service.address + name).told(),
            content_type="application/json",
        )
    clock = Clock()
    worker = Worker(clock)
    worker.round()
    service.status = 201
    clock.passes(minutes=1)
    worker.round()
    asked = Counter(path for path, _headers, _body in service.got)
    assert asked == {"/one": 1, "/two": 2, "/three": 2}
    states = Delivery.objects.filter(state="sent").values_list("attempts", flat=True)
    assert list(states) == [2, 2]
    assert PushSubscription.objects.filter(person=person).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "state"), [(413, "failed"), (429, "waiting"), (301, "failed"), (403, "failed")]
)
def test_what_a_push_service_may_say(service, status, state):
    with_browser(service)
    service.status = status
    Worker(Clock()).round()
    assert Delivery.objects.get().state == state
    assert PushSubscription.objects.exists()
    # Nothing was asked of the address it pointed to.
    assert len(service.got) == 1


@pytest.mark.django_db
def test_switching_a_browser_off(service):
    _person, client, browser = with_browser(service)
    page = client.get("/reminders").content.decode()
    assert public_key() in page
    answer = client.delete("/reminders/push", browser.told(), content_type="application/json")
    assert answer.json() == {"on": False}
    Worker(Clock()).round()
    assert not service.got


@pytest.mark.django_db
@pytest.mark.parametrize(
    "told",
    [
        None, [], {}, {"endpoint": "https://push.example.org/1"},
        {"endpoint": 3, "keys": {}}, {"endpoint": "https://a.org/", "keys": {"p256dh": "é"}},
        {"endpoint": "https://a.org/", "keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"endpoint": "https://a.org/" + "a" * 2000, "keys": {}},
    ],
)  # fmt: skip
def test_what_no_browser_sends(told):
    _person, client = reminded()
    assert client.post("/reminders/push", told, content_type="application/json").status_code == 400
    assert not PushSubscription.objects.exists()


@pytest.mark.django_db
def test_a_person_has_only_so_many_browsers():
    person, _client = reminded()
    for number in range(BROWSERS + 2):
        keep_browser(
            person=person, endpoint=f"https://a.org/{number}", p256dh="", auth="", now=EVENING
        )
    assert PushSubscription.objects.count() == BROWSERS


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("142.250.74.106", True), ("2a00:1450:4001:82a::200a", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::8.8.8.8", True), ("2002:7f00:1::", False), ("ff02::1", False),
    ],
)  # fmt: skip
def test_what_is_inside(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.org/1", "https://127.0.0.1/1", "https://[::1]/1", "https://10.0.0.8/",
        "https://user@push.example.org/", "https://push.example.org:8443/", "file:///etc/passwd",
        "https://", "https://[", "https://0x7f000001/", "https://2130706433/", "https://inside.example.org/",
    ],
)  # fmt: skip
def test_where_nothing_is_sent(endpoint, monkeypatch):
    real = socket.getaddrinfo

    def resolved(host: str, *args: Any, **options: Any) -> Any:
        named = {"inside.example.org": "10.0.0.8", "push.example.org": "8.8.8.8"}
        options["flags"] = socket.AI_NUMERICHOST
        return real(named.get(host, host), *args, **options)

    monkeypatch.setattr("socket.getaddrinfo", resolved)
    with pytest.raises((PushAddressError, OSError)):
        check(endpoint)
    check("https://push.example.org/1")


def test_a_name_that_changes_after_it_was_looked_at_reaches_nothing():
    """The connection itself is looked at, before a byte is sent."""
    with socket.create_server(("127.0.0.1", 0)) as inside:
        port = inside.getsockname()[1]
        with pytest.raises(PushAddressError):
            careful_session().post(f"https://127.0.0.1:{port}/", data="secret", timeout=5)
        connection, _from = inside.accept()
        with connection:
            assert connection.recv(100) == b""
    with pytest.raises(Exception, match="No connection adapters"):
        careful_session().post("http://127.0.0.1/", timeout=5)


def test_keys_are_kept_and_fit(settings, tmp_path):
    settings.LUMBAR = settings.LUMBAR._replace(data_dir=tmp_path)
    kept = private_key()
    assert private_key() == kept
    assert (tmp_path / "vapid-key").stat().st_mode & 0o077 == 0
    assert len(public_key()) == 87
    settings.LUMBAR = settings.LUMBAR._replace(vapid_key=new_key())
    assert private_key() != kept
