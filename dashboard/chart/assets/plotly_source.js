// Plotly's own script, from the installed package: fetched once, kept by the browser.

let wanted = null;

/** Return Plotly; the version is part of what the browser keeps it under. */
export function loadPlotly(version) {
  wanted = wanted || load(version);
  return wanted;
}

async function load(version) {
  const url = new URL("../npu-explorer.plotly/plotly.min.js", import.meta.url);
  url.searchParams.set("v", version);
  try {
    await run(URL.createObjectURL(await kept(url.href)));
  } catch {
    // No store on a page without a secure context, or a policy against blobs.
    await run(url.href);
  }
  return window.Plotly;
}

async function kept(url) {
  const store = await caches.open("npu-explorer-plotly");
  let answer = await store.match(url);
  if (!answer) {
    answer = await fetch(url);
    if (!answer.ok) throw new Error(`Plotly could not be fetched: ${answer.status}`);
    for (const old of await store.keys()) await store.delete(old);
    await store.put(url, answer.clone());
  }
  return new Blob([await answer.arrayBuffer()], { type: "text/javascript" });
}

function run(source) {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = () => { script.remove(); done(); };
    script.onerror = () => { script.remove(); failed(new Error("Plotly could not be loaded")); };
    document.head.appendChild(script);
  });
}
