/**
 * One visit to a meeting: the device check, the call, the ending, and the way back. It holds which of them is shown
 * and joins; each of them knows nothing of the others.
 */
import { lazy, useEffect, useState } from "react";
import { ApiError } from "@/api/http";
import { type Credentials, joinMeeting } from "@/api/meetings";
import type { EndReason } from "@/call/endings";
import { EndingScreen } from "@/features/ending/EndingScreen";
import { MeetingMissing } from "@/features/ending/MeetingMissing";
import { arrivalNote } from "@/platform/navigation";
import { prefer, usePreferences } from "@/platform/preferences";
import { rememberMeeting } from "@/platform/recent";
import { isRecord } from "@/platform/storage";
import { support } from "@/platform/support";
import { DeviceCheck } from "./DeviceCheck";
import { UnsupportedScreen } from "./UnsupportedScreen";
import { useMeeting } from "./useMeeting";

const loadRoom = () => import("@/features/room");
const RoomScreen = lazy(loadRoom);

type Phase =
  | { at: "check" }
  | { at: "room"; credentials: Credentials; since: number }
  | { at: "over"; reason: EndReason; minutes: number };

/** Refusals that end the visit; the others stand in the device check, where they can pass. */
const FINAL: Partial<Record<ApiError["code"], EndReason>> = { removed: "removed", meeting_ended: "ended" };
const MINUTE = 60_000;

export default function MeetingScreen({ id }: { id: string }) {
  const [accepted, setAccepted] = useState(false);
  const able = support();
  if (able === "full" || accepted) return <Visit id={id} />;
  return <UnsupportedScreen support={able} onContinue={able === "insecure" ? () => setAccepted(true) : undefined} />;
}

function Visit({ id }: { id: string }) {
  const [phase, setPhase] = useState<Phase>({ at: "check" });
  const { meeting, problem: unknown } = useMeeting(id, phase.at === "check");
  const [typed, setTyped] = useState<string>();
  const remembered = usePreferences((state) => state.name);
  const name = typed ?? (meeting?.you?.name || remembered);
  const join = useJoin(id, name, meeting?.title ?? "", setPhase);
  // The call is fetched while the person looks at the mirror, so that Join is instant.
  useEffect(() => void loadRoom().catch(() => undefined), []);

  if (phase.at === "room") {
    const { credentials, since } = phase;
    const link = `${window.location.origin}/m/${encodeURIComponent(id)}`;
    return (
      <RoomScreen
        meeting={{ id, title: meeting?.title ?? "", link }}
        credentials={{ ...credentials, name: name.trim() }}
        onEnded={(reason) => setPhase({ at: "over", reason, minutes: Math.round((Date.now() - since) / MINUTE) })}
      />
    );
  }
  if (isMissing(join.problem) || isMissing(unknown)) return <MeetingMissing id={id} />;
  if (phase.at === "over")
    return (
      <EndingScreen
        reason={phase.reason}
        minutes={phase.minutes}
        busy={join.busy}
        problem={join.problem}
        onJoin={join.run}
      />
    );
  if (meeting?.ended) return <EndingScreen reason="ended" minutes={0} busy={false} problem={null} onJoin={join.run} />;
  return (
    <DeviceCheck
      meeting={meeting}
      fresh={freshLink()}
      name={name}
      busy={join.busy}
      problem={join.problem ?? (meeting === null ? unknown : null)}
      onName={setTyped}
      onJoin={() => void join.run()}
    />
  );
}

function isMissing(problem: unknown): boolean {
  return problem instanceof ApiError && problem.code === "meeting_not_found";
}

/** Asking the server for the credentials. `run` answers whether it worked, for those who try again by themselves. */
function useJoin(id: string, name: string, title: string, setPhase: (phase: Phase) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = async (): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      const credentials = await joinMeeting(id, name.trim());
      prefer({ name: name.trim() });
      rememberMeeting({ id, title, at: Date.now() });
      setPhase({ at: "room", credentials, since: Date.now() });
      return true;
    } catch (error) {
      const reason = error instanceof ApiError ? FINAL[error.code] : undefined;
      if (reason) setPhase({ at: "over", reason, minutes: 0 });
      else setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}

/** What the home page wrote when it started this meeting. */
function freshLink(): { link: string; copied: boolean } | null {
  const note = arrivalNote();
  if (!isRecord(note) || typeof note.link !== "string") return null;
  return { link: note.link, copied: note.copied === true };
}
