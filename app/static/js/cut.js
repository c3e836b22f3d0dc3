// Selecting the words of a thesis by mouse, finger or keyboard. Without this file they are pasted.
"use strict";

(() => {
  const waiting = document.getElementById("waiting");
  if (waiting) {
    const look = async () => {
      try {
        const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
        if (answer.ok && !(await answer.text()).includes('id="waiting"')) return location.reload();
      } catch { /* The line is down: look again later. */ }
      return setTimeout(look, 2000);
    };
    setTimeout(look, 2000);
  }
  const words = document.getElementById("words");
  const form = document.getElementById("cut-form");
  if (!words || !form) return;
  const text = words.textContent;
  const said = document.getElementById("selected");
  const { quote, start, end, page, topic } = form.elements;
  for (const hint of document.querySelectorAll(".only-script")) hint.hidden = false;
  said.textContent = said.dataset.none;
  words.tabIndex = 0;
  words.setAttribute("role", "textbox");
  words.setAttribute("aria-multiline", "true");
  words.setAttribute("aria-readonly", "true");
  words.setAttribute("aria-label", words.dataset.label);
  words.setAttribute("aria-describedby", "keys");

  // The portal counts characters; a script counts halves of some of them.
  const characters = (part) => [...part].length;
  const base = Number(words.dataset.start);

  const tokens = [...text.matchAll(/\S+/gu)].map((found) => ({
    from: found.index, to: found.index + found[0].length,
  }));
  const breaks = [...text.matchAll(/\n/gu)].map((found) => found.index);
  let anchor = -1;
  let focus = -1;

  // Where an offset into the text lies among the nodes that show it.
  function place(offset) {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let rest = offset;
    let node = walker.nextNode();
    while (node && rest > node.length) {
      rest -= node.length;
      node = walker.nextNode();
    }
    return [node, rest];
  }

  function offsetOf(node, within) {
    const range = document.createRange();
    range.selectNodeContents(words);
    range.setEnd(node, within);
    return range.toString().length;
  }

  function select(from, to) {
    const selection = getSelection();
    selection.setBaseAndExtent(...place(from), ...place(to));
    const rect = selection.getRangeAt(0).getBoundingClientRect();
    const box = words.getBoundingClientRect();
    if (rect.bottom > box.bottom) words.scrollTop += rect.bottom - box.bottom + 40;
    if (rect.top < box.top) words.scrollTop -= box.top - rect.top + 40;
  }

  function selectTokens() {
    const [first, last] = anchor <= focus ? [anchor, focus] : [focus, anchor];
    select(tokens[first].from, tokens[last].to);
  }

  // A selection, from whichever device, goes straight into the form.
  let timer;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(take, 150);
  });

  function take() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return false;
    const range = selection.getRangeAt(0);
    if (!words.contains(range.startContainer) || !words.contains(range.endContainer)) return false;
    let from = offsetOf(range.startContainer, range.startOffset);
    let to = offsetOf(range.endContainer, range.endOffset);
    while (from < to && /\s/u.test(text[from])) from += 1;
    while (to > from && /\s/u.test(text[to - 1])) to -= 1;
    if (from === to) return false;
    quote.value = text.slice(from, to);
    start.value = base + characters(text.slice(0, from));
    end.value = Number(start.value) + characters(text.slice(from, to));
    page.value = words.dataset.page;
    const short = quote.value.length > 160 ? `${quote.value.slice(0, 80)} … ${quote.value.slice(-70)}` : quote.value;
    said.textContent = `${said.dataset.taken} ${short}`;
    return true;
  }

  // Words that are typed over are looked for anew: where they stood says nothing any more.
  quote.addEventListener("input", () => { start.value = ""; end.value = ""; });

  const lineOf = (token) => breaks.filter((at) => at < tokens[token].from).length;

  function byLine(step) {
    const wanted = lineOf(focus) + step;
    const own = tokens.findIndex((_, number) => lineOf(number) === lineOf(focus));
    const found = tokens.findIndex((_, number) => lineOf(number) >= wanted);
    if (step > 0) return found < 0 ? tokens.length - 1 : found;
    if (wanted < 0) return 0;
    let last = Math.max(own - 1, 0);
    while (last > 0 && lineOf(last - 1) === lineOf(last)) last -= 1;
    return last;
  }

  function sentenceEnd() {
    const ends = /[.!?;…]["»”)]*$/u;
    let token = focus;
    while (token < tokens.length - 1 && !ends.test(text.slice(tokens[token].from, tokens[token].to))) token += 1;
    return token;
  }

  const moves = {
    ArrowRight: () => Math.min(focus + 1, tokens.length - 1),
    ArrowLeft: () => Math.max(focus - 1, 0),
    ArrowDown: () => byLine(1),
    ArrowUp: () => byLine(-1),
    Home: () => 0,
    End: () => tokens.length - 1,
  };

  words.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !tokens.length) return;
    if (event.key === "Enter") {
      event.preventDefault();
      if (take()) topic.focus();
      return;
    }
    // The same key under a Kazakh or a Russian layout.
    const sentence = event.code === "KeyS";
    if (!sentence && !(event.key in moves)) return;
    event.preventDefault();
    focus = sentence ? sentenceEnd() : moves[event.key]();
    if (anchor < 0 || !(event.shiftKey || sentence)) anchor = focus;
    selectTokens();
  });

  words.addEventListener("pointerdown", () => { anchor = -1; focus = -1; });
  words.addEventListener("pointerup", () => {
    // The keyboard goes on from where the mouse was.
    const selection = getSelection();
    if (!selection.anchorNode || !words.contains(selection.anchorNode)) return;
    const at = offsetOf(selection.focusNode, selection.focusOffset);
    focus = tokens.findIndex((token) => token.to >= at);
    anchor = focus;
  });

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });

  // After a cut the work goes on behind it.
  if (words.dataset.at !== undefined) {
    const at = [...text].slice(0, Number(words.dataset.at) - base).join("").length;
    focus = tokens.findLastIndex((token) => token.from < at);
    anchor = -1;
    words.focus({ preventScroll: true });
    if (focus >= 0) {
      const [node, within] = place(tokens[focus].from);
      const range = document.createRange();
      range.setStart(node, within);
      const rect = range.getBoundingClientRect();
      words.scrollTop += rect.top - words.getBoundingClientRect().top - 80;
    }
  }
})();
