// For each part of the page that Python draws, once. `element`, `trigger` and `watch` are Gradio's.
// A press on a button with data-event="ask" becomes the event "ask", with the button's other data.
const events = new Set(["ask", "open", "shut", "turn", "pin", "unpin"]);
element.addEventListener("click", (press) => {
  const button = press.target.closest("button[data-event]");
  if (button && events.has(button.dataset.event)) trigger(button.dataset.event, { ...button.dataset });
});
watch("value", () => document.dispatchEvent(new Event("paperbot:drawn")));
