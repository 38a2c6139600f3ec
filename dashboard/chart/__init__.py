"""A chart that stays where it is: Plotly figures that are changed in place.

`st.plotly_chart` throws its plot away whenever the data change: the page
flickers, a zoom is lost, and a raster of thousands of spikes sets up WebGL anew
at every step of a slider. This component keeps the plot and hands it the new
figure (``Plotly.react``), so zoom and hidden series survive.

Figures travel as one block of bytes: a JSON head, and the arrays as they lie in
memory (`payload`). Traces that `dashboard.figures.spike_detail` marks as spikes
or as their density are drawn on a canvas between Plotly's grid and its hover
layer (``assets/spikes.js``): Plotly keeps the axes, the tools and the exports.
When a figure shows only part of its spikes, the chart reports the stretch that a
person has zoomed to, and the page sends the detail of it (`component`).

Charts that share a `Link` zoom together (``assets/link.js``): the browser moves them at
once, and the page learns of it from the raster among them.

The script of Plotly is the one of the installed package. Where Streamlit is too
old for components of this kind, `st.plotly_chart` stands in.
"""
