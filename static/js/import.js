// The import pages: dropping and pasting, and the source row of a task. Everything works without it.
(function () {
  "use strict";

  // A file dropped on the field is chosen in it.
  document.querySelectorAll("[data-drop]").forEach(function (zone) {
    const input = zone.querySelector("input[type='file']");
    ["dragover", "dragleave", "drop"].forEach(function (name) {
      zone.addEventListener(name, function (event) {
        event.preventDefault();
        zone.classList.toggle("over", name === "dragover");
        if (name === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
      });
    });
  });

  // Plain text loses merged cells; the clipboard's table keeps them, as long as nobody edits the text.
  const text = document.getElementById("id_text");
  const table = document.getElementById("id_table");
  if (text && table) {
    const note = document.querySelector("[data-pasted-table]");
    text.addEventListener("paste", function (event) {
      const html = event.clipboardData.getData("text/html");
      table.value = /<table/i.test(html) && !text.value.trim() ? html : "";
    });
    text.addEventListener("input", function (event) {
      if (event.inputType !== "insertFromPaste") table.value = "";
      note.hidden = !table.value;
    });
  }

  function find(tasks, anchor) {
    return tasks.filter(function (task) { return task.dataset.source === anchor; });
  }

  // Tasks and their row in the source mark each other; several tasks may come from one row.
  function mark(tasks) {
    document.querySelectorAll(".t.on, .src-pane .hit").forEach(function (old) {
      old.classList.remove("on", "hit");
    });
    tasks.forEach(function (task) { task.classList.add("on"); });
    const row = tasks.length && document.getElementById(tasks[0].dataset.source);
    if (!row) return;
    row.classList.add("hit");
    const pane = row.closest(".src-pane");
    const gap = row.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (gap < 0 || gap > pane.clientHeight - 60) pane.scrollTop += gap - pane.clientHeight / 3;
  }

  function allTasks() {
    return Array.from(document.querySelectorAll(".t[data-source]"));
  }

  ["click", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      const task = event.target.closest(".t[data-source]");
      if (!task) return;
      mark([task]);
      // Its number is a link to the row for people without scripts; here the pane has moved already.
      if (event.type === "click" && event.target.closest(".t-no")) event.preventDefault();
    });
  });

  function show(anchor) {
    const tasks = find(allTasks(), anchor);
    if (!tasks.length) return false;
    mark(tasks);
    tasks[0].scrollIntoView({ block: "center" });
    return true;
  }

  // A row of the source brings its first task into view.
  document.addEventListener("click", function (event) {
    const row = event.target.closest(".src-pane tr[id], .src-line[id]");
    if (row) show(row.id);
  });

  // Up and down go from one task's row to the next while the source has the focus.
  document.addEventListener("keydown", function (event) {
    const pane = event.target.closest(".src-pane");
    if (!pane || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const anchors = Array.from(new Set(allTasks().map(function (task) { return task.dataset.source; })));
    const now = pane.querySelector(".hit");
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = anchors[now ? anchors.indexOf(now.id) + step : 0];
    if (next && show(next)) event.preventDefault();
  });

  // What a click opened has the focus; the keyboard saves it and closes it again.
  document.addEventListener("htmx:afterSettle", function (event) {
    const form = event.target.closest && (event.target.closest(".t-form") || event.target.querySelector(".t-form"));
    if (!form) return;
    sift(form);
    const list = form.closest(".asked-list");
    if (list) list.classList.add("open");
    const first = form.querySelector("textarea, select:not([disabled]), input:not([type='hidden'])");
    if (first && !form.contains(document.activeElement)) first.focus();
  });

  document.addEventListener("keydown", function (event) {
    const form = event.target.closest("form.t-form");
    if (!form) return;
    if (event.key === "Escape") {
      const out = form.querySelector("[data-cancel], [data-close-slot]");
      if (out) out.click();
    }
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button.pri"));
    }
  });

  // Only the fields that the chosen kind of deadline needs.
  function sift(form) {
    const kind = form.querySelector("select[name='kind']");
    form.querySelectorAll("[data-kinds]").forEach(function (part) {
      part.hidden = kind && part.dataset.kinds.split(" ").indexOf(kind.value) < 0;
    });
    form.querySelectorAll(".all[hidden]").forEach(function (all) {
      all.hidden = false;
      all.parentElement.querySelector("[data-plain]").hidden = true;
      all.querySelector("input").checked = !all.parentElement.querySelector("[name='members']:not(:checked)");
    });
  }

  document.querySelectorAll(".t-form").forEach(sift);
  document.addEventListener("change", function (event) {
    const form = event.target.closest(".t-form");
    if (!form) return;
    if (event.target.name === "kind") sift(form);
    if (!event.target.matches("[data-tick-all]")) return;
    event.target.closest(".boxes").querySelectorAll("[name='members']").forEach(function (box) {
      box.checked = event.target.checked;
    });
  });

  // Forms opened inside the page close without asking the server.
  document.addEventListener("click", function (event) {
    const close = event.target.closest(".slot [data-close-slot]");
    if (!close) return;
    event.preventDefault();
    close.closest(".slot").replaceChildren();
  });
})();
