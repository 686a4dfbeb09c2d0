// A slider's figure is painted here, in the page: what each stop shows was sent beforehand. The
// kernel hears of the move as well and follows with the words and the table; the figure does not
// wait for it. Whoever moves the slider, a hand or the kernel, the figure shows the slider's stop.
const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
const inside = (whole, path) => path.split(/[.[\]]+/).reduce((part, name) => part?.[name], whole);

// What turns a figure from some values to others, as the message that Plotly's own widget takes from
// the kernel; null where nothing does. Only what differs is in it: all that is named is drawn anew.
function change(slots, from, to) {
  const differ = slots.map((slot, at) => [...slot, to[at]]).filter((_, at) => !same(from[at], to[at]));
  const moved = differ.filter(([trace]) => trace !== null);
  const traces = [...new Set(moved.map(([trace]) => trace))];
  const styles = {}, layout = {};
  for (const [trace, name, value] of moved) {
    styles[name] ??= Array(traces.length).fill(undefined); // Plotly leaves what is undefined alone
    styles[name][traces.indexOf(trace)] = value;
  }
  for (const [trace, name, value] of differ) if (trace === null) layout[name] = value;
  const numbers = { trace_edit_id: -1, layout_edit_id: -1 }; // the kernel's own begin at one
  if (!differ.length) return null;
  if (!traces.length) return ["_py2js_relayout", { relayout_data: layout, ...numbers }];
  return [
    "_py2js_update", { style_data: styles, layout_data: layout, style_traces: traces, ...numbers },
  ];
}

// Hand a figure a message as the kernel would, and take it back. The figure would report to the
// kernel what it drew, twice and at length; the kernel knows already.
function tell(figure, [name, message]) {
  figure.save = () => {};
  try {
    figure.set_state({ [name]: message });
    figure.set_state({ [name]: null });
  } finally {
    delete figure.save;
  }
}

function initialize({ model }) {
  let slider, figure, shown, ended = false;
  const values = (stop) => model.get("frames")[stop]?.map((at) => model.get("values")[at]);

  const held = () => model.get("slots").map(([trace, name]) => trace === null
    ? inside(figure.get("_widget_layout"), name)
    : figure.get("_widget_data")[trace][name]);

  function paint() {
    const to = values(String(slider.get("index")));
    const message = ended || !to ? null : change(model.get("slots"), shown, to);
    if (!message) return;
    tell(figure, message);
    // A figure whose own code is still on its way hears nothing yet.
    if (same(held(), to)) shown = to;
    else setTimeout(paint, 200);
  }
  // Of two figures one is seen first. The other is painted when the page has shown that one.
  const turn = () => model.get("later")
    ? requestAnimationFrame(() => requestAnimationFrame(paint))
    : paint();

  async function begin() {
    const find = (name) => model.widget_manager.get_model(model.get(name).split("_").pop());
    [slider, figure] = await Promise.all([find("slider"), find("figure")]);
    if (ended) return;
    shown = held();
    slider.on("change:index", turn);
    model.on("change:frames", turn);
    turn();
  }
  begin(); // not waited for: a figure's code is long, and Jupyter gives a start two seconds
  return () => {
    ended = true;
    slider?.off("change:index", turn);
  };
}

export default { initialize };
