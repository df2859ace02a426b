"""Splits `multipart/form-data` bodies into their parts. Resources decide what the parts must be."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["MOST_PARTS", "FormError", "Part", "parts_of"]

MOST_PARTS = 100
"""Most parts in a form (assumed): real forms have a handful, and each costs time."""


class FormError(ValueError):
    """The body is not a form; the text says what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a form: text, or a file if it has a file name. `content_type` is as sent, None if missing."""

    name: str
    filename: str | None
    content_type: str | None
    content: bytes

    def text(self) -> str:
        """The content as text.

        Raises:
            FormError: it is not UTF-8.
        """
        try:
            return self.content.decode()
        except UnicodeDecodeError as wrong:
            found = f"the byte 0x{self.content[wrong.start]:02x} at {wrong.start}"
            raise FormError(f"The part {self.name} is not UTF-8: found {found}") from None


def parts_of(content_type: str, body: bytes) -> list[Part]:
    """The parts of a form, in order. `content_type` is the header, which names the boundary.

    Raises:
        FormError: the body is not a form, is cut off, or has too many parts.
    """
    # takes 40 ms, needed only by emulators that receive files
    import logging

    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser, parse_options_header

    boundary = parse_options_header(content_type.encode("latin-1", "replace"))[1].get(b"boundary")
    if not boundary:
        raise FormError("The content type names no boundary")
    reader = _Reader()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": reader.begin,
                "on_header_field": reader.name,
                "on_header_value": reader.value,
                "on_header_end": reader.header_end,
                "on_part_data": reader.data,
                "on_part_end": reader.end,
                "on_end": reader.finish,
            },
        )
        parser.logger = logging.Logger(
            __name__, logging.CRITICAL + 1
        )  # silenced, since the client is told what is wrong
        parser.write(body)
    except FormParserError as error:
        raise FormError(f"The body is not a form: {error}") from None
    if not reader.finished:
        raise FormError("The body is not a form: it ends before the last boundary")
    return [_part(headers, content) for headers, content in reader.parts]


@dataclass(slots=True)
class _Reader:
    """The parser's callbacks; joins the pieces of a part when it ends."""

    parts: list[tuple[dict[bytes, bytes], bytes]] = field(default_factory=list)
    finished: bool = False
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _field: bytes = b""
    _value: bytes = b""
    _pieces: list[bytes] = field(default_factory=list)

    def begin(self) -> None:
        if len(self.parts) == MOST_PARTS:
            raise FormError(f"The form has more than {MOST_PARTS} parts")
        self._headers, self._pieces = {}, []

    def name(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._pieces.append(data[start:end])

    def end(self) -> None:
        self.parts.append((self._headers, b"".join(self._pieces)))

    def finish(self) -> None:
        self.finished = True


def _part(headers: dict[bytes, bytes], content: bytes) -> Part:
    from python_multipart.multipart import parse_options_header  # as above

    options = parse_options_header(headers.get(b"content-disposition", b""))[1]
    if b"name" not in options:
        raise FormError("The body is not a form: a part has no name")
    filename, kind = options.get(b"filename"), headers.get(b"content-type")
    return Part(
        name=options[b"name"].decode("utf-8", "replace"),
        filename=None if filename is None else filename.decode("utf-8", "replace"),
        content_type=None if kind is None else kind.decode("latin-1").strip() or None,
        content=content,
    )
