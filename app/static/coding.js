// Keys, drafts and the topic filter of the coding screen. Every page works without this file.
"use strict";

(() => {
  const PREFIX = "pw-draft:";
  const form = document.getElementById("coding");
  const home = form || document.getElementById("coding-home");
  if (!home) return;
  const user = home.dataset.user;
  const keyOf = (participation) => `${PREFIX}${user}:${participation}`;

  // What is typed is kept on this device first, and forgotten once the portal has it.
  const device = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* A full or closed store loses only this copy. */ }
    },
    forget(key) {
      try { localStorage.removeItem(key); } catch { /* There is no copy to forget. */ }
    },
    keys() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${user}:`));
      } catch { return []; }
    },
  };

  const tokenField = () => document.querySelector('input[name="csrf_token"]');

  async function freshToken() {
    const answer = await fetch(home.dataset.tokenUrl, { redirect: "manual" });
    if (!answer.ok) return null;
    const found = await answer.json();
    // Somebody else may have signed in on this device: nothing of ours is sent in their name.
    if (found.user !== user) return null;
    for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = found.token;
    return found.token;
  }

  // "kept", "refused", "signed-out" or "offline".
  async function send(participation, fields, again = true) {
    const body = new URLSearchParams(fields);
    body.set("csrf_token", tokenField()?.value || "");
    const url = home.dataset.draftUrl.replace("/0/draft", `/${participation}/draft`);
    try {
      const answer = await fetch(url, { method: "POST", body, redirect: "manual", keepalive: true });
      if (answer.ok) return "kept";
      if (answer.status === 404) return "refused";
      if (answer.status >= 500 || answer.status === 429) return "offline";
      if (!again) return "signed-out";
      return (await freshToken()) ? send(participation, fields, false) : "signed-out";
    } catch {
      return "offline";
    }
  }

  // What the last save took over needs no copy here any longer.
  const undo = document.getElementById("undo");
  if (undo) {
    const key = keyOf(undo.dataset.participation);
    if (device.read(key)?.submitted) device.forget(key);
  }

  async function sendOthers(own) {
    for (const key of device.keys()) {
      const kept = device.read(key);
      if (key === own || !kept || kept.submitted) continue;
      const state = await send(key.slice(key.lastIndexOf(":") + 1), kept.fields);
      if (state === "kept" || state === "refused") device.forget(key);
      if (state === "offline" || state === "signed-out") return;
    }
  }

  if (!form) {
    freshToken().then((token) => token && sendOthers(null)).catch(() => {});
    return;
  }

  const own = keyOf(form.dataset.participation);
  const state = document.getElementById("draft-state");
  const tell = (words) => { state.textContent = words || ""; };
  const fieldsNow = () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("csrf_token");
    return fields.toString();
  };

  let timer = null;
  let submitting = false;

  async function flush() {
    clearTimeout(timer);
    const kept = device.read(own);
    const fields = kept ? kept.fields : null;
    if (!fields || submitting) return;
    const result = await send(form.dataset.participation, fields);
    if (submitting) return;
    if (result === "kept") {
      // Something may have been typed while this was on its way.
      if (device.read(own)?.fields === fields) device.forget(own);
      tell(form.dataset.kept);
    } else {
      tell(result === "signed-out" ? form.dataset.signedOut : form.dataset.waiting);
      timer = setTimeout(flush, 15000);
    }
  }

  function changed() {
    device.write(own, { fields: fieldsNow(), at: Date.now() });
    tell(form.dataset.waiting);
    clearTimeout(timer);
    timer = setTimeout(flush, 800);
  }

  function putBack(fields) {
    const values = new URLSearchParams(fields);
    for (const control of form.elements) {
      if (!control.name || control.name === "csrf_token" || control.name === "token") continue;
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = values.getAll(control.name).includes(control.value);
      } else if (control.type !== "submit") {
        control.value = values.get(control.name) ?? "";
      }
    }
  }

  const kept = device.read(own);
  if (kept && form.dataset.entered !== "yes") {
    putBack(kept.fields);
    device.write(own, { fields: kept.fields, at: kept.at });
    tell(form.dataset.restored);
    timer = setTimeout(flush, 300);
  }
  sendOthers(own).catch(() => {});
  form.addEventListener("input", changed);
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  window.addEventListener("pageshow", () => { submitting = false; });
  form.addEventListener("submit", (event) => {
    if (submitting) { event.preventDefault(); return; }
    // Sent now, the form would be replaced by the browser's page about a missing line.
    if (!navigator.onLine) {
      event.preventDefault();
      device.write(own, { fields: fieldsNow(), at: Date.now() });
      tell(form.dataset.noLine);
      return;
    }
    submitting = true;
    clearTimeout(timer);
    if (event.submitter?.value === "discard") device.forget(own);
    else device.write(own, { fields: fieldsNow(), at: Date.now(), submitted: true });
  });

  // Keys.
  document.documentElement.classList.add("keys");
  const theses = [...form.querySelectorAll("[data-thesis]")];
  const help = document.getElementById("help");
  const note = document.getElementById("note");
  const reading = (value) => form.querySelector(`input[name="reading"][value="${value}"]`);
  const chosenIn = (thesis) => thesis.querySelector("input:checked")?.value || "";
  const tagged = () =>
    theses.some(chosenIn) || form.querySelector('input[name="topics"]:checked') !== null;

  function followTags() {
    if (tagged()) {
      if (!reading("unsure").checked) reading("tagged").checked = true;
    } else if (reading("tagged").checked) {
      reading("tagged").checked = false;
    }
  }

  function choose(thesis, value) {
    const control = thesis.querySelector(`input[value="${value}"]`);
    control.checked = true;
    control.focus({ preventScroll: true });
    thesis.scrollIntoView({ block: "nearest" });
    if (value && reading("none_fits").checked) reading("none_fits").checked = false;
    followTags();
    changed();
  }

  function press(thesis, related) {
    const now = chosenIn(thesis);
    if (related) return choose(thesis, now === "related" ? "" : "related");
    return choose(thesis, { "": "direct", direct: "related", related: "" }[now]);
  }

  function noneFits() {
    for (const thesis of theses) thesis.querySelector('input[value=""]').checked = true;
    reading("none_fits").checked = true;
    changed();
  }

  function unsure() {
    reading("unsure").checked = true;
    changed();
    note.focus();
  }

  function cannotRead() {
    for (const thesis of theses) thesis.querySelector('input[value=""]').checked = true;
    for (const topic of form.querySelectorAll('input[name="topics"]')) topic.checked = false;
    reading("skipped").checked = true;
    changed();
    note.focus();
  }

  function move(step) {
    if (!theses.length) return;
    const here = theses.findIndex((thesis) => thesis.contains(document.activeElement));
    const next = here < 0 ? (step > 0 ? 0 : theses.length - 1) : here + step;
    const thesis = theses[Math.min(Math.max(next, 0), theses.length - 1)];
    (thesis.querySelector("input:checked") || thesis.querySelector("input")).focus();
    thesis.scrollIntoView({ block: "nearest" });
  }

  const save = () => form.requestSubmit(document.getElementById("save"));
  const go = (id) => { flush(); document.getElementById(id)?.click(); };
  const actions = {
    KeyN: noneFits,
    KeyU: unsure,
    KeyX: cannotRead,
    KeyS: save,
    KeyZ: () => undo?.requestSubmit(),
    KeyJ: () => move(1),
    KeyK: () => move(-1),
    BracketLeft: () => go("go-back"),
    BracketRight: () => go("go-on"),
    Slash: () => help.showModal(),
  };

  form.addEventListener("change", (event) => {
    if (event.target.name?.startsWith("thesis-") || event.target.name === "topics") {
      if (event.target.name !== "topics" && event.target.value) reading("none_fits").checked = false;
      followTags();
      changed();
    }
  });

  const writing = (target) =>
    target.isContentEditable ||
    ["TEXTAREA", "SELECT"].includes(target.tagName) ||
    (target.tagName === "INPUT" && !["radio", "checkbox", "submit", "button"].includes(target.type));

  // A key is told by its place, so that it works in the Russian and Kazakh layouts too.
  document.addEventListener("keydown", (event) => {
    if (help.open) return;
    if (event.ctrlKey && event.code === "Enter") { event.preventDefault(); save(); return; }
    if (writing(event.target)) {
      if (event.code === "Escape") event.target.blur();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    const thesis = digit && theses[(Number(digit[1]) + 9) % 10];
    const action = actions[event.code];
    if (thesis) press(thesis, event.shiftKey);
    else if (action && (!event.shiftKey || event.code === "Slash")) action();
    else return;
    event.preventDefault();
  });

  // Topics.
  const filter = document.getElementById("topic-filter");
  if (filter) {
    filter.closest("[hidden]").hidden = false;
    filter.addEventListener("input", (event) => {
      event.stopPropagation();
      const words = filter.value.trim().toLocaleLowerCase();
      for (const book of form.querySelectorAll("[data-book]")) {
        let found = 0;
        for (const topic of book.querySelectorAll("[data-topic]")) {
          const fits = topic.textContent.toLocaleLowerCase().includes(words);
          topic.hidden = !fits;
          if (fits) found += 1;
        }
        book.hidden = words !== "" && !found;
        if (words) book.open = found > 0;
      }
    });
    // Enter would otherwise save what is not finished.
    filter.addEventListener("keydown", (event) => {
      if (event.code === "Enter" && !event.ctrlKey) event.preventDefault();
    });
  }
})();
