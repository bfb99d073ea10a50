// For each part of the page that Python draws, once. `element`, `trigger` and `watch` are Gradio's.
// A press on a button with data-event="ask" becomes the event "ask", with the button's other data;
// one beside a box to type in also carries what stands there. Enter in that box presses its button.
// A text area with data-writes="note" becomes the event "note" whenever its writer pauses.
const events = new Set(["ask", "rephrase", "open", "shut", "turn", "pin", "unpin", "tag", "untag", "delete", "dismiss"]);
const PAUSE_MS = 800;
let pause;
let tagging = false;
element.addEventListener("click", (press) => {
  const button = press.target.closest("button[data-event]");
  if (!button || !events.has(button.dataset.event)) return;
  tagging = button.dataset.event === "tag"; // the box is drawn anew: whoever types goes on
  trigger(button.dataset.event, { ...button.dataset, ...typedBeside(button) });
});
element.addEventListener("keydown", (press) => {
  if (press.key !== "Enter" || press.shiftKey || press.isComposing || !press.target.matches(".rephrase textarea, .typed input")) return;
  press.preventDefault();
  press.target.parentElement.querySelector("button[data-event]").click();
});
element.addEventListener("input", ({ target }) => {
  clearTimeout(pause);
  if (target.dataset.writes) pause = setTimeout(keep, PAUSE_MS, target);
});
element.addEventListener("focusout", ({ target }) => {
  clearTimeout(pause);
  if (target.dataset.writes) keep(target);
});
function keep(box) {
  if (box.value === (box.kept ?? box.defaultValue)) return;
  box.kept = box.value;
  trigger(box.dataset.writes, { paper: box.dataset.paper, notes: box.value });
}
function typedBeside(button) {
  const box = button.parentElement.querySelector("textarea, input");
  return box ? { [box.name]: box.value } : {};
}
watch("value", () => {
  document.dispatchEvent(new Event("paperbot:drawn"));
  if (tagging) element.querySelector("[name=tag]")?.focus();
  tagging = false;
});
