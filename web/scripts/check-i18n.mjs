/**
 * Fails when the three languages disagree: a key missing or left over, other placeholders, plural forms that the
 * language does not have or lacks, a text that was not translated, or a key that no source file uses.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../src", import.meta.url).pathname;
const LANGUAGES = ["en", "id", "ru"];
/** Names and words that are rightly the same in another language. */
const SAME = new Set(["Rapat", "Chat", "Chrome", "Firefox", "Safari", "Emoji", "OK", "1×", "Reset", "Audio", "Video"]);
const PLURAL = /_(zero|one|two|few|many|other)$/;

const problems = [];
const namespaces = readdirSync(join(ROOT, "i18n/en")).filter((name) => name.endsWith(".json"));
for (const file of namespaces) checkNamespace(file);
checkUsed();

if (problems.length > 0) {
  console.error(problems.join("\n"));
  console.error(`\n${problems.length} problems in the texts`);
  process.exit(1);
}
console.log(`texts: ${namespaces.length} namespaces × ${LANGUAGES.length} languages agree`);

function checkNamespace(file) {
  const [english, ...others] = LANGUAGES.map((language) => ({ language, texts: readTexts(language, file) }));
  checkPlurals(file, english);
  for (const other of others) {
    checkPlurals(file, other);
    compare(file, english.texts, other);
  }
}

function compare(file, english, { language, texts }) {
  const where = `${language}/${file}`;
  const own = new Set(Object.keys(texts).map(stem));
  const wanted = new Set(Object.keys(english).map(stem));
  for (const key of wanted) if (!own.has(key)) problems.push(`${where}: "${key}" is missing`);
  for (const key of own) if (!wanted.has(key)) problems.push(`${where}: "${key}" does not exist in English`);
  for (const [key, text] of Object.entries(texts)) {
    const source = english[key] ?? english[`${stem(key)}_other`];
    if (source === undefined) continue;
    if (placeholders(text) !== placeholders(source))
      problems.push(`${where}: "${key}" has other placeholders than English`);
    if (text === source && /\p{L}{2}/u.test(text) && !SAME.has(text))
      problems.push(`${where}: "${key}" is not translated: ${text}`);
  }
}

function checkPlurals(file, { language, texts }) {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const stems = new Set(
    Object.keys(texts)
      .filter((key) => PLURAL.test(key))
      .map(stem),
  );
  for (const key of stems) {
    for (const form of needed) {
      if (!(`${key}_${form}` in texts)) problems.push(`${language}/${file}: "${key}" lacks the plural form _${form}`);
    }
    for (const form of ["zero", "one", "two", "few", "many", "other"]) {
      if (`${key}_${form}` in texts && !needed.includes(form))
        problems.push(`${language}/${file}: "${key}_${form}" is never used in ${language}`);
    }
  }
}

/** A key counts as used when it, or a template that could make it, stands in a source file of the app. */
function checkUsed() {
  const sources = sourceText();
  const templates = [...sources.matchAll(/`((?:[\w.:-]|\$\{[^}`]*\})+)`/g)]
    .map(([, body]) => body)
    .filter((body) => body.includes("${"))
    .map(
      (body) =>
        new RegExp(
          `^${body
            .split(/\$\{[^}]*\}/)
            .map(literal)
            .join("[\\w-]+")}$`,
        ),
    );
  for (const file of namespaces) {
    const namespace = file.replace(".json", "");
    const keys = new Set(Object.keys(readTexts("en", file)).map(stem));
    for (const key of keys) {
      const names = [key, `${namespace}:${key}`];
      const used = names.some(
        (name) => sources.includes(`"${name}"`) || templates.some((template) => template.test(name)),
      );
      if (!used && file !== "errors.json") problems.push(`en/${file}: "${key}" is used nowhere`);
    }
  }
}

function sourceText() {
  return readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => readFileSync(join(ROOT, name), "utf8"))
    .join("\n");
}

function readTexts(language, file) {
  try {
    return flatten(JSON.parse(readFileSync(join(ROOT, "i18n", language, file), "utf8")));
  } catch (error) {
    problems.push(`${language}/${file}: ${error.message}`);
    return {};
  }
}

function flatten(texts, prefix = "") {
  return Object.assign(
    {},
    ...Object.entries(texts).map(([key, text]) =>
      typeof text === "string" ? { [prefix + key]: text } : flatten(text, `${prefix}${key}.`),
    ),
  );
}

function stem(key) {
  return key.replace(PLURAL, "");
}

function placeholders(text) {
  return [...text.matchAll(/\{\{\s*(\w+)/g), ...text.matchAll(/<(\w+)/g)]
    .map(([, name]) => name)
    .sort()
    .join(" ");
}

function literal(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
