// A slider's figure is painted here, in the page: what each stop shows was sent beforehand. The
// kernel hears of the move as well and follows with the words and the table; the figure does not
// wait for it. Whoever moves the slider, a hand or the kernel, the figure shows the slider's stop.
const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
const inside = (whole, path) => path.split(/[.[\]]+/).reduce((part, name) => part?.[name], whole);

// What a plot holds in some slots now; a slot of the layout has no trace.
const held = (plot, slots) => slots.map(([trace, name]) => trace === null
  ? inside(plot.layout, name)
  : plot.data[trace][name]);

const AT_ONCE = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

// Bring a plot from some values to others. Only what differs is drawn, and neither axes nor legend,
// which take most of a redraw: unless an axis itself differs. (Figures' own messages from the kernel
// cannot do that: all they name is drawn anew, and told to the kernel at length. Plotly itself is where
// a figure's code leaves it, in the window.)
function draw(plot, slots, from, to) {
  const differ = slots.map((slot, at) => [...slot, to[at]]).filter((_, at) => !same(from[at], to[at]));
  if (!differ.length) return;
  const layout = Object.fromEntries(
    differ.filter(([trace]) => trace === null).map(([_, name, value]) => [name, value]),
  );
  const moved = differ.filter(([trace]) => trace !== null);
  const title = titled(plot, layout["title.text"]);
  if (!title || Object.keys(layout).some((name) => name.includes("axis"))) {
    return redraw(plot, moved, layout);
  }
  // Every trace that ever moves: a panel none of whose traces is named would be emptied.
  const numbers = slots.map(([trace]) => trace).filter((trace) => trace !== null);
  const first = Math.min(...numbers), count = Math.max(...numbers) - first + 1;
  const traces = Array.from({ length: count }, (_, at) => first + at);
  const data = traces.map(() => ({}));
  for (const [trace, name, value] of moved) data[trace - first][name] = value;
  // Refused where the next move overtakes this one.
  window.Plotly.animate(plot, { data, layout, traces }, AT_ONCE).catch(() => {});
  title.forEach(([line, text]) => { line.textContent = text; });
}

// Plotly draws a title with the axes only. Each of its lines that changes, and its new text; null
// where it gets other lines than it has.
function titled(plot, text) {
  if (text === undefined) return [];
  const title = plot.querySelector(".gtitle"), lines = title?.querySelectorAll(".line") ?? [];
  const drawn = lines.length ? [...lines] : [title], said = text.split("<br>");
  return title && drawn.length === said.length ? drawn.map((line, at) => [line, said[at]]) : null;
}

function redraw(plot, moved, layout) {
  const traces = [...new Set(moved.map(([trace]) => trace))];
  const styles = { _doNotReportToPy: true }; // the kernel knows already
  for (const [trace, name, value] of moved) {
    styles[name] ??= Array(traces.length).fill(undefined); // Plotly leaves what is undefined alone
    styles[name][traces.indexOf(trace)] = value;
  }
  window.Plotly.update(plot, styles, layout, traces);
}

function initialize({ model }) {
  const shown = new WeakMap(); // what each plot of the figure was brought to
  let slider, figure, ended = false;
  const values = (stop) => model.get("frames")[stop]?.map((at) => model.get("values")[at]);

  async function paint() {
    const views = await Promise.all(Object.values(figure.views ?? {}));
    const to = values(String(slider.get("index"))), slots = model.get("slots");
    if (ended || !to) return;
    // A plot whose own code is still on its way comes here again once it is there.
    for (const plot of views.map((view) => view.el).filter((each) => each._fullLayout && each.data.length)) {
      draw(plot, slots, shown.get(plot) ?? held(plot, slots), to);
      shown.set(plot, to);
    }
  }
  async function begin() {
    const find = (name) => model.widget_manager.get_model(model.get(name).split("_").pop());
    [slider, figure] = await Promise.all([find("slider"), find("figure")]);
    if (ended) return;
    slider.on("change:index", paint);
    model.on("change:frames", paint);
    document.addEventListener("plotlywidget-after-render", paint);
    paint();
  }
  begin(); // not waited for: a figure's code is long, and Jupyter gives a start two seconds
  return () => {
    ended = true;
    slider?.off("change:index", paint);
    document.removeEventListener("plotlywidget-after-render", paint);
  };
}

export default { initialize };
