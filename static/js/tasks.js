// Editing in place: the first field takes the focus, Escape leaves, Ctrl+Enter saves.
(function () {
  "use strict";

  document.addEventListener("htmx:afterSwap", function (event) {
    const editor = event.target.querySelector && event.target.querySelector("[data-editor], .rep");
    if (!editor) return;
    const field = editor.querySelector("textarea, select, input:not([type=hidden])");
    if (!field) return;
    field.focus();
    // People go on writing behind what stands there.
    if (/^(text|textarea)$/.test(field.type)) field.setSelectionRange(field.value.length, field.value.length);
  });

  document.addEventListener("keydown", function (event) {
    const editor = event.target.closest && event.target.closest("[data-editor]");
    if (!editor) return;
    if (event.key === "Escape") editor.querySelector("[data-cancel]").click();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.requestSubmit();
  });
})();
