/** What the pages of signed-in people say. */
export { default as account } from "./account.json";
export { default as calendar } from "./calendar.json";
export { default as templates } from "./templates.json";
