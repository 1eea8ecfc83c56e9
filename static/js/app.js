// The little that HTML cannot do by itself; every page works without it.
(function () {
  "use strict";

  // Open menus close on Escape and on a click elsewhere.
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const menu = document.activeElement.closest("details.menu[open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  // A link to something inside folded parts unfolds them.
  function unfold() {
    const aim = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!aim) return;
    let part = aim.closest("details:not(.menu)");
    if (!part) return;
    for (; part; part = part.parentElement.closest("details:not(.menu)")) part.open = true;
    aim.scrollIntoView();
  }
  unfold();
  window.addEventListener("hashchange", unfold);

  // A control marked data-autosubmit sends its form when changed; its button is for people without scripts.
  document.addEventListener("change", function (event) {
    const control = event.target.closest("[data-autosubmit]");
    if (control && control.form) control.form.requestSubmit();
  });

  // A button marked data-confirm asks once; aria-disabled buttons keep their focus and do nothing.
  document.addEventListener(
    "click",
    function (event) {
      const button = event.target.closest("[data-confirm], [aria-disabled='true']");
      if (!button) return;
      const refused = button.getAttribute("aria-disabled") === "true";
      if (refused || !window.confirm(button.dataset.confirm)) {
        event.preventDefault();
        event.stopPropagation();
      }
    },
    true
  );

  // A page for a wall renews itself after so many seconds; without scripts its <noscript> does.
  const renewed = document.querySelector("[data-renew]");
  if (renewed) window.setTimeout(() => location.reload(), Number(renewed.dataset.renew) * 1000);

  // data-print, data-copy="#id": the browser's own print and clipboard.
  document.addEventListener("click", function (event) {
    const print = event.target.closest("[data-print]");
    if (print) window.print();
    const copy = event.target.closest("[data-copy]");
    if (!copy) return;
    const source = document.querySelector(copy.dataset.copy);
    const text = source.value === undefined ? source.textContent : source.value;
    copyText(text.trim()).then(function () {
      copy.textContent = "已复制";
    });
  });

  // navigator.clipboard exists only on https and localhost; an intranet address has neither.
  function copyText(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return Promise.resolve();
  }

  // A box marked data-check-all="name" ticks every box of that name in its form or table.
  document.addEventListener("change", function (event) {
    const all = event.target.closest("[data-check-all]");
    if (!all) return;
    const boxes = all.form ? all.form.elements : all.closest("table").querySelectorAll("input");
    Array.from(boxes).forEach(function (box) {
      if (box.name === all.dataset.checkAll) box.checked = all.checked;
    });
  });

  // A form that came back with errors: the first wrong field takes the focus, its sentence is read with it.
  function goToError(room) {
    const wrong = room.querySelector("[aria-invalid='true']");
    if (wrong) wrong.focus();
  }
  goToError(document);
  document.addEventListener("htmx:afterSettle", function (event) {
    goToError(event.target);
  });

  // A request that got no answer, or one that is no page, must not look like a click that did nothing.
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      const room = document.getElementById("messages");
      if (!room || event.detail.requestConfig.verb === "get") return;
      const note = document.createElement("div");
      note.className = "note error";
      note.textContent =
        name === "htmx:responseError" && event.detail.xhr.status === 503
          ? "系统正忙或数据库暂时连接不上，刚才的操作没有完成，填写的内容还在。请过几秒再试。"
          : name === "htmx:responseError"
          ? "系统出错，刚才的操作没有完成。请刷新页面后再试。"
          : "网络不通，刚才的操作没有完成，填写的内容还在。请稍后再试。";
      room.replaceChildren(note);
      room.scrollIntoView({ block: "nearest" });
    });
  });

  // A second click on a form that is under way would send it twice.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.sent && form.method === "post") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    window.setTimeout(function () {
      delete form.dataset.sent;
    }, 3000);
  });
})();
