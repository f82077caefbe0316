"""Steps out of files: the good ones, and those that must not be taken."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.wellbeing.imports import Imported, ImportFailed, read_steps
from lumbar.wellbeing.imports.dates import read_count, read_date

TODAY = date(2026, 11, 27)

RECORD = (
    '<Record type="HKQuantityTypeIdentifier{kind}" sourceName="{device}" sourceVersion="17.1"'
    ' device="&lt;&lt;HKDevice: 0x28&gt;, name:iPhone, hardware:iPhone12,1&gt;" unit="count"'
    ' creationDate="{day} 09:00:00 +0800" startDate="{day} 08:50:00 +0800"'
    ' endDate="{day} 08:59:00 +0800" value="{value}"/>\n'
)
# As HealthKit's version 12 wrote it: not well-formed.
BROKEN_TYPE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|VisionPrescription)*)>
<!ATTLIST VisionPrescription
  brand            CDATA #IMPLIED
<!ELEMENT RightEye EMPTY>
]>
"""


def record(day: str, value: object, device: str = "iPhone", kind: str = "StepCount") -> str:
    return RECORD.format(day=day, value=value, device=device, kind=kind)


def apple(*records: str, before: str = BROKEN_TYPE) -> bytes:
    return f'{before}<HealthData locale="en_HK">\n{"".join(records)}</HealthData>'.encode()


def read(content: bytes | str) -> Imported:
    return read_steps(
        io.BytesIO(content if isinstance(content, bytes) else content.encode()), TODAY
    )


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def fails(content: bytes | str) -> ImportFailed:
    with pytest.raises(ImportFailed) as caught:
        read(content)
    return caught.value


# --- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "days"),
    [
        ("Date,Steps\n2026-11-01,8123\n", {1: 8123}),
        ("\ufeffdate;steps\r\n01.11.2026;8.123\r\n02.11.2026;\r\n", {1: 8123}),
        ("Day\tStep count\n2026/11/01\t8 123\n", {1: 8123}),
        (
            'Date,Goal steps,Steps\n"Sun, Nov 1, 2026",10000,"8,123.0"\n'.replace(".0", ""),
            {1: 8123},
        ),
        ("日期,步數\n2026年11月1日,8123\n", {1: 8123}),
        ("Date,Steps\n20261101,5\n1 Nov 2026,7\n2 November 2026,8\n", {1: 7, 2: 8}),
        # Written with a time of day: added up.
        ("Start,Steps\n2026-11-01 08:00,100\n2026-11-01T09:00:00+08:00,50.4\n", {1: 150}),
        # 13 can only be a day; without one, the reading without gaps is the right one.
        ("Date,Steps\n01/11/2026,1\n13/11/2026,2\n", {1: 1, 13: 2}),
        ("Date,Steps\n11/1/2026,1\n11/13/2026,2\n", {1: 1, 13: 2}),
        ("Date,Steps\n01/11/2026,1\n02/11/2026,2\n03/11/2026,3\n", {1: 1, 2: 2, 3: 3}),
        # In one of the two readings it has not come yet.
        ("Date,Steps\n11/12/2026,5\n", {12: 5}),
        # Without names; and behind a line of something else.
        ("2026-11-01,5\n2026-11-02,6\n", {1: 5, 2: 6}),
        ("com.example.steps,7\nday,steps\n2026-11-01,5\n", {1: 5}),
    ],
)
def test_tables(content: str, days: dict[int, int]) -> None:
    found = read(content)
    assert found.source == "csv"
    assert found.days == {date(2026, 11, day): count for day, count in days.items()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp950"])
def test_tables_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    content = "日期,步數\n" + "".join(f"2026-11-{day:02},{day}\n" for day in range(1, 28))
    assert len(read(content.encode(encoding)).days) == 27


@pytest.mark.parametrize(
    ("content", "failure", "line"),
    [
        ("", "no_columns", None),
        ("hello\nyou\n", "no_columns", None),
        ("Date,Steps\n", "empty", None),
        ("Date,Steps\n2026-11-01,5\n\nyesterday,6\n", "bad_date", 4),
        ("Date,Steps\n2026-02-30,5\n", "bad_date", 2),
        ("Date,Steps\n2026-11-01,many\n", "bad_count", 2),
        ("Date,Steps\n2026-11-01,-5\n", "bad_count", 2),
        ("Date,Walk,Steps\n2026-11-01,5\n", "bad_count", 2),
        ("Date,Steps\n2026-11-01,5\n2026-12-24,5\n", "far_date", 3),
        ("Date,Steps\n1926-11-01,5\n", "far_date", 2),
        ("Date,Steps\n2026-11-01,1000000\n", "too_many_steps", 2),
        ("Date,Steps\n13/11/2026,5\n11/13/2026,5\n", "mixed_dates", 3),
        ("Date,Steps\n03/04/2026,5\n", "unclear_dates", 2),
        ("Date,Steps\n2026-11-01," + "5" * 30_000, "not_text", 2),
        ('{"steps": 5}', "unknown", None),
        ("<html></html>", "unknown", None),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unknown", None),
    ],
)
def test_tables_that_cannot_be_taken(content: str | bytes, failure: str, line: int | None) -> None:
    failed = fails(content)
    assert (failed.failure, failed.line) == (failure, line)


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2001, 1, 1), TODAY), st.integers(0, 99_999))
def test_a_day_and_a_count_are_read_as_they_were_written(day: date, count: int) -> None:
    for written in (
        day.isoformat(), f"{day:%Y%m%d}", f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %b %Y}", f"{day:%B} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):  # fmt: skip
        assert read_date(written) == (day, False), written
    for number in (str(count), f"{count:,}", f"{count:,}".replace(",", "’")):
        assert read_count(number) == count


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_is_sent_is_read_or_refused(content: bytes) -> None:
    for sent in (
        content,
        b"Date,Steps\n" + content,
        b"<HealthData>" + content,
        b"PK\x03\x04" + content,
    ):
        try:
            found = read(sent)
        except ImportFailed:
            continue
        assert found.days


# --- Apple Health ------------------------------------------------------------------------------


def test_apple_health_takes_one_device_a_day_and_never_two_together() -> None:
    found = read(
        apple(
            record("2026-11-01", 4000),
            record("2026-11-01", 3000, device="My Watch"),
            record("2026-11-01", 2500, device="My Watch"),
            record("2026-11-02", 700.6),
            record("2026-11-02", 99, kind="HeartRate"),
            '<Correlation><Record type="x" value="5"/></Correlation>',
        )
    )
    assert found == Imported(
        "apple-health", {date(2026, 11, 1): 5500, date(2026, 11, 2): 701}, overlapping=True
    )


def test_apple_health_leaves_out_what_cannot_be() -> None:
    found = read(
        apple(
            record("2026-11-01", 10, device="J\x0bo"),
            *(record("2026-11-01", value) for value in ("many", "-5", "nan", "1e9", "")),
            *(record(day, 10) for day in ("2027-05-01", "1970-01-01", "2026-13-01", "")),
        )
    )
    assert found.days == {date(2026, 11, 1): 10}
    assert not read(apple(record("2026-11-01", 1))).overlapping


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (apple(record("2026-11-01", 1))[:-20], "broken_xml"),
        (apple("<Record <Record"), "broken_xml"),
        (apple("&boom;"), "broken_xml"),
        (apple(), "empty"),
        (b"<!DOCTYPE HealthData [" + b" " * 2_000_000, "unknown"),
        (b'<HealthData><Record x="' + b"a" * 3_000_000, "broken_xml"),
    ],
)
def test_apple_health_that_cannot_be_taken(content: bytes, failure: str) -> None:
    assert fails(content).failure == failure


def test_no_document_type_reaches_the_parser() -> None:
    bomb = '<?xml version="1.0"?>\n<!DOCTYPE HealthData [<!ENTITY a "boom">\n<!ENTITY b "&a;&a;">]>'
    outside = '<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">'
    # Without them there is nothing to expand or to fetch; what names one is broken.
    assert fails(apple("&b;", before=bomb)).failure == "broken_xml"
    assert read(apple(record("2026-11-01", 1), before=outside)).days
    assert fails(apple("<!DOCTYPE x>")).failure == "broken_xml"


class Growing(io.RawIOBase):
    """An export of many records that is never in memory as a whole."""

    def __init__(self, records: int) -> None:
        self.pieces = self.make(records)
        self.left = b""
        self.beginning = True

    @staticmethod
    def make(records: int) -> Iterator[bytes]:
        yield b"<HealthData>"
        for number in range(0, records, 100):
            day = (TODAY - timedelta(days=number % 1000)).isoformat()
            yield record(day, 1, device=f"device {number % 3}").encode() * 100
        yield b"</HealthData>"

    def seek(self, *_where: int) -> int:
        # Only ever back to the beginning, which is still here.
        return 0

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (piece := next(self.pieces, b"")):
            self.left += piece
        found, self.left = self.left[:size], self.left[size:]
        if self.beginning:
            # The first bytes are looked at and read again.
            self.beginning = False
            self.left = found + self.left
        return found


def test_two_hundred_thousand_records_in_little_time_and_memory() -> None:
    began = time.process_time()
    found = read_steps(Growing(200_000), TODAY)  # type: ignore[arg-type]
    assert time.process_time() - began < 3
    assert sum(found.days.values()) > 60_000
    tracemalloc.start()
    read_steps(Growing(5_000), TODAY)  # type: ignore[arg-type]
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000


# --- zips --------------------------------------------------------------------------------------


def test_the_zip_of_an_iphone_in_any_language() -> None:
    content = apple(record("2026-11-01", 10))
    for name in ("apple_health_export__export.xml", "apple_health_export__輸出.xml"):
        clinical = {"apple_health_export__export_cda.xml": b"<ClinicalDocument/>"}
        assert read(zipped(**clinical, **{name: content})).source == "apple-health"


FIT = (
    b"Date,Move Minutes count,Calories (kcal),Step count\n"
    b"2026-11-01,42,2310.5,8123\n2026-11-02,,,\n"
)


def test_google_takeout_as_a_zip_and_as_its_one_file() -> None:
    one_day = b"Start time,End time,Step count\n00:00:00.000+08:00,00:15:00.000+08:00,11\n"
    folder = "Takeout__Fit__Daily activity metrics__"
    sent = zipped(
        **{
            f"{folder}2026-11-01.csv": one_day,
            f"{folder}Other.csv": b"Name,Value\nx,1\n" * 500,
            f"{folder}Daily activity metrics.csv": FIT,
        }
    )
    for content in (sent, FIT, zipped(**{f"{folder}Metrics of each day.csv": FIT})):
        assert read(content) == Imported("google-takeout", {date(2026, 11, 1): 8123})


def test_zips_that_cannot_be_taken() -> None:
    good = zipped(**{"export.xml": apple(record("2026-11-01", 10))})
    assert fails(zipped(**{"photo.jpg": b"x"})).failure == "zip_without"
    assert fails(good[:-30]).failure == "broken_zip"
    damaged = bytearray(good)
    damaged[60:80] = b"\0" * 20
    assert fails(bytes(damaged)).failure in {"broken_zip", "broken_xml", "zip_without"}
    # It unpacks to a thousand times its size.
    assert (
        fails(zipped(**{"export.xml": b"<HealthData>" + b" " * 40_000_000})).failure == "too_much"
    )
    # The list of files says that it is longer than any export's.
    end = good.rindex(b"PK\x05\x06")
    long = good[: end + 12] + (50_000_000).to_bytes(4, "little") + good[end + 16 :]
    assert fails(long).failure == "too_much"
