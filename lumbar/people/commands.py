"""`lumbar clinic` and `lumbar invite`: what an operator does before anybody can sign in."""

from __future__ import annotations

import argparse
import re
from zoneinfo import available_timezones

from lumbar.site.start import CommandFailed, start_django, told


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's commands to the command line."""
    clinic = subparsers.add_parser("clinic", help="add a clinic to this installation, or list them")
    actions = clinic.add_subparsers(metavar="ACTION", required=True)
    add = actions.add_parser("add", help="add a clinic")
    add.add_argument("--name", required=True, help="its name in English")
    add.add_argument("--name-zh-hant", default="", help="its name in Traditional Chinese")
    add.add_argument(
        "--host",
        default="",
        help="host name people reach it by, such as back.example.org; LUMBAR_ALLOWED_HOSTS must "
        "name it too. The first clinic needs none",
    )
    add.add_argument("--country", default="HK", help="two letters, for the emergency number")
    add.add_argument("--phone", default="", help="with the country's code: '+852 2345 6789'")
    add.add_argument("--time-zone", default="Asia/Hong_Kong", help="an IANA name")
    listed = actions.add_parser("list", help="list the clinics")
    for parser, run in ((add, run_add), (listed, run_list)):
        parser.add_argument("--data", metavar="DIR", help="folder of the database")
        parser.set_defaults(run=told(run))
    invite = subparsers.add_parser(
        "invite", help="print a link by which somebody joins a clinic's team: its first owner"
    )
    invite.add_argument("--email", required=True, help="whom it is for")
    invite.add_argument("--name", required=True, help="as people at the clinic will read it")
    invite.add_argument("--host", default="", help="the clinic's host name; none: the first clinic")
    invite.add_argument(
        "--role",
        default="owner",
        choices=("owner", "clinician", "front_desk"),
        help="owner when not given",
    )
    invite.add_argument("--treats", action="store_true", help="an owner who treats people as well")
    invite.add_argument("--data", metavar="DIR", help="folder of the database")
    invite.set_defaults(run=told(run_invite))


def run_add(options: argparse.Namespace) -> None:
    """Add a clinic."""
    start_django(options.data)
    from django.conf import settings

    from lumbar.people.models import Clinic

    host = options.host.strip().lower() or None
    country = options.country.upper()
    if not re.fullmatch("[A-Z]{2}", country):
        raise CommandFailed("--country must be two letters, such as HK.")
    if options.time_zone not in available_timezones():
        raise CommandFailed(f"{options.time_zone} is no time zone; Asia/Hong_Kong is one.")
    if host and not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host):
        raise CommandFailed("--host must be a host name alone, without https:// or a port.")
    if host is None and Clinic.objects.exists():
        raise CommandFailed("there is a clinic already, so this one needs --host.")
    if host and Clinic.objects.filter(host=host).exists():
        raise CommandFailed(f"there is a clinic at {host} already.")
    Clinic.objects.create(
        host=host, name_en=options.name, name_zh_hant=options.name_zh_hant or options.name,
        country=country, phone=options.phone, time_zone=options.time_zone,
    )  # fmt: skip
    print(f"{options.name} is added.")
    if host and host not in settings.ALLOWED_HOSTS:
        print(f"Add {host} to LUMBAR_ALLOWED_HOSTS, or nobody can reach it.")


def run_list(options: argparse.Namespace) -> None:
    """List the clinics with how many staff each has."""
    start_django(options.data)
    from lumbar.people.models import Clinic

    for clinic in Clinic.objects.order_by("pk"):
        staff = clinic.memberships.filter(active=True).count()
        demo = ", demo" if clinic.demo else ""
        print(f"{clinic.host or '(every other host)'}  {clinic.name_en}  ({staff} staff{demo})")


def run_invite(options: argparse.Namespace) -> None:
    """Print an invitation's link."""
    start_django(options.data)
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.urls import reverse
    from django.utils import timezone

    from lumbar.people.addresses import address_at
    from lumbar.people.models import Clinic, Role
    from lumbar.people.queries import the_clinic
    from lumbar.people.team import invite

    host = options.host.strip().lower()
    clinic = Clinic.objects.filter(host=host).first() if host else the_clinic()
    if clinic is None:
        where = f"at {host}" if host else "yet"
        raise CommandFailed(f"there is no clinic {where}: `lumbar clinic add` makes one.")
    try:
        validate_email(options.email)
    except ValidationError as error:
        raise CommandFailed("--email is not an e-mail address.") from error
    _invitation, token = invite(
        clinic=clinic, email=options.email, name=options.name, role=Role(options.role),
        treats=options.treats, by=None, now=timezone.now(),
    )  # fmt: skip
    print(address_at(clinic, reverse("invited", args=[token])))
    print("It works once, for seven days. Whoever has it can join: hand it over yourself.")
