"""The film of a guide: paced by reading, with chapters and captions; what it says where there is no ffmpeg."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from reports.guide import callouts, film
from reports.guide.callouts import Drawn
from reports.guide.model import Guide
from tests.guide_stuff import guide, walkthrough


@pytest.fixture
def made(tmp_path: Path) -> tuple[Guide, Mapping[str, Drawn]]:
    told = guide(walkthrough(tmp_path / "record"))
    return told, {figure.picture: callouts.draw(figure, tmp_path) for figure in told.figures()}


def test_every_scene_is_long_enough_to_be_read(made: tuple[Guide, Mapping[str, Drawn]]) -> None:
    """At most 17 letters a second, two lines of caption, the title first; everything that is told is in it."""
    shown = film.scenes(*made)
    assert shown[0].picture is None and shown[0].told == "Вход на портал"
    for scene in shown[1:]:
        assert scene.seconds >= 2.5 and len(scene.told) / scene.seconds <= 17
        assert scene.told.count("\n") <= 1
    told = " ".join(" ".join(scene.told.split()) for scene in shown)
    assert "2. Введите пароль. 3. Нажмите «Войти»." in told


def test_captions_follow_one_another(made: tuple[Guide, Mapping[str, Drawn]]) -> None:
    text = film.vtt(film.scenes(*made), "ru")
    assert text.startswith("WEBVTT\nLanguage: ru\n\n00:00:00.000 --> 00:00:03.000\nВход на портал\n")
    times = re.findall(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", text)
    assert [end for _, end in times[:-1]] == [begin for begin, _ in times[1:]]


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="looks into the film with ffprobe")
def test_the_film_has_chapters_and_captions_and_is_the_same_twice(
    made: tuple[Guide, Mapping[str, Drawn]], tmp_path: Path
) -> None:
    one, other = (film.write(*made, tmp_path / name, burn_in=True) for name in ("a.mp4", "b.mp4"))
    assert one.read_bytes() == other.read_bytes()
    asked = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_streams", str(one)]
    found = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    assert [chapter["tags"]["title"] for chapter in found["chapters"]] == ["Вход на портал", "Вход"]
    kinds = {stream["codec_type"]: stream for stream in found["streams"]}
    assert kinds["subtitle"]["tags"]["language"] == "rus" and kinds["video"]["width"] == 1280
    wanted = sum(scene.seconds for scene in film.scenes(*made))
    assert abs(float(kinds["video"]["duration"]) - wanted) < 0.5


def test_without_ffmpeg_a_sentence(
    made: tuple[Guide, Mapping[str, Drawn]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))
    with pytest.raises(film.NoFilm, match=r"^a\.mp4: ffmpeg|^no ffmpeg was found for the film"):
        film.write(*made, tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()
