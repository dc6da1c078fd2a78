"""Pictures of people: what passes is what it says and small."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rapat.domain.errors import PictureRefused
from rapat.domain.picture import PICTURE_MAX_BYTES, SIDE_MAX, checked_picture


def drawn(form: str, width: int, height: int, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (80, 90, 200)).save(out, form, **options)
    return out.getvalue()


FORMS = [
    ("PNG", {}, "image/png"),
    ("JPEG", {}, "image/jpeg"),
    ("JPEG", {"progressive": True}, "image/jpeg"),
    ("WEBP", {}, "image/webp"),
    ("WEBP", {"lossless": True}, "image/webp"),
    ("WEBP", {"exif": b"Exif\0\0" + b"x" * 20}, "image/webp"),
]


@pytest.mark.parametrize(("form", "options", "kind"), FORMS)
def test_each_form_that_browsers_make_passes_up_to_the_bound(form: str, options: dict[str, object], kind: str) -> None:
    assert checked_picture(drawn(form, 256, 256, **options)).type == kind
    assert checked_picture(drawn(form, SIDE_MAX, 8, **options)).type == kind
    for width, height in ((SIDE_MAX + 1, 8), (8, SIDE_MAX + 1)):
        with pytest.raises(PictureRefused):
            checked_picture(drawn(form, width, height, **options))


def test_what_is_no_picture_or_too_heavy_is_refused() -> None:
    good = drawn("PNG", 8, 8)
    for content in (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a" + bytes(100),
        good + bytes(PICTURE_MAX_BYTES),
        b"\xff\xd8\xff\xe0\x00\x00" * 20,
    ):
        with pytest.raises(PictureRefused):
            checked_picture(content)


@pytest.mark.parametrize(("form", "options", "kind"), FORMS)
def test_a_picture_cut_anywhere_is_read_or_refused(form: str, options: dict[str, object], kind: str) -> None:
    whole = drawn(form, 16, 16, **options)
    for length in range(min(len(whole), 200)):
        try:
            assert checked_picture(whole[:length]).type == kind
        except PictureRefused:
            continue


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF\0\0\0\0WEBPVP8 "]))
def test_any_bytes_are_read_or_refused(tail: bytes, head: bytes) -> None:
    try:
        checked_picture(head + tail)
    except PictureRefused:
        pass
