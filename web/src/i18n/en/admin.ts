/** What the administration says. */
export { default as admin } from "./admin.json";
export { default as branding } from "./branding.json";
export { default as mail } from "./mail.json";
export { default as privacy } from "./privacy.json";
export { default as site } from "./site.json";
