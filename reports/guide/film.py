"""A guide as a film: its pictures, each as long as its words take to read, with chapters and captions.

Nothing is waited for while recording: the time of each picture is reckoned here, from the length of what is told.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from reports.guide.callouts import Drawn, font
from reports.guide.model import Figure, Guide, Item, Remark, See

SIZE = 1280, 720
_READING = 15.0
"""Letters a second, a little below what subtitles in Russian are allowed."""
_SHORTEST, _TITLE, _LAST = 2.5, 3.0, 1.0
_LINE, _LINES = 42, 2
_PATIENCE = 600
_LANGUAGES = {"ru": "rus", "be": "bel", "en": "eng"}


class NoFilm(RuntimeError):
    """Why there is no film, in a sentence."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture (None: a title card), what is told over it, and for how long, in seconds."""

    chapter: str
    picture: Path | None
    told: str
    seconds: float


def scenes(guide: Guide, drawn: Mapping[str, Drawn]) -> list[Scene]:
    """The film, scene by scene: the title, then each section with its pictures."""
    made = [Scene(guide.title, None, guide.title, _TITLE)]
    for section in guide.sections:
        chapter = f"{section.number}. {section.heading}" if section.number else section.heading
        told: list[str] = []
        for part in section.parts:
            if isinstance(part, Figure):
                made += _told(chapter, drawn[part.picture].path, told or [chapter])
                told = []
            elif isinstance(part, Item):
                told.append(part.sentence)
            elif isinstance(part, Remark):
                told.append(f"{guide.words[part.kind]}. {part.text}")
            elif isinstance(part, See):
                told.append(f"{part.text}.")
            elif not part.own:
                told.append(part.text)
        if told:
            last = made[-1].picture if made[-1].chapter == chapter else None
            made += _told(chapter, last, told)
    return made


def _told(chapter: str, picture: Path | None, told: Sequence[str]) -> Iterator[Scene]:
    """One scene for each two lines of caption; every sentence that is told begins a caption of its own."""
    for text in told:
        lines = textwrap.wrap(text, _LINE * 2 - 4)
        for at in range(0, len(lines), _LINES):
            page = "\n".join(lines[at : at + _LINES])
            yield Scene(chapter, picture, page, max(_SHORTEST, len(page) / _READING + _LAST))


def write(guide: Guide, drawn: Mapping[str, Drawn], path: Path, *, burn_in: bool = False) -> Path:
    """The film as MP4 with chapters and captions, and the captions as WebVTT beside it. Raises NoFilm."""
    program = _ffmpeg()
    shown = scenes(guide, drawn)
    captions = path.with_suffix(".vtt")
    captions.write_text(vtt(shown, guide.language), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        frames = Path(folder)
        listing = []
        for number, scene in enumerate(shown):
            frame = frames / f"{number:04d}.png"
            _frame(scene, guide, burn_in=burn_in).save(frame, compress_level=1)
            listing.append(f"file '{frame.name}'\nduration {scene.seconds:.2f}")
        listing.append(f"file '{len(shown) - 1:04d}.png'")  # the last of a list: some ffmpeg show it for no time
        (frames / "list.txt").write_text("\n".join(listing), "utf-8")
        (frames / "about.txt").write_text(_about(guide, shown), "utf-8")
        command = [
            program, "-y", "-loglevel", "error", "-f", "concat", "-i", "list.txt", "-i", str(captions.resolve()),
            "-i", "about.txt", "-map", "0:v", "-map", "1:s", "-map_metadata", "2", "-c:v", "libx264", "-preset",
            "veryfast", "-tune", "stillimage", "-crf", "24", "-pix_fmt", "yuv420p", "-vf", "fps=5", "-c:s", "mov_text",
            "-metadata:s:s:0", f"language={_LANGUAGES[guide.language]}", "-threads", "1", "-fflags", "+bitexact",
            "-flags:v", "+bitexact", "-movflags", "+faststart", "-t", f"{sum(scene.seconds for scene in shown):.2f}",
            str(path.resolve()),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, cwd=frames, capture_output=True, text=True, timeout=_PATIENCE)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoFilm(f"{path.name}: ffmpeg does not run: {error}") from error
    if done.returncode:
        raise NoFilm(f"{path.name}: ffmpeg failed: {done.stderr.strip()[-300:]}")
    return path


def vtt(shown: list[Scene], language: str) -> str:
    """The captions as WebVTT."""
    lines, at = [f"WEBVTT\nLanguage: {language}"], 0.0
    for scene in shown:
        lines.append(f"{_clock(at)} --> {_clock(at + scene.seconds)}\n{scene.told.replace('-->', '→')}")
        at += scene.seconds
    return "\n\n".join(lines) + "\n"


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"


def _about(guide: Guide, shown: list[Scene]) -> str:
    """Title and chapters as ffmpeg reads them."""

    def safe(text: str) -> str:
        return "".join(f"\\{sign}" if sign in "=;#\\\n" else sign for sign in text)

    lines = [
        ";FFMETADATA1",
        f"title={safe(guide.title)}",
        f"comment={safe(guide.imprint)}",
        f"language={guide.language}",
    ]
    at, begun, chapter = 0.0, 0.0, shown[0].chapter
    for scene in [*shown, Scene("", None, "", 0.0)]:
        if scene.chapter != chapter:
            times = f"START={round(begun * 1000)}\nEND={round(at * 1000)}"
            lines.append(f"[CHAPTER]\nTIMEBASE=1/1000\n{times}\ntitle={safe(chapter)}")
            begun, chapter = at, scene.chapter
        at += scene.seconds
    return "\n".join(lines) + "\n"


def _frame(scene: Scene, guide: Guide, *, burn_in: bool) -> Image.Image:
    frame = Image.new("RGB", SIZE, "#eef2f5" if scene.picture else "#0b5c74")
    pen = ImageDraw.Draw(frame)
    if scene.picture is None:
        lines = textwrap.wrap(scene.chapter, 34)
        pen.multiline_text((SIZE[0] / 2, SIZE[1] / 2 - 60), "\n".join(lines), "white", font(44), "mm", 14, "center")
        if scene.told != scene.chapter:
            pen.multiline_text((SIZE[0] / 2, SIZE[1] / 2 + 90), scene.told, "white", font(22), "mm", 10, "center")
        pen.text((SIZE[0] / 2, SIZE[1] - 60), guide.imprint, "#d5e6ec", font(18), "mm")
        return frame
    pen.text((40, 34), scene.chapter, "#18222c", font(26), "lm")
    room = SIZE[0] - 80, SIZE[1] - 190
    with Image.open(scene.picture) as drawn:
        picture = drawn.convert("RGB")
    picture.thumbnail(room, Image.Resampling.LANCZOS)
    frame.paste(picture, ((SIZE[0] - picture.width) // 2, 66 + (room[1] - picture.height) // 2))
    if burn_in:
        pen.rectangle((0, SIZE[1] - 110, *SIZE), fill="#18222c")
        pen.multiline_text((SIZE[0] / 2, SIZE[1] - 55), scene.told, "white", font(24), "mm", 8, "center")
    return frame


def _ffmpeg() -> str:
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg  # type: ignore[import-untyped]  # it ships no types

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise NoFilm("no ffmpeg was found for the film: install ffmpeg, or leave mp4 out of --formats") from error
