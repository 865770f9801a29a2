// Conference control: live, the dialog in front, the form for a new participant opened in place.

const page = document.querySelector("[data-live]");
const freshness = document.querySelector("[data-freshness]");
const AGAIN_AFTER = 5000;
let source;
let again;
let seen;

function say(kind, words) {
  freshness.textContent = words;
  freshness.className = kind;
}

// A change says what it follows. If that is not what was seen last (an event was lost, doubled, or overtaken by
// another), the page begins anew, with a snapshot.
function listen() {
  clearTimeout(again);
  source?.close();
  source = new EventSource(page.dataset.live);
  for (const kind of ["state", "change"]) {
    source.addEventListener(kind, (event) => {
      const told = JSON.parse(event.data);
      if (told.since && told.since !== seen) return listen();
      seen = Number(event.lastEventId);
      show(told);
      say("live", freshness.dataset.liveWords);
    });
  }
  // A line that has come back, and brings nothing where nothing has happened meanwhile.
  source.addEventListener("open", () => {
    if (seen) say("live", freshness.dataset.liveWords);
  });
  source.addEventListener("ended", () => {
    source.close();
    say("lost", freshness.dataset.endedWords);
  });
  source.addEventListener("error", () => {
    say("lost", freshness.dataset.lostWords);
    if (source.readyState === EventSource.CLOSED) again = setTimeout(listen, AGAIN_AFTER);
  });
}

// A snapshot brings every part and row, a change only those that are different; `rows` lists all that there are.
function show({ html, rows }) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  for (const part of fresh.content.querySelectorAll("[data-part]")) {
    const old = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (part.dataset.part === "people") showPeople(old, part);
    else replace(old, part);
  }
  for (const row of [...page.querySelectorAll("[data-part=people] tr")]) {
    if (!rows.includes(Number(row.dataset.id))) row.remove();
  }
}

// Rows stay, with their ticks and the focus; only the cells that say something else are changed.
function showPeople(old, fresh) {
  const known = new Map([...old.rows].map((row) => [row.dataset.id, row]));
  for (const row of fresh.rows) {
    const mine = known.get(row.dataset.id);
    if (!mine) {
      old.append(document.importNode(row, true));
      continue;
    }
    for (const [at, cell] of [...row.cells].entries()) {
      if (!cell.querySelector("input")) replace(mine.cells[at], cell);
    }
  }
}

function replace(old, fresh) {
  if (old.innerHTML.trim() !== fresh.innerHTML.trim()) old.innerHTML = fresh.innerHTML;
}

addEventListener("pagehide", () => source.close());
addEventListener("pageshow", (event) => event.persisted || listen());

const dialog = document.querySelector("dialog[data-modal]");
if (dialog) {
  dialog.close();
  dialog.showModal();
}

const form = document.querySelector("form.people");
const ask = form.querySelector("[data-ask]");
const add = form.querySelector("[data-add]");

function open(yes) {
  add.hidden = !yes;
  ask.hidden = yes;
  form.querySelector("[data-default]").value = yes ? "add" : "stay";
  (yes ? add.querySelector("input") : ask).focus();
}

ask.addEventListener("click", (event) => {
  event.preventDefault();
  open(true);
});
add.querySelector("[data-cancel]").addEventListener("click", (event) => {
  event.preventDefault();
  open(false);
});

// In its own window the way back is to close it: the portal is still open behind.
document.querySelector("[data-close]").addEventListener("click", (event) => {
  if (!opener || opener.closed) return;
  event.preventDefault();
  close();
});
