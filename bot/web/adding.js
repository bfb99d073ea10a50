// For the form that adds papers, once. `element` and `trigger` are Gradio's. Files and names go to
// /api/papers; the event "follow" has Python show how far that is, or why it was refused.
element.addEventListener("submit", (press) => {
  press.preventDefault();
  const source = press.target.elements.source;
  if (source.value.trim()) send(JSON.stringify({ source: source.value }), () => { source.value = ""; });
});
element.addEventListener("change", ({ target }) => {
  if (target.type !== "file") return;
  upload([...target.files]);
  target.value = "";
});
for (const name of ["dragover", "dragleave", "drop"]) {
  element.addEventListener(name, (drag) => {
    if (!drag.dataTransfer?.types.includes("Files")) return;
    drag.preventDefault();
    element.classList.toggle("dragged", name === "dragover");
    if (name === "drop" && !element.querySelector("fieldset").disabled) upload([...drag.dataTransfer.files]);
  });
}
function upload(files) {
  const most = Number(element.querySelector("[type=file]").dataset.most);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  if (!files.length) return;
  if (bytes > most) {
    trigger("follow", { message: `These are ${bytes.toLocaleString("en")} bytes; the limit is ${most.toLocaleString("en")}.`, remedy: "Upload them in parts." });
    return;
  }
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  send(form, () => {});
}
function send(body, done) {
  const ticket = `${Date.now()}-${Math.random()}`;
  const fields = element.querySelector("fieldset");
  const step = element.querySelector(".step");
  const asking = new XMLHttpRequest();
  asking.open("POST", "api/papers");
  asking.setRequestHeader("X-Paperbot", ticket);
  if (typeof body === "string") asking.setRequestHeader("Content-Type", "application/json");
  asking.upload.onprogress = ({ loaded, total }) => { step.textContent = `Sending: ${Math.floor((100 * loaded) / total)} %`; };
  asking.upload.onload = () => { step.textContent = ""; trigger("follow", { ticket }); };
  asking.onload = () => {
    if (asking.status === 200) done();
    else refused(asking.responseText);
  };
  asking.onerror = () => refused("");
  asking.onloadend = () => { fields.disabled = false; step.textContent = ""; };
  fields.disabled = true;
  asking.send(body);
}
function refused(answer) {
  let error = { message: "The connection broke off.", remedy: "See whether the server runs and nobody else is adding papers, then send it again." };
  try { error = JSON.parse(answer).error; } catch { /* no answer of ours: a proxy's, or none */ }
  trigger("follow", { message: error.message, remedy: error.remedy });
}
