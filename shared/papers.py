"""Photos and papers that people send in: told by their content and never by their name, and what of a photo stays in it."""

from enum import StrEnum

from shared.errors import Conflict, TooLarge, Unprocessable
from shared.photo import PIXELS, PhotoTooWide, UnreadablePhoto, small, without_particulars

PAPER_BYTES = 10 * 2**20
"""A photo of a telephone has two to six megabytes, a scanned booklet as much."""

ENVELOPE_BYTES = 64 * 1024
"""What multipart adds around the file."""


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"


ENDINGS = {MediaType.JPEG: "jpg", MediaType.PNG: "png", MediaType.PDF: "pdf"}


class NeitherPhotoNorPaper(Unprocessable):
    """不是可以接收的照片或文件"""

    mend = "请上传 JPEG、PNG 照片或 PDF 文件；手机照片请另存为 JPEG"


class PaperTooLarge(TooLarge):
    """照片或文件过大"""

    mend = "每份至多 10 MB，请压缩或分开后上传"


class PhotoTooLarge(TooLarge):
    """照片的像素过多"""

    mend = "请把照片缩小到 6000 万像素以内再上传"


class EmptyPaper(Unprocessable):
    """文件是空的"""

    mend = "请重新选择照片或文件"


class BrokenPhoto(Unprocessable):
    """照片不完整，无法读取"""

    mend = "请重新拍摄或导出后上传"


class AlreadyFiled(Conflict):
    """已有一份内容完全相同的材料"""

    mend = "不必重复上传"


class TooManyPapers(Conflict):
    """材料的份数已满"""

    mend = "份数的上限见 limit；请先撤下不再需要的材料"


class AlreadyWithdrawn(Conflict):
    """这份材料已撤下"""

    mend = "请查看材料列表"


CONTENT_LAWS = (EmptyPaper, PaperTooLarge, NeitherPhotoNorPaper, BrokenPhoto, PhotoTooLarge)
FILING_LAWS = (*CONTENT_LAWS, AlreadyFiled, TooManyPapers)
"""For the doors: `responses=refuses(*FILING_LAWS)`."""


def media_type_of(content: bytes) -> MediaType:
    """Raises EmptyPaper, PaperTooLarge or NeitherPhotoNorPaper."""
    if not content:
        raise EmptyPaper(pointer="/file")
    if len(content) > PAPER_BYTES:
        raise PaperTooLarge(pointer="/file", bytes=len(content), limit_bytes=PAPER_BYTES)
    if content.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return MediaType.PDF
    raise NeitherPhotoNorPaper(pointer="/file")


def as_kept(content: bytes, media_type: MediaType, *, keeps_particulars: bool) -> bytes:
    """What is kept of a photo: where and when it was taken, and with what, only if the officer wants that.

    Raises BrokenPhoto, PhotoTooLarge.
    """
    if media_type is MediaType.PDF or keeps_particulars:
        return content
    try:
        return without_particulars(content)
    except UnreadablePhoto:
        raise BrokenPhoto(pointer="/file") from None
    except PhotoTooWide:
        raise PhotoTooLarge(pointer="/file", limit_pixels=PIXELS) from None


def as_shown(content: bytes, *, side: int) -> bytes:
    """A kept photo as a page or a sheet shows it, a JPEG of at most so many pixels a side. Raises BrokenPhoto, PhotoTooLarge."""
    try:
        return small(content, side=side)
    except UnreadablePhoto:
        raise BrokenPhoto from None
    except PhotoTooWide:
        raise PhotoTooLarge(limit_pixels=PIXELS) from None
