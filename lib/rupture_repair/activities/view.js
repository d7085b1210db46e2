// The one view that every activity shares. Python sends a layout of blocks once and small changes
// after that; the browser sends what the learner did. Inputs are native, so that keyboard and
// screen reader work as everywhere else.

const SPEAK_AFTER = 500; // ms of rest before the live region speaks
const SAVE_AFTER = 900; // ms of rest before a text goes to the journal
const ON_THE_WAY = 2; // messages sent and not answered yet
const RESEND_AFTER = 5000; // ms after which an unanswered message no longer holds back the next

const STORE = "rupture-repair:"; // what the browser's copies of unsaved texts are called

// Each activity loads this file as a module of its own: only the page can count them all.
const COUNT = "ruptureRepairViews";

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

const FORMATS = {
  decimal: (value) => value.toFixed(2),
  tenths: (value) => (Math.round(value * 20) % 2 ? `${Math.round(value * 20)} in 20` : `${Math.round(value * 10)} in 10`),
  percent: (value) => `${Math.round(value * 100)}%`,
  whole: (value) => String(Math.round(value)),
  signed: (value) => (Math.abs(value) < 0.05 ? "0" : value.toFixed(1).replace("-", "−")),
};

function words(block, value) {
  return (FORMATS[block.format] ?? String)(value) + (block.unit ? ` ${block.unit}` : "");
}

class View {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    globalThis[COUNT] = (globalThis[COUNT] ?? 0) + 1;
    this.id = `rr${globalThis[COUNT]}`;
    this.nodes = new Map(); // name of a block -> {update parts}
    this.slots = new Map(); // name of a slot -> its node
    this.sent = 0;
    this.answered = 0;
    this.queue = new Map(); // name -> newest value not sent yet
    this.seen = {};
    this.dead = new AbortController();
  }

  start() {
    const { model, root } = this;
    root.classList.add("rr-activity");
    root.setAttribute("role", "region");
    root.setAttribute("aria-label", model.get("title"));
    this.live = element("p", { class: "rr-hidden", role: "status", "aria-live": "polite" });
    this.trouble = element("div", { class: "rr-trouble", role: "alert", hidden: true });
    this.keep_keys();
    const body = element("div", { class: "rr-body" });
    this.build(model.get("blocks"), body);
    root.replaceChildren(body, this.trouble, this.live);
    this.refresh = this.refresh.bind(this);
    this.refresh();
    model.on("change:tick", this.refresh);
    this.screen();
    return () => {
      model.off("change:tick", this.refresh);
      this.dead.abort();
      clearTimeout(this.speaking);
    };
  }

  // JupyterLab reads keys as commands: "d d" deletes the cell, 1 makes a heading of it, Enter opens
  // its code. In here, and after a click on plain text in here, they belong to what has the focus;
  // only Ctrl+S goes on saving the page. Lab looks for the mark on what has the focus, before the
  // key comes by here, and takes Enter once more on its way up.
  keep_keys() {
    const { root } = this;
    root.tabIndex = -1;
    const mark = (event) => {
      if (!root.contains(event.target)) return;
      const saves = (event.ctrlKey || event.metaKey) && /^s$/i.test(event.key);
      event.target.toggleAttribute("data-lm-suppress-shortcuts", !saves);
    };
    window.addEventListener("keydown", mark, { capture: true, signal: this.dead.signal });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.stopPropagation();
    });
  }

  // A number key presses the button that carries the number, while the focus is in here and in no
  // field.
  listen() {
    const { root } = this;
    root.addEventListener("keydown", (event) => {
      if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])")) return;
      const button = [...root.querySelectorAll(`[data-rr-digit="${event.key}"]`)].find(
        (one) => !one.disabled && one.offsetParent !== null);
      event.stopPropagation();
      if (!button || event.repeat) return;
      event.preventDefault();
      button.focus({ preventScroll: true });
      button.click();
    });
  }

  // ---- to Python -------------------------------------------------------------------------------

  // Two changes at most are on their way at a time, one at work and one on the wire; of those that
  // come meanwhile only the newest of each name is kept, so that a slow kernel never falls behind
  // the hand and the last value always wins.
  set(name, value) {
    this.queue.delete(name);
    this.queue.set(name, value);
    this.pump();
  }

  get waiting() {
    return this.sent > this.answered;
  }

  // Whether what Python shows may be older than what the hand has set.
  behind(name) {
    return this.waiting || this.queue.has(name);
  }

  pump() {
    if (this.sent - this.answered >= ON_THE_WAY || this.queue.size === 0) return;
    this.flush();
    clearTimeout(this.patience);
    const sent = this.sent;
    this.patience = setTimeout(() => {
      if (this.answered < sent) {
        this.answered = sent;
        this.pump();
      }
    }, RESEND_AFTER);
  }

  press(name, detail = null) {
    this.flush();
    this.post({ kind: "press", name, detail });
  }

  // What still waits goes out before anything that builds on it.
  flush() {
    if (this.queue.size === 0) return;
    const changes = Object.fromEntries(this.queue);
    this.queue.clear();
    this.post({ kind: "set", changes });
  }

  post(message) {
    this.model.send({ ...message, seq: ++this.sent, view: this.id });
  }

  screen() {
    const scale = Math.min(window.devicePixelRatio || 1, 2);
    if (scale > 1) this.post({ kind: "screen", scale });
  }

  // ---- from Python -----------------------------------------------------------------------------

  refresh() {
    const state = {};
    for (const key of ["slots", "values", "text", "flags", "marks", "frames", "pictures"]) {
      state[key] = this.model.get(key) ?? {};
    }
    const held = this.root.contains(document.activeElement) ? document.activeElement : null;
    const ack = this.model.get("ack") ?? {};
    if (ack.view === this.id) this.answered = Math.max(this.answered, ack.seq);
    for (const [name, slot] of this.slots) this.fill(slot, state.slots[name] ?? []);
    for (const node of this.nodes.values()) node.update(state);
    this.forget_all(state.flags.forget?.number);
    this.follow();
    this.go_to(state.flags.focus);
    this.hold(held);
    this.fail(state.text["!"]);
    this.announce(state.text["~"] ?? state.text.sentence ?? "");
    this.pump();
  }

  announce(sentence) {
    const plain = sentence.replace(/<[^>]*>/g, "");
    if (plain === this.said) return;
    const first = this.said === undefined;
    this.said = plain;
    clearTimeout(this.speaking);
    if (first) return;
    this.speaking = setTimeout(() => (this.live.textContent = plain), SPEAK_AFTER);
  }

  // What is new comes into view from its first line on; the page around it does not move.
  follow() {
    const { arrived } = this;
    this.arrived = null;
    const pane = arrived?.node.closest("[data-rr-scroll]");
    if (!pane) return;
    const first = arrived.first;
    requestAnimationFrame(() => {
      const top = first?.isConnected ? first.offsetTop - 12 : pane.scrollHeight;
      pane.scrollTo({ top, behavior: arrived.calm ? "auto" : scrolling() });
    });
  }

  // Python may send the focus to a slot, once for each number.
  go_to(flag) {
    const before = this.went;
    this.went = flag?.number ?? 0;
    const node = this.slots.get(flag?.place)?.node;
    if (!node || before === undefined || before === this.went) return;
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    const pane = node.closest("[data-rr-scroll]");
    (pane ?? node).scrollIntoView({ block: pane ? "nearest" : "start", behavior: scrolling() });
  }

  // What had the focus may be gone or switched off now. Then the focus stays with what stood around
  // it; else JupyterLab would take it, and the next keys with it.
  hold(held) {
    const now = document.activeElement;
    if (!held || (now !== held && this.root.contains(now))) return;
    const gone = (node) => !node.isConnected || node.disabled || node.closest("[hidden]");
    if (!gone(held)) return;
    let near = held.isConnected ? held : this.root;
    while (gone(near) && near !== this.root) near = near.parentElement;
    near.tabIndex = -1;
    near.focus({ preventScroll: true });
  }

  // When the journal is deleted, the copies in the browser go with it.
  forget_all(number) {
    if (!number || number === this.forgot) return;
    this.forgot = number;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(STORE)) localStorage.removeItem(key);
      }
    } catch {
      // nothing was kept
    }
  }

  fail(trouble) {
    this.trouble.hidden = !trouble;
    if (!trouble || trouble === this.failed) return;
    this.failed = trouble;
    const [line, ...detail] = trouble.split("\n");
    this.trouble.replaceChildren(
      element("p", {}, line),
      element("details", {}, element("summary", {}, "Details"), element("pre", {}, detail.join("\n"))),
    );
  }

  // ---- building --------------------------------------------------------------------------------

  build(blocks, parent) {
    for (const block of blocks) {
      const make = KINDS[block.kind];
      if (!make) throw new Error(`This page knows no block of kind ${block.kind}`);
      const made = make.call(this, block);
      parent.append(made.node);
      const name = block.name ?? `#${this.nodes.size}`;
      if (made.update || block.name) {
        const update = made.update ?? (() => {});
        this.nodes.set(name, {
          node: made.node,
          update: (state) => {
            const flag = state.flags[block.name] ?? {};
            const hide = Boolean(flag.hidden);
            if (made.node.hidden !== hide) made.node.hidden = hide;
            update(state, flag);
          },
        });
      }
    }
  }

  // A slot's blocks come and go; what stays the same keeps its node and its focus.
  fill(slot, blocks) {
    const key = JSON.stringify(blocks);
    if (slot.key === key) return;
    slot.key = key;
    const focused = document.activeElement?.closest?.("[data-rr]")?.dataset.rr;
    const had = slot.node.contains(document.activeElement);
    const kept = new Map(slot.made.map((made) => [made.key, made]));
    const wanted = blocks.map((block) => ({ key: JSON.stringify(block), block }));
    const next = [];
    for (const { key, block } of wanted) {
      let made = kept.get(key);
      if (made) kept.delete(key);
      else {
        const holder = element("div", { class: "rr-item" });
        this.build([block], holder);
        made = { key, node: holder, names: names(block) };
      }
      next.push(made);
    }
    for (const gone of kept.values()) {
      const stay = new Set(next.flatMap((made) => made.names));
      for (const name of gone.names) if (!stay.has(name)) this.nodes.delete(name);
    }
    const fresh = next.filter((made) => !slot.made.includes(made));
    const calm = slot.made.length === 0; // as it is at the start: nothing new, so stand at the end
    if (slot.follow === "new" && calm) this.arrived = null;
    else if (slot.follow) this.arrived = { node: slot.node, first: calm ? null : fresh[0]?.node, calm };
    else if (slot.still) this.arrived ??= { node: slot.node, calm };
    slot.made = next;
    place(slot.node, next.map((made) => made.node));
    if (had) {
      const again = focused && slot.node.querySelector(`[data-rr="${CSS.escape(focused)}"]`);
      const target = again || slot.node.querySelector("[data-rr-focus]") || slot.node;
      if (target === slot.node) slot.node.tabIndex = -1;
      target.focus({ preventScroll: Boolean(again || slot.still) });
    }
  }

  // As a data address: Chromium has it decoded within this very task, a Blob only some frames later.
  image(img, bytes) {
    if (this.seen[img.dataset.key] === bytes) return;
    this.seen[img.dataset.key] = bytes;
    img.src = `data:image/png;base64,${base64(bytes)}`;
  }
}

function base64(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode.apply(null, bytes.subarray(at, at + 8192)));
  }
  return btoa(parts.join(""));
}

// A button that goes out under the finger keeps the focus until it is left; a disabled one would let
// it fall back to the top of the page.
function dim(button, out) {
  const held = out && button === document.activeElement;
  button.disabled = out && !held;
  button.ariaDisabled = held ? "true" : null;
}

// Make `nodes` the children of `parent`; what stays is not touched, so that it keeps its focus, its
// place in a scrolled group, and does not arrive a second time.
function place(parent, nodes) {
  const stay = new Set(nodes);
  for (const child of [...parent.children]) if (!stay.has(child)) child.remove();
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
}

function scrolling() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

function names(block) {
  const own = block.name ? [block.name] : [];
  return own.concat(...(block.blocks ?? []).map(names));
}

const KINDS = {
  group(block) {
    const tag = block.folded !== undefined ? "details" : block.role === "list" ? "ol" : "div";
    const node = element(tag, { class: `rr-group ${block.look ? `rr-${block.look}` : ""}` });
    if (tag === "details") {
      node.open = !block.folded;
      node.append(element("summary", {}, block.label));
    } else if (block.label) {
      node.setAttribute("role", "group");
      node.setAttribute("aria-label", block.label);
    }
    if (block.keys) this.listen();
    if (block.scroll) {
      node.dataset.rrScroll = "";
      node.tabIndex = 0;
    }
    this.build(block.blocks, node);
    return { node };
  },

  // follow: the group that scrolls goes along with what is new here, and at the start stands at the
  // end, or with "new" at the top. still: taking the focus does not scroll the page.
  slot(block) {
    const node = element("div", { class: `rr-slot ${block.look ? `rr-${block.look}` : ""}` });
    this.slots.set(block.name, { node, made: [], key: "[]", follow: block.follow, still: block.still });
    return { node };
  },

  heading(block) {
    const node = element("p", { class: "rr-heading", role: "heading", "aria-level": block.level ?? 3 });
    return { node, update: text(node, block) };
  },

  text(block) {
    const node = element(block.tag ?? "div", { class: `rr-text ${block.look ? `rr-${block.look}` : ""}` });
    return { node, update: text(node, block) };
  },

  range(block) {
    const id = `${this.id}-${block.name}`;
    const input = element("input", {
      type: "range", id, min: block.min, max: block.max, step: block.step, "data-rr": block.name,
      "aria-describedby": block.help ? `${id}-help` : null,
    });
    const output = element("output", { for: id, class: "rr-number" });
    const node = element(
      "div", { class: "rr-control" },
      element("label", { for: id }, block.label), output, input,
      block.ends ? element("div", { class: "rr-ends", "aria-hidden": "true" },
        ...block.ends.map((end) => element("span", {}, end))) : null,
      block.help ? element("p", { class: "rr-help", id: `${id}-help` }, block.help) : null,
    );
    const tell = () => {
      const value = words(block, input.valueAsNumber);
      output.textContent = value;
      input.setAttribute("aria-valuetext", value);
    };
    let held = null; // the value the hand has set and Python has not confirmed
    input.addEventListener("input", () => {
      held = input.valueAsNumber;
      tell();
      this.set(block.name, held);
    });
    input.addEventListener("change", () => {
      if (block.settle) this.press("settled", block.name);
    });
    return {
      node,
      update: (state, flag) => {
        input.disabled = Boolean(flag.disabled);
        const value = state.values[block.name];
        if (held !== null && Math.abs(value - held) > 1e-9 && this.behind(block.name)) return;
        held = null;
        if (input.value !== String(value)) input.value = value;
        tell();
      },
    };
  },

  choice(block) {
    const id = `${this.id}-${block.name}`;
    const inputs = block.options.map(([value, label], index) => {
      const input = element("input", {
        type: block.many ? "checkbox" : "radio", name: id, id: `${id}-${index}`, value,
        "data-rr": `${block.name}-${index}`,
      });
      input.addEventListener("change", () => {
        const chosen = inputs.filter((other) => other.checked).map((other) => other.value);
        this.set(block.name, block.many ? chosen : chosen[0]);
      });
      return input;
    });
    const options = block.options.map(([, label], index) =>
      element("div", { class: "rr-option" }, inputs[index], element("label", { for: `${id}-${index}` }, label)));
    const node = element("fieldset", { class: `rr-choice ${block.look ? `rr-${block.look}` : ""}` },
      element("legend", { class: block.quiet ? "rr-hidden" : null }, block.label), ...options);
    return {
      node,
      update: (state, flag) => {
        const value = state.values[block.name];
        for (const [index, input] of inputs.entries()) {
          if (!this.behind(block.name)) {
            input.checked = block.many ? (value ?? []).includes(input.value) : value === input.value;
          }
          input.disabled = Boolean(flag.disabled);
          const mark = flag.marks?.[index] ?? "";
          if (options[index].dataset.mark !== mark) options[index].dataset.mark = mark;
        }
      },
    };
  },

  switch(block) {
    const id = `${this.id}-${block.name}`;
    const input = element("input", {
      type: "checkbox", id, "data-rr": block.name,
      "aria-describedby": block.help ? `${id}-help` : null,
    });
    input.addEventListener("change", () => this.set(block.name, input.checked));
    const node = element("div", { class: "rr-switch" }, input, element("label", { for: id }, block.label),
      block.help ? element("p", { class: "rr-help", id: `${id}-help` }, block.help) : null);
    return {
      node,
      update: (state, flag) => {
        if (!this.behind(block.name)) input.checked = Boolean(state.values[block.name]);
        input.disabled = Boolean(flag.disabled);
      },
    };
  },

  select(block) {
    const id = `${this.id}-${block.name}`;
    const select = element("select", { id, "data-rr": block.name },
      ...block.options.map(([value, label]) => element("option", { value }, label)));
    select.addEventListener("change", () => this.set(block.name, select.value));
    const node = element("div", { class: "rr-control" }, element("label", { for: id }, block.label), select);
    return {
      node,
      update: (state, flag) => {
        if (!this.behind(block.name)) select.value = state.values[block.name];
        select.disabled = Boolean(flag.disabled);
      },
    };
  },

  // Looks while one types; nothing of it is kept.
  search(block) {
    const id = `${this.id}-${block.name}`;
    const input = element("input", { type: "search", id, "data-rr": block.name });
    input.addEventListener("input", () => this.set(block.name, input.value));
    const node = element("div", { class: "rr-control rr-search" }, element("label", { for: id }, block.label), input);
    return {
      node,
      update: (state) => {
        if (!this.behind(block.name) && document.activeElement !== input) input.value = state.values[block.name];
      },
    };
  },

  button(block) {
    const node = element("button", {
      type: "button", class: `rr-button ${block.look ? `rr-${block.look}` : ""}`, "data-rr": block.name,
      "data-rr-focus": block.focus,
    });
    if (block.html) node.innerHTML = block.html;
    else node.textContent = block.label;
    if (block.digit) {
      node.dataset.rrDigit = block.digit;
      node.setAttribute("aria-keyshortcuts", block.digit);
      node.replaceChildren(
        element("kbd", { "aria-hidden": "true" }, String(block.digit)), element("span", {}, ...node.childNodes));
    }
    node.addEventListener("click", () => node.ariaDisabled === "true" || this.press(block.name));
    node.addEventListener("blur", () => dim(node, node.disabled || node.ariaDisabled === "true"));
    return {
      node,
      update: (state, flag) => {
        dim(node, Boolean(flag.disabled));
        if ("pressed" in flag) node.setAttribute("aria-pressed", flag.pressed);
      },
    };
  },

  // A file made in Python and handed to the browser, so that it works where there is no disk.
  download(block) {
    const node = element("button", {
      type: "button", class: "rr-button", "data-rr": block.name,
    }, block.label);
    node.addEventListener("click", () => this.press(block.name));
    let last = null; // the number of the last file handed over; one from before does not count
    return {
      node,
      update: (state, flag) => {
        node.disabled = Boolean(flag.disabled);
        const file = flag.file;
        const before = last;
        last = file?.number ?? last ?? 0;
        if (!file || before === null || before === last) return;
        const url = URL.createObjectURL(new Blob([file.text], { type: file.type }));
        const link = element("a", { href: url, download: file.name });
        document.body.append(link);
        link.click();
        link.remove();
        setTimeout(() => URL.revokeObjectURL(url), 10000);
      },
    };
  },

  upload(block) {
    const id = `${this.id}-${block.name}`;
    const input = element("input", {
      type: "file", id, accept: block.accept, "data-rr": block.name,
    });
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (file) this.press(block.name, { name: file.name, text: await file.text() });
      input.value = "";
    });
    const node = element("div", { class: "rr-control rr-upload" }, element("label", { for: id }, block.label), input);
    return { node, update: (state, flag) => (input.disabled = Boolean(flag.disabled)) };
  },

  // What is typed is kept in the browser until Python says that it is on disk.
  write(block) {
    const id = `${this.id}-${block.name}`;
    const store = STORE + (block.key ?? block.name);
    const area = element("textarea", {
      id, rows: block.rows ?? 5, "data-rr": block.name,
      "aria-describedby": `${id}-state`, spellcheck: "true",
    });
    const saved = element("p", { class: "rr-saved", id: `${id}-state` });
    let timer = null;
    let pending = null;
    const send = () => {
      clearTimeout(timer);
      timer = null;
      if (pending === null) return;
      this.set(block.name, pending);
    };
    area.addEventListener("input", () => {
      pending = area.value;
      keep(store, pending);
      saved.textContent = "Not saved yet";
      clearTimeout(timer);
      timer = setTimeout(send, SAVE_AFTER);
    });
    area.addEventListener("blur", send);
    const node = element("div", { class: "rr-write" }, element("label", { for: id }, block.label), area, saved);
    let first = true;
    return {
      node,
      update: (state, flag) => {
        area.readOnly = Boolean(flag.disabled);
        const value = state.values[block.name] ?? "";
        const told = state.text[`${block.name}.saved`] ?? "";
        if (first) {
          first = false;
          const kept = kept_copy(store);
          area.value = value;
          if (kept !== null && kept !== value) {
            area.value = kept;
            pending = kept;
            saved.textContent = "Not saved yet";
            timer = setTimeout(send, 50);
            return;
          }
        }
        if (pending === null) {
          if (area.value !== value && document.activeElement !== area) area.value = value;
        } else if (flag.kept === pending) {
          pending = null;
          forget(store);
        } else {
          saved.textContent = flag.failed === pending ? told : "Not saved yet";
          return;
        }
        saved.textContent = told;
      },
    };
  },

  // Counts down, for saying something aloud; it only tells the time.
  timer(block) {
    const face = element("span", { class: "rr-clock", "aria-hidden": "true" }, String(block.seconds));
    const button = element("button", {
      type: "button", class: "rr-button", "data-rr": block.name,
    }, block.label);
    const node = element("div", { class: "rr-timer" }, button, face);
    let ticking = null;
    button.addEventListener("click", () => {
      clearInterval(ticking);
      const end = Date.now() + block.seconds * 1000;
      this.live.textContent = `${block.seconds} seconds`;
      ticking = setInterval(() => {
        if (!node.isConnected) return clearInterval(ticking); // it was no longer needed
        const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
        face.textContent = String(left);
        if (left === 0) {
          clearInterval(ticking);
          this.live.textContent = "Time.";
          this.press(block.name);
        }
      }, 200);
      this.dead.signal.addEventListener("abort", () => clearInterval(ticking));
    });
    return { node, update: (state, flag) => (button.disabled = Boolean(flag.disabled)) };
  },

  picture(block) {
    const frame = element("img", { alt: "", class: "rr-frame", decoding: "sync", "data-key": `${block.name}-frame` });
    const [width, height] = block.size;
    const node = element("div", { class: "rr-picture", style: `aspect-ratio:${width}/${height};max-width:${width}px` }, frame);
    let live = null;
    if (block.box) {
      const [left, top, w, h] = block.box;
      const part = (value, whole) => `${(100 * value) / whole}%`;
      live = element("img", {
        alt: "", class: "rr-live", decoding: "sync", "data-key": block.name,
        style: `left:${part(left, width)};top:${part(top, height)};width:${part(w, width)};height:${part(h, height)}`,
      });
      node.append(live);
    }
    const mark = block.mark ? element("span", { class: "rr-here", "aria-hidden": "true", hidden: true }) : null;
    if (mark) node.append(mark);
    const speaks = live ?? frame;
    return {
      node,
      update: (state) => {
        const still = state.frames[block.name];
        if (still) this.image(frame, still);
        const moving = state.pictures[block.name];
        if (live && moving) this.image(live, moving);
        const alt = state.text[`${block.name}.alt`] ?? "";
        if (speaks.alt !== alt) speaks.alt = alt;
        const place = state.marks[block.name];
        if (mark && place) {
          mark.hidden = false;
          mark.style.left = `${100 * place[0]}%`;
          mark.style.top = `${100 * place[1]}%`;
        }
      },
    };
  },

  // A table is sent only while it is open.
  table(block) {
    const table = element("div", { class: "rr-table", tabindex: "0", role: "group", "aria-label": block.label });
    const node = element("details", {}, element("summary", {}, block.label), table);
    node.addEventListener("toggle", () => this.set(block.name, node.open));
    return { node, update: text(table, block) };
  },
};

function text(node, block) {
  if (block.html !== undefined) node.innerHTML = block.html;
  let last;
  return (state) => {
    const value = state.text[block.name];
    if (value === undefined || value === last) return;
    last = value;
    node.innerHTML = value;
  };
}

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // a private window may refuse; the text is still in the field
  }
}

function kept_copy(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

export default {
  render({ model, el }) {
    return new View(model, el).start();
  },
};
