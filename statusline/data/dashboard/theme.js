// Before anything is drawn: the theme that was chosen on this page, if any.
try {
  const theme = localStorage.getItem('statusline-theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  /* storage is off: the system's theme it is */
}
