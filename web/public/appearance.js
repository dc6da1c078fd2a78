/* Before the first paint: the theme and language that were chosen on this device. The app keeps both afterwards. */
(() => {
  try {
    const saved = JSON.parse(localStorage.getItem("rapat.preferences") || "{}");
    if (saved.theme === "light" || saved.theme === "dark") document.documentElement.dataset.theme = saved.theme;
    if (["en", "id", "ru"].includes(saved.language)) document.documentElement.lang = saved.language;
  } catch {
    /* Storage refused (private window): the system decides. */
  }
})();
