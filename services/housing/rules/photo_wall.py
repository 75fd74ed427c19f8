"""Photos of a house before and after its works, side by side: which of many is shown.

A photo up to the day on which the works began shows the house before, one from the day on which they were over shows it after;
of several of one view the last before and the last after are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.housing.rules.house import PhotoView
from shared.errors import Unprocessable

THUMBNAIL_SIDE = 400
"""Pixels: sharp at half a telephone's width, and on paper at seven centimetres; some 20 KB."""


class NoThumbnail(Unprocessable):
    """这份材料不是照片，没有缩略图"""

    mend = "文件请直接打开查看"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a view, and the day on which it was taken, or filed where nobody says."""

    id: UUID
    view: PhotoView
    on: date


@dataclass(frozen=True, slots=True)
class Pair:
    """A view before and after the works; what there is no photo of is None."""

    view: PhotoView
    before: Photo | None
    after: Photo | None

    @property
    def is_whole(self) -> bool:
        return self.before is not None and self.after is not None


def pairs(photos: Sequence[Photo], *, started_on: date, finished_on: date) -> list[Pair]:
    """Every view of which there is a photo before or after, in the order of the views."""
    order = sorted(photos, key=lambda photo: (photo.on, photo.id.bytes))
    found = []
    for view in PhotoView:
        of_view = [photo for photo in order if photo.view is view]
        before = next((photo for photo in reversed(of_view) if photo.on <= started_on), None)
        after = next((photo for photo in reversed(of_view) if photo.on >= finished_on and photo is not before), None)
        if before or after:
            found.append(Pair(view, before, after))
    return found
