"""Guides: the memo's outline, texts true to the labels, callouts, the gate, review, own words. No browser."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import docx as word
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from fixtures.capturing import SENTENCES
from pages import help as _help_has_steps_too
from pages import labels
from pages.labels import Label
from pages.steps import catalogue, tell
from reports.guide import callouts, docx, film, html, model, publish
from reports.guide import words as guide_words
from reports.guide.build import NUMBERED, PAGE, ROLES, THING, WHO, Builder, GuideError
from reports.guide.memo import MEMO
from reports.guide.model import Item, Paragraph, Remark
from reports.guide.outline import Note, Shot
from reports.guide.tasks import GUIDES
from reports.guide.words import Untranslated, Words
from tests.guide_stuff import TASK, guide, walkthrough

ROOT = Path(__file__).parents[1]
NUMBERS = [*map(str, range(1, 10)), "9.1", "9.2", "9.3", "9.4", "10", "11", "12"]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text that guides may have, as `make words` finds it: what is extracted, and from where, stands there."""
    found = tmp_path_factory.mktemp("words") / "guides.pot"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    told = re.search(r"^TOLD = (.+)$", makefile, re.MULTILINE)
    places = re.search(r"\$\(TOLD\) -o \S+ (.+)$", makefile, re.MULTILINE)
    assert told and places
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "-F", "pyproject.toml"]
    subprocess.run([*command, *told[1].split(), "-o", str(found), *places[1].split()], cwd=ROOT, check=True)
    with found.open("rb") as words:
        return read_po(words)


def texts_of() -> list[str]:
    """Every source text of the guides but the sentences of steps, and the words of the interface they may quote."""
    found = [*PAGE.values(), *ROLES.values(), *WHO.values(), *SENTENCES.values(), THING, NUMBERED]
    found += [one.word for one in vars(labels).values() if isinstance(one, Label)]
    for outline in GUIDES:
        found += [outline.title, *([outline.intro] if outline.intro else [])]
        for chapter in outline.chapters:
            found += [chapter.heading]
            found += [
                part.text if isinstance(part, Note) else part for part in chapter.parts if not isinstance(part, Shot)
            ]
    return found


# the memo


def test_the_outline_is_the_memo() -> None:
    """Steps 1 to 12 and 9.1 to 9.4 in the memo's order, two notes, 16 picture places, each after a «:»."""
    assert [chapter.number for chapter in MEMO.chapters] == NUMBERS
    parts = [part for chapter in MEMO.chapters for part in chapter.parts]
    assert sum(isinstance(part, Shot) for part in parts) == 16
    assert sum(isinstance(part, Note) for part in parts) == 2
    for before, after in pairwise(parts):
        if isinstance(after, Shot):
            assert isinstance(before, str) and before.endswith(":"), before


def test_the_outline_names_steps_that_exist() -> None:
    names = [part.step for chapter in MEMO.chapters for part in chapter.parts if isinstance(part, Shot)]
    names += [name for chapter in MEMO.chapters for name in chapter.sees]
    assert _help_has_steps_too and set(names) <= set(catalogue)


# words


def test_a_check_is_told_as_what_one_will_see() -> None:
    """Of the portal's pages: «Вы увидите …»; who is not at a page (a telephone, a mailbox) is named instead."""
    looked = [told.text for told in catalogue.values() if told.kind == "see"]
    assert _help_has_steps_too and len(looked) > 50
    elsewhere = ("Телефон", "Портал", "Все разговоры телефона", "В почтовом ящике")
    assert [text for text in looked if not text.startswith(("Вы увидите", "Вы не увидите", *elsewhere))] == []


@pytest.mark.parametrize(
    ("language", "told"), [("ru", "Вы увидите «Шаблон „А“ создан»"), ("en", "You will see “Шаблон ‘А’ создан”")]
)
def test_quotation_marks_inside_others_are_the_inner_ones(language: str, told: str) -> None:
    words = Words(language, language, {}, tell)
    assert words._marked(f"{told[: told.index('Шаблон') - 1]}«Шаблон «А» создан»") == told


def test_what_guides_say_is_found_by_make_words(sources: Catalog) -> None:
    """Whatever a guide may say is marked where it stands, so that no translation is lost when words are gathered."""
    assert [text for text in texts_of() if not sources.get(text)] == []


@pytest.mark.parametrize("language", ["be", "en"])
def test_every_text_has_its_translation_and_none_is_stale(language: str, sources: Catalog) -> None:
    told = guide_words.catalogue(language)
    assert {message.id for message in told if message.id} == {found.id for found in sources if found.id}, "make words"
    assert [message.id for message in told if message.id and (message.fuzzy or not message.string)] == []


@pytest.mark.parametrize("language", ["be", "en"])
def test_every_translation_has_the_gaps_and_labels_of_its_text(language: str) -> None:
    """The same gaps, the same words of the interface, and no letter that the language does not have."""
    told = guide_words.catalogue(language)
    for text in (str(message.id) for message in told if message.id):
        found = told.get(text)
        assert found and found.string, text
        for pattern in (r"\{(\w+)", r"«([^«»{}]+)»"):
            assert sorted(set(re.findall(pattern, str(found.string)))) == sorted(set(re.findall(pattern, text))), text
        if language == "en":
            assert not re.search("[А-Яа-яЁёІіЎў]", re.sub("«[^»]*»", "", str(found.string)).replace("ХХХХХХХХХ", "")), (
                text
            )
        else:
            assert not re.search("[ищъ]", re.sub("«[^»]*»", "", str(found.string))), text


def test_an_instruction_quotes_the_label_that_was_read(tmp_path: Path) -> None:
    told = walkthrough(tmp_path, button="Вход в систему")
    made = guide(told)
    items = [part for part in made.sections[0].parts if isinstance(part, Item)]
    assert items[2].text == "Нажмите «Вход в систему»"
    assert "кнопка «Вход в систему»" in made.figures()[0].alt


def test_a_role_that_has_no_word_is_told_as_something_to_press(tmp_path: Path) -> None:
    told = walkthrough(tmp_path)
    press = replace(told.steps[2], touches=(replace(told.steps[2].touches[0], role="menuitem"),))
    made = guide(replace(told, steps=(*told.steps[:2], press, *told.steps[3:])))
    assert "кнопка «Войти»" in made.figures()[0].alt


def test_a_portal_of_another_language_is_quoted_and_glossed(tmp_path: Path) -> None:
    made = guide(walkthrough(tmp_path), "en")
    items = [part for part in made.sections[0].parts if isinstance(part, Item)]
    assert items[2].text == "Press “Войти” (Log in)"
    assert items[2].sees == ("You will see that you are logged in as “Анна”",)
    english = guide(walkthrough(tmp_path, button="Log in", language="en"), "en")
    assert [part.text for part in english.sections[0].parts if isinstance(part, Item)][2] == "Press “Log in”"


def test_belarusian_says_that_it_is_a_draft(tmp_path: Path) -> None:
    """In every format, the film and its data too."""
    made = guide(walkthrough(tmp_path), "be")
    assert made.draft == "чарнавік" and made.imprint.endswith(" · чарнавік")
    drawn = {figure.picture: callouts.draw(figure, tmp_path) for figure in made.figures()}
    written = word.Document(str(docx.write(made, drawn, tmp_path / "a.docx")))
    assert any("чарнавік" in paragraph.text for paragraph in written.paragraphs)
    assert "чарнавік" in film._about(made, film.scenes(made, drawn))
    assert "чарнавік" in html.write(made, drawn, tmp_path / "a.html").read_text("utf-8").rpartition("<footer")[2]
    plain = guide(walkthrough(tmp_path), "ru")
    assert not plain.draft and plain.imprint == plain.stamp


def test_a_missing_translation_is_russian_with_a_mark_or_fails(tmp_path: Path) -> None:
    told = walkthrough(tmp_path)
    outline = replace(TASK, title="Этого никто не перевел")
    wishes = publish.Wishes(words=tmp_path)
    (made,) = publish.build([outline], [told], "en", wishes, tell)
    assert made.title == "(ru) Этого никто не перевел"
    with pytest.raises(Untranslated, match="Этого никто не перевел"):
        publish.build([outline], [told], "en", replace(wishes, strict=True), tell)


def test_a_value_is_not_taken_for_a_gap(tmp_path: Path) -> None:
    words = Words("ru", "ru", {"Войти": "Войти {сюда} [или]"}, tell)
    assert words.say("Нажмите «Войти»") == "Нажмите «Войти {сюда} (или)»"


def test_no_record_no_guide(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="nothing was recorded for the guide «memo»"):
        publish.build([MEMO], [walkthrough(tmp_path)], "ru", publish.Wishes(words=tmp_path), tell)


def test_a_step_that_was_not_recorded_fails_the_memo(tmp_path: Path) -> None:
    """Also a «Вы увидите» whose check never ran."""
    told = walkthrough(tmp_path)
    builder = Builder(told, Words("ru", "ru", told.names, tell))
    with pytest.raises(GuideError, match=r"has no step «login\.choose_account_type»"):
        builder.guide(MEMO)
    with pytest.raises(GuideError, match="is no check"):
        builder._see("login.sign_in")


def test_the_same_record_makes_the_same_pictures_and_page(tmp_path: Path) -> None:
    pages_made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        made = guide(walkthrough(tmp_path / name / "record"))
        drawn = {figure.picture: callouts.draw(figure, tmp_path / name, "учебный портал") for figure in made.figures()}
        page = html.write(made, drawn, tmp_path / name / "a.html")
        docx.write(made, drawn, tmp_path / name / "a.docx")
        pages_made.append((page.read_bytes(), (tmp_path / name / "a.docx").read_bytes()))
    assert pages_made[0] == pages_made[1]


# the document


def test_the_document_has_headings_numbers_captions_and_alternative_texts(tmp_path: Path) -> None:
    made = guide(walkthrough(tmp_path))
    drawn = {figure.picture: callouts.draw(figure, tmp_path) for figure in made.figures()}
    written = word.Document(str(docx.write(made, drawn, tmp_path / "a.docx", help_desk="+375 17 000-00-00")))
    styles = [paragraph.style.name for paragraph in written.paragraphs if paragraph.style]
    assert styles.count("Title") == 1 and styles.count("Heading 1") == 1
    assert styles.count("List Number") == 3 and styles.count("Caption") == 1
    (picture,) = written.inline_shapes
    assert picture._inline.docPr.get("descr") == made.figures()[0].alt
    assert written.core_properties.title == made.title and written.core_properties.language == "ru-RU"
    assert "+375 17 000-00-00" in written.paragraphs[-1].text


def test_a_picture_stays_with_what_is_told_of_it(tmp_path: Path) -> None:
    """In Word: the heading and the instruction above it, its caption, and the note or check below, on one page."""
    made = guide(walkthrough(tmp_path / "record"))
    drawn = {figure.picture: callouts.draw(figure, tmp_path, made.training) for figure in made.figures()}
    section = replace(
        made.sections[0], parts=(*made.sections[0].parts, Remark("note", "Заметьте."), Paragraph("Конец."))
    )
    path = docx.write(replace(made, sections=(section,)), drawn, tmp_path / "a.docx")
    told = [(part.text, bool(part.paragraph_format.keep_with_next)) for part in word.Document(str(path)).paragraphs]
    assert told[-7:] == [
        ("Введите пароль", False),
        ("Нажмите «Войти»", True),
        ("✓ Вы увидите, что вошли как «Анна»", True),
        ("", True),
        ("Рисунок 1. Экран «Вход»", True),
        ("Примечание. Заметьте.", False),
        ("Конец.", False),
    ]


def test_a_template_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_text("no document")
    with pytest.raises(docx.TemplateError, match=r"t\.docx cannot be used as a Word template"):
        docx.write(guide(walkthrough(tmp_path)), {}, tmp_path / "a.docx", template=tmp_path / "t.docx")


def test_the_operators_template_gives_the_styles(tmp_path: Path) -> None:
    template = word.Document()
    template.styles["Normal"].font.name = "Georgia"
    template.add_paragraph("образец")
    template.save(str(tmp_path / "t.docx"))
    made = guide(walkthrough(tmp_path))
    drawn = {figure.picture: callouts.draw(figure, tmp_path) for figure in made.figures()}
    written = word.Document(str(docx.write(made, drawn, tmp_path / "a.docx", template=tmp_path / "t.docx")))
    assert written.styles["Normal"].font.name == "Georgia"
    assert "образец" not in [paragraph.text for paragraph in written.paragraphs]


def test_json_holds_no_path_of_this_machine(tmp_path: Path) -> None:
    assert str(tmp_path) not in model.to_json(guide(walkthrough(tmp_path)))


def test_a_document_is_a_real_zip_with_one_date(tmp_path: Path) -> None:
    made = guide(walkthrough(tmp_path))
    drawn = {figure.picture: callouts.draw(figure, tmp_path) for figure in made.figures()}
    with zipfile.ZipFile(docx.write(made, drawn, tmp_path / "a.docx")) as parts:
        assert parts.testzip() is None
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("text", ["Выберите 30 мин.", "Выберите 30 мин"])
def test_a_sentence_has_one_full_stop(text: str) -> None:
    assert Item("a.b", "1", text).sentence == "1. Выберите 30 мин."
