/** What the screens outside a call say. */
export { default as common } from "./common.json";
export { default as ending } from "./ending.json";
export { default as errors } from "./errors.json";
export { default as home } from "./home.json";
export { default as join } from "./join.json";
export { default as settings } from "./settings.json";
