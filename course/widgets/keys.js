// JupyterLab reads plain keys as commands wherever nothing is being typed: an arrow moves to the
// next cell, Enter opens one, D twice deletes it. What says `data-lm-suppress-shortcuts` has its
// keys to itself; it must be said by the very element that has the focus, as JupyterLab's commands
// ask for that element. Keys with Ctrl, Cmd or Alt stay JupyterLab's, so that Ctrl+S still saves.
const MARK = "data-lm-suppress-shortcuts";

function render({ el }) {
  const own = (event) => {
    const tool = el.closest(".widget-box");
    if (!tool?.contains(event.target)) return;
    event.target.toggleAttribute(MARK, !(event.ctrlKey || event.metaKey || event.altKey));
    tool.querySelectorAll(".widget-radio-box").forEach(group);
  };
  window.addEventListener("keydown", own, true); // before the document, where JupyterLab listens
  return () => window.removeEventListener("keydown", own, true);
}

// Radio buttons without a name are a stop of Tab each; with one they are a single stop, and arrows
// choose among them. ipywidgets gives them none, and makes new ones whenever the value changes.
function group(box) {
  box.dataset.name ??= `radio-${Math.random().toString(36).slice(2)}`;
  for (const radio of box.querySelectorAll("input[type=radio]")) radio.name = box.dataset.name;
}

export default { render };
