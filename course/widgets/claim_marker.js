// Marking words in a text, by mouse, touch or keyboard.
//
// Python counts characters, JavaScript counts UTF-16 units: a letter outside the basic plane is one
// there and two here. `words` counts as Python does, and nothing but `words` touches offsets.

const OPENING = /^[([{«“‘"]+/u;
const CLOSING = /[.,;:!?)\]}»”’"]+$/u;
const SENTENCE_END = /[.!?]["”’)]*$/u;

const length = (string) => [...string].length;

/** The words of a text: printed from `start` to `end`, a mark on them from `from` to `to`. */
export function words(text) {
  const found = [];
  let read = 0;
  let start = 0;
  for (const match of text.matchAll(/\S+/gu)) {
    start += length(text.slice(read, match.index));
    const printed = match[0];
    const before = OPENING.exec(printed)?.[0] ?? "";
    const after = CLOSING.exec(printed.slice(before.length))?.[0] ?? "";
    const end = start + length(printed);
    const bare = before.length + after.length < printed.length;
    found.push({
      printed,
      start,
      end,
      from: bare ? start + length(before) : start,
      to: bare ? end - length(after) : end,
      last: SENTENCE_END.test(printed),
    });
    read = match.index + printed.length;
    start = end;
  }
  if (found.length) found[found.length - 1].last = true;
  return found;
}

/** A row for each mark's underline, so that marks which overlap do not cover each other. */
export function lanes(marks) {
  const ends = [];
  return marks.map((mark) => {
    let lane = ends.findIndex((end) => end <= mark.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = mark.end;
    return lane;
  });
}

const inOrder = (a, b) => a.start - b.start || a.end - b.end;
const within = (mark, word) => mark.start < word.end && word.start < mark.end;

function element(name, className, attributes = {}, ...children) {
  const node = document.createElement(name);
  if (className) node.className = className;
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function render({ model, el }) {
  const readOnly = model.get("read_only");
  const kinds = model.get("kinds");
  const kindOf = Object.fromEntries(kinds.map((kind) => [kind.name, kind]));
  const text = model.get("text");
  const all = words(text);
  const name = model.get("label");

  let marks = [];
  let cursor = 0; // the word the keyboard is on
  let anchor = null; // where a selection began; null where none is
  let chosen = null; // the mark whose kind would be changed
  let dragging = null;

  // JupyterLab reads single keys as commands, 1 to 6 among them, unless it is told not to.
  const root = element("div", "casebook-marked", { "data-lm-suppress-shortcuts": "true" });
  const passage = element("div", "cm-text");
  root.append(passage);
  el.append(root);
  if (readOnly) {
    passage.setAttribute("role", "group");
    passage.setAttribute("aria-label", name);
  } else {
    passage.tabIndex = 0;
    passage.setAttribute("role", "application"); // so that screen readers pass the arrow keys on
    passage.setAttribute("aria-label", `${name}, ${all.length} words`);
    passage.setAttribute("aria-roledescription", "text to mark");
  }

  // ---- what is drawn -------------------------------------------------------------------------

  const wordNodes = [];

  function drawText() {
    const rows = lanes(marks);
    const deep = Math.max(0, ...rows);
    passage.style.setProperty("--cm-rows", deep + 1);
    wordNodes.length = 0;
    passage.replaceChildren();
    all.forEach((word, i) => {
      const over = marks.map((mark, at) => ({ mark, at })).filter(({ mark }) => within(mark, word));
      const node = element("span", "cm-word", { "data-word": i }, word.printed);
      wordNodes.push(node);
      const begun = over.filter(({ mark }) => all.findIndex((each) => within(mark, each)) === i);
      const badges = begun.map(({ mark, at }) => badge(mark, at));
      // held together, so that no line ends between a label and its word
      passage.append(element("span", "cm-held", {}, ...badges, underlined(node, over, rows)));
      const next = all[i + 1];
      if (next) {
        const across = over.filter(({ mark }) => within(mark, next));
        passage.append(underlined(document.createTextNode(" "), across, rows));
      }
    });
    drawState();
  }

  /** A short label where a mark begins; colour and underline are never alone. */
  function badge(mark, at) {
    const kind = kindOf[mark.kind];
    const node = element("span", "cm-badge", { "data-mark": at, "aria-hidden": "true" }, kind.label);
    node.style.setProperty("--cm-colour", kind.colour);
    node.style.borderBottomStyle = kind.line === "wavy" ? "double" : kind.line;
    return node;
  }

  function underlined(node, over, rows) {
    let inner = node;
    for (const { mark, at } of over) {
      const line = element("span", "cm-line", {}, inner);
      const kind = kindOf[mark.kind];
      line.style.setProperty("--cm-colour", kind.colour);
      line.style.textDecorationStyle = kind.line;
      line.style.textUnderlineOffset = `${0.22 + 0.3 * rows[at]}em`;
      inner = line;
    }
    return inner;
  }

  function drawState() {
    const [low, high] = selected() ?? [1, 0];
    const mark = marks[chosen];
    wordNodes.forEach((node, i) => {
      node.classList.toggle("cm-selected", low <= i && i <= high);
      node.classList.toggle("cm-chosen", Boolean(mark) && within(mark, all[i]));
      node.classList.toggle("cm-cursor", !readOnly && i === cursor);
    });
    if (readOnly) return;
    for (const button of kindButtons) {
      const pressed = Boolean(mark) && mark.kind === button.dataset.kind;
      button.setAttribute("aria-pressed", String(pressed));
    }
    remove.disabled = !mark;
    longer.disabled = shorter.disabled = anchor === null;
  }

  // ---- what is said --------------------------------------------------------------------------

  const excerpt = (mark) => [...text].slice(mark.start, mark.end).join("").replace(/\s+/gu, " ");

  function say(what) {
    said.textContent = what;
  }

  function sayWhere() {
    const range = selected();
    if (range) {
      const [low, high] = range;
      const number = high - low + 1;
      say(`Selected ${number} ${number === 1 ? "word" : "words"}: ${excerpt(stretch(low, high))}`);
    } else if (marks[chosen]) {
      say(`${all[cursor].printed}. In your ${marks[chosen].kind}: ${excerpt(marks[chosen])}`);
    } else if (all.length) {
      say(all[cursor].printed);
    }
  }

  // ---- what is selected ----------------------------------------------------------------------

  function selected() {
    if (anchor === null) return null;
    return [Math.min(anchor, cursor), Math.max(anchor, cursor)];
  }

  const stretch = (low, high) => ({ start: all[low].from, end: all[high].to });

  /** The marks on a word, the shortest first. */
  function marksOn(i) {
    const size = (at) => marks[at].end - marks[at].start;
    return marks
      .map((_, at) => at)
      .filter((at) => within(marks[at], all[i]))
      .sort((a, b) => size(a) - size(b));
  }

  function moveTo(i, extending) {
    if (!all.length) return;
    if (extending && anchor === null) anchor = cursor;
    if (!extending) anchor = null;
    cursor = Math.max(0, Math.min(all.length - 1, i));
    const here = anchor === null ? marksOn(cursor) : [];
    chosen = here.includes(chosen) ? chosen : (here[0] ?? null);
    drawState();
    wordNodes[cursor].scrollIntoView({ block: "nearest" });
    sayWhere();
  }

  /** The next of several marks that lie over each other at a word. */
  function chooseNext(i) {
    const here = marksOn(i);
    if (!here.length) return false;
    anchor = null;
    cursor = i;
    chosen = here[(here.indexOf(chosen) + 1) % here.length];
    drawState();
    sayWhere();
    return true;
  }

  function clear() {
    anchor = chosen = null;
    drawState();
    say("Nothing selected.");
  }

  // ---- what is changed -----------------------------------------------------------------------

  /** Lay down marks; `keep` is the one that stays chosen. */
  function set(next, keep = null) {
    next.sort(inOrder);
    marks = next;
    chosen = keep === null ? null : next.indexOf(keep);
    model.set("marks", next.map((mark) => ({ ...mark })));
    model.save_changes();
    drawText();
    drawList();
  }

  function give(kind) {
    const range = selected();
    if (!range && marks[chosen]) return change(chosen, kind);
    if (!all.length) return;
    const mark = { ...stretch(...(range ?? [cursor, cursor])), kind };
    const others = marks.filter((each) => each.start !== mark.start || each.end !== mark.end);
    anchor = null;
    set([...others, mark], mark);
    say(`Marked as ${kind}: ${excerpt(mark)}`);
  }

  function change(at, kind) {
    const mark = { ...marks[at], kind };
    set(marks.map((each, i) => (i === at ? mark : each)), mark);
    say(`Now ${kind}: ${excerpt(mark)}`);
  }

  function drop(at) {
    const gone = marks[at];
    if (!gone) return say("No mark here to remove.");
    set(marks.filter((_, i) => i !== at));
    say(`Removed: ${excerpt(gone)}`);
  }

  // ---- keyboard ------------------------------------------------------------------------------

  function sentenceStart(i) {
    while (i > 0 && !all[i - 1].last) i -= 1;
    return i;
  }

  function sentenceEnd(i) {
    while (!all[i].last) i += 1;
    return i;
  }

  function target(event) {
    const far = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "ArrowRight":
        return cursor + 1;
      case "ArrowLeft":
        return cursor - 1;
      case "ArrowDown":
        return Math.min(all.length - 1, sentenceEnd(cursor) + 1);
      case "ArrowUp": {
        const start = sentenceStart(cursor);
        return start < cursor ? start : sentenceStart(Math.max(0, start - 1));
      }
      case "Home":
        return far ? 0 : sentenceStart(cursor);
      case "End":
        return far ? all.length - 1 : sentenceEnd(cursor);
      default:
        return null;
    }
  }

  function onKey(event) {
    if (event.altKey || !all.length) return;
    const to = target(event);
    const number = Number(event.key);
    if (to !== null) {
      moveTo(to, event.shiftKey);
      const whole = !event.shiftKey && ["ArrowUp", "ArrowDown"].includes(event.key);
      if (whole) say(`Sentence: ${excerpt(stretch(sentenceStart(cursor), sentenceEnd(cursor)))}`);
    } else if (event.ctrlKey || event.metaKey) {
      return;
    } else if (number >= 1 && number <= kinds.length) {
      give(kinds[number - 1].name);
    } else if (event.key === "Enter") {
      toKinds();
    } else if (event.key === " ") {
      if (!chooseNext(cursor)) say(`${all[cursor].printed}. No mark here.`);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      drop(anchor === null ? chosen : null);
    } else if (event.key === "Escape") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function toKinds() {
    const now = marks[chosen] && kindButtons.find((b) => b.dataset.kind === marks[chosen].kind);
    (now ?? kindButtons[0]).focus();
  }

  // ---- mouse, pen and touch ------------------------------------------------------------------

  /** The word under a point, or the one nearest to it. */
  function wordAt(x, y) {
    const under = root.getRootNode().elementFromPoint(x, y)?.closest?.("[data-word]");
    if (under && passage.contains(under)) return Number(under.dataset.word);
    let best = [Infinity, cursor];
    wordNodes.forEach((node, i) => {
      for (const box of node.getClientRects()) {
        const dx = Math.max(box.left - x, 0, x - box.right);
        const dy = Math.max(box.top - y, 0, y - box.bottom);
        const away = dx + 20 * dy; // a word on the same line comes first
        if (away < best[0]) best = [away, i];
      }
    });
    return best[1];
  }

  function onDown(event) {
    if (event.button !== 0 || !all.length) return;
    const label = event.target.closest("[data-mark]");
    const i = label
      ? all.findIndex((word) => within(marks[label.dataset.mark], word))
      : wordAt(event.clientX, event.clientY);
    passage.focus({ preventScroll: true });
    event.preventDefault(); // or the browser selects, too
    if (label) {
      anchor = null;
      cursor = i;
      chosen = Number(label.dataset.mark);
      drawState();
      sayWhere();
      return;
    }
    dragging = { from: event.shiftKey ? (anchor ?? cursor) : i, moved: event.shiftKey };
    if (event.shiftKey) span(dragging.from, i);
    passage.setPointerCapture(event.pointerId);
  }

  function span(from, to) {
    anchor = from;
    cursor = to;
    chosen = null;
    drawState();
  }

  function onMove(event) {
    if (!dragging) return;
    const i = wordAt(event.clientX, event.clientY);
    if (i !== dragging.from) dragging.moved = true;
    if (dragging.moved) span(dragging.from, i);
  }

  function onUp() {
    if (!dragging) return;
    const { from, moved } = dragging;
    dragging = null;
    if (!moved && !chooseNext(from)) span(from, from);
    sayWhere();
  }

  // ---- the controls below the text -----------------------------------------------------------

  const said = element("p", "cm-said", { role: "status", "aria-live": "polite" });
  const list = element("ol", "cm-list");
  const kindButtons = [];
  const bar = element("div", "cm-kinds", { role: "group", "aria-label": "Kind of claim" });

  const button = (label, className, act, attributes = {}) => {
    const node = element("button", className, { type: "button", ...attributes }, label);
    node.addEventListener("click", act);
    return node;
  };
  const remove = button("Remove the mark", "cm-tool", () => (drop(chosen), passage.focus()));
  const shorter = button("One word less", "cm-tool", () => {
    if (anchor !== cursor) moveTo(cursor + (cursor > anchor ? -1 : 1), true);
  });
  const longer = button("One word more", "cm-tool", () => {
    moveTo(cursor + (cursor >= anchor ? 1 : -1), true);
  });

  function buildControls() {
    kinds.forEach((kind, i) => {
      const node = button("", "cm-kind", () => (give(kind.name), passage.focus()), {
        "data-kind": kind.name,
        "aria-pressed": "false",
        title: `${kind.definition} (key ${i + 1})`,
      });
      const sample = element("span", "cm-badge", { "aria-hidden": "true" }, kind.label);
      sample.style.setProperty("--cm-colour", kind.colour);
      sample.style.borderBottomStyle = kind.line === "wavy" ? "double" : kind.line;
      node.append(element("kbd", "", {}, String(i + 1)), ` ${kind.name} `, sample);
      kindButtons.push(node);
      bar.append(node);
    });
    bar.addEventListener("keydown", (event) => {
      const at = kindButtons.indexOf(event.target);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") passage.focus();
      else if (step && at >= 0) kindButtons.at((at + step) % kinds.length).focus();
      else return;
      event.preventDefault();
    });
    const help = element("p", "cm-help", { id: `cm-help-${Math.random().toString(36).slice(2)}` });
    help.textContent =
      "Drag over the words of one claim, then choose its kind. By keyboard: arrow keys move from " +
      "word to word, Shift with them selects, 1 to 8 give the kind, Delete removes a mark.";
    passage.setAttribute("aria-describedby", help.id);
    const keys = element("details", "cm-keys", {}, element("summary", "", {}, "All keys"));
    const rows = element("dl");
    for (const [key, what] of [
      ["← →", "a word back, a word on"],
      ["↑ ↓", "to the start of a sentence; the sentence is read out"],
      ["Home, End", "first and last word of the sentence; with Ctrl, of the text"],
      ["Shift with these", "select from here to there"],
      ["1 to 8", "give the selection that kind, or change the mark you are on"],
      ["Enter", "go to the kinds; arrow keys move, Enter gives, Escape comes back"],
      ["Space", "next mark, where several lie over each other"],
      ["Delete", "remove the mark you are on"],
      ["Escape", "drop the selection"],
      ["Tab", "on to the kinds, then to the list of your marks"],
      ["mouse", "click a word, then Shift and click another, selects without dragging"],
    ]) {
      rows.append(element("dt", "", {}, key), element("dd", "", {}, what));
    }
    keys.append(rows);
    const tools = element("div", "cm-tools", {}, shorter, longer, remove);
    root.prepend(help, keys);
    root.append(said, bar, tools, element("p", "cm-heading", {}, "Your marks"), list);
  }

  function drawList() {
    if (readOnly) return;
    list.replaceChildren();
    if (!marks.length) list.append(element("li", "cm-none", {}, "None yet."));
    marks.forEach((mark, at) => {
      const words = excerpt(mark);
      const short = words.length > 70 ? `${words.slice(0, 67).trimEnd()}…` : words;
      const go = button(`“${short}”`, "cm-go", () => {
        anchor = null;
        cursor = all.findIndex((word) => within(mark, word));
        chosen = at;
        drawState();
        passage.focus();
        sayWhere();
      }, { "aria-label": `Go to: ${words}` });
      const choice = element("select", "cm-choice", { "aria-label": `Kind of: ${words}` });
      for (const kind of kinds) {
        const option = element("option", "", { value: kind.name }, kind.name);
        option.selected = kind.name === mark.kind;
        choice.append(option);
      }
      choice.addEventListener("change", () => {
        change(at, choice.value);
        list.querySelectorAll("select")[at]?.focus();
      });
      const away = button("Remove", "cm-away", () => {
        drop(at);
        const left = list.querySelectorAll(".cm-away");
        (left[Math.min(at, left.length - 1)] ?? passage).focus();
      }, { "aria-label": `Remove: ${words}` });
      list.append(element("li", "", {}, go, choice, away));
    });
  }

  // ---- from and to Python --------------------------------------------------------------------

  const plain = (list) => list.map(({ start, end, kind }) => ({ start, end, kind })).sort(inOrder);

  function take() {
    const next = plain(model.get("marks"));
    if (JSON.stringify(next) === JSON.stringify(marks)) return;
    marks = next;
    chosen = null;
    drawText();
    drawList();
  }

  if (!readOnly) {
    buildControls();
    passage.addEventListener("keydown", onKey);
    passage.addEventListener("pointerdown", onDown);
    passage.addEventListener("pointermove", onMove);
    passage.addEventListener("pointerup", onUp);
    passage.addEventListener("pointercancel", () => (dragging = null));
  }
  marks = plain(model.get("marks"));
  drawText();
  drawList();
  model.on("change:marks", take);
  return () => model.off("change:marks", take);
}

export default { render };
