"""The film of a guide: paced by reading, with chapters and captions; what it says where there is no ffmpeg."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from reports.guide import callouts, film
from reports.guide.callouts import Drawn
from reports.guide.model import Guide, Remark, See
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


def test_a_caption_begins_with_each_sentence_and_notes_are_told_too(made: tuple[Guide, Mapping[str, Drawn]]) -> None:
    """No caption ends in the first word of the next sentence."""
    told, drawn = made
    extra = (Remark("note", "Заметьте."), See("a.b", "Вы увидите тему"), See("a.c", "Вы увидите время"))
    section = replace(told.sections[0], parts=(*told.sections[0].parts, *extra))
    shown = [scene.told for scene in film.scenes(replace(told, sections=(section,)), drawn)]
    assert shown[-3:] == ["Примечание. Заметьте.", "Вы увидите тему.", "Вы увидите время."]


def test_captions_follow_one_another(made: tuple[Guide, Mapping[str, Drawn]]) -> None:
    text = film.vtt(film.scenes(*made), "ru")
    assert text.startswith("WEBVTT\nLanguage: ru\n\n00:00:00.000 --> 00:00:03.000\nВход на портал\n")
    times = re.findall(r"(\d\d:\d\d:\d\d\.\d{3}) --> (\d\d:\d\d:\d\d\.\d{3})", text)
    assert [end for _, end in times[:-1]] == [begin for begin, _ in times[1:]]


def test_the_film_has_chapters_and_captions_and_is_the_same_twice(
    made: tuple[Guide, Mapping[str, Drawn]], tmp_path: Path
) -> None:
    """Read back by ffmpeg itself, which there is wherever a film was made."""
    one, other = (film.write(*made, tmp_path / name, burn_in=True) for name in ("a.mp4", "b.mp4"))
    assert one.read_bytes() == other.read_bytes()

    def read(*asked: str) -> str:
        command = [film._ffmpeg(), "-v", "info", "-i", str(one), *asked]
        done = subprocess.run(command, capture_output=True, encoding="utf-8")
        return done.stdout + done.stderr

    about = read("-f", "ffmetadata", "-")
    assert re.findall(r"^title=(.+)$", about, re.MULTILINE) == ["Вход на портал", "Вход на портал", "Вход"]
    assert re.search(r"Stream #0:1\S*\(rus\).*Subtitle", about) and "1280x720" in about
    captions = read("-map", "0:s", "-f", "webvtt", "-").split("WEBVTT", 1)[1]
    scenes = film.scenes(*made)
    for scene in scenes:
        assert scene.told in captions
    shown = re.search(r"Duration: 00:(\d\d):(\d\d\.\d\d)", about)
    assert shown and abs(int(shown[1]) * 60 + float(shown[2]) - sum(scene.seconds for scene in scenes)) < 0.5


def test_without_ffmpeg_a_sentence(
    made: tuple[Guide, Mapping[str, Drawn]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(tmp_path / "none"))
    with pytest.raises(film.NoFilm, match=r"^a\.mp4: ffmpeg|^no ffmpeg was found for the film"):
        film.write(*made, tmp_path / "a.mp4")
    assert not (tmp_path / "a.mp4").exists()
