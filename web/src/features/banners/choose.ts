/** Which troubles are worth a word now, the gravest first, at most two. Pure. */
import type { DeviceProblem } from "@/call/devices";
import type { SessionState } from "@/call/state";

export type Trouble =
  | { what: "connecting" | "sound" | "muted" | "camera_off" | "talking" | "silent" | "weak" | "sharing" }
  | { what: "reconnecting"; cause: "line" | "server"; since: number }
  | { what: "device"; kind: "microphone" | "camera"; problem: Exclude<DeviceProblem, null> };

/** More would cover faces. */
const MOST = 2;

export interface Signs {
  state: SessionState;
  problems: { microphone: DeviceProblem; camera: DeviceProblem };
  /** My line has been poor for a while. */
  weak: boolean;
}

export function troubles({ state, problems, weak }: Signs): Trouble[] {
  const { connection } = state;
  if (connection.at === "connecting") return [{ what: "connecting" }];
  if (connection.at === "reconnecting")
    return [{ what: "reconnecting", cause: connection.cause, since: connection.since }];
  if (connection.at === "ended") return [];
  const found: (Trouble | false)[] = [
    state.soundBlocked && { what: "sound" },
    state.mutedByHost.microphone && { what: "muted" },
    state.mutedByHost.camera && { what: "camera_off" },
    problems.microphone !== null && { what: "device", kind: "microphone", problem: problems.microphone },
    problems.camera !== null && { what: "device", kind: "camera", problem: problems.camera },
    state.speakingWhileMuted && { what: "talking" },
    state.silent && { what: "silent" },
    weak && { what: "weak" },
    state.sharing === "on" && { what: "sharing" },
  ];
  return found.filter((trouble) => trouble !== false).slice(0, MOST);
}
