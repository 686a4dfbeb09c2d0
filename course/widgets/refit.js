// A Plotly figure in a widget is first drawn at 700 pixels, whatever room it has, and fits its place
// only when the window changes. Here it is told to whenever the tool around it changes its size.
const misfit = (plot) =>
  plot._fullLayout && plot.clientWidth && Math.abs(plot._fullLayout.width - plot.clientWidth) > 1;

function render({ el }) {
  const watch = new ResizeObserver(() => {
    const plots = [...el.closest(".widget-box").querySelectorAll(".js-plotly-plot")];
    if (plots.some(misfit)) window.dispatchEvent(new Event("resize"));
  });
  const start = () => {
    const box = el.closest(".widget-box");
    if (box) watch.observe(box);
    else if (!ended) requestAnimationFrame(start);
  };
  let ended = false;
  requestAnimationFrame(start);
  return () => {
    ended = true;
    watch.disconnect();
  };
}

export default { render };
