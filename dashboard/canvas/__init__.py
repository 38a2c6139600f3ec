"""The visual network editor: populations and stimuli as boxes, projections as arrows.

`source/` holds the editor's JavaScript, built into `assets/` with ``npm install`` and
``npm run build``; the page loads nothing else. Python owns the network. What a
person does on the canvas comes as numbered edits (`protocol`), each is carried out on the
network (`edits`), and the network goes back as boxes and arrows (`drawing`). So the
canvas can do nothing that the functions of `sim.network` would refuse, and
whatever changes the network elsewhere shows on the canvas.
"""
