// The search box: “/” goes to it, arrows walk through what was found (also on the page of all), Escape leaves.
(function () {
  "use strict";

  const box = document.querySelector(".find input");
  const found = document.getElementById("found");
  if (!box || !found) return;

  function close() {
    found.replaceChildren();
  }

  function walk(room, step) {
    const links = [...room.querySelectorAll("li a")];
    if (!links.length) return;
    const next = links.indexOf(document.activeElement) + step;
    (next < 0 ? room.querySelector("input[type=search]") : links[Math.min(next, links.length - 1)]).focus();
  }

  document.addEventListener("keydown", function (event) {
    const room = event.target.closest && event.target.closest(".find, [data-walk]");
    if (room && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      walk(room, event.key === "ArrowDown" ? 1 : -1);
    } else if (room && room.contains(box) && event.key === "Escape") {
      close();
      box.focus();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.target.closest("input, textarea, select, [contenteditable], [role='grid']")) return;
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  document.addEventListener("click", function (event) {
    if (!event.target.closest(".find")) close();
  });
  document.addEventListener("focusin", function (event) {
    if (!event.target.closest(".find")) close();
  });
})();
