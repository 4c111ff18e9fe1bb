// What the pages do: start a run and follow it, move levers, edit a table. Texts come in as text, never as HTML.
"use strict";

const change = document.querySelector('meta[name="change"]').content;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];

function made(tag, text = "", attributes = {}) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

async function send(place, content, type = "application/json") {
  const headers = { "X-Capplan-Change": change, "Content-Type": type };
  const body = type === "application/json" ? JSON.stringify(content) : content;
  let answer;
  try {
    answer = await fetch(place, { method: "POST", headers, body });
  } catch {
    return { ok: false, message: "capplan app does not answer: was it ended in its terminal?", problems: [] };
  }
  const isJson = (answer.headers.get("content-type") || "").startsWith("application/json");
  const told = isJson ? await answer.json() : { message: await answer.text() };
  return { problems: [], ...told, ok: answer.ok };
}

// ---- problems

function words(problem) {
  const where = problem.file + (problem.line ? `:${problem.line}` : "") + (problem.column ? `: ${problem.column}` : "");
  const details = [];
  if (problem.value !== null && problem.value !== undefined) details.push(`found “${problem.value}”`);
  if (problem.allowed) details.push(`allowed: ${problem.allowed}`);
  return `${where}: ${problem.message}` + (details.length ? ` (${details.join("; ")})` : "") + (problem.cause ? `. ${problem.cause}` : "");
}

function listed(problems) {
  const list = made("ul");
  for (const problem of problems.slice(0, 200)) list.append(made("li", words(problem)));
  return list;
}

// ---- runs: a card for each, fed by server-sent events

const STAGES = { build: "building the program", lp: "first bound", dive: "first plans", end: "done" };
const number = (value, digits = 0) =>
  value === null || value === undefined ? "–" : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

class Card {
  constructor(job) {
    this.job = job;
    this.points = [];
    this.box = made("article", "", { class: "job", "data-job": job.id, "data-kind": job.kind, "aria-label": job.title });
    this.title = made("h2", job.title);
    this.said = made("p", "starting …", { role: "status" });
    this.facts = made("dl");
    this.values = {};
    if (job.kind === "plan") for (const name of ["time", "best plan", "bound", "gap"]) {
      const pair = made("div");
      pair.append(made("dt", name), (this.values[name] = made("dd", "–")));
      this.facts.append(pair);
    }
    this.picture = made("div");
    this.stop = made("button", job.kind === "plan" ? "Stop: keep the best plan so far" : "Stop", { type: "button", class: "stop" });
    this.stop.addEventListener("click", () => this.ask());
    this.more = made("details");
    this.log = made("pre", "", { tabindex: "0" });
    this.more.append(made("summary", "What it says"), this.log);
    this.result = made("div", "", { class: "result" });
    this.box.append(this.title, this.said, this.facts, this.picture, this.stop, this.result, this.more);
    this.began = Date.now();
    if (job.kind === "plan") this.clock = setInterval(() => (this.values.time.textContent = `${Math.round((Date.now() - this.began) / 1000)} s`), 1000);
  }

  async ask() {
    this.stop.disabled = true;
    this.said.textContent = "stopping: the best plan so far is written …";
    const told = await send(`/api/jobs/${this.job.id}/stop`, {});
    if (!told.ok) this.said.textContent = told.message;
  }

  step(event) {
    if (event.message === "progress") this.progress(event);
    else if (event.message && event.message !== "plan written") this.line(event.message);
  }

  line(text) {
    this.log.textContent += `${text}\n`;
    if (!this.stop.disabled && this.job.kind !== "plan") this.said.textContent = text;
  }

  progress(event) {
    if (!this.stop.disabled) this.said.textContent = STAGES[event.stage] || `searching: ${event.stage}`;
    this.values["best plan"].textContent = number(event.incumbent);
    this.values.bound.textContent = number(event.bound);
    this.values.gap.textContent = event.gap === null ? "–" : `${number(100 * event.gap, 2)} %`;
    this.points.push({ at: event.solve_s, plan: event.incumbent, bound: event.bound });
    this.draw();
  }

  draw() {
    const known = this.points.filter((point) => point.plan !== null);
    const first = known[0], last = this.points[this.points.length - 1];
    if (!first || last.at - first.at < 1) return;
    const values = known.flatMap((point) => (point.bound === null ? [point.plan] : [point.plan, point.bound]));
    const high = Math.max(...values), low = Math.min(...values), span = high - low || 1, length = last.at - first.at || 1;
    const at = (time, value) => `${(4 + (592 * (time - first.at)) / length).toFixed(1)},${(14 + 72 * ((high - value) / span)).toFixed(1)}`;
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 600 100");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "Best plan and bound over time, coming together");
    for (const [key, name] of [["plan", "plan-line"], ["bound", "bound-line"]]) {
      const line = document.createElementNS(svg.namespaceURI, "polyline");
      line.setAttribute("class", name);
      line.setAttribute("points", known.filter((point) => point[key] !== null).map((point) => at(point.at, point[key])).join(" "));
      svg.append(line);
    }
    for (const [x, y, said] of [[4, 10, "best plan (orange) comes down, bound (blue) comes up; both with what steers, not the cost"], [4, 98, `${number(first.at)} s`], [560, 98, `${number(last.at)} s`]]) {
      const text = document.createElementNS(svg.namespaceURI, "text");
      text.setAttribute("x", x);
      text.setAttribute("y", y);
      text.textContent = said;
      svg.append(text);
    }
    this.picture.replaceChildren(svg);
  }

  gone() {
    clearInterval(this.clock);
    this.stop.disabled = true;
    this.said.textContent = "capplan app was ended, and this run with it; its best plan so far is in its run folder.";
  }

  end(job) {
    this.job = job;
    clearInterval(this.clock);
    this.stop.remove();
    this.box.dataset.exit = job.exit_code;
    const result = job.result || {};
    if (job.kind === "plan" && result.sentence) this.planned(job, result);
    else if (job.kind === "check" && job.exit_code === 0) this.checked(result);
    else if (job.kind === "explain" && job.exit_code === 0) this.explained(result);
    else if (job.kind === "difference" && job.exit_code === 0) this.bridged(result);
    else this.failed(job, result);
    document.dispatchEvent(new CustomEvent("job-end", { detail: job }));
  }

  planned(job, result) {
    const how = { 0: "Planned.", 5: "The gap was not reached in time: this is the best plan so far." };
    this.said.textContent = how[job.exit_code] || "Stopped: this is the best plan so far.";
    const run = `outputs/${result.model}/${result.scenario}`;
    one("#latest")?.remove();  // it is no longer the latest, and its folder may have this plan now
    this.result.append(made("p", result.sentence, { class: "lead" }));
    const links = made("p", "", { class: "buttons" });
    links.append(made("a", "Look at the plan", { class: "button", href: `/run?run=${encodeURIComponent(run)}` }));
    links.append(made("a", "Open the page", { class: "button", href: `/file/${run}/report.html?show` }));
    links.append(made("a", "Download workbook", { class: "button", href: `/file/${run}/plan.xlsx` }));
    const others = all('#pick input[name="run"]:checked').map((input) => input.value).filter((name) => name !== run);
    const asked = [...others, run].slice(-8).map((name) => `run=${encodeURIComponent(name)}`).join("&");
    const place = (name) => { const field = one(`#ask [name="${name}"]`); return field ? `&${name}=${encodeURIComponent(field.value)}` : ""; };
    links.append(made("a", "Compare", { class: "button", href: `/scenarios?${asked}${place("model")}${place("inputs")}#beside` }));
    this.result.append(links);
  }

  checked(result) {
    this.said.textContent = `No problems: ${result.sites} sites, ${result.teams} teams, ${result.queues} queues, ${result.periods} periods.`;
    for (const note of result.notes || []) this.line(`Note: ${note}`);
  }

  explained(result) {
    this.said.textContent = "Explained.";
    const place = `/file/${result.folder.replace(/^.*?(outputs\/)/, "$1")}/explain.html?show`;
    this.result.append(made("iframe", "", { src: place, sandbox: "allow-scripts", title: "Explanation", class: "answer" }));
    const more = made("p");
    more.append(made("a", "Open the explanation on a page of its own", { href: place }));
    this.result.append(more);
  }

  bridged(result) {
    this.said.textContent = result.sentence;
    const table = made("table"), body = made("tbody"), head = made("thead"), top = made("tr");
    top.append(made("th", "driver", { scope: "col" }), made("th", result.currency, { scope: "col", class: "number" }));
    head.append(top);
    for (const driver of result.drivers.filter((each) => Math.abs(each.amount) >= 0.5)) {
      const row = made("tr");
      row.append(made("th", driver.label, { scope: "row", title: driver.meaning }), made("td", signed(driver.amount), { class: "number" }));
      body.append(row);
    }
    const sum = made("tr", "", { class: "sum" });
    sum.append(made("th", "difference", { scope: "row" }), made("td", signed(result.difference), { class: "number" }));
    body.append(sum);
    table.append(head, body);
    const picture = made("figure");
    picture.append(made("img", "", { src: `/file/${result.folder}/waterfall.svg`, alt: "The same as a waterfall" }));
    this.result.append(table, picture);
  }

  failed(job, result) {
    const problems = result.problems || [];
    const reasons = result.reasons || [];
    const plain = { 6: "No plan was found in this time: allow more seconds.", 143: "Stopped before there was a plan." };
    if (job.kind !== "plan") plain[143] = "Stopped.";
    if (job.exit_code < 0) plain[job.exit_code] = "It was ended from outside.";
    this.said.textContent = plain[job.exit_code] || result.message || `It ended with code ${job.exit_code}.`;
    this.said.className = "fault";
    if (problems.length) this.result.append(listed(problems));
    if (reasons.length) {
      const list = made("ul");
      for (const reason of reasons) list.append(made("li", reason));
      this.result.append(list);
    }
    if (!job.result) this.more.open = true;
  }
}

const signed = (value) => (value < 0 ? "−" : "+") + number(Math.abs(value));

function follow(job) {
  if (job.kind === "check") for (const old of all('.job[data-kind="check"][data-exit]')) old.remove();
  const card = new Card(job);
  one("#jobs").prepend(card.box);
  const events = new EventSource(`/api/jobs/${job.id}/events`);
  events.addEventListener("step", (event) => card.step(JSON.parse(event.data)));
  events.addEventListener("state", (event) => { if (JSON.parse(event.data).state === "stopping") card.stop.disabled = true; });
  events.addEventListener("end", (event) => { events.close(); card.end(JSON.parse(event.data)); });
  events.addEventListener("gone", () => { events.close(); card.gone(); });
  events.addEventListener("error", () => { if (events.readyState === EventSource.CLOSED) card.gone(); });
  return card;
}

async function start(place, content) {
  const told = await send(place, content);
  if (!told.ok) { refused(told); return null; }
  const card = follow(told);
  for (const name of told.idle || []) card.line(`Note: the inputs hold nothing of ${name}.`);
  card.box.scrollIntoView({ block: "nearest" });
  return card;
}

function refused(told) {
  const box = made("article", "", { class: "job", role: "alert" });
  box.append(made("p", told.message, { class: "fault" }));
  if (told.problems.length) box.append(listed(told.problems));
  const close = made("button", "Close", { type: "button" });
  close.addEventListener("click", () => box.remove());
  box.append(close);
  one("#jobs").prepend(box);
  box.scrollIntoView({ block: "nearest" });
}

for (const id of (one("#jobs")?.dataset.running || "").split(" ").filter(Boolean)) {
  fetch(`/api/jobs/${id}`).then((answer) => answer.json()).then(follow);
}

// ---- what to plan, and the levers

const ask = one("#ask");
if (ask) {
  const field = (name) => ask.elements.namedItem(name);
  const levers = () => {
    const found = {};
    for (const input of all("[data-number]", ask)) if (Number(input.value)) found[input.dataset.number] = Number((1 + Number(input.value) / 100).toFixed(4));
    if (field("freeze")?.checked) found.freeze = true;
    if (field("vendor_exit")?.value) found.vendor_exit = field("vendor_exit").value;
    return found;
  };
  const content = () => ({ model: field("model").value, inputs: field("inputs").value, scenario: field("scenario").value });
  const note = () => { one("#scenario-note").textContent = field("scenario").selectedOptions[0]?.title || ""; };
  const moved = () => {
    const count = Object.keys(levers()).length;
    const told = one("#lever-words");
    if (told) told.textContent = count ? `${count} ${count === 1 ? "lever" : "levers"} moved` : "no lever moved: the plan as it stands";
  };
  for (const select of all("[data-reload]", ask)) select.addEventListener("change", () => {
    const place = new URLSearchParams(location.search);
    place.set("model", field("model").value);
    place.set("inputs", field("inputs").value);
    location.search = place.toString();
  });
  field("scenario").addEventListener("change", note);
  for (const range of all("[data-lever]", ask)) {
    const exact = one(`[data-number="${range.dataset.lever}"]`, ask);
    range.addEventListener("input", () => { exact.value = range.value; moved(); });
    exact.addEventListener("input", () => { range.value = exact.value; moved(); });
  }
  ask.addEventListener("change", moved);
  ask.addEventListener("reset", () => setTimeout(() => { note(); moved(); }));
  one("[data-check]", ask)?.addEventListener("click", () => start("/api/check", content()));
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    const limit = Number(field("time_limit_s").value), gap = field("gap").value;
    const chosen = { ...content(), time_limit_s: limit || null, gap: gap === "" ? null : Number(gap) / 100 };
    if (ask.dataset.kind === "scenario") Object.assign(chosen, { levers: levers(), name: Object.keys(levers()).length ? field("name").value.trim() : "" });
    start("/api/plan", chosen);
  });
  note();
  moved();
}

for (const button of all("[data-before]")) button.addEventListener("click", () =>
  start("/api/difference", { before: button.dataset.before, after: button.dataset.after }));

one("#why")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  start("/api/explain", { run: form.dataset.run, about: form.elements.about.value, which: form.elements.about.value ? form.elements.which.value : "" });
});

for (const select of all("[data-submit]")) select.addEventListener("change", () => select.form.submit());

// ---- handing files in

one("#upload")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, file = form.elements.file.files[0], said = one("#upload-told");
  if (!file) { said.textContent = "Choose a file first."; return; }
  said.textContent = "looking through it …";
  const place = new URLSearchParams({ inputs: form.dataset.inputs, name: file.name });
  taken(said, await send(`/api/upload?${place}`, file, "application/octet-stream"));
});
one("#unfold")?.addEventListener("click", async (event) => {
  const said = one("#unfold-told");
  said.textContent = "reading the workbook …";
  taken(said, await send("/api/workbook/tables", { inputs: event.target.dataset.inputs }));
});
function taken(said, told) {
  said.className = told.ok ? "" : "fault";
  said.replaceChildren(made("span", told.message));
  if (told.ok) said.append(" ", made("a", "Show these inputs", { href: `/tables?inputs=${encodeURIComponent(told.inputs)}` }));
  if (told.notes?.length) said.append(made("span", ` ${told.notes.join(". ")}.`, { class: "quiet" }));
  if (told.problems.length) said.append(listed(told.problems));
}

// ---- a table as a grid

const grid = one("#grid");
if (grid) {
  const said = one("#grid-told"), save = one("button[type=submit]", grid), body = one("tbody", grid);
  const cells = (row) => all("input[data-column]", row);
  let dirty = false;
  const touched = () => {
    const changed = all("tr", body).some((row) => row.dataset.row === undefined || one("[data-remove]", row).checked || cells(row).some((cell) => cell.value !== cell.defaultValue));
    dirty = changed;
    save.disabled = !changed;
  };
  const mark = (cell) => cell.classList.toggle("changed", cell.value !== cell.defaultValue);
  body.addEventListener("input", (event) => {
    if (event.target.matches("[data-remove]")) event.target.closest("tr").classList.toggle("gone", event.target.checked);
    else mark(event.target);
    touched();
  });
  const go = (cell, down, right) => {
    const row = cell.closest("tr"), rows = [...body.rows], next = rows[rows.indexOf(row) + down];
    const target = next && cells(next)[Number(cell.dataset.column) + right];
    if (target) { target.focus(); target.select(); }
    return Boolean(target);
  };
  body.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-column]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const steps = { Enter: [event.shiftKey ? -1 : 1, 0], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    if (steps[event.key]) { event.preventDefault(); go(event.target, ...steps[event.key]); }
    if (event.key === "Escape") { event.target.value = event.target.defaultValue; mark(event.target); touched(); }
  });
  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!event.target.matches("[data-column]") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const rows = [...body.rows], top = rows.indexOf(event.target.closest("tr")), left = Number(event.target.dataset.column);
    let kept = 0, lost = 0;
    text.split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
      const cell = rows[top + down] && cells(rows[top + down])[left + right];
      if (cell) { cell.value = value.trim(); mark(cell); kept += 1; } else lost += 1;
    }));
    said.textContent = `${kept} cells pasted` + (lost ? `; ${lost} do not fit on these rows` : "");
    touched();
  });
  one("[data-add]", grid).addEventListener("click", () => {
    const row = made("tr"), width = one("thead tr", grid).cells.length - 2;
    row.append(made("th", "new", { scope: "row", class: "number" }));
    for (let column = 0; column < width; column += 1) {
      const cell = made("td"), name = one("thead tr", grid).cells[column + 1].firstChild.textContent;
      cell.append(made("input", "", { "data-column": column, "aria-label": `${name}, new row`, maxlength: 500, size: 8, autocomplete: "off" }));
      row.append(cell);
    }
    const last = made("td");
    const drop = made("button", "drop", { type: "button", "data-remove": "" });
    drop.addEventListener("click", () => { row.remove(); touched(); });
    last.append(drop);
    row.append(last);
    body.append(row);
    cells(row)[0].focus();
    touched();
  });
  const check = async () => {
    for (const cell of all("[aria-invalid]", body)) cell.removeAttribute("aria-invalid");
    const model = grid.elements.namedItem("model").value;
    if (model) await start("/api/check", { model, inputs: grid.dataset.inputs });
  };
  document.addEventListener("job-end", ({ detail }) => {
    for (const problem of detail.result?.problems || []) {
      if (problem.file !== grid.dataset.file || !problem.line) continue;
      const cell = one(`tr[data-line="${problem.line}"] [data-name="${CSS.escape(problem.column || "")}"]`, body);
      if (cell) { cell.setAttribute("aria-invalid", "true"); cell.title = words(problem); }
    }
  });
  const write = async () => {
    const rows = all("tr", body), edits = { digest: grid.dataset.digest, cells: [], removed: [], added: [] };
    for (const row of rows) {
      if (row.dataset.row === undefined) edits.added.push(cells(row).map((cell) => cell.value));
      else if (one("[data-remove]", row).checked) edits.removed.push(Number(row.dataset.row));
      else for (const cell of cells(row)) if (cell.value !== cell.defaultValue) edits.cells.push([Number(row.dataset.row), Number(cell.dataset.column), cell.value]);
    }
    save.disabled = true;
    const told = await send("/api/table", { inputs: grid.dataset.inputs, table: grid.dataset.table, edits });
    said.textContent = told.message;
    said.className = told.ok ? "" : "fault";
    if (!told.ok) { refused(told); save.disabled = false; return; }
    dirty = false;
    if (edits.added.length || edits.removed.length) { sessionStorage.setItem("check", grid.dataset.file); location.reload(); return; }
    for (const cell of all("input[data-column]", body)) { cell.setAttribute("value", cell.value); cell.classList.remove("changed"); }
    grid.dataset.digest = told.digest;
    one("[data-undo]", grid).disabled = false;
    await check();
  };
  grid.addEventListener("submit", (event) => { event.preventDefault(); write(); });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); if (!save.disabled) write(); }
  });
  one("[data-undo]", grid).addEventListener("click", async () => {
    const told = await send("/api/table/undo", { inputs: grid.dataset.inputs, table: grid.dataset.table });
    if (told.ok) { dirty = false; location.reload(); } else refused(told);
  });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  if (sessionStorage.getItem("check") === grid.dataset.file) { sessionStorage.removeItem("check"); said.textContent = `${grid.dataset.file} is saved.`; check(); }
}
