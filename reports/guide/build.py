"""A guide from its outline and a record, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from reports.guide import frames, own_words
from reports.guide.model import Figure, Guide, Item, Mark, Paragraph, Part, Remark, Section, See
from reports.guide.outline import N_, Chapter, Note, Outline, Shot
from reports.guide.record import Box, Taken, Touched, Walkthrough
from reports.guide.words import DRAFTS, LANGUAGES, Words

ROLES = {
    "button": N_("кнопка"),
    "checkbox": N_("флажок"),
    "combobox": N_("список"),
    "dialog": N_("окно"),
    "img": N_("картинка"),
    "link": N_("ссылка"),
    "row": N_("строка"),
    "cell": N_("ячейка"),
    "tab": N_("вкладка"),
    "table": N_("таблица"),
    "text": N_("надпись"),
    "textbox": N_("поле"),
    "heading": N_("заголовок"),
    "group": N_("группа полей"),
    "note": N_("примечание"),
}
WHO = {"telephone": N_("Телефон участника"), "mailbox": N_("Почта участника")}
"""Who does a step that the chair does not do."""
THING, NUMBERED = N_("{role} «{name}»"), N_("{number}: {role} «{name}»")


class GuideError(ValueError):
    """Why a guide cannot be made, in a sentence."""


@dataclass(slots=True)
class Builder:
    """Builds one guide; what it uses of the record is noted for the coverage."""

    record: Walkthrough
    words: Words
    address: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    used: list[Taken] = field(default_factory=list)

    def guide(self, outline: Outline) -> Guide:
        sections = tuple(self._chapters(outline)) if outline.chapters else tuple(self._task())
        sections = own_words.put_in(sections, self.own, outline.name)
        head, say = self.record.head, self.words.say
        portal = say(N_("учебный портал")) if head.own else head.address
        version = say(N_(", версия {version}"), {"version": head.version}) if head.version else ""
        told = {"date": head.date, "browser": _browser(head.browser), "portal": portal, "version": version}
        stamp = say(N_("Снимки от {date}, браузер {browser}, портал: {portal}{version}"), told)
        return Guide(
            name=outline.name,
            language=self.words.language,
            title=outline.title if outline.typed else say(outline.title),
            intro=say(outline.intro) if outline.intro else "",
            stamp=stamp,
            draft=DRAFTS.get(self.words.language, ""),
            training=say(N_("учебный портал")) if head.own else "",
            sections=sections,
            shows=_statements(self.used),
            proves=_statements(step for step in self.used if step.kind == "see"),
            words={word: say(text) for word, text in PAGE.items()} | {"language": LANGUAGES[self.words.language]},
        )

    # the memo

    def _chapters(self, outline: Outline) -> Iterator[Section]:
        for chapter in outline.chapters:
            parts = [self._part(part, chapter) for part in chapter.parts]
            sees = [self._see(name) for name in chapter.sees]
            yield Section(f"step-{chapter.number}", chapter.number, self.words.say(chapter.heading), (*parts, *sees))

    def _part(self, part: str | Note | Shot, chapter: Chapter) -> Part:
        if isinstance(part, Note):
            return Remark(part.kind, self.words.say(part.text))
        if isinstance(part, str):
            address = self.address or self.record.head.address or "http://127.0.0.1"
            return Paragraph(self.words.say(part, {"address": address}))
        return self._shot(part, chapter.number)

    def _shot(self, shot: Shot, number: str) -> Figure:
        step = self._step(shot.step, shot.nth)
        presses = [touch for touch in step.touches if touch.picture is not None and touch.action != "see"]
        picture = step.after if shot.after or not presses else presses[-1].picture
        if picture is None:
            raise GuideError(f"step «{shot.step}» of {self.record.head.test} has no picture to show.")
        touches = [self._touch(word, picture, shot) for word in shot.marks]
        if shot.row:
            touches += [touch for touch in step.touches if touch.role == "row"]
        numbers = [str(n) if len(touches) > 1 else "" for n in range(1, len(touches) + 1)]
        marks = [self._mark(touch, picture, label) for touch, label in zip(touches, numbers, strict=True)]
        return self._figure(f"{number}-{shot.step}", picture, marks, step=step.name, whole=shot.whole)

    def _step(self, name: str, nth: int = 1) -> Taken:
        found = [step for step in self.record.steps if step.name == name]
        if len(found) < nth:
            raise GuideError(f"{self.record.head.test} has no step «{name}»{f' number {nth}' if nth > 1 else ''}.")
        self.used.append(found[nth - 1])
        return found[nth - 1]

    def _touch(self, word: str, picture: int, shot: Shot) -> Touched:
        """The last touch of this word of ours that can be seen in the picture."""
        boxes = self.record.pictures[picture].boxes
        found = [t for step in self.record.steps for t in step.touches if t.asked == word and t.number in boxes]
        fields = [touch for touch in found if touch.role != "img"] or found
        if not fields:
            raise GuideError(
                f"the picture of step «{shot.step}» ({self.record.pictures[picture].file}) does not show «{word}», "
                "at which a callout should point."
            )
        for step in self.record.steps:
            if fields[-1] in step.touches and step not in self.used:
                self.used.append(step)
        return fields[-1]

    def _see(self, name: str) -> See:
        step = self._step(name)
        if step.kind != "see":
            raise GuideError(f"«{name}» is no check: nothing can be seen by it.")
        return See(step.name, self.words.say(step.source, step.values))

    # a task

    def _task(self) -> Iterator[Section]:
        items, numbers = list[Item](), dict[int, str]()
        for place, sees in _with_sees(self.record.steps):
            step = self.record.steps[place]
            self.used += [step, *sees]
            told = tuple(dict.fromkeys(self.words.say(see.source, see.values) for see in sees))
            who = self.words.say(WHO[step.who]) if step.who in WHO else ""
            numbers[place] = str(len(items) + 1)
            items.append(Item(step.name, numbers[place], self.words.say(step.source, step.values), who, told))
        yield from self._screens(items, frames.of(self.record, numbers))

    def _screens(self, items: list[Item], shown: list[frames.Frame]) -> Iterator[Section]:
        """Items under the screen they are done on, each picture below the last item that it shows."""
        heading, parts, count = shown[0].screen if shown else "", list[Part](), 1
        for item in items:
            number = int(item.number)
            screen = next((f.screen for f in shown if int(f.first) <= number <= int(f.last)), heading)
            if screen != heading and parts:
                yield Section(f"part-{count}", "", heading, tuple(parts))
                count, parts = count + 1, []
            heading = screen
            parts.append(item)
            for nth, frame in enumerate(one for one in shown if one.last == item.number):
                marks = [self._mark(touch, frame.picture, badge) for touch, badge in frame.marks]
                name = f"{item.number}-{item.step}-{nth + 1}"
                parts.append(self._figure(name, frame.picture, marks, step=item.step, crop_to=frame.boxes))
        if parts:
            yield Section(f"part-{count}", "", heading, tuple(parts))

    # both

    def _mark(self, touch: Touched, picture: int, number: str) -> Mark:
        box = self.record.pictures[picture].boxes.get(touch.number)
        if box is None:
            raise GuideError(
                f"«{touch.name}» ({touch.role}) is not in the picture {self.record.pictures[picture].file} of "
                f"{self.record.head.test}, where a callout should point at it."
            )
        return Mark(number, touch.role, self.words.label(touch.asked, touch.name), box)

    def _figure(
        self,
        name: str,
        picture: int,
        marks: list[Mark],
        *,
        step: str,
        whole: bool = False,
        crop_to: list[Box] | None = None,
    ) -> Figure:
        clean, say = self.record.pictures[picture], self.words.say
        title = clean.title.partition(" — ")[0]
        told = [
            say(NUMBERED if mark.number else THING, {
                "number": mark.number, "role": say(ROLES.get(mark.role, ROLES["button"])), "name": mark.name,
            })
            for mark in marks
        ]  # fmt: skip
        screen = say(N_("Экран «{title}»"), {"title": title})
        return Figure(
            picture=f"{name}.png".replace("_", "-"),
            source=self.record.file(picture),
            scale=self.record.head.scale,
            crop=frames.crop(crop_to or [mark.box for mark in marks], clean.size, whole=whole),
            marks=tuple(marks),
            covers=clean.covers,
            alt=f"{screen}: {'; '.join(told)}" if told else screen,
            caption=screen,
            press=marks[-1].box if marks and marks[-1].role in ("button", "link", "tab") else None,
            step=step,
        )


PAGE = {
    "contents": N_("Содержание"),
    "note": N_("Примечание"),
    "warning": N_("Внимание"),
    "see": N_("Вы увидите"),
    "figure": N_("Рисунок"),
    "back": N_("К началу"),
    "click": N_("Пройти по шагам"),
    "next": N_("Дальше"),
    "previous": N_("Назад"),
    "press": N_("Нажмите на выделенное место"),
    "zoom": N_("Увеличить рисунок"),
    "close": N_("Закрыть"),
    "step": N_("Шаг"),
    "of": N_("из"),
    "skip": N_("Перейти к основному тексту"),
    "help_desk": N_("Служба поддержки"),
}


def _with_sees(steps: tuple[Taken, ...]) -> list[tuple[int, list[Taken]]]:
    """The place of each deed in the record, with the checks that follow it; what is set up before is left out."""
    found: list[tuple[int, list[Taken]]] = []
    for place, step in enumerate(steps):
        if step.who == "aside" or (not found and step.who in (*WHO, "time")):
            continue
        if step.kind == "do":
            found.append((place, []))
        elif found:
            found[-1][1].append(step)
    return found


def _browser(told: str) -> str:
    """«chromium 150.0.7871.100» as people say it: Chromium 150."""
    name, _, version = told.partition(" ")
    return f"{name.capitalize()} {version.partition('.')[0]}".strip()


def _statements(steps: Iterable[Taken]) -> tuple[str, ...]:
    numbers = {number for step in steps for number in step.shows}
    return tuple(sorted(numbers, key=lambda number: [int(part) for part in number.split(".")]))
