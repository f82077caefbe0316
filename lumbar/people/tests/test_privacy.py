"""Take everything along, or erase it."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from lumbar.people.erasing import erasing_apps
from lumbar.people.export import export_everything, exporting_apps
from lumbar.people.guests import GUEST_COOKIE, new_token, token_hash
from lumbar.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(client: Client) -> Person:
    """A guest whose cookie the test client has."""
    token = new_token()
    client.cookies[GUEST_COOKIE] = token
    return Person.objects.create(guest_token_hash=token_hash(token))


def test_somebody_new_is_told_that_nothing_is_kept(client):
    response = client.get("/privacy")
    assert response.status_code == 200
    assert "We keep nothing about you right now." in response.content.decode()
    assert client.get("/privacy/export.json").headers["Location"] == "/privacy"
    assert client.get("/privacy/erase").headers["Location"] == "/privacy"


def test_the_export_is_a_file_with_everything(client, guest):
    response = client.get("/privacy/export.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="lumbar.json"'
    data = json.loads(response.content)
    assert data["people"]["id"] == str(guest.id)
    assert set(data) >= {"lumbar_export", "made_at", *exporting_apps()}


def test_every_app_that_keeps_rows_about_people_takes_part_in_the_export():
    assert keeping() <= set(exporting_apps())


def keeping() -> set[str]:
    """Our apps that keep rows about people. What the account library keeps (addresses, second
    factors, sessions) hangs on `Account`: people/privacy.py tells of it, and it goes with it."""
    return {
        model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("lumbar.")
        and (model is Person or _reaches_person(model, set()))
    }


def _reaches_person(model, seen) -> bool:
    """Whether a row of `model` belongs to a person, directly or through another row."""
    if model in seen:
        return False
    seen.add(model)
    return any(
        field.related_model is Person or _reaches_person(field.related_model, seen)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and isinstance(field.related_model, type)
    )


def test_an_export_is_plain_json(guest):
    assert json.loads(json.dumps(export_everything(guest)))["lumbar_export"] == 1


def test_erasing_asks_first(client, guest):
    page = client.get("/privacy/erase").content.decode()
    assert "Yes, erase everything" in page
    assert Person.objects.filter(pk=guest.pk).exists()


def test_erasing_leaves_no_trace_in_any_table(client, guest):
    other = Person.objects.create(guest_token_hash=token_hash(new_token()))
    response = client.post("/privacy/erase")
    assert response.headers["Location"] == "/privacy/erased"
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies[GUEST_COOKIE]["max-age"] == 0
    assert list(Person.objects.all()) == [other]
    assert rows_naming(guest) == []
    assert rows_naming(other) != []
    assert client.get("/privacy/erased").status_code == 200


def rows_naming(person: Person) -> list[str]:
    """Tables with a row that holds the person's id or the hash of their cookie."""
    names = (str(person.id), person.id.hex, str(person.guest_token_hash))
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            if any(name in str(row) for row in cursor.fetchall() for name in names):
                found.append(table)
    return found


def test_erasing_needs_the_forms_token(guest, client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    response = strict.post("/privacy/erase")
    assert response.status_code == 403
    assert Person.objects.filter(pk=guest.pk).exists()


def test_what_belongs_to_a_person_goes_with_them():
    """No foreign key to a person may stop the erasing, or keep a row behind unless the app has
    its own part in it (`erased`)."""
    for relation in Person._meta.related_objects:
        stays = relation.related_model._meta.app_label in erasing_apps()
        allowed = (models.CASCADE, models.SET_NULL) if stays else (models.CASCADE,)
        assert relation.on_delete in allowed, relation


@pytest.mark.parametrize("address", ["/privacy", "/privacy/erased"])
def test_pages_exist_in_chinese(client, address):
    client.cookies["language"] = "zh-hant"
    page = client.get(address).content.decode()
    assert 'lang="zh-Hant-HK"' in page
    assert "資料" in page
