/* Before the first paint: the theme and language that were chosen on this device, and the site's name. The app keeps them afterwards. */
(() => {
  try {
    const saved = JSON.parse(localStorage.getItem("rapat.preferences") || "{}");
    if (saved.theme === "light" || saved.theme === "dark") document.documentElement.dataset.theme = saved.theme;
    if (["en", "id", "ru"].includes(saved.language)) document.documentElement.lang = saved.language;
    const site = JSON.parse(localStorage.getItem("rapat.site") || "{}");
    if (typeof site.name === "string") document.title = site.name;
  } catch {
    /* Storage refused (private window): the system decides. */
  }
})();
