"""The gate over the guides: a secret planted in any kind of output is named, and nothing is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx as word
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from reports.guide import leaks, publish
from tests.guide_stuff import FIELD, SECRET, guide, walkthrough

HIDDEN = "s3cret-4711"


def _in_docx(folder: Path) -> None:
    document = word.Document()
    document.add_paragraph().add_run(HIDDEN[:4])
    document.paragraphs[0].add_run(HIDDEN[4:]).bold = True  # in two runs: no part of the XML holds it in one piece
    document.save(str(folder / "a.docx"))


PLANTED: dict[str, Callable[[Path], object]] = {
    "a page's text": lambda f: (f / "a.html").write_text(f"<p>{HIDDEN[:3]}<b>{HIDDEN[3:]}</b></p>"),
    "an alternative text": lambda f: (f / "a.html").write_text(f'<img alt="{HIDDEN}">'),
    "a page's script": lambda f: (f / "a.html").write_text(f"<script>'{HIDDEN}'</script>"),
    "a document in two runs": _in_docx,
    "a caption": lambda f: (f / "a.vtt").write_text(f"WEBVTT\n\n{HIDDEN}"),
    "data": lambda f: (f / "guide.json").write_text(f'"{HIDDEN}"'),
    "a picture's data": lambda f: Image.new("RGB", (2, 2)).save(f / "a.png", pnginfo=_note()),
    "a film's data": lambda f: (f / "a.mp4").write_bytes(b"\0\1" + HIDDEN.encode() + b"\0"),
    "the name of a file": lambda f: (f / f"{HIDDEN}.png").write_bytes(b""),
    "the name of a folder": lambda f: (f / HIDDEN).mkdir(),
    "digits apart": lambda f: (f / "a.html").write_text("<p>пароль 12 34 56</p>"),
}


def _note() -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", HIDDEN)
    return info


@pytest.mark.parametrize("where", PLANTED)
def test_the_gate_names_a_planted_secret_and_does_not_repeat_it(tmp_path: Path, where: str) -> None:
    PLANTED[where](tmp_path)
    with pytest.raises(leaks.Leak) as caught:
        leaks.gate(tmp_path, [], [HIDDEN, "123456"])
    assert HIDDEN not in str(caught.value)
    planted = next(path for path in tmp_path.iterdir())
    assert planted.name in str(caught.value) or "in the name of a file" in str(caught.value)


def test_places_and_times_of_a_record_are_no_codes(tmp_path: Path) -> None:
    """A code is looked for in its texts only: of the numbers in it one is the same some day."""
    (tmp_path / "walkthrough.jsonl").write_text('{"step": {"began": 123456, "source": "Нажмите «\\"Да\\"»"}}', "utf-8")
    leaks.gate_record(tmp_path / "walkthrough.jsonl", ["123456"])
    with pytest.raises(leaks.Leak):
        leaks.gate_record(tmp_path / "walkthrough.jsonl", ['"Да"'])


def test_the_gate_looks_under_every_cover(tmp_path: Path) -> None:
    (figure,) = guide(walkthrough(tmp_path / "record")).figures()
    leaks.gate(tmp_path, [figure], [HIDDEN])
    with pytest.raises(leaks.Leak, match="is not covered"):
        leaks.gate(tmp_path, [replace(figure, covers=(SECRET, FIELD))], [HIDDEN])


def test_a_clean_folder_passes(tmp_path: Path) -> None:
    made = guide(walkthrough(tmp_path / "record"))
    folder = tmp_path / "out"
    publish.write([made], folder, [HIDDEN], publish.Wishes(formats=("html", "docx")), None)
    assert sorted(path.name for path in folder.iterdir()) == ["log-in.docx", "log-in.html", "pictures"]


def test_nothing_half_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    made = guide(walkthrough(tmp_path / "record"))
    wishes = publish.Wishes(formats=("html",))
    folder = tmp_path / "out" / "ru"
    with publish.in_one_move(folder.parent) as new:
        publish.write([made], new / "ru", [], wishes, None)
    before = (folder / "log-in.html").read_bytes()
    leaky = replace(made, intro=HIDDEN)
    with pytest.raises(leaks.Leak), publish.in_one_move(folder.parent) as new:
        publish.write([leaky], new / "ru", [HIDDEN], wishes, None)
    assert (folder / "log-in.html").read_bytes() == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ru"]
