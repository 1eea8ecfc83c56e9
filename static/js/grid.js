// The plan's table by keyboard: one cell has the focus, Enter or F2 opens its editor, Escape leaves it.
// Without this script the same links and forms are used one by one.
(function () {
  "use strict";

  const table = document.querySelector("[data-grid]");
  if (!table) return;
  const bulk = document.getElementById("bulk");
  // Where the focus belongs after a row has come anew: its id and the number of the cell.
  let wanted = null;

  function rows() {
    return Array.from(table.querySelectorAll("tr[id^='task-']"));
  }

  function cells(row) {
    return Array.from(row.children);
  }

  // What assistive technology is told; stacked rows of a narrow page lose the table's own roles.
  function dress(root) {
    root.querySelectorAll("td, th").forEach(function (cell) {
      if (!cell.hasAttribute("role")) cell.setAttribute("role", cell.closest("thead") ? "columnheader" : "gridcell");
      if (cell.closest("tr[id^='task-']")) {
        if (!cell.hasAttribute("tabindex")) cell.tabIndex = -1;
        if (!cell.querySelector(".pen")) cell.setAttribute("aria-readonly", "true");
      }
    });
    root.querySelectorAll("td > a, td > div > a, .pen").forEach(function (link) {
      link.tabIndex = -1;
    });
  }

  function enter(cell) {
    if (!cell) return;
    table.querySelectorAll("td[tabindex='0']").forEach(function (other) {
      other.tabIndex = -1;
    });
    cell.tabIndex = 0;
    cell.focus();
    cell.scrollIntoView({ block: "nearest" });
  }

  function neighbour(cell, down, right) {
    const all = rows();
    const row = cell.closest("tr");
    const next = all[all.indexOf(row) + down];
    if (!next) return null;
    const at = cells(row).indexOf(cell) + right;
    return cells(next)[at] || null;
  }

  // The next cell that can be changed, in reading order; null behind the last.
  function following(row, at, step) {
    const editable = Array.from(table.querySelectorAll("tr[id^='task-'] > td")).filter(function (cell) {
      return cell.querySelector(".pen") || (cell.parentNode === row && cells(row).indexOf(cell) === at);
    });
    const here = editable.findIndex(function (cell) {
      return cell.parentNode === row && cells(row).indexOf(cell) === at;
    });
    return editable[here + step] || null;
  }

  function edit(cell) {
    const pen = cell.querySelector(".pen");
    if (pen) pen.click();
    return Boolean(pen);
  }

  function moveBy(cell, key, ctrl) {
    const row = cell.closest("tr");
    const all = rows();
    const at = cells(row).indexOf(cell);
    const moves = {
      ArrowUp: function () { return neighbour(cell, -1, 0); },
      ArrowDown: function () { return neighbour(cell, 1, 0); },
      ArrowLeft: function () { return neighbour(cell, 0, -1); },
      ArrowRight: function () { return neighbour(cell, 0, 1); },
      Home: function () { return cells(ctrl ? all[0] : row)[0]; },
      End: function () { return cells(ctrl ? all[all.length - 1] : row).pop(); },
      PageUp: function () { return cells(all[Math.max(0, all.indexOf(row) - 10)])[at]; },
      PageDown: function () { return cells(all[Math.min(all.length - 1, all.indexOf(row) + 10)])[at]; },
    };
    if (!moves[key]) return false;
    enter(moves[key]());
    return true;
  }

  function inCell(event, cell) {
    const key = event.key;
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const link = cell.closest("tr").querySelector(".txt a");
      if (link) link.click();
    } else if (key === "Enter" || key === "F2") {
      if (!edit(cell)) return;
    } else if (key === " ") {
      const box = cell.closest("tr").querySelector("input[name=pick]");
      if (box) box.click();
    } else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "z") {
      document.getElementById("undo").requestSubmit();
    } else if (!moveBy(cell, key, event.ctrlKey || event.metaKey)) {
      return;
    }
    event.preventDefault();
  }

  // In an editor of one field Tab saves and goes on; Enter saves too, but in a text of several lines.
  function inEditor(event, form) {
    const fields = form.querySelectorAll("textarea, select, input:not([type=hidden])");
    if (fields.length !== 1) return;
    const cell = form.closest("td");
    const row = cell.closest("tr");
    const at = cells(row).indexOf(cell);
    if (event.key === "Tab") {
      const next = following(row, at, event.shiftKey ? -1 : 1);
      wanted = next ? { row: next.parentNode.id, at: cells(next.parentNode).indexOf(next) } : { row: row.id, at: at };
    } else if (event.key !== "Enter" || event.isComposing || fields[0].tagName === "TEXTAREA") {
      return;
    }
    event.preventDefault();
    form.requestSubmit();
  }

  table.addEventListener("keydown", function (event) {
    const form = event.target.closest("[data-editor]");
    if (form) inEditor(event, form);
    else if (event.target.matches("td[role=gridcell]")) inCell(event, event.target);
  });

  table.addEventListener("click", function (event) {
    const cell = event.target.closest("td[role=gridcell]");
    if (cell && !event.target.closest("a, input, button, select, textarea, label, [data-editor]")) enter(cell);
  });

  table.addEventListener("dblclick", function (event) {
    const cell = event.target.closest("td[role=gridcell]");
    if (cell && !event.target.closest("[data-editor]")) edit(cell);
  });

  // A row that comes back takes the focus to where the editor was, or where Tab was going.
  document.addEventListener("htmx:beforeRequest", function (event) {
    const cell = event.target.closest && event.target.closest("#plan-table td");
    if (cell && !wanted) wanted = { row: cell.parentNode.id, at: cells(cell.parentNode).indexOf(cell) };
  });
  document.addEventListener("htmx:afterSettle", function () {
    dress(table);
    if (!wanted) return;
    const row = document.getElementById(wanted.row);
    const cell = row && cells(row)[wanted.at];
    if (table.querySelector("[data-editor]")) {
      // An editor has opened: its first field has the focus.
      wanted = null;
      return;
    }
    wanted = null;
    enter(cell);
  });
  document.addEventListener("htmx:responseError", function () {
    wanted = null;
  });

  // Ticks: how many, the row's colour, and from tick to tick with Shift.
  let last = null;
  function count() {
    const boxes = Array.from(table.querySelectorAll("input[name=pick]"));
    const picked = boxes.filter(function (box) { return box.checked; });
    boxes.forEach(function (box) { box.closest("tr").classList.toggle("sel", box.checked); });
    bulk.classList.toggle("some", picked.length > 0);
    bulk.querySelector("[data-picked]").textContent =
      picked.length ? "已选 " + picked.length + " 项：" : "勾选任务后批量办理：";
  }
  table.addEventListener("click", function (event) {
    if (!event.target.matches("input[name=pick]")) return;
    const boxes = Array.from(table.querySelectorAll("input[name=pick]"));
    const here = boxes.indexOf(event.target);
    const from = boxes.indexOf(last);
    if (event.shiftKey && from >= 0) {
      boxes.slice(Math.min(here, from), Math.max(here, from) + 1).forEach(function (box) {
        box.checked = event.target.checked;
      });
    }
    last = event.target;
    count();
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-check-all]")) {
      table.querySelectorAll("input[name=pick]").forEach(function (box) { box.checked = event.target.checked; });
      count();
    }
  });

  // A block from Excel or WPS onto a cell goes to the page that shows what it would change.
  document.addEventListener("paste", function (event) {
    const cell = document.activeElement && document.activeElement.closest("#plan-table td[role=gridcell]");
    const paste = document.getElementById("paste");
    if (!cell || document.activeElement !== cell || !paste) return;
    const head = cell.querySelector(".pen");
    paste.elements.block.value = event.clipboardData.getData("text/plain");
    paste.elements.start.value = cell.parentNode.id.replace("task-", "");
    paste.elements.rows.value = rows().map(function (row) { return row.id.replace("task-", ""); }).join(",");
    paste.elements.column.value = head ? head.dataset.field : "text";
    event.preventDefault();
    paste.submit();
  });

  table.setAttribute("role", "grid");
  table.setAttribute("aria-multiselectable", "true");
  table.querySelectorAll("tr").forEach(function (row) { row.setAttribute("role", "row"); });
  dress(table);
  const first = rows()[0];
  if (first) cells(first)[1].tabIndex = 0;
  count();
})();
