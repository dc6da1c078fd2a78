/** Starts the app: preferences, texts in the right language, then the screen of this address. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { startTexts } from "./i18n";
import { followPreferences } from "./platform/appearance";
import { followBrand } from "./platform/brand";
import { languageNow } from "./platform/preferences";
import "./ui/tokens.css";
import "./ui/base.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

followPreferences();
followBrand();
// Nothing on the first screen takes a control away. Without it the app works, with a longer way by Tab.
import("./platform/keepFocus").then(({ keepFocus }) => keepFocus(document.body)).catch(() => undefined);
// A catalogue that cannot be fetched must not keep somebody out of a meeting: then the app speaks English.
await startTexts(languageNow()).catch(() => startTexts("en"));
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
