"""The files that a browser loads before the dashboard's first view is drawn."""

FILES = (
    "index.html",
    "theme.js",
    "app.css",
    "uPlot.min.css",
    "app.js",
    "kit.js",
    "charts.js",
    "now.js",
    "filters.js",
    "icon.svg",
)
