// For the whole document, once: the panes of a phone, markers that open their source, and keeping
// open what a reader has opened while the page is drawn anew. Asks nothing of any server.
(() => {
  const opened = new Set();

  const showPane = (pane) => {
    document.getElementById("panes").dataset.pane = pane;
    for (const button of document.querySelectorAll("button[data-pane]")) {
      button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
    }
  };

  const showSource = ({ card, marks }) => {
    const source = document.getElementById(card);
    if (source instanceof HTMLDetailsElement) source.open = true;
    document.querySelectorAll("mark.pointed").forEach((mark) => mark.classList.remove("pointed"));
    const pointed = marks.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    pointed.forEach((mark) => mark.classList.add("pointed"));
    (pointed[0] ?? source)?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  };

  document.addEventListener("click", (press) => {
    const button = press.target instanceof Element ? press.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.pane) showPane(button.dataset.pane);
    if (button.dataset.marks !== undefined) showSource(button.dataset);
    if (button.dataset.event === "open") showPane("library");
    if (["ask", "rephrase", "pin", "unpin"].includes(button.dataset.event)) {
      showPane("chat");
      document.querySelector("#question textarea")?.focus({ preventScroll: true });
    }
  });

  // "toggle" does not bubble, but it can be caught on its way down.
  document.addEventListener("toggle", ({ target }) => {
    if (target.id) opened[target.open ? "add" : "delete"](target.id);
  }, true);

  let newest = null;
  document.addEventListener("paperbot:drawn", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    const live = document.querySelector(".exchange.live");
    if (live && live.id !== newest) live.scrollIntoView({ block: "start", behavior: "smooth" });
    newest = live?.id ?? null;
  });
})();
