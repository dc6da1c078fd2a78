/** What the administration says. */
export { default as admin } from "./admin.json";
