"""What changed between two editions of the guides, a support writer's own words, and the index."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from fixtures import step_names
from pages.steps import tell
from reports.guide import diff, own_words, pages, publish
from reports.guide.build import GuideError
from reports.guide.model import Figure, Guide, Item, Paragraph, Section
from tests.guide_stuff import TASK, guide, walkthrough

ROOT = Path(__file__).parents[1]


def test_own_words_stand_below_their_step(tmp_path: Path) -> None:
    (tmp_path / "ru.md").write_text(
        "Не для печати.\n\n## login.sign_in\n\nЗвоните **нам**.\n\n## log-in\nСначала.\n", "utf-8"
    )
    known = {"login.sign_in", "log-in"}
    words = own_words.read(tmp_path / "ru.md", known)
    assert words == {"login.sign_in": "Звоните **нам**.", "log-in": "Сначала."}
    made = guide(walkthrough(tmp_path / "record"))
    (section,) = own_words.put_in(made.sections, words, "log-in")
    assert section.parts[0] == Paragraph("Сначала.", own=True)
    place = [part for part in section.parts if isinstance(part, Figure | Paragraph)]
    assert isinstance(place[1], Figure) and place[2] == Paragraph("Звоните **нам**.", own=True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("## login.sing_in\nа", r"no step or guide is called «login\.sing_in»; did you mean «login\.sign_in»\?"),
        ("## login.sign_in\nа\n## login.sign_in\nб", "comes twice"),
    ],
)
def test_a_heading_that_nobody_knows_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "ru.md").write_text(text, "utf-8")
    with pytest.raises(own_words.OwnWordsError, match=sentence):
        own_words.read(tmp_path / "ru.md", {"login.sign_in"})


def test_every_guide_and_step_may_be_a_heading(tmp_path: Path) -> None:
    """Whatever is being made: that of a guide that is not, and of a step that nothing has taken."""
    (tmp_path / "ru.md").write_text("## memo\nа\n## contacts.add\nб\n## phones.expect_rang\nв\n", "utf-8")
    wishes = publish.Wishes(words=tmp_path, known_steps=step_names.known())
    assert publish.build([TASK], [walkthrough(tmp_path / "record")], "ru", wishes, tell)
    (tmp_path / "ru.md").write_text("## memmo\nа", "utf-8")
    with pytest.raises(own_words.OwnWordsError, match="did you mean «memo»"):
        publish.build([TASK], [walkthrough(tmp_path / "again")], "ru", wishes, tell)


def test_modules_with_steps_are_all_known() -> None:
    having = {
        path.stem for path in Path(step_names.__file__).parent.glob("*.py") if "\n@step(" in path.read_text("utf-8")
    }
    assert having == set(step_names.ELSEWHERE)


def test_the_command_knows_every_step_before_any_is_taken() -> None:
    """A process of its own: here the plugins have imported most of them already."""
    asks = "from fixtures import step_names; print(*step_names.known())"
    told = subprocess.run(
        [sys.executable, "-c", asks], capture_output=True, text=True, check=True, timeout=60, cwd=ROOT
    )
    texts = [path.read_text("utf-8") for folder in ("pages", "fixtures") for path in (ROOT / folder).glob("*.py")]
    written = {name for text in texts for name in re.findall(r'^\s*@step\(\s*"([^"]+)"', text, re.MULTILINE)}
    assert written - {"planning.enter_subject"} == set(told.stdout.split())  # the example in pages/steps.py


# in place


def _editions(folder: Path, text: str) -> None:
    for language in ("be", "ru"):
        (folder / language).mkdir(parents=True)
        (folder / language / "a.html").write_text(text, "utf-8")


def _held(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*.html")}


def test_all_languages_are_replaced_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trouble while the second is written, or when the second cannot be moved: both of before stand."""
    _editions(tmp_path, "old")
    before = _held(tmp_path)
    with pytest.raises(GuideError, match="late"), publish.in_one_move(tmp_path) as new:
        _editions(new, "new")
        raise GuideError("late")
    assert _held(tmp_path) == before

    rename = Path.rename

    def refused(path: Path, to: Path) -> Path:
        if path.name == "ru" and path.parent.name.startswith(".new"):
            raise PermissionError("in use")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(GuideError, match="stay as they were"), publish.in_one_move(tmp_path) as new:
        _editions(new, "new")
    assert _held(tmp_path) == before
    monkeypatch.undo()
    with publish.in_one_move(tmp_path) as new:
        _editions(new, "new")
    assert set(_held(tmp_path).values()) == {"new"} and len(list(tmp_path.iterdir())) == 2


# review


def edition(folder: Path, made: Guide) -> Path:
    with publish.in_one_move(folder) as new:
        publish.write([made], new / "ru", [], publish.Wishes(formats=("html",)), None)
    return folder


def test_a_changed_label_names_its_steps_and_no_others(tmp_path: Path) -> None:
    old = edition(tmp_path / "old", guide(walkthrough(tmp_path / "a")))
    new = edition(tmp_path / "new", guide(walkthrough(tmp_path / "b", button="Вход")))
    (change,) = diff.compare(old, new)
    assert (change.step, change.why) == ("login.sign_in", ["text"])
    assert "Нажмите «Войти»" in change.was and "Нажмите «Вход»" in change.now
    assert diff.told([change]) == ["Вход на портал (ru), шаг 3. Нажмите «Вход»: другой текст"]
    page = pages.write_review(old, new, [change], tmp_path / "changes.html").read_text("utf-8")
    assert "Нажмите «Вход»" in page and page.count("data:image/png") == 3


def test_nothing_changed(tmp_path: Path) -> None:
    old = edition(tmp_path / "old", guide(walkthrough(tmp_path / "a")))
    new = edition(tmp_path / "new", guide(walkthrough(tmp_path / "b")))
    assert diff.compare(old, new) == []


def test_a_thing_that_has_moved_is_told_with_its_picture(tmp_path: Path) -> None:
    old = edition(tmp_path / "old", guide(walkthrough(tmp_path / "a")))
    new = edition(tmp_path / "new", guide(walkthrough(tmp_path / "b", shift=30)))
    (change,) = diff.compare(old, new)
    assert change.why == ["box", "picture"] and not change.warning


@pytest.mark.parametrize(("side", "why"), [(20, "drift"), (90, "picture")])
def test_a_few_pixels_alone_are_a_warning(tmp_path: Path, side: int, why: str) -> None:
    """More than a few: the picture shows something else, though no text says so."""
    old = edition(tmp_path / "old", guide(walkthrough(tmp_path / "a")))
    told = walkthrough(tmp_path / "b")
    with Image.open(told.file(0)) as picture:
        spotted = picture.convert("RGB")
    spotted.paste((0, 120, 0), (500, 420, 500 + side, 420 + side))
    spotted.save(told.file(0))
    (change,) = diff.compare(old, edition(tmp_path / "new", guide(told)))
    assert (change.why, change.warning) == ([why], why == "drift")
    if change.warning:
        told_of = "Вход на портал (ru), шаг 3. Нажмите «Войти»: предупреждение: отличия только в отдельных пикселях"
        assert diff.told([change]) == [told_of]


def test_a_picture_of_another_size_is_another_picture(tmp_path: Path) -> None:
    sizes = {"a": (40, 40), "b": (41, 40)}
    for name, size in sizes.items():
        Image.new("RGB", size, "white").save(tmp_path / name, "PNG")
    assert diff.differing(tmp_path / "a", tmp_path / "b") == 1


def test_new_gone_and_moved_steps(tmp_path: Path) -> None:
    made = guide(walkthrough(tmp_path / "a"))
    items = [part for part in made.sections[0].parts if isinstance(part, Item)]
    extra = Item("login.look", "4", "Посмотрите")
    reordered = Section("part-1", "", "Вход", (items[1], items[0], extra))
    old = edition(tmp_path / "old", replace(made, sections=(replace(made.sections[0], parts=tuple(items)),)))
    new = edition(tmp_path / "new", replace(made, sections=(reordered,)))
    found = {change.step: change.why for change in diff.compare(old, new)}
    assert found["login.look"] == ["new"] and found["login.sign_in"] == ["gone"]
    assert ["order"] in found.values() and len(found) == 3


def test_a_folder_without_guides_is_told(tmp_path: Path) -> None:
    with pytest.raises(diff.NothingToCompare, match="has no guides"):
        diff.compare(tmp_path, tmp_path)


def test_the_index_lists_what_there_is(tmp_path: Path) -> None:
    out = edition(tmp_path / "out", guide(walkthrough(tmp_path / "a")))
    page = pages.write_index(out).read_text("utf-8")
    assert 'href="ru/log-in.html"' in page and "Утвержденного издания еще нет" in page
    assert "Не показаны: 1.1," in page and "портал: учебный портал, версия 1.2" in page
