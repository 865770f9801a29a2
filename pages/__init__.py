"""The portal as a person at the browser has it: one page object per screen, in the words of the memo.

House rules, for everybody who adds a room here:

- A page object acts and waits. It offers `expect_…` methods and never calls one itself: what must be true is the
  scenario's business.
- Locators are visible, values are not. A value is read (`read_…`) only where a scenario has to carry it elsewhere:
  a password to the telephone, a conference number to the invitation. Everything else is asked by `expect_…`,
  which waits.
- Every public method is a step (`pages.steps.step`): a stable name, a Russian sentence to a user, the memo's
  statements it shows. A sentence that tells what to do is in the imperative; an `expect_…` sentence begins with
  «Вы увидите» or says what is so.
- Every touch goes through `pages.elements`, every word of the interface stands in `pages.labels`.
- An action that opens something returns it: `control = scheduled.join()`. It takes what opens wherever it opens.
- An action that sends a form comes back when the answer is there, so that the next action cannot hit the old page.
  `try_to_…` expects to stay: it is how refusals are walked into.
- `timeout` is keyword-only, in milliseconds, and optional everywhere.
- Passwords and codes are `Secret`, from the fixture to the keyboard.
- `steps` tells, `labels` names, `places` are where words stand, `finding` finds, `opening` follows what opens,
  `elements` touches, `checks` asks; the other modules are one screen each.
- No CSS class, id, XPath, test id or position; no sleep, no `networkidle`, no `force`.
- This package imports nothing of ours and knows no test runner, no report and no test control of the portal.
"""
