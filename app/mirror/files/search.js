/* Search in a copy of the portal. The index lies in small files beside the page, which are loaded
   by script elements: so it works from a folder too, where nothing else may be read. */
(function (mirror) {
  "use strict";

  const SIZE = 20, PEOPLE = 8, PLACES = 12;
  const place = document.getElementById("mirror-results");
  const form = document.getElementById("mirror-search");
  const lang = document.documentElement.lang;
  const root = form.dataset.root, home = form.dataset.home;
  const loaded = new Map();
  mirror.parts = {};
  mirror.give = (name, part) => { mirror.parts[name] = part; };

  /* A part of the index, once. */
  function part(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = root + "search/" + name + ".js";
        script.onload = () => resolve(mirror.parts[name]);
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      }));
    }
    return loaded.get(name);
  }

  const last = (firsts, wanted) => {
    let low = 0, high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firsts[middle] <= wanted) low = middle + 1; else high = middle;
    }
    return low - 1;
  };

  /* The numbers of entries that have a stem, and whether it stands in their title. */
  async function entriesOf(stem, table) {
    const at = last(table.stems.map((row) => row[0]), stem);
    if (at < 0) return new Map();
    const text = (await part(table.stems[at][1]))[stem];
    let number = 0;
    return new Map((text ? text.split(" ") : []).map((told) => {
      const titled = told.endsWith("!");
      number += parseInt(titled ? told.slice(0, -1) : told, 36);
      return [number, titled];
    }));
  }

  async function oneWord(group, table) {
    const found = new Map();
    for (const stem of group) {
      for (const [number, titled] of await entriesOf(stem, table)) {
        found.set(number, titled || found.get(number) || false);
      }
    }
    return found;
  }

  /* Numbers of entries that have every word: more words in the title first, then in their order. */
  async function matching(asked, table) {
    const sets = [];
    for (const group of asked) sets.push(await oneWord(group, table));
    if (!sets.length) return [];
    return [...sets[0].keys()]
      .filter((number) => sets.every((set) => set.has(number)))
      .map((number) => [number, sets.filter((set) => set.get(number)).length])
      .sort((a, b) => b[1] - a[1] || a[0] - b[0]).map((row) => row[0]);
  }

  function latinWords(query, names) {
    return mirror.latin(query.slice(0, names.rules.longest).replace(/№/g, " "), names.letters)
      .split(" ").filter(Boolean).slice(0, 6);
  }

  const nearest = (word, known) => Math.min(Infinity, ...known.map((one) => mirror.unlike(word, one)));

  function peopleOf(query, asked, names) {
    const words = latinWords(query, names).filter((word) => !names.notPeople.includes(word));
    const found = [];
    for (const person of names.people) {
      let far = words.length ? words.reduce((sum, word) => sum + nearest(word, person.w), 0) : Infinity;
      const told = asked.length && asked.every((group) => group.some((stem) => person.s.includes(` ${stem} `)));
      if (far === Infinity && told) far = 1000;
      if (far < Infinity) found.push([far, person]);
    }
    return found.sort((a, b) => a[0] - b[0]).map((row) => row[1]);
  }

  function placesOf(query, names) {
    const words = latinWords(query, names);
    const numbers = words.filter((word) => /^\d{1,4}$/.test(word)).map(Number);
    const telling = words.filter((word) => !/^\d+$/.test(word) && !names.notPlaces.includes(word));
    const all = (known) => telling.every((word) => nearest(word, known) < Infinity);
    if (!numbers.length && !telling.length) return [];
    const regions = numbers.length ? [] : names.spots.filter((spot) => spot.n === null && all(spot.w));
    const districts = names.spots.filter((spot) => {
      if (spot.n === null || (numbers.length && !numbers.includes(spot.n))) return false;
      if (!telling.length) return true;
      if (!numbers.length && all(spot.r)) return false;
      return all([...spot.w, ...spot.r]);
    });
    return [...regions, ...districts.slice(0, PLACES)];
  }

  function element(tag, options = {}, ...children) {
    const made = Object.assign(document.createElement(tag), options);
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  }

  const picked = (names) => {
    for (const code of [lang, "kk", "ru", "en", ""]) if (names[code]) return [names[code], code];
    return ["", lang];
  };

  function link(path, names, fallback) {
    const [text, code] = picked(names);
    const made = element("a", { href: home + path }, text || fallback);
    if (text && code && code !== lang) made.lang = code;
    return made;
  }

  const district = (number, words) => number === null ? "" : words.district.replace("%s", number);

  function entryLine(entry, names, words) {
    const who = (entry.d || []).slice(0, 3).map((at) => names.people[at]).filter(Boolean)
      .map((person) => picked(person.n)[0] + (person.d === null ? "" : ` (${district(person.d, words)})`));
    const facts = [words.kinds[entry.k] + (entry.n ? ` ${entry.n}` : ""), entry.t ? entry.t[lang] || entry.t.kk : "", ...who,
      (entry.d || []).length > 3 ? `+${entry.d.length - 3}` : ""];
    return element("li", { className: "card" },
      element("p", { className: "small muted" }, facts.filter(Boolean).join(" · ")),
      element("p", { className: "hit" }, link(entry.p, entry.m, words.untitled)));
  }

  function list(heading, items, ordered) {
    if (!items.length) return [];
    return [element("h2", {}, heading), element(ordered ? "ol" : "ul", { className: "plain stack" }, ...items)];
  }

  /* People, places and the numbers of entries, each in the order in which they are shown. */
  async function find(query) {
    const [table, names] = [await part("table"), await part("names")];
    const asked = mirror.terms(query, names.rules);
    const numbers = await matching(asked, table);
    return { table, names, numbers, people: peopleOf(query, asked, names), places: placesOf(query, names) };
  }

  async function entryOf(number, table) {
    const at = last(table.entries.map((row) => row[0]), number);
    return (await part(table.entries[at][1]))[number - table.entries[at][0]];
  }

  async function show(query, page) {
    const { table, names, numbers, people, places } = await find(query);
    const words = (await part("words"))[lang];
    const pages = Math.max(1, Math.ceil(numbers.length / SIZE));
    page = Math.min(Math.max(1, page), pages);
    const lines = [];
    for (const number of numbers.slice((page - 1) * SIZE, page * SIZE)) {
      lines.push(entryLine(await entryOf(number, table), names, words));
    }
    const first = page === 1;
    const total = people.length + places.length + numbers.length;
    place.replaceChildren(
      element("p", { className: "muted", id: "mirror-count" }, total ? words.found.replace("%s", total) : words.nothing),
      ...(first ? list(words.places, places.map((spot) => element("li", {},
        link(spot.p, spot.n === null ? spot.m : {}, district(spot.n, words)),
        spot.n === null ? "" : ` ${picked(spot.m)[0]}`)), false) : []),
      ...(first ? list(words.deputies, people.slice(0, PEOPLE).map((person) => element("li", { className: "card" },
        link(person.p, person.n, person.p), person.d === null ? "" : ` · ${district(person.d, words)}`)), true) : []),
      ...list(words.rest, lines, true));
    if (pages > 1) {
      const to = (number, text) => element("a", { href: `?q=${encodeURIComponent(query)}&page=${number}` }, text);
      place.append(element("p", { className: "row" }, page > 1 ? to(page - 1, words.back) : "",
        ` ${page} / ${pages} `, page < pages ? to(page + 1, words.on) : ""));
    }
  }

  Object.assign(mirror, { find, entryOf, part });
  const wanted = new URLSearchParams(window.location.search);
  const query = (wanted.get("q") || "").trim();
  form.elements.q.value = query;
  if (query) {
    show(query, parseInt(wanted.get("page"), 10) || 1).catch(() => {
      place.replaceChildren(element("p", { className: "notice notice-error" }, form.dataset.failed));
    });
  }
}(globalThis.mirror = globalThis.mirror || {}));
