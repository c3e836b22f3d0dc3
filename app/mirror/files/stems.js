/* Words as the portal analyses them: models/search.py and models/names.py say the same in Python,
   and a test compares both. */
(function (mirror) {
  "use strict";

  const FROM = "әғқңөұүһіё", TO = "агкноуухие";
  const VOWELS = "аеиоуыэюя";
  const sorted = (words) => words.split(" ").sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const groups = (needing, free) => sorted(needing + " " + free)
    .filter(Boolean).map((ending) => [ending, needing.split(" ").includes(ending)]);

  // The algorithm of Snowball for Russian. The first group of endings stands after а or я alone.
  const GERUND = groups("в вши вшись", "ив ыв ивши ывши ившись ывшись");
  const ADJECTIVE = groups("", "ее ие ое ые ими ыми ей ий ой ый ем им ом ым его ого ему ому их ых ею ою ую юю ая яя");
  const PARTICIPLE = groups("ем нн вш щ ющ", "ивш ывш ующ");
  const REFLEXIVE = groups("", "сь ся");
  const VERB = groups(
    "ла на ете йте ли й л ем н ло но нно ет ют ны ть ешь",
    "ила ыла ена ите ейте уйте или ыли ей уй ил ыл им ым ен ило ыло ено ует ит ыт уют ят ены ить ыть ишь ю ую");
  const NOUN = groups("", "а ев ов е ие ье и еи ии ами ями иями й ей ией ий ой ам ем ием ом ям иям о у ах ях иях ы ь ю ию ью я ия ья");
  const DERIVED = groups("", "ост ость");
  const TIDY = groups("", "ейше н ейш ь");

  function fold(text) {
    return [...text.normalize("NFKC").toLowerCase()]
      .map((letter) => { const at = FROM.indexOf(letter); return at < 0 ? letter : TO[at]; }).join("");
  }

  function words(text) {
    return fold(text).match(/[\p{L}\p{N}]+/gu) || [];
  }

  /* `word` without the longest of its endings that begins at `from` or later; null without one. */
  function without(word, from, endings) {
    for (const [ending, needs] of endings) {
      const rest = word.length - ending.length;
      if (rest < from || !word.endsWith(ending)) continue;
      if (needs && (rest - 1 < from || !"ая".includes(word[rest - 1]))) return null;
      return word.slice(0, rest);
    }
    return null;
  }

  function regions(word) {
    const next = (at, vowel) => {
      while (at < word.length && VOWELS.includes(word[at]) !== vowel) at += 1;
      return at < word.length ? at + 1 : -1;
    };
    const first = next(0, true);
    if (first < 0) return [word.length, word.length];
    let at = next(first, false);
    at = at < 0 ? at : next(at, true);
    at = at < 0 ? at : next(at, false);
    return [first, at < 0 ? word.length : at];
  }

  function russian(word) {
    const [from, second] = regions(word);
    const gerund = without(word, from, GERUND);
    if (gerund !== null) {
      word = gerund;
    } else {
      word = without(word, from, REFLEXIVE) ?? word;
      const adjective = without(word, from, ADJECTIVE);
      if (adjective !== null) word = without(adjective, from, PARTICIPLE) ?? adjective;
      else word = without(word, from, VERB) ?? without(word, from, NOUN) ?? word;
    }
    if (word.length > from && word.endsWith("и")) word = word.slice(0, -1);
    const derived = without(word, from, DERIVED);
    if (derived !== null && derived.length >= second) word = derived;
    const tidied = without(word, from, TIDY);
    if (tidied === null) return word;
    const ending = word.slice(tidied.length);
    const double = tidied.length > from && tidied.endsWith("н");
    if (ending === "ь") return tidied;
    if (ending === "н") return double ? tidied : word;
    return double && tidied.length - 2 >= from && tidied.endsWith("нн") ? tidied.slice(0, -1) : tidied;
  }

  function shorter(word, rules) {
    for (const ending of rules.endings) {
      if (word.endsWith(ending) && word.length - ending.length >= rules.least) {
        return word.slice(0, -ending.length);
      }
    }
    const vowel = VOWELS.includes(word[word.length - 2]);
    return word.endsWith("с") && vowel && word.length > rules.least + 1 ? word.slice(0, -1) : word;
  }

  function kazakh(word, rules) {
    for (let next = shorter(word, rules); next !== word; next = shorter(word, rules)) word = next;
    const voiced = { "б": "п", "г": "к" }[word[word.length - 1]];
    return voiced ? word.slice(0, -1) + voiced : word;
  }

  function stems(word, rules) {
    if (word.length < rules.least || !/^\p{L}+$/u.test(word)) return [word];
    const found = [russian(word), kazakh(word, rules)];
    return found[0] === found[1] ? found.slice(0, 1) : found;
  }

  /* For each word that matters, the stems of which an entry must have one. */
  function terms(query, rules) {
    const all = [...new Set(words(query.slice(0, rules.longest)))];
    const asked = all.filter((word) => !rules.stop.includes(word));
    return (asked.length ? asked : all).slice(0, rules.most).map((word) => stems(word, rules));
  }

  /* A name in Latin letters, whatever its script. `letters` spells each letter that is not one. */
  function latin(text, letters) {
    let name = fold(text.replace(/[ьъЬЪ’ʼ'`]/g, "")).normalize("NFKD");
    name = [...name].filter((c) => c === "\u0306" || !/\p{Mn}/u.test(c)).join("").normalize("NFKC");
    name = [...name].map((c) => letters[c] ?? c).join("").toLowerCase();
    name = name.replace(/[^a-z0-9]+/g, " ").trim();
    const spellings = [[/dzh|zh|dj/g, "j"], [/kh|x/g, "h"], [/q/g, "k"], [/w/g, "u"],
      [/shch|sch/g, "sh"], [/ts|tc|cz/g, "c"], [/\bye/g, "e"], [/y/g, "i"], [/ie/g, "e"], [/(.)\1/g, "$1"]];
    return spellings.reduce((told, [from, to]) => told.replace(from, to), name);
  }

  /* Letters added, left out, changed or swapped between two words. */
  function distance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
    for (let i = 1; i <= a.length; i += 1) {
      rows.push([i]);
      for (let j = 1; j <= b.length; j += 1) {
        let least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1,
          rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          least = Math.min(least, rows[i - 2][j - 2] + 1);
        }
        rows[i].push(least);
      }
    }
    return rows[a.length][b.length];
  }

  /* How far a typed word is from a word of a name; Infinity where it is another word. */
  function unlike(asked, word) {
    if (word === asked) return 0;
    if (word.startsWith(asked) && asked.length >= 3) return 0.5;
    const allowed = asked.length < 4 ? 0 : asked.length < 7 ? 1 : 2;
    if (Math.abs(asked.length - word.length) > allowed) return Infinity;
    const far = distance(asked, word);
    return far <= allowed ? far : Infinity;
  }

  Object.assign(mirror, { fold, words, stems, terms, latin, unlike });
}(globalThis.mirror = globalThis.mirror || {}));
