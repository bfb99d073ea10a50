// For each part of the page that Python draws, once. `element`, `trigger` and `watch` are Gradio's.
// A press on a button with data-event="ask" becomes the event "ask", with the button's other data;
// one beside a box to type in also carries what stands there. Enter in that box presses its button.
const events = new Set(["ask", "rephrase", "open", "shut", "turn", "pin", "unpin"]);
element.addEventListener("click", (press) => {
  const button = press.target.closest("button[data-event]");
  if (button && events.has(button.dataset.event)) trigger(button.dataset.event, { ...button.dataset, ...typedBeside(button) });
});
element.addEventListener("keydown", (press) => {
  if (press.key !== "Enter" || press.shiftKey || press.isComposing || !press.target.matches(".rephrase textarea")) return;
  press.preventDefault();
  press.target.parentElement.querySelector("button[data-event]").click();
});
function typedBeside(button) {
  const box = button.parentElement.querySelector("textarea");
  return box ? { question: box.value } : {};
}
watch("value", () => document.dispatchEvent(new Event("paperbot:drawn")));
