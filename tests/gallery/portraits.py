"""Friendly drawn people before soft rooms, as films for cameras: nobody's face, yet a picture looks like a meeting."""

import io
import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 960, 540
FRAMES = 24
"""Frames until a film repeats; each breathes once."""
FINE = 2
"""Drawn this much larger, then made smaller: edges come out smooth."""
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Look:
    """How one person and the room behind look."""

    skin: Colour
    hair: Colour
    cloth: Colour
    wall: Colour
    style: str
    """``short``, ``long``, ``bun``, ``curly``, ``scarf`` or ``beard``."""
    room: str
    """``window``, ``shelf``, ``plant`` or ``lamp``."""
    lean: float
    """Share of the width by which the person sits beside the middle."""
    glasses: bool = False


LOOKS = (
    Look((222, 170, 133), (44, 33, 34), (55, 78, 122), (201, 206, 214), "long", "plant", -0.02),
    Look((178, 122, 86), (30, 26, 28), (196, 120, 72), (150, 166, 160), "short", "shelf", 0.03, glasses=True),
    Look((240, 200, 174), (146, 92, 52), (86, 122, 110), (222, 212, 198), "bun", "window", -0.03),
    Look((236, 190, 164), (112, 104, 100), (64, 68, 82), (126, 138, 158), "beard", "lamp", 0.02),
    Look((206, 152, 114), (126, 92, 132), (226, 216, 206), (188, 196, 180), "scarf", "window", 0.0),
    Look((128, 84, 60), (28, 24, 26), (148, 60, 74), (206, 190, 170), "curly", "shelf", -0.01),
)


def shade(colour: Colour, by: float) -> Colour:
    """Darker below 1, lighter above."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return red, green, blue


def film(who: int) -> list[Image.Image]:
    """The frames of one person, RGB."""
    look = LOOKS[who % len(LOOKS)]
    behind = _room(look)
    return [_frame(look, behind, number, who) for number in range(FRAMES)]


def write_film(path: Path, who: int) -> Path:
    """Motion JPEG for ``--use-file-for-fake-video-capture``."""
    with path.open("wb") as file:
        for frame in film(who):
            still = io.BytesIO()
            frame.save(still, "JPEG", quality=90)
            file.write(still.getvalue())
    return path


def slide() -> Image.Image:
    """A sheet worth sharing: a title and a chart."""
    sheet = Image.new("RGB", (1600, 900), (252, 252, 253))
    pen = ImageDraw.Draw(sheet)
    large, small = ImageFont.load_default(64), ImageFont.load_default(30)
    pen.text((110, 90), "Attendance this term", font=large, fill=(28, 32, 52))
    pen.text((112, 180), "Weeks 1 to 8, all classes", font=small, fill=(104, 112, 136))
    for week, share in enumerate((0.62, 0.66, 0.71, 0.69, 0.78, 0.83, 0.86, 0.92)):
        left, top = 116 + week * 172, 760 - round(share * 460)
        tone = (73, 78, 190) if week == 7 else (188, 194, 232)
        pen.rounded_rectangle((left, top, left + 110, 760), 12, fill=tone)
        pen.text((left + 26, top - 46), f"{share:.0%}", font=small, fill=(60, 66, 92))
        pen.text((left + 40, 780), str(week + 1), font=small, fill=(104, 112, 136))
    return sheet


def _room(look: Look) -> Image.Image:
    """What is behind the person, out of focus."""
    across, down = WIDTH, HEIGHT
    light = Image.linear_gradient("L").rotate(90).resize((across, down))
    picture = Image.composite(
        Image.new("RGB", (across, down), shade(look.wall, 0.78)),
        Image.new("RGB", (across, down), shade(look.wall, 1.08)),
        light,
    )
    pen = ImageDraw.Draw(picture)
    {"window": _window, "shelf": _shelf, "plant": _plant, "lamp": _lamp}[look.room](pen, look)
    return picture.filter(ImageFilter.GaussianBlur(9))


def _window(pen: ImageDraw.ImageDraw, look: Look) -> None:
    pen.rectangle((90, 40, 330, 330), fill=shade(look.wall, 0.86))
    for left, top in ((102, 52), (216, 52), (102, 190), (216, 190)):
        pen.rectangle((left, top, left + 102, top + 128), fill=(232, 240, 246))
    pen.rectangle((690, 360, 960, 380), fill=shade(look.wall, 0.7))


def _shelf(pen: ImageDraw.ImageDraw, look: Look) -> None:
    colours = ((168, 84, 68), (72, 98, 124), (208, 178, 120), (92, 116, 96), (216, 208, 196), (120, 92, 128))
    for row, top in enumerate((130, 290)):
        pen.rectangle((620, top, 930, top + 12), fill=shade(look.wall, 0.55))
        left = 636
        for book in range(9):
            wide, high = 18 + (book * 7 + row * 5) % 16, 70 + (book * 13 + row * 29) % 34
            pen.rectangle((left, top - high, left + wide, top), fill=colours[(book + row * 2) % len(colours)])
            left += wide + 4


def _plant(pen: ImageDraw.ImageDraw, look: Look) -> None:
    pen.rounded_rectangle((726, 360, 836, 480), 18, fill=(190, 128, 96))
    for turn in range(-3, 4):
        angle = math.radians(-90 + turn * 24)
        x, y = 780 + math.cos(angle) * 130, 350 + math.sin(angle) * 150
        pen.line((780, 370, x, y), fill=(74, 112, 84), width=26)
        pen.ellipse((x - 34, y - 40, x + 34, y + 40), fill=(88, 130, 94))
    pen.rectangle((80, 70, 270, 210), fill=shade(look.wall, 1.14))
    pen.ellipse((130, 100, 220, 190), fill=(214, 168, 120))


def _lamp(pen: ImageDraw.ImageDraw, look: Look) -> None:
    pen.ellipse((60, 40, 420, 400), fill=shade(look.wall, 1.24))
    pen.polygon(((190, 150), (290, 150), (330, 260), (150, 260)), fill=(252, 232, 190))
    pen.rectangle((234, 260, 246, 500), fill=shade(look.wall, 0.5))
    pen.rectangle((640, 60, 880, 240), fill=shade(look.wall, 0.8))


def _frame(look: Look, behind: Image.Image, number: int, who: int) -> Image.Image:
    turn = math.tau * number / FRAMES + who
    sway, breath = math.sin(turn) * 5, math.sin(turn * 1.0) * 2.5
    layer = Image.new("RGBA", (WIDTH * FINE, HEIGHT * FINE))
    Person(ImageDraw.Draw(layer), look, WIDTH * (0.5 + look.lean) + sway, 226 + breath).draw(
        blink=(number + who * 5) % FRAMES == 0
    )
    person = layer.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    picture = behind.copy()
    picture.paste(person, (0, 0), person)
    return picture


class Person:
    """Draws head and shoulders around the middle of a face; lengths are pixels of the finished picture."""

    def __init__(self, pen: ImageDraw.ImageDraw, look: Look, x: float, y: float) -> None:
        self.pen, self.look, self.x, self.y = pen, look, x, y

    def draw(self, blink: bool) -> None:
        """All layers, the rearmost first."""
        self._hair_behind()
        self._body()
        self._head()
        self._hair()
        self._face(blink)

    def _oval(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        left, top = (self.x + x - across) * FINE, (self.y + y - down) * FINE
        self.pen.ellipse((left, top, left + 2 * across * FINE, top + 2 * down * FINE), fill=fill)

    def _half(self, x: float, y: float, across: float, down: float, fill: Colour, start: int = 180) -> None:
        left, top = (self.x + x - across) * FINE, (self.y + y - down) * FINE
        box = (left, top, left + 2 * across * FINE, top + 2 * down * FINE)
        self.pen.pieslice(box, start, start + 180, fill=fill)

    def _box(self, x: float, y: float, across: float, down: float, round_by: float, fill: Colour) -> None:
        left, top = (self.x + x - across) * FINE, (self.y + y - down) * FINE
        box = (left, top, left + 2 * across * FINE, top + 2 * down * FINE)
        self.pen.rounded_rectangle(box, round_by * FINE, fill=fill)

    def _arc(
        self, x: float, y: float, across: float, down: float, ends: tuple[int, int], wide: int, fill: Colour
    ) -> None:
        left, top = (self.x + x - across) * FINE, (self.y + y - down) * FINE
        box = (left, top, left + 2 * across * FINE, top + 2 * down * FINE)
        self.pen.arc(box, *ends, fill=fill, width=wide * FINE)

    def _hair_behind(self) -> None:
        hair = shade(self.look.hair, 0.82)
        if self.look.style == "long":
            self._box(0, 66, 118, 150, 96, hair)
        if self.look.style == "bun":
            self._oval(0, -142, 44, 40, hair)
        if self.look.style == "curly":
            for turn in range(14):
                angle = math.radians(160 + turn * 17)
                self._oval(math.cos(angle) * 98, math.sin(angle) * 104 - 14, 46, 46, hair)
        if self.look.style == "scarf":
            self._box(0, 60, 122, 170, 112, hair)

    def _body(self) -> None:
        cloth = self.look.cloth
        self._box(0, 420, 236, 240, 130, cloth)
        self._oval(0, 186, 66, 44, shade(cloth, 0.86))
        if self.look.style == "scarf":
            self._oval(0, 170, 128, 76, self.look.hair)
            return
        self._box(0, 132, 42, 62, 30, shade(self.look.skin, 0.86))
        self._half(0, 178, 52, 34, shade(self.look.skin, 0.86), start=0)

    def _head(self) -> None:
        skin = self.look.skin
        if self.look.style != "scarf":
            for side in (-1, 1):
                self._oval(side * 93, 12, 17, 25, shade(skin, 0.93))
        self._oval(0, 34, 84, 92, skin)
        self._oval(0, -18, 92, 94, skin)

    def _hair(self) -> None:
        hair = self.look.hair
        match self.look.style:
            case "scarf":
                self._arc(0, 6, 112, 130, (0, 360), 32, hair)
                self._half(0, -38, 98, 88, hair)
            case "curly":
                for turn in range(9):
                    angle = math.radians(188 + turn * 20.5)
                    self._oval(math.cos(angle) * 80, math.sin(angle) * 78 - 34, 34, 32, hair)
            case "long":
                self._half(-30, -46, 76, 84, hair)
                self._half(34, -46, 70, 78, hair)
                for side in (-1, 1):
                    self._box(side * 100, 44, 17, 104, 16, hair)
            case "bun":
                self._half(0, -40, 96, 84, hair)
            case _:
                self._half(0, -50, 96, 74, hair)
                self._box(10, -74, 84, 30, 28, hair)
                if self.look.style == "beard":
                    self._half(0, 52, 82, 78, hair, start=0)
                    self._oval(0, 50, 60, 26, self.look.skin)

    def _face(self, blink: bool) -> None:
        dark, blush = shade(self.look.skin, 0.42), shade(self.look.skin, 0.93)
        for side in (-1, 1):
            self._oval(side * 52, 44, 20, 13, (min(255, blush[0] + 14), blush[1], blush[2]))
            self._arc(side * 36, -16, 20, 12, (205, 335), 4, shade(self.look.hair, 0.9))
            if blink:
                self._arc(side * 36, 8, 10, 6, (20, 160), 3, dark)
            else:
                self._oval(side * 36, 8, 8.5, 9.5, shade(dark, 0.6))
                self._oval(side * 36 + 3, 5, 2.6, 2.6, (250, 250, 250))
            if self.look.glasses:
                self._arc(side * 36, 8, 29, 25, (0, 360), 4, (52, 48, 54))
        if self.look.glasses:
            self._box(0, 5, 8, 2, 1, (52, 48, 54))
        self._arc(0, 30, 11, 8, (20, 160), 4, shade(self.look.skin, 0.8))
        self._half(0, 58, 30, 22, (172, 82, 84), start=0)
        self._box(0, 61, 23, 3.5, 3, (250, 246, 242))
