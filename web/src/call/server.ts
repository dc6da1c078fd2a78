/** What the control plane does for one meeting, bound to its id: the one thing that screens and tests put a double for. */
import { type HostServer, hostServer } from "@/api/host";
import * as api from "@/api/meetings";

export interface MeetingServer {
  join(name: string): Promise<api.Credentials>;
  setHand(raised: boolean): Promise<void>;
  lowerHandOf(identity: string): Promise<void>;
  setLocked(locked: boolean): Promise<void>;
  end(): Promise<void>;
  muteAll(final: boolean): Promise<string[]>;
  mute(identity: string, source: api.Source): Promise<void>;
  remove(identity: string, back: boolean): Promise<void>;
  setRole(identity: string, role: Exclude<api.Role, "host">): Promise<void>;
  /** Everything else that is the hosts' alone, reactions and reports. */
  host: HostServer;
}

export function meetingServer(id: string): MeetingServer {
  return {
    join: (name) => api.joinMeeting(id, name),
    setHand: (raised) => api.setHand(id, raised),
    lowerHandOf: (identity) => api.lowerHandOf(id, identity),
    setLocked: (locked) => api.changeMeeting(id, { locked }),
    end: () => api.endMeeting(id),
    muteAll: (final) => api.muteAll(id, final),
    mute: (identity, source) => api.muteParticipant(id, identity, source),
    remove: (identity, back) => api.removeParticipant(id, identity, back),
    setRole: (identity, role) => api.setRole(id, identity, role),
    host: hostServer(id),
  };
}
