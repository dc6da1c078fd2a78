/** What the control plane does for one meeting, bound to its id: the one thing that screens and tests put a double for. */
import * as api from "@/api/meetings";

export interface MeetingServer {
  join(name: string): Promise<api.Credentials>;
  setHand(raised: boolean): Promise<void>;
  lowerHandOf(identity: string): Promise<void>;
  setLocked(locked: boolean): Promise<void>;
  end(): Promise<void>;
  muteAll(): Promise<string[]>;
  mute(identity: string, source: api.Source): Promise<void>;
  remove(identity: string): Promise<void>;
  setRole(identity: string, role: "cohost" | "participant"): Promise<void>;
}

export function meetingServer(id: string): MeetingServer {
  return {
    join: (name) => api.joinMeeting(id, name),
    setHand: (raised) => api.setHand(id, raised),
    lowerHandOf: (identity) => api.lowerHandOf(id, identity),
    setLocked: (locked) => api.changeMeeting(id, { locked }),
    end: () => api.endMeeting(id),
    muteAll: () => api.muteAll(id),
    mute: (identity, source) => api.muteParticipant(id, identity, source),
    remove: (identity) => api.removeParticipant(id, identity),
    setRole: (identity, role) => api.setRole(id, identity, role),
  };
}
