/** What the call says. */
export { default as call } from "./call.json";
export { default as chat } from "./chat.json";
export { default as host } from "./host.json";
export { default as people } from "./people.json";
