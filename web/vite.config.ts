/** How the browser app is built (into the Python package), served in development, and tested. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { precompress } from "./scripts/precompress.ts";

/** Where `rapat serve` answers while the app runs under `npm run dev`. */
const SERVER = process.env.RAPAT_SERVER ?? "http://127.0.0.1:8080";

/** Texts that the first screens need; the rest arrives with the room. Two files per language instead of nine. */
const SHELL_TEXTS = new Set(["common", "home", "join", "ending", "settings", "errors"]);

function chunkOf(id: string): string | null {
  const text = /\/i18n\/(\w+)\/(\w+)\.json/.exec(id);
  if (text?.[1] === undefined || text[2] === undefined) return null;
  const shell = SHELL_TEXTS.has(text[2]);
  // English for the shell lies in the main bundle: it is the language of last resort.
  if (shell && text[1] === "en") return null;
  return `text-${text[1]}-${shell ? "shell" : "room"}`;
}

export default defineConfig({
  plugins: [react(), precompress()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/rapat/http/assets",
    emptyOutDir: true,
    target: "es2022",
    // The first browsers with light-dark(), which the theme stands on.
    cssTarget: ["chrome123", "firefox121", "safari17.5"],
    // No inlined data: URLs: the content security policy of the server allows none for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: (id) => chunkOf(id), test: /\/i18n\/\w+\/\w+\.json/ }] } },
    },
  },
  server: {
    port: 5173,
    proxy: {
      "/api": { target: SERVER, changeOrigin: true },
      "/rtc": { target: SERVER, changeOrigin: true, ws: true },
      "/trust": { target: SERVER, changeOrigin: true },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing.ts"],
    restoreMocks: true,
  },
});
