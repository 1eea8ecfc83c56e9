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

  // The task under the hand or the focus marks its row in the source, and brings it into view.
  function mark(task) {
    document.querySelectorAll(".t.on, .src-pane .hit").forEach(function (old) {
      old.classList.remove("on", "hit");
    });
    task.classList.add("on");
    const row = document.getElementById(task.dataset.source);
    if (!row) return;
    row.classList.add("hit");
    const pane = row.closest(".src-pane");
    const gap = row.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (gap < 0 || gap > pane.clientHeight - 60) pane.scrollTop += gap - pane.clientHeight / 3;
  }

  ["click", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      const task = event.target.closest(".t[data-source]");
      if (!task) return;
      mark(task);
      // Its number is a link to the row for people without scripts; here the pane has moved already.
      if (event.type === "click" && event.target.closest(".t-no")) event.preventDefault();
    });
  });

  // A row of the source brings its first task into view.
  document.addEventListener("click", function (event) {
    const row = event.target.closest(".src-pane tr[id], .src-line[id]");
    const task = row && document.querySelector(".t[data-source='" + row.id + "']");
    if (!task) return;
    mark(task);
    task.scrollIntoView({ block: "center" });
  });

  // Forms opened inside the page close without asking the server.
  document.addEventListener("click", function (event) {
    const close = event.target.closest(".slot [data-close-slot]");
    if (!close) return;
    event.preventDefault();
    close.closest(".slot").replaceChildren();
  });
})();
