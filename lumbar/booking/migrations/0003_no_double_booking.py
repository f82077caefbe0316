"""The database itself refuses two reservations of one practitioner, or of one room, that overlap.

PostgreSQL: exclusion constraints. SQLite has none; triggers before every insert and update do the
same. They also refuse moments that are not written as Django writes them, since SQLite compares
them as text. What is raised is an IntegrityError on both.
"""

from django.db import migrations

TABLE = "booking_reservation"
MOMENT = "[0-9][0-9][0-9][0-9]-[0-1][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]"
FRACTION = MOMENT + "." + "[0-9]" * 6

POSTGRESQL = (
    # Equality of numbers in a GiST index. A trusted extension: the database's owner may add it.
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    f"""
    ALTER TABLE {TABLE} ADD CONSTRAINT no_two_of_a_practitioner
    EXCLUDE USING gist (practitioner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    """,
    f"""
    ALTER TABLE {TABLE} ADD CONSTRAINT no_two_of_a_room
    EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (room_id IS NOT NULL)
    """,
)
POSTGRESQL_BACK = (
    f"ALTER TABLE {TABLE} DROP CONSTRAINT no_two_of_a_room",
    f"ALTER TABLE {TABLE} DROP CONSTRAINT no_two_of_a_practitioner",
)


def _trigger(event: str) -> str:
    return f"""
    CREATE TRIGGER no_double_booking_{event} BEFORE {event} ON {TABLE}
    BEGIN
        SELECT RAISE(ABORT, 'a reservation is written with moments in another form')
        WHERE (NEW.starts_at NOT GLOB '{MOMENT}' AND NEW.starts_at NOT GLOB '{FRACTION}')
           OR (NEW.ends_at NOT GLOB '{MOMENT}' AND NEW.ends_at NOT GLOB '{FRACTION}');
        SELECT RAISE(ABORT, 'two reservations of one practitioner')
        WHERE EXISTS (
            SELECT 1 FROM {TABLE} other
            WHERE other.practitioner_id = NEW.practitioner_id
              AND other.ends_at > NEW.starts_at AND other.starts_at < NEW.ends_at
              AND other.id IS NOT NEW.id
        );
        SELECT RAISE(ABORT, 'two reservations of one room')
        WHERE NEW.room_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM {TABLE} other
            WHERE other.room_id = NEW.room_id
              AND other.ends_at > NEW.starts_at AND other.starts_at < NEW.ends_at
              AND other.id IS NOT NEW.id
        );
    END
    """


# BEFORE INSERT, a new row has no id yet (-1): it equals none of those that are there.
SQLITE = (_trigger("INSERT"), _trigger("UPDATE"))
SQLITE_BACK = ("DROP TRIGGER no_double_booking_UPDATE", "DROP TRIGGER no_double_booking_INSERT")


def forwards(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def backwards(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK})


def _run(schema_editor, statements):
    # Any other database is refused: it would let two people have one time.
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ("booking", "0002_addresses_and_traces"),
    ]

    operations = [
        migrations.RunPython(forwards, backwards),
    ]
