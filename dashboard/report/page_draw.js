(function () {
  "use strict";
  var toDark = JSON.parse(document.getElementById("colours").textContent);
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var config = { displaylogo: false, showSendToCloud: false, responsive: true, displayModeBar: "hover" };

  function recoloured(text) {
    return text.replace(/#[0-9A-Fa-f]{6}/g, function (hex) {
      return toDark[hex.toUpperCase()] || hex;
    });
  }

  function draw(onDark) {
    document.querySelectorAll(".plot").forEach(function (place) {
      var text = place.parentElement.querySelector("script[type='application/json']").textContent;
      var figure = JSON.parse(onDark ? recoloured(text) : text);
      Plotly.react(place, figure.data, figure.layout, config);
    });
  }

  draw(dark.matches);
  dark.addEventListener("change", function () { draw(dark.matches); });
  window.addEventListener("beforeprint", function () { draw(false); });
  window.addEventListener("afterprint", function () { draw(dark.matches); });
})();
