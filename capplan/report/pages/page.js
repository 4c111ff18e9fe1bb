"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const chosen = {};

  // A click on a heading sorts its table, a second one the other way round; sums stay last.
  const sortKey = (row, at) => {
    const cell = row.cells[at], value = cell.dataset.value;
    return value === undefined ? cell.textContent.trim() : value === "" ? null : Number(value);
  };
  const compare = (a, b) => {
    if (a === null || b === null) return 0;
    return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  };
  all("table.sorts").forEach(table => {
    all("thead th", table).forEach((heading, at) => {
      heading.querySelector("button").addEventListener("click", () => {
        const up = heading.getAttribute("aria-sort") !== "ascending", way = up ? 1 : -1;
        all("thead th", table).forEach(other => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", up ? "ascending" : "descending");
        const body = table.tBodies[0], rows = all("tr", body).filter(row => !("sum" in row.dataset));
        const keyed = rows.map((row, place) => [sortKey(row, at), place, row]);
        keyed.sort((a, b) => (a[0] === null) - (b[0] === null) || way * compare(a[0], b[0]) || a[1] - b[1]);
        const sums = all("tr[data-sum]", body);
        body.append(...keyed.map(one => one[2]), ...sums);
      });
    });
  });

  // A row or a mark of a drawing that has nothing to do with what is chosen.
  const other = one => Object.entries(chosen).some(([kind, name]) =>
    name && kind in one.dataset && !one.dataset[kind].split("|").includes(name));

  // Rows after the first ones wait for a click; a filter shows all that fit.
  const shown = () => {
    const filtered = all("select[data-filter]").some(select => select.value && !select.selectedOptions[0].defaultSelected);
    all("table.sorts").forEach(table => {
      let left = 0, count = 0;
      all("tbody tr", table).forEach(row => {
        const fits = !other(row);
        const waits = "rest" in row.dataset && !table.dataset.open && !filtered;
        row.hidden = !fits || waits;
        count += fits; left += !fits;
      });
      const more = table.closest("section")?.querySelector("button.more");
      if (more) more.hidden = filtered || "open" in table.dataset;
      const say = table.closest("section")?.querySelector(".count");
      if (say) say.textContent = left ? `${count} of ${count + left} rows fit the filter.` : "";
    });
    all(".areas rect, .drawing [data-site], .drawing [data-queue]").forEach(mark =>
      mark.classList.toggle("veiled", other(mark)));
  };
  all("select[data-filter]").forEach(select => {
    chosen[select.dataset.filter] = select.value;
    select.addEventListener("change", () => { chosen[select.dataset.filter] = select.value; shown(); });
  });
  all("button.more").forEach(button => button.addEventListener("click", () => {
    button.closest("section").querySelector("table").dataset.open = "1";
    shown();
  }));

  // Charts say their figures under a pointer or a finger, and by the arrow keys.
  const tip = document.createElement("div");
  tip.className = "tip"; tip.hidden = true;
  document.body.append(tip);
  const words = rect => [rect.dataset.title, ...(rect.dataset.lines ? rect.dataset.lines.split("|") : [])];

  // Under a pointer stands what matters: what is chosen, then the first lines; the table behind the chart has them all.
  const TOLD = 7;
  const told = rect => {
    const [title, ...lines] = words(rect), names = Object.values(chosen).filter(Boolean);
    const asked = line => names.some(name => line === name || line.startsWith(`${name} `));
    const first = [...lines.filter(asked), ...lines.filter(line => !asked(line))];
    const rest = first.length > TOLD + 1 ? first.splice(TOLD).length : 0;
    return rest ? [title, ...first, `and ${rest} others`] : [title, ...first];
  };
  const leave = chart => {
    all("rect.at", chart).forEach(rect => rect.classList.remove("at"));
    tip.hidden = true;
  };
  const at = (chart, rect) => {
    leave(chart);
    rect.classList.add("at");
    const [title, ...lines] = told(rect), head = document.createElement("b");
    head.textContent = title;
    tip.replaceChildren(head, ...lines.flatMap(line => [document.createTextNode(line), document.createElement("br")]));
    tip.hidden = false;
    const box = rect.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const beside = box.right + 8 + own.width < innerWidth ? box.right + 8 : Math.max(4, box.left - own.width - 8);
    tip.style.left = `${Math.min(beside, innerWidth - own.width - 4) + scrollX}px`;
    tip.style.top = `${Math.max(4, box.top) + scrollY + 8}px`;
  };
  all(".chart").forEach(chart => {
    const rects = all(".areas rect", chart);
    if (!rects.length) return;
    rects.forEach(rect => { rect.dataset.title = rect.dataset.title || ""; rect.querySelector("title")?.remove(); });
    let place = -1;
    const go = to => { place = to; at(chart, rects[place]); };
    ["pointermove", "pointerdown"].forEach(kind => chart.addEventListener(kind, event => {
      const found = rects.indexOf(event.target);
      if (found >= 0 && (found !== place || tip.hidden)) go(found);
    }));
    chart.addEventListener("pointerleave", event => { if (event.pointerType === "mouse") leave(chart); });
    chart.addEventListener("blur", () => leave(chart));
    chart.addEventListener("keydown", event => {
      const last = rects.length - 1;
      const to = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: last };
      if (event.key === "Escape") leave(chart);
      if (!(event.key in to)) return;
      event.preventDefault();
      go(Math.max(0, Math.min(last, to[event.key])));
      chart.parentElement.querySelector(".says").textContent = told(rects[place]).join(", ");
    });
  });

  // The table behind a chart is made of its figures when somebody opens it: a column for each thing that has a number.
  const cellsOf = rect => words(rect).slice(1).map(line => line.match(/^(\D*?) ?([\d\u2212-].*)$/) || [line, "", line]);
  const behind = figure => {
    const rects = all(".areas", figure).slice(0, 1).flatMap(areas => all("rect", areas));
    const names = [...new Set(rects.flatMap(rect => cellsOf(rect).map(cell => cell[1])))];
    const put = (row, tag, text) => row.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
    const table = document.createElement("table"), head = table.createTHead().insertRow(), body = table.createTBody();
    ["", ...names].forEach(name => put(head, "th", name).scope = "col");
    rects.forEach(rect => {
      const row = body.insertRow(), cells = cellsOf(rect);
      put(row, "th", words(rect)[0]).scope = "row";
      names.forEach(name => put(row, "td", cells.filter(cell => cell[1] === name).map(cell => cell[2]).join("; ")));
    });
    return table;
  };
  all("details.behind").forEach(details => {
    details.hidden = false;
    details.addEventListener("toggle", () => {
      const place = details.querySelector(".scroll");
      if (details.open && !place.firstChild) place.append(behind(details.closest("figure")));
    });
  });

  // Dark, light, or as the machine is set.
  const root = document.documentElement, button = document.getElementById("theme");
  if (button) {
    button.hidden = false;
    const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const name = () => { button.textContent = dark() ? "Light" : "Dark"; };
    button.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; name(); });
    name();
  }
  all(".bar [data-filter]").forEach(select => { select.closest("label").hidden = false; });
  shown();
})();
