// What every page may do better with a script. Nothing here is needed: without it the server does the same.

const SENT_FOR = 5000;
const DOUBLE_CLICK = 500;

// A page that the back button brings back from memory is asked for anew: it may show what has ended since.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// A second click on the way to the answer sends nothing. (The server answers a form once only in any case.)
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, SENT_FOR);
});

// The answer may be faster than the second half of a double click: it is not meant for what stands there now.
const born = performance.now();
function strayClick(event) {
  if (event.detail < 2 || performance.now() - born > DOUBLE_CLICK) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}
addEventListener("click", strayClick, { capture: true });

// «Присоединиться» opens the control in a window of its own. Without "noopener": with it the answer is always null.
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-window]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const opened = window.open(link.href, link.dataset.window, "popup,width=1040,height=760");
  if (opened) opened.focus();
  else sayBlocked(link.href);
});

function sayBlocked(href) {
  const said = document.getElementById("popup-blocked").content.cloneNode(true);
  said.querySelector("a").href = href;
  const notices = document.getElementById("notices");
  notices.querySelector("[data-blocked]")?.remove();
  said.firstElementChild.dataset.blocked = "";
  notices.append(said);
  notices.scrollIntoView({ block: "start" });
}

// Tabs switch in place; both panels are in the form anyway.
for (const list of document.querySelectorAll("[role=tablist]")) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const chosen = list.closest("form").elements.panel;
  const show = (tab) => {
    for (const other of tabs) {
      other.setAttribute("aria-selected", String(other === tab));
      document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
    }
    chosen.value = tab.value.replace("show-", "");
  };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    event.preventDefault();
    show(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(event.target);
    if (!step || at < 0) return;
    const tab = tabs.at((at + step) % tabs.length);
    tab.focus();
    show(tab);
  });
}

// An immediate conference needs no start: its fields are out of use, but what was typed is kept and sent along.
const immediate = document.querySelector("[data-immediate]");
if (immediate) {
  const start = [...document.querySelectorAll("[data-start]")];
  const adjust = () => start.forEach((field) => (field.disabled = immediate.checked));
  immediate.addEventListener("change", adjust);
  immediate.form.addEventListener("formdata", (event) => {
    for (const field of start) event.formData.set(field.name, field.value);
  });
  adjust();
}
