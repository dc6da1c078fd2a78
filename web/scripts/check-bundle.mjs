/**
 * Fails when the built app is heavier than its budget or names a foreign host. A host in a bundle is a place that
 * some code may one day ask: the only ones allowed are names of formats and pointers in error texts, never fetched.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUILT = new URL("../../src/rapat/http/assets", import.meta.url).pathname;
/** gzip bytes of JavaScript. Home is what everybody loads; call is all that stands between a link and a face. */
const BUDGETS = { home: 110_000, call: 350_000 };
/** What a guest fetches besides the shell: the call with its texts. */
const ROOM = ["src/features/room/index.ts", "src/features/room/RoomScreen.tsx", "src/i18n/en/room.ts"];
/** gzip bytes of style sheets, all of them. */
const STYLES = 40_000;
/** bytes; no picture of the app may be larger. */
const PICTURE = 30_000;

const ALLOWED_HOSTS = new Map([
  ["www.w3.org", "names of XML formats"],
  ["react.dev", "React's error texts"],
  ["reactjs.org", "React's error texts"],
  ["react.i18next.com", "a hint in a warning of react-i18next"],
  ["www.i18next.com", "a hint in a warning of i18next"],
  ["docs.livekit.io", "a hint in an error text of livekit-client"],
  ["aomediacodec.github.io", "name of an RTP header extension (AV1 dependency descriptor)"],
  ["www.ietf.org", "names of RTP header extensions"],
  ["www.webrtc.org", "names of RTP header extensions"],
]);

if (!existsSync(join(BUILT, "index.html"))) fail(["the app is not built: run `npm run build`"]);
const files = readdirSync(BUILT, { recursive: true, encoding: "utf8" }).filter((name) => !/\.(br|gz)$/.test(name));
const manifest = JSON.parse(bytesOf(".vite/manifest.json").toString("utf8"));
const problems = [...weights(), ...hosts(), ...companions()];
if (problems.length > 0) fail(problems);

function weights() {
  const home = closure(["index.html"]);
  const call = closure([
    "index.html",
    "src/features/join/MeetingScreen.tsx",
    ...ROOM.filter((source) => source in manifest),
  ]);
  const sizes = { home: weigh(home), call: weigh(call) };
  const styles = weigh(files.filter((name) => name.endsWith(".css")));
  console.log(`bundle: home ${kB(sizes.home)}, link to call ${kB(sizes.call)}, styles ${kB(styles)} (gzip)`);
  const found = Object.entries(BUDGETS)
    .filter(([screen, budget]) => sizes[screen] > budget)
    .map(([screen, budget]) => `${screen}: ${kB(sizes[screen])} of JavaScript, budget ${kB(budget)}`);
  if (styles > STYLES) found.push(`styles: ${kB(styles)}, budget ${kB(STYLES)}`);
  for (const name of files.filter((file) => /\.(svg|png|jpe?g|webp|avif)$/.test(file))) {
    if (bytesOf(name).length > PICTURE) found.push(`${name}: a picture above ${kB(PICTURE)}`);
  }
  return found;
}

function hosts() {
  const found = [];
  for (const name of files.filter((file) => /\.(js|css|html|svg|json|webmanifest)$/.test(file))) {
    const text = bytesOf(name).toString("utf8");
    for (const [, host] of text.matchAll(/\b(?:https?|wss?|stuns?|turns?):(?:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi)) {
      if (!ALLOWED_HOSTS.has(host.toLowerCase())) found.push(`${name}: names the foreign host ${host}`);
    }
  }
  return [...new Set(found)];
}

/** Every larger text file has its compressed companions, so that the server never sends it bare. */
function companions() {
  return files
    .filter((name) => /\.(js|css|html|svg)$/.test(name) && bytesOf(name).length >= 1024)
    .filter((name) => !existsSync(join(BUILT, `${name}.br`)) || !existsSync(join(BUILT, `${name}.gz`)))
    .map((name) => `${name}: no compressed companion`);
}

/** The scripts that these sources need before they can run: their own and all they import at once. */
function closure(sources) {
  const seen = new Set();
  const queue = [...sources];
  for (let source = queue.pop(); source !== undefined; source = queue.pop()) {
    const chunk = manifest[source];
    if (chunk === undefined) fail([`${source} is not in the build: correct its name in check-bundle.mjs`]);
    if (seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    queue.push(...(chunk.imports ?? []));
  }
  return seen;
}

function weigh(names) {
  return [...names].reduce((sum, name) => sum + gzipSync(bytesOf(name), { level: 9 }).length, 0);
}

function bytesOf(name) {
  return readFileSync(join(BUILT, name));
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

function fail(problems) {
  console.error(problems.join("\n"));
  process.exit(1);
}
