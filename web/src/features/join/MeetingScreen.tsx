/**
 * One visit to a meeting: the device check, the call, the ending, and the way back. It holds which of them is shown
 * and joins; each of them knows nothing of the others.
 */
import { lazy, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { lookAtDoor, type Outlook, type Ticket, WaitingAtDoor } from "@/api/door";
import { ApiError } from "@/api/http";
import { type Credentials, joinMeeting, type Meeting } from "@/api/meetings";
import type { EndReason } from "@/call/endings";
import { EndingScreen } from "@/features/ending/EndingScreen";
import { MeetingMissing } from "@/features/ending/MeetingMissing";
import { arrivalNote } from "@/platform/navigation";
import { prefer, usePreferences } from "@/platform/preferences";
import { rememberMeeting } from "@/platform/recent";
import { isRecord } from "@/platform/storage";
import { support } from "@/platform/support";
import { DeviceCheck } from "./DeviceCheck";
import { invitationIn } from "./invitation";
import { Lobby } from "./Lobby";
import { UnsupportedScreen } from "./UnsupportedScreen";
import { useMeeting } from "./useMeeting";
import { stopWaiting } from "./useWaiting";

const loadRoom = () => import("@/features/room");
const RoomScreen = lazy(loadRoom);

type Phase =
  | { at: "check" }
  | { at: "lobby"; outlook: Outlook }
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
  const { t } = useTranslation("join");
  const [phase, setPhase] = useState<Phase>({ at: "check" });
  const { meeting, problem: unknown } = useMeeting(id, phase.at === "check" || phase.at === "lobby");
  const [typed, setTyped] = useState<string>();
  const remembered = usePreferences((state) => state.name);
  const [invitation] = useState(() => invitationIn(window.location.hash));
  const [pin, setPin] = useState("");
  const name = typed ?? (invitation?.name || meeting?.you?.name || remembered);
  const ticket = { ...(pin && { pin }), ...(invitation && { invitation: invitation.text }) };
  const join = useJoin(id, name, ticket, meeting?.title ?? "", setPhase);
  // The call is fetched while the person looks at the mirror, so that Join is instant.
  useEffect(() => void loadRoom().catch(() => undefined), []);

  if (phase.at === "room") {
    const { credentials, since } = phase;
    const link = `${window.location.origin}/m/${encodeURIComponent(id)}`;
    return (
      <RoomScreen
        meeting={{ id, title: meeting?.title ?? "", link }}
        credentials={{ ...credentials, name: name.trim() }}
        onEnded={(reason) => {
          const over: Phase = { at: "over", reason, minutes: Math.round((Date.now() - since) / MINUTE) };
          // Sent out, but perhaps only as far as the waiting room: the door knows.
          if (reason === "removed" || reason === "waiting") void sentTo(id, over).then(setPhase);
          else setPhase(over);
        }}
      />
    );
  }
  if (isMissing(join.problem) || isMissing(unknown)) return <MeetingMissing id={id} />;
  if (phase.at === "over")
    return (
      <EndingScreen
        reason={phase.reason === "waiting" ? "removed" : phase.reason}
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
      pin={asksForPin(meeting, join.problem, invitation !== null) ? pin : null}
      lobby={
        phase.at === "lobby" ? (
          <Lobby
            meeting={id}
            title={meeting?.title || t("title.meeting")}
            first={phase.outlook}
            onOpen={() => void join.run()}
            onClosed={(error) => setPhase({ at: "over", reason: FINAL[error.code] ?? "removed", minutes: 0 })}
            onLeave={() => {
              stopWaiting(id);
              setPhase({ at: "check" });
            }}
          />
        ) : null
      }
      busy={join.busy}
      problem={join.problem ?? (meeting === null ? unknown : null)}
      onName={setTyped}
      onPin={setPin}
      onJoin={() => void join.run()}
    />
  );
}

function isMissing(problem: unknown): boolean {
  return problem instanceof ApiError && problem.code === "meeting_not_found";
}

/** Asking the server for the credentials. `run` answers whether it worked, for those who try again by themselves. */
function useJoin(id: string, name: string, ticket: Ticket, title: string, setPhase: (phase: Phase) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = async (): Promise<boolean> => {
    setBusy(true);
    setProblem(null);
    try {
      const credentials = await joinMeeting(id, name.trim(), ticket);
      forgetInvitation();
      prefer({ name: name.trim() });
      rememberMeeting({ id, title, at: Date.now() });
      setPhase({ at: "room", credentials, since: Date.now() });
      return true;
    } catch (error) {
      const reason = error instanceof ApiError ? FINAL[error.code] : undefined;
      if (error instanceof WaitingAtDoor) setPhase({ at: "lobby", outlook: error.outlook });
      else if (reason) setPhase({ at: "over", reason, minutes: 0 });
      else setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}

/** Whether newcomers are asked for a PIN, as far as it is known before and after trying. */
function asksForPin(meeting: Meeting | null, problem: unknown, invited: boolean): boolean {
  if (problem instanceof ApiError && (problem.code === "pin_needed" || problem.code === "pin_wrong")) return true;
  return meeting?.pin === true && meeting.you === null && !invited;
}

/** Where somebody stands who was sent out of the room. */
async function sentTo(id: string, over: Phase): Promise<Phase> {
  const outlook = await lookAtDoor(id).catch(() => null);
  return outlook?.state === "waiting" ? { at: "lobby", outlook } : over;
}

/** It has done its work; the address is safe to be copied now. */
function forgetInvitation(): void {
  if (window.location.hash) window.history.replaceState(window.history.state, "", window.location.pathname);
}

/** What the home page wrote when it started this meeting. */
function freshLink(): { link: string; copied: boolean } | null {
  const note = arrivalNote();
  if (!isRecord(note) || typeof note.link !== "string") return null;
  return { link: note.link, copied: note.copied === true };
}
