"""Files that are sent in, together up to a size, and no further."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

MOST_SENT = 200 * 1024**2
"""Bytes. A zip of ten years of Apple Health has about 100 million."""


class LimitedUpload(FileUploadHandler):
    """Lets go of files beyond the limit, and remembers that it did.

    What still comes is read and thrown away: a connection that is simply closed would show the
    person an error of their browser in place of our page.
    """

    def __init__(self, request: HttpRequest | None = None, most: int = MOST_SENT) -> None:
        super().__init__(request)
        self.most = most
        self.sent = 0
        self.too_large = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        # Said before it is sent: then nothing of it is written down.
        self.too_large = content_length > self.most + 64 * 1024

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        if self.too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.sent += len(raw_data)
        if self.sent > self.most:
            self.too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def limit_upload(request: HttpRequest) -> LimitedUpload:
    """Take files of this request within the limit; call it before anything reads the form."""
    limit = LimitedUpload(request)
    request.upload_handlers = [limit, TemporaryFileUploadHandler(request)]
    return limit
