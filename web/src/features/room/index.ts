/** The call: a chunk of its own, fetched while the person looks at the device check. */
export { default, type RoomScreenProps } from "./RoomScreen";
